// Runs the suite of stores in any of the browsers, or measures them:
//
//     node tests/benches/stores.mjs [--figures] ORIGIN BROWSER EXECUTABLE PLACE…
//
// ORIGIN is where `cargo xtask serve --no-build` serves, after `cargo xtask build-tests`. Where a file can be
// open only once, as in Firefox, cases with two owners at a time end as busy: the second is kept out, and that
// is the fence there.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { launch as launchOther } from "../e2e/conformance/playwright.mjs";
import { launch as launchWebKit } from "../e2e/conformance/webkit.mjs";

const words = process.argv.slice(2);
const figures = words[0] === "--figures";
if (figures) words.shift();
const [origin, name, executable, ...places] = words;

/** Chromium with a profile of its own: the contexts of the other driver are private windows, without files. */
async function launchChromium(_name, executablePath, origin) {
  const profile = mkdtempSync(join(tmpdir(), "offstage-stores-"));
  const args = process.getuid?.() === 0 ? ["--no-sandbox", "--disable-gpu"] : ["--disable-gpu"];
  const context = await chromium.launchPersistentContext(profile, { executablePath, args });
  const page = await context.newPage();
  return {
    page: async () => ({
      open: (path) => page.goto(origin + path),
      ask: (name, values) => page.evaluate(([name, values]) => globalThis.conformance[name](...values), [name, values]),
    }),
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

const launch = { chromium: launchChromium, webkit: launchWebKit }[name] ?? launchOther;
const browser = await launch(name, executable, origin);
const page = await browser.page();
const count = { passed: 0, failed: 0 };
try {
  for (const place of places) {
    await page.open("/stores/");
    if (figures) {
      console.log(`${name}, ${place}`);
      for (const line of await page.ask("measure", [place])) console.log(`  ${line}`);
      continue;
    }
    const { cases, failed } = await page.ask("runAll", [place]);
    const wrong = failed.filter((line) => !/: Busy$|holds the stored data/.test(line));
    for (const line of wrong) console.log(`FAIL ${line}`);
    const passed = cases - failed.length;
    console.log(`${name}, ${place}: ${passed} as elsewhere, ${failed.length - wrong.length} busy, ${wrong.length} wrong`);
    count.passed += passed;
    count.failed += wrong.length;
  }
} finally {
  await browser.close();
}
if (!figures) console.log(`${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed || (!figures && !count.passed) ? 1 : 0);
