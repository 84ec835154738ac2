// The actor core beside actor libraries (goals: actors), natively and in a worker of the browser.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launch, openPage } from "./browser.mjs";
import { Result, root } from "./result.mjs";
import { serve } from "./server.mjs";

const OPERATIONS = ["tell", "tell, async loop", "ask", "spawn", "broadcast to 10", "restart", "destroy", "bytes per actor at 10000", "bytes per actor at 100000"];
const LIBRARIES = ["offstage", "ractor", "kameo", "actix"];

/** The most that our operations may cost in the worker. */
const GOALS = {
  tell: [20, " ns"],
  "tell, async loop": [60, " ns"],
  ask: [100, " ns"],
  spawn: [100, " ns"],
  "broadcast to 10": [400, " ns"],
  restart: [300, " ns"],
  destroy: [50, " ns"],
  "bytes per actor at 100000": [200, ""],
};

export async function actors(options) {
  const result = new Result("actors", options);
  const lock = readFileSync(join(root, "tests/benches/peers/Cargo.lock"), "utf8");
  for (const name of LIBRARIES.slice(1)) result.versions[name] = new RegExp(`name = "${name}"\\nversion = "([^"]+)"`).exec(lock)[1];

  const program = join(root, "tests/benches/peers/target/release/native");
  const seconds = options.sustained ?? (options.quick ? 5 : 60);
  const line = [...(options.quick ? ["--quick"] : []), "--sustained", `${seconds}`];
  const native = table(JSON.parse(execFileSync(program, line, { encoding: "utf8" })));
  const worker = table(JSON.parse(await inWorker(options.quick)));

  const row = (figures, libraries) => (operation) => [operation, ...libraries.map((library) => figures[library]?.[operation])];
  result.table("natively, ns (best of several rounds)", ["", ...LIBRARIES], OPERATIONS.map(row(native, LIBRARIES)));
  result.table(
    "in a Chromium worker, ns (best of several rounds)",
    ["", "offstage", "ractor", "ractor ÷ ours"],
    OPERATIONS.map((operation) => [
      ...row(worker, ["offstage", "ractor"])(operation),
      worker.ractor[operation] === undefined ? undefined : worker.ractor[operation] / worker.offstage[operation],
    ]),
  );
  for (const operation of ["tell", "ask", "spawn", "broadcast to 10", "restart"]) {
    result.plot(`${operation}, natively`, "ns", Object.fromEntries(LIBRARIES.map((library) => [library, native[library][operation]])));
    for (const library of LIBRARIES.slice(1)) {
      result.ratios[`${operation}, natively ÷ ${library}`] = native.offstage[operation] / native[library][operation];
    }
    result.ratios[`${operation}, in a worker ÷ ractor`] = worker.offstage[operation] / worker.ractor[operation];
  }
  for (const [operation, [most, unit]] of Object.entries(GOALS)) {
    result.goal(`${operation}, in a worker`, worker.offstage[operation], { most, unit });
  }
  result.goal("tell: ractor ÷ ours, in a worker", worker.ractor.tell / worker.offstage.tell, { least: 10 });
  const [few, many] = [worker.offstage["bytes per actor at 10000"], worker.offstage["bytes per actor at 100000"]];
  // Less is no loss: tables double, so that their spare room is a smaller part at one count than at another.
  result.goal("bytes per actor: growth from 10000 to 100000", (many / few - 1) * 100, { most: 2, unit: " %" });
  for (const count of [10_000, 100_000]) {
    result.counted[`bytes per actor at ${count}, in a worker`] = worker.offstage[`bytes per actor at ${count}`];
  }

  const sustained = Object.entries(native.offstage).filter(([name]) => name.startsWith("sustained: "));
  result.table(
    `sustained, natively, ${seconds} s`,
    ["", ""],
    sustained.map(([name, value]) => [name.slice("sustained: ".length), value]),
  );
  result.goal("sustained: messages lost", native.offstage["sustained: messages lost"], { most: 0 });
  result.goal("sustained: growth of live bytes", native.offstage["sustained: growth of live bytes, %"], { most: 0.1, unit: " %" });
  result.goal("sustained: drift of p99", native.offstage["sustained: drift of p99, %"], { most: 20, unit: " %" });
  return result;
}

function table(entries) {
  const figures = {};
  for (const [library, operation, value] of entries) (figures[library] ??= {})[operation] = value;
  return figures;
}

async function inWorker(quick) {
  const { site, close } = await serve();
  const browser = await launch();
  try {
    const page = await openPage(browser, `${site}/blank.html`);
    return await page.evaluate(
      (quick) =>
        new Promise((resolve, reject) => {
          const worker = new Worker("/actors_worker.js", { type: "module" });
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => reject(new Error(message));
          worker.postMessage(quick);
        }),
      quick,
    );
  } finally {
    await browser.close();
    close();
  }
}
