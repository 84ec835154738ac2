// The engine dies, the page does not: what is shown, typed and done meanwhile, and what happens after.

import { FAULTS, blindfold, fault, obedient } from "./faults.mjs";
import { apps, counter, expect, open, picture, recorded, selection, test } from "./harness.mjs";

/** How often the engine has died; nothing as long as there is none to say it. */
const deaths = (app) => app.evaluate((element) => element.inspect().then(({ page }) => page.deaths, () => null));
const count = (app, number) => expect(app.getByText(`count ${number}`, { exact: true })).toBeVisible();
const button = (app) => app.getByRole("button", { name: "Count" });

/** Marks what is on the page now; answers how much of that there still is. */
async function mark(app) {
  await app.evaluate((element) => {
    for (const node of element.querySelectorAll("*")) node.wasHere = true;
  });
  return () => app.evaluate((element) => [...element.querySelectorAll("*")].filter((node) => !node.wasHere).length);
}

for (const kind of FAULTS) {
  test(`a worker that is lost by ${kind} is replaced, and its page stays`, async ({ page }) => {
    await obedient(page);
    const app = await open(page, "/fixtures/tall.bn");
    await button(app).click();
    await button(app).click();
    await count(app, 2);
    const others = await mark(app);
    await fault(page, kind);
    // Whether these come before or after the worker is gone: each has its effect once.
    for (let press = 0; press < 3; press++) await button(app).click();
    await count(app, 5);
    await expect(app).toHaveAttribute("state", "running");
    await expect.poll(() => deaths(app)).toBe(1);
    expect((await recorded(page)).states).toEqual(["loading", "running", "recovering", "running"]);
    expect((await recorded(page)).errors).toEqual([]);
    expect(await others()).toBe(0);
    await expect.poll(() => page.workers().length).toBe(1);
    await button(app).click();
    await count(app, 6);
  });
}

test("what is typed ahead of a clear that dies with its worker is no part of the text before", async ({ page }) => {
  await obedient(page);
  await blindfold(page);
  const app = await open(page, "/examples/todo_mvc.bn");
  const field = app.getByRole("textbox", { name: "New to-do" });
  await field.click();
  await page.keyboard.type("one");
  await page.evaluate(() => (globalThis.blind = true));
  await page.keyboard.press("Enter");
  // The program has taken the text in and cleared the field, and the page does not know.
  await expect.poll(() => page.evaluate(() => globalThis.unseen)).toBeGreaterThan(0);
  await page.keyboard.type("two");
  await page.keyboard.press("Enter");
  await page.keyboard.type("three");
  await expect(field).toHaveValue("onetwothree");
  await page.evaluate(() => (globalThis.blind = false));
  await fault(page, "terminate");
  await expect(field).toHaveValue("three");
  await expect(app.locator("li")).toHaveText(["one×", "two×"]);
  await page.keyboard.type("!");
  await page.keyboard.press("Enter");
  await expect(app.locator("li")).toHaveText(["one×", "two×", "three!×"]);
  await expect(field).toHaveValue("");
});

test("where the program went without anybody knowing, it still is with the next engine", async ({ page }) => {
  await obedient(page);
  await blindfold(page);
  const app = await open(page, "/fixtures/route.bn", { base: "/fixtures/app.html" });
  await expect(app.getByText("at /", { exact: true })).toBeVisible();
  await page.evaluate(() => (globalThis.blind = true));
  await app.getByRole("button", { name: "Left" }).click();
  await expect.poll(() => page.evaluate(() => globalThis.unseen)).toBeGreaterThan(0);
  await page.evaluate(() => (globalThis.blind = false));
  await fault(page, "terminate");
  await expect(app.getByText("at /left", { exact: true })).toBeVisible();
  expect(await page.evaluate(() => location.pathname)).toBe("/fixtures/app.html/left");
  await app.getByRole("button", { name: "Right" }).click();
  await expect(app.getByText("at /right", { exact: true })).toBeVisible();
  await page.goBack();
  await expect(app.getByText("at /left", { exact: true })).toBeVisible();
});

test("what is typed while there is no engine stays, with focus, caret and scroll position", async ({ page }) => {
  await obedient(page);
  const app = await open(page, "/fixtures/tall.bn");
  const field = app.getByRole("textbox", { name: "Field" });
  const lines = app.locator("div").filter({ hasText: /^line 1\s*line 2/ }).last();
  await lines.evaluate((element) => (element.scrollTop = 200));
  await field.click();
  await page.keyboard.type("abcd");
  await expect(app.getByText("field <abcd>")).toBeVisible();
  await fault(page, "loop");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type("XYZ");
  await expect.poll(() => deaths(app)).toBe(1);
  await expect(app).toHaveAttribute("state", "running");
  await expect(app.getByText("field <abXYZcd>")).toBeVisible();
  await expect(field).toHaveValue("abXYZcd");
  await expect(field).toBeFocused();
  expect(await selection(field)).toEqual([5, 5]);
  expect(await lines.evaluate((element) => element.scrollTop)).toBe(200);
});

test("a text that only the old engine knew is told to the new one", async ({ page }) => {
  await obedient(page);
  const app = await open(page, "/fixtures/tall.bn");
  await app.getByRole("textbox", { name: "Field" }).fill("kept");
  await expect(app.getByText("field <kept>")).toBeVisible();
  await fault(page, "terminate");
  await button(app).click();
  await count(app, 1);
  await expect(app.getByText("field <kept>")).toBeVisible();
  await expect(app.getByRole("textbox", { name: "Field" })).toHaveValue("kept");
  await expect.poll(() => deaths(app)).toBe(1);
});

test("the new engine hears where the pointer is", async ({ page }) => {
  await obedient(page);
  const app = await open(page, "/fixtures/tall.bn");
  await button(app).hover();
  await expect(button(app)).toHaveText("Count!");
  await fault(page, "throw");
  await expect.poll(() => deaths(app)).toBe(1);
  await expect(app).toHaveAttribute("state", "running");
  await expect(button(app)).toHaveText("Count!");
  await app.getByText("line 1", { exact: true }).hover();
  await expect(button(app)).toHaveText("Count");
});

test("what was typed in a list survives, and Enter still adds it", async ({ page }) => {
  await obedient(page);
  const app = await open(page, "/examples/todo_mvc.bn");
  const field = app.getByRole("textbox", { name: "New to-do" });
  await field.click();
  for (const text of ["milk", "bread"]) {
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  }
  await expect(app.locator("li")).toHaveText(["milk×", "bread×"]);
  await page.keyboard.type("eg");
  const others = await mark(app);
  await fault(page, "terminate");
  await page.keyboard.type("gs");
  await page.keyboard.press("Enter");
  await page.keyboard.type("salt");
  await page.keyboard.press("Enter");
  await expect(app.locator("li")).toHaveText(["milk×", "bread×", "eggs×", "salt×"]);
  await expect(field).toHaveValue("");
  await expect(field).toBeFocused();
  await expect.poll(() => deaths(app)).toBe(1);
  // Only the two new items are new.
  const newer = await app.locator("li").evaluateAll((items) => items.map((item) => item.wasHere ?? false));
  expect(newer).toEqual([true, true, false, false]);
  expect(await others()).toBeGreaterThan(0);
});

test("an engine that dies again and again leaves a readable page and a button", async ({ page, reports }) => {
  reports.expectError(/dead on arrival/);
  let dead = false;
  await obedient(page, () => dead);
  await page.clock.install();
  const app = await open(page, "/fixtures/tall.bn");
  await button(app).click();
  await count(app, 1);
  dead = true;
  await fault(page, "throw");
  // The rests between the tries are seconds long; the page's clock may run faster than ours.
  await expect(async () => {
    await page.clock.runFor(1000);
    await expect(app).toHaveAttribute("state", "failed", { timeout: 100 });
  }).toPass();
  await expect(app.getByRole("alert")).toContainText("dead on arrival");
  await count(app, 1);
  await expect.poll(() => page.workers().length).toBe(0);
  await button(app).click();
  await picture(page, "recovery_failed");
  dead = false;
  await app.getByRole("button", { name: "Retry" }).click();
  await expect(app).toHaveAttribute("state", "running");
  await expect(app.getByRole("alert")).toHaveCount(0);
  await count(app, 2);
});

test("an event that kills the engine is given up, and everything else happens", async ({ page, reports }) => {
  reports.expectError(/given up/, /unreachable/);
  test.setTimeout(90_000);
  const app = await open(page, "/fixtures/poison.bn");
  await button(app).click();
  await count(app, 1);
  await app.getByRole("button", { name: "Poison" }).click();
  await button(app).click();
  await button(app).click();
  await expect(app.getByText("count 3", { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(app).toHaveAttribute("state", "running");
  await expect(app.getByText("poisoned 2")).toBeVisible();
  const letters = await app.evaluate((element) => element.deadLetters());
  expect(letters).toHaveLength(1);
  expect(letters[0].tries).toBe(3);
  expect(reports.errors(/given up/)).toHaveLength(1);
  await app.evaluate((element, { sequence }) => element.discard(sequence), letters[0]);
  expect(await app.evaluate((element) => element.deadLetters())).toEqual([]);
  await button(app).click();
  await count(app, 4);
});

test("a dead letter that is tried again and fails is a dead letter again", async ({ page, reports }) => {
  reports.expectError(/given up/, /unreachable/);
  test.setTimeout(120_000);
  const app = await open(page, "/fixtures/poison.bn");
  await app.getByRole("button", { name: "Poison" }).click();
  await expect.poll(() => reports.errors(/given up/).length, { timeout: 60_000 }).toBe(1);
  await expect(app).toHaveAttribute("state", "running");
  const [{ sequence }] = await app.evaluate((element) => element.deadLetters());
  await app.evaluate((element, number) => element.retry(number).catch(() => {}), sequence);
  await expect.poll(() => reports.errors(/given up/).length, { timeout: 60_000 }).toBe(2);
  await expect(app).toHaveAttribute("state", "running");
  await button(app).click();
  await count(app, 1);
});

test("a worker that dies without a name is replaced, too, although its state is lost", async ({ page }) => {
  await obedient(page);
  const app = await open(page, "/fixtures/tall.bn", { durability: "memory" });
  await button(app).click();
  await count(app, 1);
  const others = await mark(app);
  await fault(page, "throw");
  await expect.poll(() => deaths(app)).toBe(1);
  await count(app, 0);
  expect(await others()).toBe(0);
  await button(app).click();
  await count(app, 1);
  await counter(app, "stale").toBe(0);
});

test("a turn that takes long is not taken for a dead engine", async ({ page, reports }) => {
  reports.expectError(/stopped/);
  const app = await open(page, "/fixtures/endless.bn");
  await app.getByRole("button").first().click();
  await expect.poll(() => reports.errors(/stopped/).length).toBeGreaterThan(0);
  expect(await deaths(apps(page))).toBe(0);
});
