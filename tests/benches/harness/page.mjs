// The nine row operations (goals: page).
//
// Every round visits all apps in another order: a fresh page, warm-up, then every operation once, traced. A visit
// of its own, which is not timed, compares the texts after every operation, counts the bytes on the wire and
// measures the memory.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { durability, launch, memory, openApp, trace } from "./browser.mjs";
import { Result, root } from "./result.mjs";
import { serve } from "./server.mjs";
import { geometricMean, median, shuffled, spread } from "./statistics.mjs";

export const PEERS = ["vanilla", "solid", "svelte", "preact", "leptos", "react"];
const APPS = [...PEERS, "offstage"];

const OPERATIONS = {
  create: "create 1000",
  replace: "replace 1000",
  update: "update every 10th",
  select: "select",
  swap: "swap",
  remove: "remove",
  createMany: "create 10000",
  append: "append 1000 to 1000",
  clear: "clear 1000",
};

/** The versions of the frameworks, as their lock files pin them. */
export function frameworkVersions() {
  const { packages } = JSON.parse(readFileSync(join(root, "tests/benches/page/package-lock.json"), "utf8"));
  const versions = Object.fromEntries(
    ["solid-js", "svelte", "preact", "react"].map((name) => [name, packages[`node_modules/${name}`].version]),
  );
  const lock = readFileSync(join(root, "tests/benches/peers/Cargo.lock"), "utf8");
  versions.leptos = /name = "leptos"\nversion = "([^"]+)"/.exec(lock)[1];
  return versions;
}

export async function page(options) {
  const result = new Result("page", options);
  result.versions = frameworkVersions();
  const rounds = options.quick ? 3 : 7;
  const { site, close } = await serve();
  const browser = await launch();
  try {
    const checks = {};
    for (const app of APPS) checks[app] = await check(browser, site, app);
    const samples = Object.fromEntries(
      APPS.map((app) => [app, Object.fromEntries(Object.keys(OPERATIONS).map((name) => [name, []]))]),
    );
    for (let round = 1; round <= rounds; round += 1) {
      for (const app of shuffled(APPS)) {
        process.stderr.write(`\rround ${round} of ${rounds}: ${app.padEnd(10)}`);
        for (const [name, sample] of Object.entries(await visit(browser, site, app))) samples[app][name].push(sample);
      }
    }
    process.stderr.write("\n");
    report(result, samples, checks, rounds);
  } finally {
    await browser.close();
    close();
  }
  return result;
}

/** One page from its start to the last measured operation. */
async function visit(browser, site, app) {
  const page = await openApp(browser, site, app, "rows");
  const { result: walls, spans } = await trace(browser, () =>
    page.evaluate(async () => {
      const { measure, perform } = globalThis.driver;
      for (let round = 0; round < 3; round += 1) {
        for (const name of ["create", "create", "update", "select", "swap", "remove", "append", "clear"]) await perform(name);
      }
      await perform("createMany");
      await perform("clear");
      const walls = {};
      walls.create = await measure("create", "create");
      walls.replace = await measure("create", "replace");
      walls.update = await measure("update", "update");
      walls.select = await measure("select", "select");
      walls.swap = await measure("swap", "swap");
      walls.remove = await measure("remove", "remove");
      await perform("clear");
      walls.createMany = await measure("createMany", "createMany");
      await perform("create");
      walls.append = await measure("append", "append");
      await perform("create");
      walls.clear = await measure("clear", "clear");
      return walls;
    }),
  );
  await page.close();
  return Object.fromEntries(Object.entries(walls).map(([name, wall]) => [name, { wall, ...spans[name] }]));
}

/** What every app must show alike, and what is counted. */
async function check(browser, site, app) {
  const fresh = await openApp(browser, site, app, "rows");
  await fresh.evaluate(() => globalThis.driver.perform("create"));
  const afterRows = await memory(fresh);
  await fresh.close();
  const page = await openApp(browser, site, app, "rows");
  const found = await page.evaluate(async () => {
    const { pause, perform, selectedRows, texts } = globalThis.driver;
    const element = document.querySelector("offstage-app");
    const bytes = async () => {
      await pause(100);
      return element ? (await element.inspect()).page.frame_bytes : 0;
    };
    const after = {};
    const wire = {};
    const steps = [
      ["create", "create"],
      ["replace", "create"],
      ["update", "update"],
      ["select", "select"],
      ["select another", "select", 5],
      ["swap", "swap"],
      ["remove", "remove"],
      ["append", "append"],
      ["remove in the middle", "remove", 1200],
      ["update again", "update"],
      ["clear", "clear"],
      ["createMany", "createMany"],
      ["create again", "create"],
    ];
    for (const [step, name, ...parameters] of steps) {
      const before = await bytes();
      await perform(name, ...parameters);
      wire[step] = (await bytes()) - before;
      after[step] = `${selectedRows()} selected: ${texts()}`;
    }
    return { after, wire };
  });
  if (app === "offstage") found.durability = await durability(page);
  await page.close();
  return { ...found, memory: afterRows };
}

function report(result, samples, checks, rounds) {
  const names = Object.keys(OPERATIONS);
  const of = (app, name, measure) => samples[app][name].map(measure);
  const measures = {
    "main-thread CPU": ({ main }) => main,
    "main and worker CPU": ({ main, worker }) => main + worker,
    "wall, click to paint": ({ wall }) => wall,
    "script on the main thread": ({ script }) => script,
  };
  const means = {};
  for (const [title, measure] of Object.entries(measures)) {
    const middle = (app, name) => median(of(app, name, measure));
    means[title] = Object.fromEntries(
      APPS.map((app) => [app, geometricMean(names.map((name) => middle(app, name) / middle("vanilla", name)))]),
    );
    result.table(
      `${title}, ms: median ± half of the middle half, of ${rounds} rounds`,
      ["operation", ...APPS, "÷ vanilla"],
      [
        ...names.map((name) => [
          OPERATIONS[name],
          ...APPS.map((app) => `${middle(app, name).toFixed(1)} ±${(spread(of(app, name, measure)) / 2).toFixed(1)}`),
          middle("offstage", name) / middle("vanilla", name),
        ]),
        ["geometric mean ÷ vanilla", ...APPS.map((app) => means[title][app]), means[title].offstage],
      ],
    );
    result.plot(`${title}: geometric mean, vanilla = 1`, "", means[title]);
  }
  const mostMany = median(of("offstage", "createMany", ({ script }) => script)) / median(of("vanilla", "createMany", ({ script }) => script));
  result.goal("main-thread CPU ÷ vanilla, geometric mean", means["main-thread CPU"].offstage, { most: 1.05 });
  result.goal("main and worker CPU ÷ vanilla, geometric mean", means["main and worker CPU"].offstage, { most: 1.15 });
  result.goal("wall ÷ vanilla, geometric mean", means["wall, click to paint"].offstage, { most: 1.12 });
  result.goal("script on main ÷ vanilla, create 10000", mostMany, { most: 1.15 });
  result.table(
    "worker CPU and longest task on the main thread of ours, ms",
    ["operation", "worker", "longest task"],
    names.map((name) => [
      OPERATIONS[name],
      median(of("offstage", name, ({ worker }) => worker)),
      median(of("offstage", name, ({ longest }) => longest)),
    ]),
  );
  const parts = Object.keys(samples.vanilla.create[0].parts);
  result.table(
    "where the main thread's CPU time goes, ms: vanilla → ours",
    ["operation", "script", ...parts],
    names.map((name) => [
      OPERATIONS[name],
      ...[({ script }) => script, ...parts.map((part) => (sample) => sample.parts[part])].map((measure) =>
        ["vanilla", "offstage"].map((app) => median(of(app, name, measure)).toFixed(1)).join(" → "),
      ),
    ]),
    "Script is everything within a script's time, also style and layout that it asks for.",
  );

  const { wire } = checks.offstage;
  const perUnit = {
    "created row": [wire.create / 1000, 27],
    "created row of 10000": [wire.createMany / 10_000, 27],
    "text change": [wire.update / 100, 26],
    select: [wire["select another"], 16],
    swap: [wire.swap, 16],
    remove: [wire.remove, 16],
  };
  result.table("bytes from the worker", ["for each", "bytes"], Object.entries(perUnit).map(([name, [bytes]]) => [name, bytes]));
  for (const [name, [bytes, most]] of Object.entries(perUnit)) {
    result.goal(`wire bytes, ${name}`, bytes, { most });
    result.counted[`wire bytes, ${name}`] = bytes;
  }

  const megabytes = (bytes) => (bytes ?? 0) / 1e6;
  const memories = {
    "scripts and DOM": ({ scripts }) => scripts,
    "wasm on the main thread": ({ modules }) => modules.shim ?? modules.leptos,
    "wasm in the worker": ({ modules }) => modules.engine,
    all: ({ total }) => total,
  };
  result.table(
    "memory after 1000 rows in a fresh page, MB",
    ["", ...APPS],
    Object.entries(memories).map(([part, of]) => [part, ...APPS.map((app) => megabytes(of(checks[app].memory)))]),
  );
  result.plot("memory after 1000 rows", "MB", Object.fromEntries(APPS.map((app) => [app, megabytes(checks[app].memory.total)])));
  result.goal("memory after 1000 rows", megabytes(checks.offstage.memory.total), { most: 5, unit: " MB" });
  result.counted["memory of the worker's module after 1000 rows, MB"] = megabytes(checks.offstage.memory.modules.engine);

  const different = [];
  for (const app of APPS) {
    for (const [step, text] of Object.entries(checks[app].after)) {
      if (text !== checks.vanilla.after[step]) different.push(`${app} after ${step}`);
    }
  }
  if (different.length) result.note(`texts differ: ${different.join(", ")}`);
  result.fact("texts of all apps after every operation", "identical", different.length === 0);
  result.note(`ours: ${checks.offstage.durability}`);

  for (const [title, mean] of Object.entries(means)) {
    for (const peer of PEERS) result.ratios[`${title} ÷ ${peer}`] = mean.offstage / mean[peer];
  }
}
