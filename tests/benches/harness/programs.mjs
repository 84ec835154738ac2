// Whole programs (goals: programs): how long they take to mount, to react, and what they do for it.
//
// The counters are the engine's own, as `inspect()` tells them; elements that came and went are counted in the page.

import { durability, launch, memory, openApp } from "./browser.mjs";
import { Result } from "./result.mjs";
import { serve } from "./server.mjs";
import { median, percentile } from "./statistics.mjs";

const COUNTERS = {
  turns: "turns",
  cells_run: "cells run",
  steps: "steps",
  patches: "patches",
  frame_bytes: "wire bytes",
  actors_created: "actors +",
  actors_dropped: "actors −",
  scopes_created: "scopes +",
  scopes_dropped: "scopes −",
  added: "elements +",
  removed: "elements −",
  list_replaces: "list replaces",
};

export async function programs(options) {
  const result = new Result("programs", options);
  const { site, close } = await serve();
  const browser = await launch();
  const open = (name) => openApp(browser, site, "offstage", "program", { src: `/examples/${name}.bn` });
  try {
    await mounts(result, browser, site, options.quick ? 5 : 11);
    await counter(result, open, options.quick ? 20 : 60);
    await todoCounts(result, open);
    await todoTimes(result, open, options.quick ? 1 : 2);
    await spreadsheet(result, open, options.quick ? 100 : 1000);
    await cycles(result, open, options.quick ? 100 : 1000);
  } finally {
    await browser.close();
    close();
  }
  return result;
}

/** From the element's insertion to the paint of everything that the program shows, code loaded but nothing running. */
async function mounts(result, browser, site, rounds) {
  const shown = {
    counter: 'document.querySelectorAll("offstage-app button").length === 2',
    todo_mvc: 'document.querySelector("offstage-app input") !== null',
    cells: 'document.querySelectorAll("offstage-app div").length > 2600 && document.querySelector("offstage-app").textContent.endsWith("100")',
  };
  const rows = [];
  const goals = { counter: 60, todo_mvc: 90, cells: 250 };
  for (const [name, until] of Object.entries(shown)) {
    const samples = [];
    for (let round = 0; round < rounds; round += 1) {
      const page = await openApp(browser, site, "offstage", "program", { src: `/examples/${name}.bn`, until });
      samples.push(
        await page.evaluate(async () => {
          const mounted = await globalThis.mounting;
          const longest = await new Promise((resolve) => {
            let longest = 0;
            new PerformanceObserver((list) => {
              for (const { duration, startTime } of list.getEntries()) {
                if (startTime > globalThis.mountedAt) longest = Math.max(longest, duration);
              }
            }).observe({ type: "longtask", buffered: true });
            setTimeout(() => resolve(longest), 100);
          });
          return { mounted, painted: globalThis.mountedAt + mounted, longest };
        }),
      );
      await page.close();
    }
    const at = (what, part = 0.5) => percentile(samples.map((sample) => sample[what]), part);
    rows.push([name, at("mounted"), at("mounted", 0.95), at("painted"), at("longest")]);
    result.goal(`${name}: mount to stable paint`, Math.round(at("mounted")), { most: goals[name], unit: " ms" });
    if (name === "cells") result.goal("cells: longest task on the main thread while mounting", at("longest"), { most: 50, unit: " ms" });
  }
  result.table(
    `mount to stable paint, ms, ${rounds} rounds`,
    ["program", "p50", "p95", "since navigation, p50", "longest task (none counted below 50)"],
    rows,
  );
}

async function counter(result, open, presses) {
  const page = await open("counter");
  const samples = await page.evaluate(async (presses) => {
    const { timed } = globalThis.driver;
    const plus = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "+");
    // The floor: a listener that writes a text, and nothing else. In turns with ours, on the same page.
    const bare = document.createElement("button");
    bare.append("0");
    document.body.append(bare);
    bare.addEventListener("click", () => (bare.firstChild.nodeValue = Number(bare.textContent) + 1));
    const samples = { ours: [], floor: [] };
    for (let press = 1; press <= presses; press += 1) {
      const app = document.querySelector("offstage-app");
      samples.ours.push(await timed(() => plus.click(), () => app.textContent.includes(`${press}`)));
      samples.floor.push(await timed(() => bare.click(), () => bare.textContent === `${press}`));
    }
    return samples;
  }, presses);
  result.note(`ours: ${await durability(page)}`);
  await page.close();
  const row = (name, samples) => [name, percentile(samples, 0.5), percentile(samples, 0.95)];
  result.table(
    "counter: press to paint, ms",
    ["", "p50", "p95"],
    [row("ours", samples.ours), row("floor: a listener that writes a text", samples.floor)],
    "No gesture of any program can be faster than the floor, which waits for the next frame; it tells how busy the machine was.",
  );
  result.goal("counter: press to paint, p50", percentile(samples.ours, 0.5), { most: 12, unit: " ms" });
  result.ratios["counter: press to paint ÷ floor"] = percentile(samples.ours, 0.5) / percentile(samples.floor, 0.5);
}

/** Makes the functions that find and do things in TodoMVC; runs in the page. */
function installTodos() {
  const { gesture, painted, pause } = globalThis.driver;
  const app = document.querySelector("offstage-app");
  const rows = () => app.querySelectorAll("ul > li");
  const field = () => app.querySelector("input");
  const button = (text) => [...app.querySelectorAll("button")].find(({ textContent }) => textContent === text);
  const boxes = () => [...app.querySelectorAll("[role=checkbox]")];
  const checked = () => boxes().slice(1).filter((box) => box.getAttribute("aria-checked") === "true").length;
  const add = (title) => {
    gesture.edit(field(), title);
    gesture.key(field(), "Enter");
  };
  const fill = async (count) => {
    while (rows().length < count) {
      const wanted = rows().length + 1;
      add(`to-do number ${wanted}`);
      await painted(() => rows().length === wanted);
    }
    await pause(50);
  };
  globalThis.todos = { add, app, boxes, button, checked, field, fill, rows };
}

async function todoCounts(result, open) {
  const page = await open("todo_mvc");
  await page.evaluate(installTodos);
  const counts = await page.evaluate(async () => {
    const { counted, gesture, nextFrame, pause } = globalThis.driver;
    const { add, boxes, button, checked, field, fill, rows } = globalThis.todos;
    await fill(20);
    const counts = {};
    const always = () => true;
    counts["type a character"] = await counted(() => gesture.edit(field(), "a"), always);
    counts["hover five rows"] = await counted(async () => {
      for (const row of [...rows()].slice(0, 5)) {
        gesture.hover(row);
        await nextFrame();
        gesture.leave(row);
        await pause(20);
      }
    }, always);
    counts.add = await counted(() => add("one more"), () => rows().length === 21);
    counts["toggle one"] = await counted(() => boxes()[1].click(), () => checked() === 1);
    counts["filter: active"] = await counted(() => button("Active").click(), () => rows().length === 20);
    counts["filter: completed"] = await counted(() => button("Completed").click(), () => rows().length === 1);
    counts["filter: all"] = await counted(() => button("All").click(), () => rows().length === 21);
    counts["toggle all"] = await counted(() => boxes()[0].click(), () => checked() === 21);
    await counted(() => boxes()[0].click(), () => checked() === 0);
    for (let index = 1; index <= 10; index += 1) boxes()[index].click();
    await pause(100);
    counts["clear ten completed"] = await counted(() => button("Clear completed").click(), () => rows().length === 11);
    return counts;
  });
  await page.close();
  countTable(result, "TodoMVC with 20 items: counted work", counts);
  const replaces = Object.values(counts).reduce((sum, { list_replaces }) => sum + list_replaces, 0);
  result.goal("TodoMVC with 20 items: list replaces after mounting", replaces, { most: 0 });
}

function countTable(result, title, counts) {
  result.table(
    title,
    ["", ...Object.values(COUNTERS)],
    Object.entries(counts).map(([name, count]) => [name, ...Object.keys(COUNTERS).map((key) => count[key])]),
  );
  for (const [name, count] of Object.entries(counts)) {
    for (const [key, what] of Object.entries(COUNTERS)) result.counted[`${title}, ${name}: ${what}`] = count[key];
  }
}

async function todoTimes(result, open, rounds) {
  const all = {};
  for (let round = 0; round < rounds; round += 1) {
    const page = await open("todo_mvc");
    await page.evaluate(installTodos);
    const times = await page.evaluate(async () => {
      const { gesture, painted, timed } = globalThis.driver;
      const { add, app, boxes, button, checked, fill, rows } = globalThis.todos;
      const times = {};
      const time = async (name, act, isDone) => {
        (times[name] ??= []).push(await timed(act, isDone));
      };
      await fill(8);
      for (let turn = 0; turn < 10; turn += 1) {
        if (rows().length === 9) rows()[8].querySelector("button").click();
        await painted(() => rows().length === 8);
        await time("add the ninth", () => add("the ninth"), () => rows().length === 9);
      }
      for (let turn = 0; turn < 10; turn += 1) {
        await time("toggle one of 9", () => boxes()[1].click(), () => checked() === (turn + 1) % 2);
      }
      for (let turn = 0; turn < 10; turn += 1) {
        await time("toggle all 9", () => boxes()[0].click(), () => checked() === (turn % 2 ? 0 : 9));
      }
      await time("toggle one of 9", () => boxes()[1].click(), () => checked() === 1);
      for (let turn = 0; turn < 5; turn += 1) {
        await time("filter 9", () => button("Active").click(), () => rows().length === 8);
        await time("filter 9", () => button("Completed").click(), () => rows().length === 1);
        await time("filter 9", () => button("All").click(), () => rows().length === 9);
      }
      boxes()[1].click();
      await painted(() => checked() === 0);
      for (let count = 9; count < 200; count += 1) {
        await time("add, up to 200", () => add(`to-do number ${count}`), () => rows().length === count + 1);
      }
      for (let turn = 0; turn < 20; turn += 1) {
        await time("toggle all 200", () => boxes()[0].click(), () => checked() === (turn % 2 ? 0 : 200));
      }
      await time("toggle one of 200", () => boxes()[100].click(), () => checked() === 1);
      for (let turn = 0; turn < 5; turn += 1) {
        await time("filter 200: to 199", () => button("Active").click(), () => rows().length === 199);
        await time("filter 200: to 1", () => button("Completed").click(), () => rows().length === 1);
        await time("filter 200: to all", () => button("All").click(), () => rows().length === 200);
      }
      for (let turn = 0; turn < 50; turn += 1) {
        const row = () => rows()[turn];
        const editor = () => row().querySelector("input");
        gesture.doubleClick([...row().querySelectorAll("*")].find(({ textContent }) => textContent.startsWith("t")));
        await painted(() => editor() === document.activeElement);
        await time(
          "edit of 200: save",
          () => {
            gesture.edit(editor(), `changed ${turn}`);
            gesture.key(editor(), "Enter");
          },
          () => row().textContent.startsWith(`changed ${turn}`),
        );
      }
      boxes()[0].click();
      await painted(() => checked() === 200);
      await time("clear 200 completed", () => button("Clear completed").click(), () => rows().length === 0);
      return times;
    });
    await page.close();
    for (const [name, samples] of Object.entries(times)) (all[name] ??= []).push(...samples);
  }
  result.table(
    `TodoMVC: gesture to paint, ms, ${rounds} rounds`,
    ["", "p50", "p95", "gestures"],
    Object.entries(all).map(([name, samples]) => [name, percentile(samples, 0.5), percentile(samples, 0.95), samples.length]),
  );
  const most = { "add the ninth": 12, "toggle one of 9": 12, "filter 9": 12, "toggle all 9": 12, "toggle all 200": 20 };
  for (const [name, limit] of Object.entries(most)) {
    result.goal(`TodoMVC: ${name}, p50`, median(all[name]), { most: limit, unit: " ms" });
  }
}

async function spreadsheet(result, open, edits) {
  const page = await open("cells");
  const mebibytes = async () => (await memory(page)).total / 2 ** 20;
  await page.evaluate(() => {
    const { counted, gesture, painted, timed } = globalThis.driver;
    const app = document.querySelector("offstage-app");
    /** The label of a cell is found by its place: rows are what has 27 columns. */
    const cell = (column, row) => {
      const rows = app.firstElementChild.lastElementChild.children;
      return rows[row - 1].lastElementChild.children[column - 1];
    };
    const edit = async (column, row, text, counts) => {
      gesture.doubleClick(cell(column, row));
      const editor = () => app.querySelector("input");
      await painted(() => editor() !== null);
      gesture.edit(editor(), text);
      await painted(() => editor().value === text);
      const commit = () => gesture.key(editor(), "Enter");
      const isDone = () => editor() === null && cell(column, row).textContent === text;
      return counts ? counted(commit, isDone) : timed(commit, isDone);
    };
    const startOf = (column, row) => timed(() => gesture.doubleClick(cell(column, row)), () => app.querySelector("input") !== null);
    globalThis.sheet = { app, cell, counted, edit, gesture, painted, startOf };
  });
  const counts = await page.evaluate(async () => {
    const { app, cell, counted, edit, gesture, painted } = globalThis.sheet;
    await painted(() => app.textContent.endsWith("100"));
    const counts = {};
    counts["edit starts"] = await counted(() => gesture.doubleClick(cell(5, 9)), () => app.querySelector("input") !== null);
    counts["a character"] = await counted(() => gesture.edit(app.querySelector("input"), "4"), () => true);
    counts["commit"] = await counted(() => gesture.key(app.querySelector("input"), "Enter"), () => cell(5, 9).textContent === "4");
    counts["commit that four formulas follow"] = await edit(2, 2, "2500", true);
    return counts;
  });
  countTable(result, "spreadsheet: counted work", counts);
  const before = await mebibytes();
  const times = await page.evaluate(async (edits) => {
    const { edit, gesture, painted, app, startOf } = globalThis.sheet;
    const commits = [];
    for (let turn = 0; turn < edits; turn += 1) {
      commits.push(await edit(1 + (turn % 26), 10 + (turn % 20), `${turn}`));
    }
    const starts = [];
    for (let turn = 0; turn < 20; turn += 1) {
      starts.push(await startOf(3, 40 + turn));
      gesture.key(app.querySelector("input"), "Escape");
      await painted(() => app.querySelector("input") === null);
    }
    return { commits, starts };
  }, edits);
  const after = await mebibytes();
  await page.close();
  const row = (name, samples) => [name, percentile(samples, 0.5), percentile(samples, 0.95), samples.length];
  result.table("spreadsheet: gesture to paint, ms", ["", "p50", "p95", "gestures"], [row("edit starts", times.starts), row("commit", times.commits)]);
  result.table(
    "spreadsheet: memory of the page and its worker, MiB",
    ["mounted and edited thrice", `after ${edits} edits`],
    [[before, after]],
  );
  result.goal("spreadsheet: commit to paint, p50", percentile(times.commits, 0.5), { most: 16, unit: " ms" });
  result.goal("spreadsheet: memory", after, { most: 40, unit: " MiB" });
  result.goal(`spreadsheet: growth over ${edits} edits`, ((after - before) / before) * 100, { most: 2, unit: " %" });
  const { commit } = counts;
  const whole = (what) => counts["edit starts"][what] + counts["a character"][what] + commit[what];
  result.goal("spreadsheet: elements created per edit", whole("added"), { most: 2 });
  result.goal("spreadsheet: elements removed per edit", whole("removed"), { most: 2 });
  result.goal("spreadsheet: scopes created per edit", whole("scopes_created"), { most: 2 });
  result.goal("spreadsheet: scopes destroyed per edit", whole("scopes_dropped"), { most: 2 });
}

/** To-dos that come and go leave nothing behind. */
async function cycles(result, open, cycles) {
  const page = await open("todo_mvc");
  await page.evaluate(installTodos);
  const after = async (count) => {
    const live = await page.evaluate(async (count) => {
      const { painted } = globalThis.driver;
      const { add, app, rows } = globalThis.todos;
      for (let cycle = 0; cycle < count; cycle += 1) {
        add("comes and goes");
        await painted(() => rows().length === 1);
        rows()[0].querySelector("button").click();
        await painted(() => rows().length === 0);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
      const { actors_live, scopes_live, edges_live } = (await app.inspect()).counters;
      return { actors_live, scopes_live, edges_live };
    }, count);
    const { scripts, modules } = await memory(page);
    return { ...live, scripts, modules };
  };
  const few = await after(10);
  const many = await after(cycles - 10);
  await page.close();
  result.table(
    "TodoMVC: what is left after to-dos came and went",
    ["", "actors", "scopes", "subscriptions", "wasm in the worker, MB", "wasm on the main thread, MB", "scripts and DOM, MB"],
    [["after 10", few], [`after ${cycles}`, many]].map(([name, { actors_live, scopes_live, edges_live, modules, scripts }]) => [
      name,
      actors_live,
      scopes_live,
      edges_live,
      modules.engine / 1e6,
      modules.shim / 1e6,
      scripts / 1e6,
    ]),
  );
  const same = ["actors_live", "scopes_live", "edges_live"].every((name) => few[name] === many[name]);
  result.fact(`TodoMVC: actors, scopes and subscriptions after ${cycles} cycles`, "as after 10", same);
  const grown = ["engine", "shim"].filter((name) => many.modules[name] > few.modules[name]);
  result.fact(`TodoMVC: memory of the modules after ${cycles} cycles`, "as after 10", grown.length === 0);
}
