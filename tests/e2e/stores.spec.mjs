// The stores of the log where they are used: in a worker, in a browser that keeps data. The cases are those of
// `tests/stores`, in a module that `cargo xtask build-tests` makes.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, chromium, expect } from "@playwright/test";

const PLACES = ["OPFS", "IndexedDB"];

// The table of the suite names the cases; the first test compares it with what the module has.
const table = readFileSync(new URL("../stores/src/suite.rs", import.meta.url), "utf8");
const NAMES = [...table.slice(table.indexOf("\ncases! {")).matchAll(/^ {8}(\w+)$/gm)].map(([, name]) => name);

const test = base.extend({
  // One browser with a profile of its own for all tests of a process: the usual contexts are private windows.
  suitePage: [
    async ({}, use, { project }) => {
      const profile = mkdtempSync(join(tmpdir(), "offstage-stores-"));
      const context = await chromium.launchPersistentContext(profile, project.use.launchOptions);
      const page = await context.newPage();
      await open(page, project.use.baseURL);
      await use(page);
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
});

async function open(page, origin) {
  await page.goto(new URL("/stores/", origin).href);
  await expect(page.locator("html")).toHaveAttribute("data-state", "ready");
}

/** A name of an app that no test has used. */
let apps = 0;
const newApp = () => `app ${process.pid} ${apps++}`;

test("the module has the cases of the table", async ({ suitePage }) => {
  const names = await suitePage.evaluate(() => window.startWorker().call("caseNames"));
  expect(names).toEqual(NAMES);
  expect(NAMES.length).toBeGreaterThanOrEqual(60);
});

for (const place of PLACES) {
  test.describe(place, () => {
    for (const name of NAMES) {
      test(name, async ({ suitePage }) => {
        await suitePage.evaluate(
          async ([place, name, app]) => {
            window.suite ??= window.startWorker();
            await window.suite.call("runCase", place, name, app);
          },
          [place, name, newApp()],
        );
      });
    }

    test("nothing is lost when workers are ended while they write", async ({ suitePage }) => {
      const acknowledged = await suitePage.evaluate(
        async ([place, app]) => {
          let last = 0;
          for (let round = 0; round < 20; round++) {
            const worker = window.startWorker();
            let failure;
            worker.call("hammer", place, app).catch((error) => (failure = error));
            await window.until(() => failure || worker.told >= 0);
            // What is found is at least what was acknowledged; the numbers themselves the worker checks.
            if (failure) throw failure;
            if (worker.told < last) throw new Error(`${worker.told} left of ${last}`);
            const enough = worker.told + 10 + ((round * 37) % 90);
            await window.until(() => failure || worker.told > enough);
            if (failure) throw failure;
            worker.end();
            last = worker.told;
          }
          return last;
        },
        [place, newApp()],
      );
      expect(acknowledged).toBeGreaterThan(1000);
    });

    test("a worker that goes on after another took over loses nothing", async ({ suitePage }) => {
      const failures = await suitePage.evaluate(
        async ([place, app]) => {
          const failures = [];
          let earlier = window.startWorker();
          let ended = earlier.call("hammer", place, app).catch((error) => error.message);
          for (let round = 0; round < 10; round++) {
            const before = earlier.told;
            await window.until(() => earlier.told > before + 20);
            const later = window.startWorker();
            const next = later.call("hammer", place, app).catch((error) => error.message);
            failures.push(await ended);
            // All that the earlier one has told came before its end.
            const acknowledged = earlier.told;
            await window.until(() => later.told >= 0);
            if (later.told < acknowledged) throw new Error(`${later.told} left of ${acknowledged}`);
            earlier.end();
            earlier = later;
            ended = next;
          }
          earlier.end();
          return failures;
        },
        [place, newApp()],
      );
      expect(failures).toHaveLength(10);
      for (const failure of failures) expect(failure).toMatch(/^Fenced/);
    });
  });
}

test("a browser with files keeps logs in files", async ({ suitePage }) => {
  const place = await suitePage.evaluate((app) => window.startWorker().call("placeOf", app), newApp());
  expect(place).toBe("OPFS");
});

test("a browser without files keeps logs in IndexedDB", async ({ page }) => {
  await workersRun(page, "delete FileSystemFileHandle.prototype.createSyncAccessHandle;");
  const place = await page.evaluate(() => window.startWorker().call("placeOf", "app"));
  expect(place).toBe("IndexedDB");
});

test("a browser without any storage says so", async ({ page }) => {
  await workersRun(
    page,
    `navigator.storage.getDirectory = async () => { throw new DOMException("denied", "SecurityError"); };
     indexedDB.open = () => { throw new DOMException("denied", "SecurityError"); };`,
  );
  const failure = await page.evaluate(() =>
    window.startWorker().call("placeOf", "app").catch((error) => error.message),
  );
  expect(failure).toMatch(/^no storage here \(files: SecurityError: denied; IndexedDB: .*SecurityError: denied/);
});

for (const place of PLACES) {
  test(`a full disk is told as such, and what is in ${place} stays`, async ({ page }) => {
    /** Appends numbers until there are more than so many; answers how many were found and appended. */
    const hammer = (least) =>
      page.evaluate(
        async ([place, least]) => {
          const worker = window.startWorker();
          let failure;
          worker.call("hammer", place, "full").catch((error) => (failure = error));
          await window.until(() => failure || worker.told >= 0);
          const found = worker.told;
          await window.until(() => failure || worker.told > least);
          worker.end();
          return { found, appended: worker.told, failure: failure?.message };
        },
        [place, least],
      );
    await workersRun(page, "");
    const { appended } = await hammer(100);
    expect(appended).toBeGreaterThan(100);

    await workersRun(
      page,
      `const full = () => { throw new DOMException("full", "QuotaExceededError"); };
       FileSystemSyncAccessHandle.prototype.write = full;
       IDBObjectStore.prototype.add = full;`,
    );
    expect((await hammer(0)).failure).toMatch(/the storage is full; free space/);

    await workersRun(page, "");
    expect((await hammer(0)).found).toBeGreaterThanOrEqual(appended);
  });
}

test("a write that takes a part of the bytes is taken back", async ({ page }) => {
  await workersRun(
    page,
    `const { write } = FileSystemSyncAccessHandle.prototype;
     FileSystemSyncAccessHandle.prototype.write = function (bytes, options) {
       const part = bytes.length === 77 ? bytes.subarray(0, 40) : bytes;
       return write.call(this, part, options);
     };`,
  );
  const found = await page.evaluate(() => window.startWorker().call("partialWrite", "part"));
  expect(found).toEqual(["the storage is full; free space on the disk, or delete data of this site", "oneone"]);
});

/** Opens the page of the suite, whose workers run a script before all else. */
async function workersRun(page, script) {
  await page.unrouteAll();
  await page.route("**/stores/worker.js", async (route) => {
    const response = await route.fetch();
    // Imports run before statements, but call nothing of this before they are asked to.
    await route.fulfill({ response, body: `${await response.text()}\n${script}` });
  });
  await open(page, test.info().project.use.baseURL);
}
