// Runs the conformance suite in a browser: node run.mjs SUITE.json [--browser NAME] [--only NAME…]
//
// SUITE.json is what the native runner exports; it has read all files already.

import { readFile } from "node:fs/promises";
import { serve } from "./server.mjs";
import { runCase } from "./program.mjs";

/** How many programs run at once. Programs wait more than they work; Firefox has one focus for all pages. */
const LANES = { chromium: 4, firefox: 1, webkit: 1 };

const [suite, name = "chromium", executable = undefined] = process.argv.slice(2);
const { cases } = JSON.parse(await readFile(suite, "utf8"));
const { launch } = await import(name === "webkit" ? "./webkit.mjs" : "./playwright.mjs");

const server = await serve(cases);
const browser = await launch(name, executable, server.address);
const reports = [];
let next = 0;
let told = 0;
const count = { passed: 0, failed: 0, skipped: 0 };
const start = Date.now();

await Promise.all(Array.from({ length: Math.min(LANES[name], cases.length) }, lane));
await browser.close();
server.close();
if (count.skipped) console.log(`${count.skipped} skipped`);
console.log(`${name}: ${cases.length} programs in ${((Date.now() - start) / 1000).toFixed(1)} s`);
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed || !cases.length ? 1 : 0);

async function lane() {
  let page;
  while (next < cases.length) {
    const number = next++;
    const { expected, error } = cases[number];
    if (error !== undefined) tell(number, "failed", error);
    else if (expected.skip !== null) tell(number, "skipped", expected.skip);
    else if (expected.skip_browser) tell(number, "skipped", "not for browsers");
    else {
      page ??= await browser.page();
      const reason = await runCase(cases[number], number, page);
      tell(number, reason === null ? "passed" : "failed", reason);
    }
  }
}

/** Prints the reports in the order of the cases. */
function tell(number, outcome, reason) {
  count[outcome]++;
  const { name } = cases[number];
  const lines = (reason ?? "").split("\n").map((line) => `     ${line}`);
  reports[number] = {
    passed: `ok   ${name}`,
    skipped: `skipped ${name}: ${reason}`,
    failed: [`FAIL ${name}`, ...lines].join("\n"),
  }[outcome];
  while (reports[told] !== undefined) console.log(reports[told++]);
}
