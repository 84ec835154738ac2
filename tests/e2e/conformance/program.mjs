// Runs one program of the suite on a page, as a user would.

/** How often something is looked at that does not hold yet, in milliseconds. */
const POLL = 25;
/** How long a target may take to appear, or an assertion to hold, in milliseconds. */
const PATIENCE = 2000;
/** How long a program may take to start. */
const START = 20_000;
const TEXT_LIMIT = 8192;

const KEYS = { Esc: "Escape", Space: " " };

class Failed extends Error {}
const fail = (reason) => {
  throw new Failed(reason);
};
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Runs the case with that number; answers with why it failed, or null. */
export async function runCase({ expected }, number, browser) {
  const run = new Run(expected, browser);
  try {
    await browser.open(`/run/${number}/`);
    await run.started();
    if (expected.output) await run.checkStart(expected.output);
    for (const sequence of expected.sequences) await run.play(sequence);
    for (const sequence of expected.persistence) {
      await run.restart();
      await run.play(sequence);
    }
    await run.healthy();
    return null;
  } catch (error) {
    if (!(error instanceof Failed)) return `the runner failed: ${error.stack}`;
    const faults = await run.faults();
    return [error.message, ...faults].join("\n");
  }
}

class Run {
  constructor(expected, browser) {
    this.expected = expected;
    this.browser = browser;
    /** Whether the next start is to find nothing of what was kept. */
    this.clears = false;
  }

  /** The page is loaded again; what is kept is there again, unless it was cleared. */
  async restart() {
    if (this.clears) await this.ask("clear");
    this.clears = false;
    await this.browser.reload();
    await this.started();
  }

  ask(name, ...values) {
    return this.browser.ask(name, values);
  }

  async text() {
    return (await this.ask("state")).text;
  }

  async faults() {
    try {
      return (await this.ask("state")).faults;
    } catch (error) {
      return [`the page does not answer: ${error.message}`];
    }
  }

  async healthy() {
    const faults = await this.faults();
    if (faults.length) fail("after all steps");
  }

  async started() {
    const end = Date.now() + START;
    for (;;) {
      const { state } = await this.ask("state");
      if (state === "running" || state === "failed") break;
      if (Date.now() > end) fail(`the program does not start: it is ${state}`);
      await pause(5);
    }
    // What a clock shows at the start is looked at before it ticks.
    if (this.expected.category !== "timer") await this.ask("settle");
  }

  async checkStart(output) {
    const { timing, category } = this.expected;
    if (category === "timer") {
      if (await this.wasShown(output)) return;
      await pause(timing.initial_delay);
      if (await this.wasShown(output)) return;
    } else if (await this.poll(output, timing.initial_delay + timing.timeout)) return;
    fail(`at the start\n${await this.difference(output)}`);
  }

  async play({ description, actions, expect }) {
    await this.ask("mark");
    for (const action of actions) {
      try {
        await this.act(action.name, action.arguments);
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
        const words = [action.name, ...action.arguments.map((value) => JSON.stringify(value))];
        const text = excerpt(await this.text());
        fail(`${description}\n${words.join(" ")}: ${error.message}\npage text ${text}`);
      }
    }
    if (expect && !(await this.poll(expect, this.expected.timing.timeout))) {
      fail(`${description}\n${await this.difference(expect)}`);
    }
  }

  async difference(test) {
    const mode = { contains: "contains", exact: "exactly", regex: "matches" }[test.match];
    return `expected  ${mode} ${JSON.stringify(test.text)}\npage text ${excerpt(await this.text())}`;
  }

  /** Whether a text that the page has shown since the last mark passes. */
  async wasShown(test) {
    return (await this.ask("shown")).some((text) => passes(test, text));
  }

  /** Waits until the text holds twice in a row, or once where a clock runs on. */
  async poll(test, timeout) {
    const end = Date.now() + timeout;
    if (this.expected.category === "timer") {
      while (!(await this.wasShown(test))) {
        if (Date.now() > end) return false;
        await pause(POLL);
      }
      return true;
    }
    for (let held = 0; ; ) {
      held = passes(test, await this.text()) ? held + 1 : 0;
      if (held === 2) return true;
      if (held === 0 && Date.now() > end) return false;
      await pause(POLL);
    }
  }

  /** What the page answers once it finds what is meant. */
  async find(request, ...values) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const { value, miss } = await this.ask(request, ...values);
      if (miss === undefined) return value;
      if (Date.now() > end) fail(miss);
      await pause(POLL);
    }
  }

  async act(name, values) {
    const { browser } = this;
    if (name.startsWith("assert_")) return this.assert(name, values);
    switch (name) {
      case "click_button":
      case "click_checkbox":
      case "click_text":
        await browser.click(await this.find("point", name, ...values));
        break;
      case "click_button_near_text":
        // Rows show their buttons to who points at them.
        await browser.move(await this.find("point", "hover_text", values[0]));
        await this.ask("settle");
        await browser.click(await this.find("point", "near_text", ...values));
        break;
      case "dblclick_text":
      case "dblclick_text_nth":
      case "dblclick_cells_cell":
        await browser.doubleClick(await this.find("point", name, ...values));
        break;
      case "click_at":
      case "dblclick_at": {
        const { x, y } = await this.ask("corner");
        const point = { x: x + values[0], y: y + values[1] };
        await (name === "click_at" ? browser.click(point) : browser.doubleClick(point));
        break;
      }
      case "hover_text":
        await browser.move(await this.find("point", name, ...values));
        break;
      case "type":
        await this.holds(async () => ((await this.ask("canType")) ? null : "no field has the focus"));
        await browser.type(values[0]);
        break;
      case "key":
        await browser.press(KEYS[values[0]] ?? values[0]);
        break;
      case "wait":
        await pause(values[0]);
        break;
      case "run":
        await this.restart();
        break;
      case "clear_states":
        // A program that is still running keeps what it has.
        this.clears = true;
        break;
      default:
        await this.find("act", name, ...values);
        if (name === "back" || name === "forward") await pause(50);
    }
    await this.ask("settle");
  }

  assert(name, values) {
    return this.holds(() => this.ask("check", name, ...values));
  }

  /** Waits until nothing is wrong. */
  async holds(check) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const wrong = await check();
      if (wrong === null) return;
      if (Date.now() > end) fail(wrong);
      await pause(POLL);
    }
  }
}

/** What of a page's text is shown to somebody who reads it. */
function excerpt(text) {
  const start = text.slice(0, 1000);
  return JSON.stringify(start === text ? text : `${start}… (${text.length} characters)`);
}

function passes({ match, text }, page) {
  const shown = [...page].slice(0, TEXT_LIMIT).join("").trim();
  const wanted = text.trim();
  if (match === "exact") return shown === wanted;
  if (match === "contains") return shown.includes(wanted);
  // Rust's flags at the start are JavaScript's flags at the end.
  const [, flags = "", pattern] = /^(?:\(\?([ims]+)\))?([^]*)$/.exec(wanted);
  return new RegExp(pattern, [...new Set(`su${flags}`)].join("")).test(shown);
}
