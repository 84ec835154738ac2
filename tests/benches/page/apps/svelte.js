import { mount } from "svelte";
import Filter from "./svelte/Filter.svelte";
import Rows from "./svelte/Rows.svelte";
import Work from "./svelte/Work.svelte";

export const rows = (target) => mount(Rows, { target });
export const work = (target, milliseconds) => mount(Work, { target, props: { milliseconds } });
export const filter = (target) => mount(Filter, { target });
