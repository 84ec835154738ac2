// What one change of a list costs (goals: lists). Counted natively; no time is measured.

import { execFileSync } from "node:child_process";
import { Result, root } from "./result.mjs";

const WHAT = ["steps", "cells run", "instances", "allocations", "list replaces"];

export async function lists(options) {
  const result = new Result("lists", options);
  const output = execFileSync("cargo", ["bench", "--quiet", "-p", "engine-worker", "--bench", "lists", "--", "--json"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { changes, structures } = JSON.parse(output.trim().split("\n").at(-1));
  const lengths = [...new Set(changes.map(([, , length]) => length))];

  const groups = new Map();
  for (const [combinator, change, length, ...counts] of changes) {
    const key = `${combinator}: ${change}`;
    if (!groups.has(key)) groups.set(key, new Map());
    groups.get(key).set(length, counts);
    WHAT.forEach((what, index) => (result.counted[`${key} at ${length}: ${what}`] = counts[index]));
  }
  const cell = (counts, column) => {
    const numbers = lengths.map((length) => counts.get(length)[column]);
    return numbers.every((number) => number === numbers[0]) ? numbers[0] : numbers.join(" / ");
  };
  result.table(
    `one change at ${lengths.join(", ")} items; one number where all are equal`,
    ["combinator and change", ...WHAT],
    [...groups].map(([key, counts]) => [key, ...WHAT.map((_, column) => cell(counts, column))]),
    "Reported by the whole engine: from the event's frame to the patch frame.",
  );
  for (const combinator of ["map", "retain", "remove", "every", "any", "count", "sum"]) {
    const unequal = [...groups]
      .filter(([key]) => key.startsWith(`${combinator}: `))
      .flatMap(([key, counts]) => WHAT.filter((what, column) => what !== "allocations" && `${cell(counts, column)}`.includes("/")).map((what) => `${key}, ${what}`));
    result.fact(`${combinator}: work at ${lengths.join(", ")} items`, "equal", unequal.length === 0, unequal.length ? unequal.join("; ") : "equal");
  }
  // Buffers that grow and trees that get deeper ask for memory now and then.
  const allocating = [...groups].filter(([, counts]) => `${cell(counts, 3)}`.includes("/")).map(([key]) => key);
  if (allocating.length) result.note(`allocations differ with the length: ${allocating.join(", ")}`);
  const replaces = changes.reduce((sum, change) => sum + change.at(-1), 0);
  result.goal("lists replaced by a change of one item", replaces, { most: 0 });

  result.table(
    "a key of sort_by changes; ten predicates of retain flip",
    ["items", "comparisons, at most", "4 · log₂ n", "changes of ten flips"],
    structures.map(([length, comparisons, flips]) => [length, comparisons, 4 * Math.log2(length), flips]),
  );
  for (const [length, comparisons, flips] of structures) {
    result.counted[`sort_by at ${length}: comparisons`] = comparisons;
    result.goal(`sort_by at ${length}: comparisons`, comparisons, { most: Math.ceil(4 * Math.log2(length)) });
    result.fact(`retain at ${length}: changes of ten flips`, "10", flips === 10, `${flips}`);
  }
  return result;
}
