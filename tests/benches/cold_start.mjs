// Prints the sizes of what a page loads and the time from navigation to the first paint of the
// counter in a fresh browser context, with empty caches. Run by `cargo xtask bench-start`.
//
// Usage: node cold_start.mjs <dist folder>; OFFSTAGE_URL and CHROME_PATH name server and browser.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";

const rounds = 21;
const dist = process.argv[2];
const url = process.env.OFFSTAGE_URL;
if (!dist || !url) throw new Error("usage: OFFSTAGE_URL=… node cold_start.mjs <dist folder>");

printSizes(dist);
await printColdStart();

function printSizes(folder) {
  const loaded = files(folder).filter((file) => /\.(js|wasm)$/.test(file));
  console.log("file                              raw      gz  brotli");
  for (const file of loaded.sort()) {
    const bytes = readFileSync(file);
    const sizes = [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)];
    const columns = sizes.map((size) => String(size.length).padStart(8)).join("");
    console.log(relative(folder, file).padEnd(29).slice(-29) + columns);
  }
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

async function printColdStart() {
  const args = ["--disable-background-networking", "--no-first-run"];
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH, args });
  const samples = { running: [], painted: [] };
  // The first round only warms up the browser's own processes.
  for (let round = 0; round <= rounds; round += 1) {
    const sample = await coldStart(browser);
    if (round === 0) continue;
    for (const name of Object.keys(samples)) samples[name].push(sample[name]);
  }
  await browser.close();
  console.log(`\ncold start of the counter, ms after navigation, ${rounds} rounds   p50   p95`);
  console.log(row("state is running", samples.running));
  console.log(row("first contentful paint", samples.painted));
}

async function coldStart(browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => {
    new MutationObserver((records, observer) => {
      if (!records.some(({ target }) => target.getAttribute("state") === "running")) return;
      observer.disconnect();
      globalThis.runningAt = performance.now();
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ["state"] });
  });
  await page.goto(`${url}/fixtures/app.html?src=/examples/counter.bn`);
  // The counter is the only content of the page, so the first contentful paint is its own.
  const sample = await page.waitForFunction(() => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return paint && globalThis.runningAt && { painted: paint.startTime, running: globalThis.runningAt };
  });
  const times = await sample.jsonValue();
  await context.close();
  return times;
}

function row(name, samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))].toFixed(0).padStart(6);
  return `${name.padEnd(57)}${at(0.5)}${at(0.95)}`;
}
