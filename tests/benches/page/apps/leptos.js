import init, { filter, rows, work } from "/peers/leptos_apps/leptos_apps.js";

await init();
export { filter, rows, work };
