// Runs the suite of stores in any of the browsers, or measures them:
//
//     node tests/benches/stores.mjs [--figures] ORIGIN BROWSER EXECUTABLE PLACE…
//
// ORIGIN is where `cargo xtask serve --no-build` serves, after `cargo xtask build-tests`. Where a file can be
// open only once, as in Firefox, cases with two owners at a time end as `Busy`: the second is kept out, and
// that is the fence there.

const words = process.argv.slice(2);
const figures = words[0] === "--figures";
if (figures) words.shift();
const [origin, name, executable, ...places] = words;
const { launch } = await import(name === "webkit" ? "../e2e/conformance/webkit.mjs" : "../e2e/conformance/playwright.mjs");

const browser = await launch(name, executable, origin);
const page = await browser.page();
let wrong = 0;
try {
  for (const place of places) {
    await page.open("/stores/");
    if (figures) {
      console.log(`${name}, ${place}`);
      for (const line of await page.ask("measure", [place])) console.log(`  ${line}`);
      continue;
    }
    const { cases, failed } = await page.ask("runAll", [place]);
    const busy = failed.filter((line) => line.endsWith(": Busy"));
    const rest = failed.filter((line) => !busy.includes(line));
    for (const line of rest) console.log(`FAIL ${line}`);
    console.log(`${name}, ${place}: ${cases - failed.length} passed, ${busy.length} busy, ${rest.length} failed`);
    wrong += rest.length;
  }
} finally {
  await browser.close();
}
process.exit(wrong ? 1 : 0);
