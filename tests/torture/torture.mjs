// Kills what runs a program, again and again, while it is being used, and checks that everything that it has
// shown to the user was kept, exactly once and in order.
//
// Usage: node torture.mjs [--kills N] [--only browser|worker|tab|leader] [--seed N] [--durability relaxed|strict]
// OFFSTAGE_URL names the server, CHROME_PATH the browser.
//
// The program (`fixtures/ledger.bn`) books clicks under ascending numbers and counts what comes twice or out of
// turn. A number is acknowledged once it is on the page: whatever happens afterwards, it must be booked when the
// program is back.
//
//   browser   SIGKILL for the whole process tree, at a random moment; the same profile is opened again
//   worker    `terminate()` of the engine's worker; the page stays
//   tab       the tab is closed right after a burst of clicks, and opened again
//   leader    of several tabs, the one that leads is closed; another one goes on clicking

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";

const { values: options } = parseArgs({
  options: {
    kills: { type: "string", default: "8" },
    only: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    durability: { type: "string", default: "relaxed" },
  },
});
const url = process.env.OFFSTAGE_URL;
const browserPath = process.env.CHROME_PATH;
if (!url || !browserPath) throw new Error("OFFSTAGE_URL and CHROME_PATH must be set");

const KINDS = ["browser", "worker", "tab", "leader"];
if (options.only && !KINDS.includes(options.only)) throw new Error(`--only takes ${KINDS.join(", ")}`);

/** How long anything may take before the run is given up. */
const PATIENCE = 60_000;
/** How many tabs the scenario with a leader has. */
const TABS = 5;

/** Small and seeded: the same seed makes the same decisions. (mulberry32, public domain.) */
function random(seed) {
  let state = Number(seed) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
const chance = random(options.seed);
const between = (least, most) => least + Math.floor(chance() * (most - least + 1));

/** What the page does: clicks with ascending numbers, and tells the newest number that it shows. */
function installClicker() {
  const NativeWorker = Worker;
  globalThis.workers = [];
  globalThis.Worker = class extends NativeWorker {
    constructor(...parameters) {
      super(...parameters);
      globalThis.workers.push(this);
    }
  };
  /** The numbers in the text: last, doubled, skipped, total, hundreds, their sum; none while it is not there. */
  globalThis.shown = () => {
    const text = document.querySelector("offstage-app")?.textContent ?? "";
    const numbers = text.trim().split(/\s+/).map(Number);
    return numbers.length === 6 && numbers.every(Number.isFinite) ? numbers : null;
  };
  globalThis.sent = 0;
  const click = (number) => {
    const canvas = document.querySelector("offstage-app svg");
    if (!canvas) return false;
    const { left, top } = canvas.getBoundingClientRect();
    canvas.dispatchEvent(
      new MouseEvent("click", { bubbles: true, cancelable: true, clientX: left + number, clientY: top }),
    );
    return true;
  };
  const next = new MessageChannel();
  let running = false;
  let burst = 1;
  let told = 0;
  let toldAt = 0;
  next.port1.onmessage = () => {
    if (!running) return;
    const numbers = shown();
    // Telling costs more than clicking.
    if (numbers && numbers[0] !== told && performance.now() - toldAt > 10) {
      [told, toldAt] = [numbers[0], performance.now()];
      globalThis.acknowledge(told);
    }
    // Far from what the queue may hold: nothing here may be refused.
    for (let count = 0; count < burst && numbers && sent - numbers[0] < 400; count += 1) {
      if (!click(sent + 1)) break;
      sent += 1;
    }
    setTimeout(() => next.port2.postMessage(null), 0);
  };
  globalThis.startClicking = (from, size) => {
    sent = from;
    burst = size;
    if (running) return;
    running = true;
    next.port2.postMessage(null);
  };
  globalThis.stopClicking = () => {
    running = false;
    return sent;
  };
  globalThis.burstOfClicks = (size) => {
    for (let count = 0; count < size; count += 1) if (click(sent + 1)) sent += 1;
    return sent;
  };
}

class Ledger {
  acknowledged = 0;
  lost = 0;
  doubled = 0;
  reordered = 0;

  /** The longest time between two acknowledgements since somebody has set it to 0. */
  silence = 0;
  seen = performance.now();

  saw(number) {
    const now = performance.now();
    this.silence = Math.max(this.silence, now - this.seen);
    this.seen = now;
    this.acknowledged = Math.max(this.acknowledged, number);
  }

  /** Checks what the program shows after it came back. */
  check(numbers, sent, kind) {
    const [last, doubled, skipped, total, count, sum] = numbers;
    const problems = [];
    if (last < this.acknowledged) {
      this.lost += this.acknowledged - last;
      problems.push(`${this.acknowledged} was on the page, ${last} is booked`);
    }
    if (last > sent) problems.push(`${last} is booked, only ${sent} were sent`);
    if (doubled > this.doubled) problems.push(`${doubled} came twice`);
    if (skipped > this.reordered) problems.push(`${skipped} came out of turn`);
    this.doubled = Math.max(this.doubled, doubled);
    this.reordered = Math.max(this.reordered, skipped);
    const hundreds = [];
    for (let number = 100; number <= last; number += 100) if (last - number <= 2000) hundreds.push(number);
    if (total !== (last * (last + 1)) / 2) problems.push(`the sum is ${total}`);
    if (count !== hundreds.length || sum !== hundreds.reduce((left, right) => left + right, 0)) {
      problems.push(`the list has ${count} items with the sum ${sum} instead of ${hundreds.join(" ")}`);
    }
    this.acknowledged = Math.max(this.acknowledged, last);
    if (problems.length) throw new Error(`after killing the ${kind}: ${problems.join("; ")}; seed ${options.seed}`);
  }
}

const ledger = new Ledger();

/** A browser with a profile of its own, in a process group of its own. */
class Browser {
  static async open(profile) {
    const flags = [
      "--headless=new",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-gpu",
      "--disable-quic",
      "--disable-sync",
      "--no-first-run",
      // Tabs in the background are as awake as the one in front.
      "--disable-background-timer-throttling",
      "--disable-backgrounding-occluded-windows",
      "--disable-renderer-backgrounding",
      "about:blank",
    ];
    if (process.getuid?.() === 0) flags.unshift("--no-sandbox");
    const process_ = spawn(browserPath, flags, { detached: true, stdio: ["ignore", "ignore", "pipe"] });
    const endpoint = await new Promise((resolve, reject) => {
      let text = "";
      process_.stderr.on("data", (data) => {
        text += data;
        const found = /DevTools listening on (ws:\S+)/.exec(text);
        if (found) resolve(found[1]);
      });
      process_.once("exit", () => reject(new Error(`the browser did not start: ${text}`)));
    });
    const browser = new Browser();
    browser.process = process_;
    browser.connection = await chromium.connectOverCDP(endpoint);
    browser.context = browser.connection.contexts()[0];
    await browser.context.exposeBinding("acknowledge", (_, number) => ledger.saw(number));
    await browser.context.addInitScript(installClicker);
    return browser;
  }

  async page() {
    const page = await this.context.newPage();
    page.on("console", (message) => {
      if (message.type() === "error") console.error(`  page: ${message.text()}`);
    });
    await page.goto(`${url}/fixtures/app.html?src=ledger.bn&durability=${options.durability}`);
    await running(page);
    return page;
  }

  async kill() {
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    process.kill(-this.process.pid, "SIGKILL");
    await gone;
    await this.connection.close().catch(() => {});
  }
}

/** Waits until the program is there, and answers what it shows. */
async function running(page) {
  await page.waitForFunction(
    () => document.querySelector("offstage-app")?.getAttribute("state") === "running" && shown() !== null,
    undefined,
    { timeout: PATIENCE, polling: 20 },
  );
  return page.evaluate(() => shown());
}

/** Waits until everything that was sent is booked. */
async function settled(page, sent) {
  await page
    .waitForFunction((number) => shown()?.[0] >= number, sent, { timeout: PATIENCE, polling: 20 })
    .catch(async () => {
      const numbers = await page.evaluate(() => shown());
      throw new Error(`${sent} were sent, but the page shows ${numbers}; seed ${options.seed}`);
    });
  return page.evaluate(() => shown());
}

/** Waits until that many more events are acknowledged. */
async function progress(more) {
  const goal = ledger.acknowledged + more;
  const end = Date.now() + PATIENCE;
  while (ledger.acknowledged < goal) {
    if (Date.now() > end) throw new Error(`nothing moves at ${ledger.acknowledged}; seed ${options.seed}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The longest times without an acknowledgement around a kill, in milliseconds, by what was killed. */
const absences = { worker: [], leader: [] };

async function absence(kind, kill) {
  ledger.silence = 0;
  await kill();
  await progress(500);
  absences[kind].push(ledger.silence);
}

const start = (page, from) => page.evaluate(([from, size]) => startClicking(from, size), [from, between(1, 60)]);

const scenarios = {
  async browser(state) {
    await start(state.page, ledger.acknowledged);
    await progress(between(200, 5000));
    await state.browser.kill();
    state.browser = await Browser.open(state.profile);
    state.page = await state.browser.page();
    ledger.check(await running(state.page), Infinity, "browser");
  },

  async worker(state) {
    await start(state.page, ledger.acknowledged);
    for (let times = between(1, 3); times > 0; times -= 1) {
      await progress(between(100, 1500));
      await absence("worker", () => state.page.evaluate(() => workers.at(-1).terminate()));
    }
    const sent = await state.page.evaluate(() => stopClicking());
    ledger.check(await settled(state.page, sent), sent, "worker");
    if (ledger.acknowledged !== sent) throw new Error(`${sent} were sent, ${ledger.acknowledged} are booked`);
  },

  async tab(state) {
    await start(state.page, ledger.acknowledged);
    await progress(between(50, 500));
    await state.page.evaluate(() => stopClicking());
    const sent = await state.page.evaluate((size) => burstOfClicks(size), between(1, 200));
    const reloads = chance() < 0.5;
    if (reloads) {
      await state.page.reload();
      await running(state.page);
    } else {
      await state.page.close({ runBeforeUnload: false });
      state.page = await state.browser.page();
    }
    // A page that is left in order says what it could not send any more: all of it must come.
    ledger.check(await settled(state.page, reloads ? sent : ledger.acknowledged), sent, "tab");
  },

  async leader(state) {
    // The first tab leads. The last one clicks, and in the end it leads alone.
    const tabs = [state.page];
    while (tabs.length < TABS) tabs.push(await state.browser.page());
    const clicker = tabs.at(-1);
    await start(clicker, ledger.acknowledged);
    while (tabs.length > 1) {
      await progress(between(50, 500));
      await absence("leader", () => tabs.shift().close());
    }
    const sent = await clicker.evaluate(() => stopClicking());
    ledger.check(await settled(clicker, sent), sent, "leader");
    state.page = clicker;
  },
};

/** What can be said of a page that does not do what it should. */
async function describe(page) {
  const told = await page
    .evaluate(async () => {
      const app = document.querySelector("offstage-app");
      const inspected = Promise.race([app?.inspect(), new Promise((done) => setTimeout(done, 2000))]);
      const inspection = await inspected.catch(String);
      return {
        state: app?.getAttribute("state"),
        shown: shown(),
        sent,
        text: app?.innerText.slice(0, 300),
        page: inspection?.page,
        durability: inspection?.durability ?? inspection,
      };
    })
    .catch(String);
  return JSON.stringify(told);
}

const profile = await mkdtemp(join(tmpdir(), "offstage-torture-"));
const state = { profile, browser: await Browser.open(profile) };
const began = Date.now();
let kills = 0;
let failed = null;
try {
  state.page = await state.browser.page();
  const kinds = options.only ? [options.only] : KINDS;
  while (kills < Number(options.kills)) {
    const kind = kinds[kills % kinds.length];
    await scenarios[kind](state);
    kills += 1;
    if (Number(options.kills) <= 20 || kills % 10 === 0) {
      console.log(`${String(kills).padStart(5)}  ${kind.padEnd(8)} ${ledger.acknowledged} acknowledged`);
    }
  }
} catch (error) {
  failed = error;
  for (const page of state.browser.context.pages()) console.error(`  ${await describe(page)}`);
} finally {
  await state.browser.kill().catch(() => {});
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
}
if (failed) console.error(`error: ${failed.message}`);
const { acknowledged, lost, doubled, reordered } = ledger;
for (const [kind, times] of Object.entries(absences)) {
  if (times.length === 0) continue;
  const sorted = times.toSorted((left, right) => left - right);
  const at = (part) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]);
  console.log(`${kind} killed ${times.length} times: nothing acknowledged for ${at(0.5)} ms (p50), ${at(0.95)} ms (p95)`);
}
console.log(`seed ${options.seed}, ${Math.round((Date.now() - began) / 1000)} s`);
console.log(`${kills} kills, ${acknowledged} acknowledged, ${lost} lost, ${doubled} doubled, ${reordered} reordered`);
process.exit(failed || lost || doubled || reordered ? 1 : 0);
