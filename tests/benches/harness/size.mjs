// What a page loads, and when it shows something (goals: size and start).

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { launch, openApp, openPage } from "./browser.mjs";
import { Result, root } from "./result.mjs";
import { frameworkVersions } from "./page.mjs";
import { serve } from "./server.mjs";
import { percentile, shuffled } from "./statistics.mjs";

export async function size(options) {
  const result = new Result("size", options);
  const lock = readFileSync(join(root, "tests/benches/peers/Cargo.lock"), "utf8");
  result.versions = { ...frameworkVersions(), dioxus: /name = "dioxus"\nversion = "([^"]+)"/.exec(lock)[1] };
  const { site, close } = await serve();
  const browser = await launch();
  try {
    sizes(result, await ours(browser, site));
    await starts(result, browser, site, options.quick ? 5 : 11);
  } finally {
    await browser.close();
    close();
  }
  return result;
}

/** The files of ours that the page's threads have loaded when the counter runs. */
async function ours(browser, site) {
  const page = await openApp(browser, site, "offstage", "program", { src: "/examples/counter.bn" });
  const loaded = async (thread) => {
    const paths = await thread.evaluate(() =>
      performance.getEntriesByType("resource").map(({ name }) => decodeURIComponent(new URL(name).pathname)),
    );
    const files = paths.filter((path) => /^\/dist\/.*\.(js|wasm)$/.test(path));
    return [...new Set(files)].map((path) => join(root, path)).sort();
  };
  const main = await loaded(page);
  // The worker's own script is the page's to load.
  const script = join(root, "dist/worker.js");
  const worker = [script];
  for (const thread of page.workers()) worker.push(...(await loaded(thread)));
  await page.close();
  return { main: main.filter((file) => file !== script), worker: [...new Set(worker)] };
}

/** Files below a folder that a browser loads. */
function loaded(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => /\.(js|wasm)$/.test(file))
    .map((file) => join(folder, file));
}

/** The scripts that touch the DOM as they are shipped, but each by itself: of the bundle nobody could tell their part. */
function snippets() {
  const folder = join(root, "target/bench/snippets");
  const sources = ["dom", "listen"].map((name) => join(root, "dom-shim/src", `${name}.js`));
  const esbuild = join(root, "node_modules/esbuild/bin/esbuild");
  const how = ["--minify", "--format=esm", "--target=es2022", "--log-level=error", `--outdir=${folder}`];
  execFileSync(process.execPath, [esbuild, ...sources, ...how]);
  return loaded(folder);
}

function weigh(files) {
  const bytes = files.map((file) => readFileSync(file));
  const sum = (compress) => bytes.reduce((total, file) => total + compress(file).length, 0);
  return [sum((file) => file), sum((file) => gzipSync(file, { level: 9 })), sum((file) => brotliCompressSync(file))];
}

function sizes(result, { main, worker }) {
  const dist = join(root, "dist");
  const built = (name) => loaded(join(root, "target/bench", name));
  const dom = snippets();
  const apps = (name) => [join(root, "target/bench/apps", `${name}.js`)];
  const things = {
    "offstage: main thread": main,
    "offstage: DOM snippets of it": dom,
    "offstage: worker, the whole language": worker,
    "offstage: everything": [...main, ...worker],
    "leptos: hello world": built("leptos_hello"),
    "dioxus: hello world": built("dioxus_hello"),
    "leptos: rows, work and filter": built("leptos_apps"),
    "react: rows, work and filter": apps("react"),
    "svelte: rows, work and filter": apps("svelte"),
    "preact: rows, work and filter": apps("preact"),
    "solid: rows, work and filter": apps("solid"),
    "vanilla: rows, work and filter": apps("vanilla"),
  };
  const weights = Object.fromEntries(Object.entries(things).map(([name, files]) => [name, weigh(files)]));
  result.table("bytes that are loaded", ["", "raw", "gz", "brotli"], Object.entries(weights).map(([name, sizes]) => [name, ...sizes]));
  result.table(
    "our files",
    ["", "raw", "gz", "brotli"],
    [...main, ...worker].map((file) => [file.slice(dist.length + 1).replace(/-[0-9a-f]{16}/, ""), ...weigh([file])]),
  );
  result.plot("bytes that are loaded, gz", "kB", Object.fromEntries(Object.entries(weights).map(([name, [, gz]]) => [name, gz / 1000])));
  for (const [name, [, gz, brotli]] of Object.entries(weights)) {
    if (!name.startsWith("offstage")) continue;
    result.counted[`${name}: gz`] = gz;
    result.counted[`${name}: brotli`] = brotli;
  }
  const gz = (name) => weights[name][1] / 1000;
  result.goal("main thread, gz", gz("offstage: main thread"), { most: 17, unit: " kB" });
  result.goal("DOM snippets (dom.js, listen.js), gz", gz("offstage: DOM snippets of it"), { most: 2, unit: " kB" });
  result.note(`the worker's ${gz("offstage: worker, the whole language").toFixed(1)} kB gz are to come towards 82 kB; that is a direction, not a goal`);
  result.ratios["main thread ÷ leptos hello world, gz"] = gz("offstage: main thread") / gz("leptos: hello world");
  result.ratios["everything ÷ leptos hello world, gz"] = gz("offstage: everything") / gz("leptos: hello world");
}

/** Navigation to the first contentful paint, in fresh contexts with empty caches, in turns. */
async function starts(result, browser, site, rounds) {
  const pages = {
    "vanilla: rows": "/app.html?app=vanilla&view=rows",
    "solid: rows": "/app.html?app=solid&view=rows",
    "react: rows": "/app.html?app=react&view=rows",
    "leptos: rows": "/app.html?app=leptos&view=rows",
    "offstage: rows": "/app.html?app=offstage&view=rows",
    "offstage: counter": "/app.html?app=offstage&view=program&src=/examples/counter.bn",
  };
  const samples = Object.fromEntries(Object.keys(pages).map((name) => [name, []]));
  // The first round only warms up the browser's own processes.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, path] of shuffled(Object.entries(pages))) {
      const page = await openPage(browser, site + path);
      const paint = await page.waitForFunction(() => {
        const [paint] = performance.getEntriesByName("first-contentful-paint");
        // Whatever is mounted is all that the page has to paint.
        return paint && { paint: paint.startTime, mounted: globalThis.mountedAt };
      });
      if (round > 0) samples[name].push(await paint.jsonValue());
      await page.close();
    }
  }
  const at = (name, part) => percentile(samples[name].map(({ paint }) => paint), part);
  result.table(
    `navigation to first contentful paint, ms, ${rounds} rounds`,
    ["", "p50", "p95"],
    Object.keys(pages).map((name) => [name, at(name, 0.5), at(name, 0.95)]),
  );
  result.plot("navigation to first contentful paint, p50", "ms", Object.fromEntries(Object.keys(pages).map((name) => [name, at(name, 0.5)])));
  result.goal("first contentful paint, rows, more than vanilla's", at("offstage: rows", 0.5) - at("vanilla: rows", 0.5), { most: 60, unit: " ms" });
  const started = samples["offstage: counter"].map(({ paint, mounted }) => paint - mounted);
  result.goal("counter: start of the worker to first paint, p50", percentile(started, 0.5), { most: 120, unit: " ms" });
}
