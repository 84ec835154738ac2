// Compares a new run with the committed results, and fails on a clear loss.
//
// Usage: node check.mjs FILE, as `main.mjs --no-keep --json FILE` wrote it. Counted work may not grow at all, but
// for rounding and for allocations of the page's own; ratios to peers of the same run may grow by a third, which
// is more than a busy machine makes of them.

import { readFileSync } from "node:fs";
import { committed, text } from "./result.mjs";

const COUNTED = { factor: 1.02, plus: 0.5 };
const RATIOS = { factor: 1.35, plus: 0.05 };

/** What a new run lost against the kept one. */
export function losses(before, now) {
  const compare = (name, { factor, plus }) =>
    Object.entries(before[name])
      .filter(([key, value]) => key in now[name] && now[name][key] > value * factor + plus)
      .map(([key, value]) => `${now.kind}, ${key}: ${text(value)} before, ${text(now[name][key])} now`);
  return [...compare("counted", COUNTED), ...compare("ratios", RATIOS)];
}

if (process.argv[2]) {
  const results = JSON.parse(readFileSync(process.argv[2], "utf8"));
  const found = results.flatMap((now) => {
    const before = committed(now.kind);
    if (!before) console.log(`${now.kind}: no result is committed to compare with`);
    return before ? losses(before, now) : [];
  });
  for (const loss of found) console.error(loss);
  console.log(found.length ? `${found.length} clear losses` : "no clear loss");
  process.exitCode = found.length ? 1 : 0;
}
