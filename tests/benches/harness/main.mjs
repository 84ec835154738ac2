// Runs benchmarks, prints and keeps their results. Started by `cargo xtask bench`.
//
// Usage: node main.mjs [--quick] [--sustained SECONDS] [--json FILE] [--no-keep] KIND…

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { keep, print, summary } from "./result.mjs";

const { values: options, positionals: kinds } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    sustained: { type: "string" },
    json: { type: "string" },
    "no-keep": { type: "boolean", default: false },
  },
});

if (options.sustained !== undefined) options.sustained = Number(options.sustained);
const KINDS = ["page", "input", "programs", "actors", "lists", "size"];
const unknown = kinds.filter((kind) => !KINDS.includes(kind));
if (!kinds.length || unknown.length) throw new Error(`kinds: ${KINDS.join(" ")}${unknown.length ? `, not ${unknown}` : ""}`);

const results = [];
for (const kind of kinds) {
  const { [kind]: run } = await import(`./${kind}.mjs`);
  const result = (await run(options)).finish();
  print(result);
  if (!options["no-keep"]) keep(result);
  results.push(result);
}
if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);
if (results.length > 1) console.log(`\n${summary(results)}`);
