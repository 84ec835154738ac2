// A browser, a page in it, and what its threads did.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";

const flags = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
  // Garbage is collected before an operation, not in it.
  "--js-flags=--expose-gc",
  // `measureUserAgentSpecificMemory` answers at once instead of after the next natural collection.
  "--enable-blink-features=ForceEagerMeasureMemory",
];

/**
 * Starts the browser that CHROME_PATH names, with a profile of its own on the disk: in a context without one, every
 * write of a worker's files goes through the browser's process, as for nobody's users.
 */
export async function launch() {
  const profile = await mkdtemp(join(tmpdir(), "offstage-bench-"));
  const args = [...flags];
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  const viewport = { width: 1000, height: 760 };
  const context = await chromium.launchPersistentContext(profile, { executablePath: process.env.CHROME_PATH, args, viewport });
  let visits = 0;
  return {
    /** A page on an origin that nobody has been to: no state, no cache, no process is shared with another one's. */
    async visit(url) {
      const fresh = new URL(url);
      fresh.hostname = `visit-${(visits += 1)}.localhost`;
      const page = await context.newPage();
      return { page, url: fresh.href };
    },
    newBrowserCDPSession: () => context.browser().newBrowserCDPSession(),
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Opens a page on an origin of its own and reports its errors as ours. */
export async function openPage(browser, address) {
  const { page, url } = await browser.visit(address);
  page.on("pageerror", (error) => console.error(`${url}: ${error}`));
  page.on("console", (message) => {
    if (message.type() === "error") console.error(`${url}: ${message.text()}`);
  });
  await page.goto(url);
  return page;
}

/** Opens one view of one app and waits until it runs. */
export async function openApp(browser, site, app, view, parameters = {}) {
  const query = new URLSearchParams({ app, view, ...parameters });
  const page = await openPage(browser, `${site}/app.html?${query}`);
  await page.evaluate(() => globalThis.started);
  return page;
}

/** How the running program keeps its state, in words. */
export async function durability(page) {
  const storage = await page.evaluate(() => document.querySelector("offstage-app").storage);
  if (!storage) return "state is kept nowhere";
  const { durability, place, problem } = storage;
  return `state is kept ${durability}, in ${place}${problem ? ` (${problem})` : ""}`;
}

const CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"];

/** What else the main thread does, by the names of the trace. */
const PARTS = {
  style: ["UpdateLayoutTree"],
  layout: ["Layout"],
  "pre-paint": ["PrePaint"],
  paint: ["Paint", "Layerize"],
  commit: ["Commit"],
  garbage: ["MinorGC", "MajorGC"],
};

/** Records what the browser's threads do while `act` runs. */
export async function trace(browser, act) {
  const session = await browser.newBrowserCDPSession();
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => {
    for (const event of value) events.push(event);
  });
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: CATEGORIES, excludedCategories: ["*"] },
  });
  const result = await act();
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  return { result, spans: spans(events) };
}

/** Events in whose time a script runs; the outermost counts. */
const SCRIPTS = new Set(["EventDispatch", "FunctionCall", "EvaluateScript", "RunMicrotasks", "FireAnimationFrame", "TimerFire", "HandlePostMessage", "v8.callFunction"]);

/**
 * CPU milliseconds between the marks `bench start NAME` and `bench end NAME`: of the main thread of the page
 * that made the marks, of its workers, and of script on the main thread; and its longest task.
 *
 * A thread's own clock is what counts, so that a busy machine changes little.
 */
function spans(events) {
  const spans = {};
  const names = new Map();
  for (const event of events) {
    if (event.name === "thread_name") names.set(`${event.pid} ${event.tid}`, event.args.name);
  }
  const isWorker = ({ pid, tid }) => /^DedicatedWorker/.test(names.get(`${pid} ${tid}`) ?? "");
  const marks = events.filter(({ cat, name }) => cat.includes("blink.user_timing") && name.startsWith("bench "));
  for (const start of marks.filter(({ name }) => name.startsWith("bench start "))) {
    const name = start.name.slice("bench start ".length);
    const end = marks.find((mark) => mark.name === `bench end ${name}`);
    if (!end) continue;
    const inside = events.filter(
      ({ pid, ph, ts, dur }) => pid === start.pid && ph === "X" && ts + dur > start.ts && ts < end.ts,
    );
    const onMain = inside.filter(({ tid }) => tid === start.tid);
    const tasks = ({ name }) => name === "RunTask";
    const scripts = outermost(onMain.filter(({ name }) => SCRIPTS.has(name)));
    // The task of the start mark is there in full only by its end: its begin is cut off, as the end of the last.
    const cut = ({ tts, tdur = 0 }) => Math.max(0, Math.min(tts + tdur, end.tts) - Math.max(tts, start.tts));
    spans[name] = {
      main: (end.tts - start.tts) / 1000,
      worker: sum(inside.filter((event) => isWorker(event) && tasks(event)).map(({ tdur = 0 }) => tdur)),
      script: sum(scripts.map(cut)),
      longest: sum([Math.max(0, ...onMain.filter(tasks).map(cut))]),
      parts: Object.fromEntries(
        Object.entries(PARTS).map(([part, names]) => [part, sum(outermost(onMain.filter(({ name }) => names.includes(name))).map(cut))]),
      ),
    };
  }
  return spans;
}

const sum = (microseconds) => microseconds.reduce((left, right) => left + right, 0) / 1000;

/** Leaves out what runs inside of another. */
function outermost(events) {
  let end = -1;
  return events
    .toSorted((a, b) => a.ts - b.ts || b.dur - a.dur)
    .filter(({ ts, dur }) => {
      if (ts < end) return false;
      end = ts + dur;
      return true;
    });
}

const MODULES = {
  "/dist/worker.js": "engine",
  "/peers/leptos_apps/leptos_apps.js": "leptos",
};

/**
 * Bytes of a page and its workers after garbage was collected: `scripts` is what the browser tells of heaps and DOM;
 * `modules` the linear memories of the wasm modules that run, which it leaves out; `total` both.
 */
export async function memory(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  await session.detach();
  const scripts = await page.evaluate(async () => (await performance.measureUserAgentSpecificMemory()).bytes);
  const modules = {};
  let total = scripts;
  const shim = await page.evaluate(async () => {
    const inspection = await document.querySelector("offstage-app")?.inspect();
    return inspection?.page.memory_bytes;
  });
  if (shim !== undefined) total += modules.shim = shim;
  for (const thread of [page, ...page.workers()]) {
    const memories = await thread.evaluate(async (paths) => {
      // A worker's script is among its page's resources, but runs in the worker alone.
      const isWorker = !globalThis.document;
      const names = performance.getEntriesByType("resource").map(({ name }) => name);
      const scripts = isWorker ? [...names, location.href] : names.filter((name) => !name.endsWith("/worker.js"));
      const loaded = new Set(scripts.map((name) => new URL(name).pathname));
      const memories = [];
      for (const path of paths.filter((path) => loaded.has(path))) {
        // A module that runs answers a second start with what it exports; none is started here.
        const { default: exported } = await import(path);
        memories.push([path, (await exported()).memory.buffer.byteLength]);
      }
      return memories;
    }, Object.keys(MODULES));
    for (const [path, bytes] of memories) {
      modules[MODULES[path]] = bytes;
      total += bytes;
    }
  }
  return { scripts, modules, total };
}
