// What is still there after a reload, and what the page says where nothing can be kept.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { apps, expect, load, open, recorded, test as base } from "./harness.mjs";

/** With a browser profile on the disk, as users have it: `page` is its first page, `context` the profile. */
const test = base.extend({
  context: async ({ launchOptions, baseURL, viewport }, use) => {
    const profile = await mkdtemp(join(tmpdir(), "offstage-profile-"));
    const context = await chromium.launchPersistentContext(profile, { ...launchOptions, baseURL, viewport });
    await use(context);
    await context.close();
    await rm(profile, { recursive: true, force: true });
  },
  page: async ({ context }, use) => use(context.pages()[0] ?? (await context.newPage())),
});

const more = (app) => app.getByRole("button", { name: "+" });
const storage = (app) => app.evaluate((element) => element.storage);

async function reload(page) {
  await page.reload();
  for (const app of await apps(page).all()) await expect(app).toHaveAttribute("state", "running");
}

test("a counter shows its count after a reload", async ({ page }) => {
  const app = await open(page, "/examples/counter.bn");
  for (let press = 0; press < 3; press++) await more(app).click();
  await expect(app).toHaveText("−3+");
  expect(await storage(app)).toEqual({ durability: "relaxed", place: "OPFS", problem: "" });
  await reload(page);
  await expect(app).toHaveText("−3+");
  await more(app).click();
  await expect(app).toHaveText("−4+");
  await reload(page);
  await expect(app).toHaveText("−4+");
});

test("a shopping list shows what was added after a clear", async ({ page }) => {
  const app = await open(page, "/examples/shopping_list.bn");
  const field = app.getByRole("textbox");
  const add = async (name) => {
    await field.fill(name);
    await field.press("Enter");
    await expect(app.getByText(name, { exact: true })).toBeVisible();
  };
  await add("Pears");
  await app.getByRole("checkbox").first().click();
  await expect(app.getByRole("checkbox").first()).toBeChecked();
  await reload(page);
  await expect(app.getByText("Pears", { exact: true })).toBeVisible();
  await expect(app.getByRole("checkbox").first()).toBeChecked();
  await app.getByRole("button", { name: /clear/i }).click();
  await expect(app.getByText("Bread", { exact: true })).toHaveCount(0);
  await add("Plums");
  await reload(page);
  await expect(app.getByText("Plums", { exact: true })).toBeVisible();
  await expect(app.getByText("Pears", { exact: true })).toBeVisible();
  await expect(app.getByText("Bread", { exact: true })).toHaveCount(0);
});

test("a to-do list shows exactly the items that are left, each with its state", async ({ page }) => {
  const app = await open(page, "/examples/todo_mvc.bn");
  const field = app.getByRole("textbox", { name: "New to-do" });
  for (const name of ["milk", "bread", "salt"]) {
    await field.fill(name);
    await field.press("Enter");
  }
  await expect(app.locator("li")).toHaveText(["milk×", "bread×", "salt×"]);
  await app.locator("li").nth(2).getByRole("checkbox").click();
  await app.locator("li").nth(1).hover();
  await app.locator("li").nth(1).getByRole("button", { name: "×" }).click();
  await expect(app.locator("li")).toHaveText(["milk×", "salt×"]);
  await reload(page);
  await expect(app.locator("li")).toHaveText(["milk×", "salt×"]);
  await expect(app.locator("li").nth(0).getByRole("checkbox")).not.toBeChecked();
  await expect(app.locator("li").nth(1).getByRole("checkbox")).toBeChecked();
  await field.fill("oil");
  await field.press("Enter");
  await reload(page);
  await expect(app.locator("li")).toHaveText(["milk×", "salt×", "oil×"]);
});

test("cleared state is gone, now and after a reload", async ({ page }) => {
  const app = await open(page, "/fixtures/tall.bn");
  await app.getByRole("button", { name: "Count" }).click();
  await app.getByRole("textbox", { name: "Field" }).fill("typed");
  await expect(app.getByText("count 1", { exact: true })).toBeVisible();
  await app.evaluate((element) => element.clearState());
  await expect(app.getByText("count 0", { exact: true })).toBeVisible();
  await expect(app.getByRole("textbox", { name: "Field" })).toHaveValue("");
  await app.getByRole("button", { name: "Count" }).click();
  await expect(app.getByText("count 1", { exact: true })).toBeVisible();
  await app.evaluate((element) => element.clearState());
  await expect(app.getByText("count 0", { exact: true })).toBeVisible();
  await reload(page);
  await expect(app.getByText("count 0", { exact: true })).toBeVisible();
});

test("two apps on one page do not see each other", async ({ page }) => {
  await open(page, ["/examples/counter.bn", "/examples/counter.bn"], { app: ["one", "other"] });
  const [one, other] = [apps(page).nth(0), apps(page).nth(1)];
  await more(one).click();
  await more(one).click();
  await more(other).click();
  await expect(one).toHaveText("−2+");
  await expect(other).toHaveText("−1+");
  await reload(page);
  await expect(one).toHaveText("−2+");
  await expect(other).toHaveText("−1+");
  await one.evaluate((element) => element.clearState());
  await expect(one).toHaveText("−0+");
  await expect(other).toHaveText("−1+");
});

test("another name of the app is other state", async ({ page }) => {
  const app = await open(page, "/examples/counter.bn");
  await more(app).click();
  await expect(app).toHaveText("−1+");
  await app.evaluate((element) => element.setAttribute("app", "another"));
  await expect(app).toHaveText("−0+");
  await app.evaluate((element) => element.removeAttribute("app"));
  await expect(app).toHaveText("−1+");
});

test("in memory mode nothing is kept", async ({ page }) => {
  const app = await open(page, "/examples/counter.bn", { durability: "memory" });
  await more(app).click();
  await expect(app).toHaveText("−1+");
  expect((await storage(app)).durability).toBe("memory");
  await reload(page);
  await expect(app).toHaveText("−0+");
});

test("an inline program without a name keeps nothing and says so", async ({ page, reports }) => {
  await page.goto("/fixtures/inline.html");
  await expect(apps(page).first()).toHaveAttribute("state", "running");
  expect(reports.matching(/keeps nothing/)).not.toEqual([]);
});

test("in strict mode everything is as in relaxed mode, only later", async ({ page }) => {
  const app = await open(page, "/examples/counter.bn", { durability: "strict" });
  for (let press = 0; press < 3; press++) await more(app).click();
  await expect(app).toHaveText("−3+");
  expect(await storage(app)).toEqual({ durability: "strict", place: "OPFS", problem: "" });
  await reload(page);
  await expect(app).toHaveText("−3+");
});

/** In the page and in its workers, before their own scripts. */
async function inject(page, script) {
  await page.route("**/worker.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script}\n${await response.text()}` });
  });
}

test("a browser without a private file system keeps the state in a database", async ({ page }) => {
  await inject(page, `navigator.storage.getDirectory = async () => { throw new DOMException("no", "SecurityError"); };`);
  const app = await open(page, "/examples/counter.bn");
  await more(app).click();
  await expect(app).toHaveText("−1+");
  expect((await storage(app)).place).toBe("IndexedDB");
  await reload(page);
  await expect(app).toHaveText("−1+");
});

test("a browser without any storage runs the program in memory, visibly", async ({ page }) => {
  await inject(
    page,
    `navigator.storage.getDirectory = async () => { throw new DOMException("no", "SecurityError"); };
    Object.defineProperty(globalThis, "indexedDB", { get() { throw new DOMException("no", "SecurityError"); } });`,
  );
  const app = await open(page, "/examples/counter.bn");
  await more(app).click();
  await expect(app).toHaveText("−1+");
  const { durability, problem } = await storage(app);
  expect(durability).toBe("memory");
  expect(problem).not.toBe("");
  expect((await recorded(page)).storage.at(-1).problem).toBe(problem);
});

test("when the disk is full the program goes on in memory, visibly", async ({ page }) => {
  await inject(
    page,
    `let full = false;
    new BroadcastChannel("offstage-test-full").onmessage = () => { full = true; };
    const { write } = FileSystemSyncAccessHandle.prototype;
    FileSystemSyncAccessHandle.prototype.write = function (...given) {
      if (full) throw new DOMException("full", "QuotaExceededError");
      return write.apply(this, given);
    };`,
  );
  const app = await open(page, "/examples/counter.bn");
  await more(app).click();
  await expect(app).toHaveText("−1+");
  await page.evaluate(() => new BroadcastChannel("offstage-test-full").postMessage(true));
  await expect(async () => {
    await more(app).click();
    expect((await storage(app)).durability).toBe("memory");
  }).toPass();
  expect((await storage(app)).problem).toMatch(/full/i);
  const shown = Number((await app.textContent()).replace(/\D/g, ""));
  await more(app).click();
  await expect(app).toHaveText(`−${shown + 1}+`);
  await expect(app).toHaveAttribute("state", "running");
});

test("a click right before a reload is not lost", async ({ page }) => {
  const app = await open(page, "/examples/counter.bn");
  await expect(app).toHaveText("−0+");
  let clicks = 0;
  for (let round = 0; round < 8; round++) {
    clicks += 2;
    await Promise.all([
      page.waitForEvent("load"),
      app.evaluate((element) => {
        const [, button] = element.querySelectorAll("button");
        button.click();
        button.click();
        location.reload();
      }),
    ]);
    await expect(app).toHaveAttribute("state", "running");
    await expect(app).toHaveText(`−${clicks}+`);
  }
  // What was left behind is taken once.
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

test("a click right before the tab is closed is not lost", async ({ page, context }) => {
  await open(page, "/examples/counter.bn");
  for (let round = 1; round <= 5; round++) {
    const tab = await context.newPage();
    await page.goto("about:blank");
    const app = await open(tab, "/examples/counter.bn");
    await expect(app).toHaveText(`−${round - 1}+`);
    await app.evaluate((element) => void element.querySelectorAll("button")[1].click());
    await tab.close({ runBeforeUnload: false });
    await load(page, "/examples/counter.bn");
    await expect(apps(page)).toHaveText(`−${round}+`);
  }
});

test("the state is kept when the source changes, where it fits", async ({ page }) => {
  const app = await open(page, "/fixtures/tall.bn");
  await app.getByRole("button", { name: "Count" }).click();
  await expect(app.getByText("count 1", { exact: true })).toBeVisible();
  const text = await (await page.request.get("/fixtures/tall.bn")).text();
  const dropped = await app.evaluate(
    (element, source) => element.swap(source),
    text.replace("count {count}", "counted {count}"),
  );
  expect(dropped).toEqual([]);
  await expect(app.getByText("counted 1", { exact: true })).toBeVisible();
  const gone = await app.evaluate((element, source) => element.swap(source), text.replace("0 |> HOLD count", "7 |> HOLD count"));
  expect(gone).toHaveLength(1);
  await expect(app.getByText("count 7", { exact: true })).toBeVisible();
  // A text that does not run changes nothing.
  const refused = await app.evaluate((element) => element.swap("document: Document/new(root: nobody)").catch(String));
  expect(refused).toContain("nobody");
  await app.getByRole("button", { name: "Count" }).click();
  await expect(app.getByText("count 8", { exact: true })).toBeVisible();
});

test("a recording is a file, with blanked texts if that is asked for", async ({ page }) => {
  const app = await open(page, "/fixtures/tall.bn");
  await app.getByRole("textbox", { name: "Field" }).fill("confidential");
  await expect(app.getByText("field <confidential>")).toBeVisible();
  const contents = (redact) =>
    app.evaluate(async (element, redact) => {
      const blob = await element.recording({ redact });
      return new TextDecoder("latin1").decode(await blob.arrayBuffer());
    }, redact);
  expect(await contents(false)).toContain("confidential");
  const blanked = await contents(true);
  expect(blanked.length).toBeGreaterThan(0);
  expect(blanked).not.toContain("confidential");
});
