// Typing into a page that has much to do (goals: input).
//
// Keys are sent to the browser at a fixed rate, whether or not the page keeps up. How long each took until the next
// paint is what the browser itself says (Event Timing, in steps of 8 ms; what is faster than 16 ms counts as 8).

import { durability, launch, openApp } from "./browser.mjs";
import { frameworkVersions, PEERS } from "./page.mjs";
import { Result } from "./result.mjs";
import { serve } from "./server.mjs";
import { median, percentile, shuffled } from "./statistics.mjs";

const APPS = [...PEERS, "offstage"];
const INTERVAL = 120;
/** The program's work for every key. */
const WORK = 200;
const SENTENCE = "the quick brown fox jumps";
/** Narrows, corrects, narrows: never all rows at once. `<` deletes. */
const SEARCH = "pretty<<ty pink<<<ink car";
const FLOOR = 8;

export async function input(options) {
  const result = new Result("input", options);
  result.versions = frameworkVersions();
  const rounds = options.quick ? 1 : 2;
  const { site, close } = await serve();
  const browser = await launch();
  try {
    const steps = await calibrate(result, browser, site);
    const working = await inRounds(rounds, (app) => typeInto(browser, site, app, "work", { work: WORK, steps }, SENTENCE));
    report(result, working, `${WORK} ms of work for each of ${SENTENCE.length} keys`);
    reportWork(result, working);
    const filtering = await inRounds(rounds, (app) => typeInto(browser, site, app, "filter", {}, SEARCH));
    report(result, filtering, `filtering 10000 rows with ${SEARCH.length} keys`);
    reportFilter(result, filtering);
    await torture(result, browser, site, options.quick ? 3 : 6);
  } finally {
    await browser.close();
    close();
  }
  return result;
}

async function inRounds(rounds, run) {
  const samples = Object.fromEntries(APPS.map((app) => [app, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const app of shuffled(APPS)) {
      process.stderr.write(`\rround ${round} of ${rounds}: ${app.padEnd(10)}`);
      samples[app].push(await run(app));
    }
  }
  process.stderr.write("\n");
  return samples;
}

/** How many steps of our program take as long as the peers' work. */
async function calibrate(result, browser, site) {
  let steps = 50_000;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const page = await openApp(browser, site, "offstage", "work", { steps });
    const times = await page.evaluate(async () => {
      const field = document.querySelector("input");
      const { painted, pause } = globalThis.driver;
      const times = [];
      for (const text of ["a", "b", "c", "d", "e"]) {
        await pause(50);
        const start = performance.now();
        field.value = text;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        const end = await painted(() => document.body.textContent.includes(`<${text.toUpperCase()}>`));
        times.push(end - start);
      }
      return times;
    });
    if (attempt === 0) result.note(`ours: ${await durability(page)}`);
    await page.close();
    steps = Math.max(1000, Math.round((steps * WORK) / Math.min(...times)));
  }
  return steps;
}

/** Types keys into the field of an app; answers what each cost and how late the last result came. */
async function typeInto(browser, site, app, view, parameters, keys) {
  const page = await openApp(browser, site, app, view, parameters);
  await page.evaluate((view) => {
    if (view === "filter") return globalThis.driver.painted(() => document.body.textContent.includes("10000 of 10000"));
    return globalThis.driver.painted(() => document.querySelector("input"));
  }, view);
  await page.evaluate(() => globalThis.driver.pause(500));
  await page.evaluate(() => {
    globalThis.interactions = new Map();
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries()) {
        if (interactionId) globalThis.interactions.set(interactionId, Math.max(duration, globalThis.interactions.get(interactionId) ?? 0));
      }
    }).observe({ type: "event", durationThreshold: 16 });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
    }).observe({ type: "longtask" });
    document.querySelector("input").focus();
    addEventListener("keydown", () => (globalThis.lastKey = performance.now()), { capture: true });
  });
  const session = await page.context().newCDPSession(page);
  const text = typed(keys);
  const expected = view === "work" ? `<${text.toUpperCase()}>` : null;
  const finished = page.evaluate(
    async ({ expected, text }) => {
      const rowTexts = () => [...document.querySelectorAll("input")].at(-1).closest("div").lastElementChild;
      const end = await globalThis.driver.painted(() => {
        if (document.querySelector("input").value !== text) return false;
        if (expected) return document.body.textContent.includes(expected);
        const rows = rowTexts();
        const count = Number.parseInt(document.body.textContent.match(/(\d+) of 10000/)[1], 10);
        return rows.childElementCount === count && rows.textContent.includes(text) && count < 100;
      });
      return { end, rows: expected ? 0 : rowTexts().childElementCount };
    },
    { expected, text },
  );
  const sent = [];
  const start = Date.now();
  for (const [index, key] of [...keys].entries()) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, start + index * INTERVAL - Date.now())));
    // Not awaited: a user types on while a page is busy.
    sent.push(...press(session, key));
  }
  const pressed = Date.now();
  await Promise.all(sent);
  const { end, rows } = await finished;
  const found = await page.evaluate(async (end) => {
    await globalThis.driver.pause(300);
    return {
      interactions: [...globalThis.interactions.values()],
      longTasks: globalThis.longTasks,
      end: performance.timeOrigin + end,
      value: document.querySelector("input").value,
    };
  }, end);
  await page.close();
  const missing = Math.max(0, keys.length - found.interactions.length);
  return {
    delays: [...found.interactions, ...Array(missing).fill(FLOOR)],
    longTasks: found.longTasks.length,
    late: found.end - pressed,
    exact: found.value === text,
    rows,
  };
}

const typed = (keys) => [...keys].reduce((text, key) => (key === "<" ? text.slice(0, -1) : text + key), "");

function press(session, key) {
  const named = key === "<" ? { key: "Backspace", code: "Backspace", windowsVirtualKeyCode: 8 } : { key, text: key, unmodifiedText: key };
  return [
    session.send("Input.dispatchKeyEvent", { type: key === "<" ? "rawKeyDown" : "keyDown", ...named }),
    session.send("Input.dispatchKeyEvent", { type: "keyUp", ...named, text: undefined }),
  ];
}

const delays = (samples) => samples.flatMap(({ delays }) => delays);

function report(result, samples, title) {
  result.table(
    `${title}, one each ${INTERVAL} ms: ms from key to paint`,
    ["", ...APPS],
    [
      ["p50", ...APPS.map((app) => percentile(delays(samples[app]), 0.5))],
      ["p95", ...APPS.map((app) => percentile(delays(samples[app]), 0.95))],
      ["newest result after the last key", ...APPS.map((app) => Math.round(median(samples[app].map(({ late }) => late))))],
      ["long tasks per round", ...APPS.map((app) => median(samples[app].map(({ longTasks }) => longTasks)))],
    ],
  );
  result.plot(`${title}: p95 from key to paint`, "ms", Object.fromEntries(APPS.map((app) => [app, percentile(delays(samples[app]), 0.95)])));
  for (const peer of PEERS) {
    result.ratios[`${title}: p95 ÷ ${peer}`] = percentile(delays(samples.offstage), 0.95) / percentile(delays(samples[peer]), 0.95);
  }
  const inexact = APPS.filter((app) => samples[app].some(({ exact }) => !exact));
  if (inexact.length) result.note(`${title}: wrong text in the field of ${inexact.join(", ")}`);
}

function reportWork(result, samples) {
  const ours = percentile(delays(samples.offstage), 0.95);
  const best = Math.min(...PEERS.map((peer) => percentile(delays(samples[peer]), 0.95)));
  const late = median(samples.offstage.map(({ late }) => late));
  result.goal(`${WORK} ms of work per key: p95 from key to paint`, ours, { most: 16, unit: " ms" });
  result.goal(`${WORK} ms of work per key: best peer's p95 ÷ ours`, best / ours, { least: 100 });
  result.goal(`${WORK} ms of work per key: newest result after the last key`, Math.round(late), { most: 2 * WORK + 50, unit: " ms" });
  const long = Math.max(...samples.offstage.map(({ longTasks }) => longTasks));
  result.goal(`${WORK} ms of work per key: long tasks on the main thread`, long, { most: 0 });
}

function reportFilter(result, samples) {
  const ours = percentile(delays(samples.offstage), 0.95);
  result.goal("filtering 10000 rows: p95 from key to paint", ours, { most: 24, unit: " ms" });
  const rows = new Set(APPS.flatMap((app) => samples[app].map(({ rows }) => rows)));
  result.fact("filtering 10000 rows: rows left in every app", "the same", rows.size === 1, [...rows].join(", "));
}

/** Typing while the program rewrites, rejects and clears: exact text and caret, at every speed. */
async function torture(result, browser, site, runs) {
  const problems = [];
  const speeds = [0, 5, 20, 60, 120];
  for (let run = 0; run < runs; run += 1) {
    for (const speed of speeds) {
      const problem = await tortureOnce(browser, site, speed);
      if (problem) problems.push(`a key each ${speed} ms: ${problem}`);
    }
  }
  const all = runs * speeds.length;
  for (const problem of problems) result.note(`typing torture, ${problem}`);
  result.fact(
    "typing torture (capitals, a rejected letter, cleared on Enter, caret moved, composed text)",
    `exact text and caret in ${all} of ${all} runs`,
    problems.length === 0,
    `${all - problems.length} of ${all}`,
  );
}

async function tortureOnce(browser, site, speed) {
  const page = await openApp(browser, site, "offstage", "torture", { steps: 20_000 });
  const session = await page.context().newCDPSession(page);
  const options = { delay: speed };
  await page.waitForFunction(() => document.activeElement.matches("input"));
  await page.keyboard.type("the qui7ck brown", options);
  await page.keyboard.press("Enter");
  await page.keyboard.type("fox jumps", options);
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowLeft");
  await page.keyboard.type("abc", options);
  await session.send("Input.imeSetComposition", { text: "n", selectionStart: 1, selectionEnd: 1 });
  await session.send("Input.imeSetComposition", { text: "né", selectionStart: 2, selectionEnd: 2 });
  await session.send("Input.insertText", { text: "né" });
  await page.keyboard.type("z", options);
  const expected = "FOX JUABCNÉZMPS";
  const problem = await page.evaluate(async (expected) => {
    const field = document.querySelector("input");
    const text = () => document.querySelector("offstage-app").textContent;
    const right = () => field.value === expected && text().includes(`<${expected}>`) && text().includes("entered <THE QUICK BROWN>");
    for (let tries = 0; tries < 100 && !right(); tries += 1) await globalThis.driver.pause(50);
    if (!right()) return `the field has ${field.value}, the page ${text()}`;
    const caret = expected.indexOf("MPS");
    if (field.selectionStart !== caret || field.selectionEnd !== caret) return `the caret is at ${field.selectionStart}, not ${caret}`;
    return null;
  }, expected);
  await page.close();
  return problem;
}
