import { examples } from "../../www/playground/examples.js";
import { apps, expect, picture, test } from "./harness.mjs";

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(event.blockedURI));
  });
});

test.afterEach(async ({ page }) => {
  expect(await page.evaluate(() => globalThis.violations)).toEqual([]);
});

const running = (page) => expect(apps(page)).toHaveAttribute("state", "running");

test("the front page lists the examples", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator(".cards a strong")).toHaveText(examples.map(({ title }) => title));
  await expect(apps(page)).toHaveCount(0);
  await picture(page, "playground_home");
  await page.locator(".cards a", { hasText: "Counter" }).click();
  await expect(page).toHaveURL("/play/counter");
  await running(page);
});

for (const { title, name, files } of examples) {
  test(`${name} runs and shows its source`, async ({ page }) => {
    await page.goto(name === "hello" ? "/play/counter" : "/play/hello");
    await running(page);
    await page.locator(".examples").getByRole("link", { name: title, exact: true }).click();
    await expect(page).toHaveURL(`/play/${name}`);
    await expect(apps(page)).toHaveAttribute("src", `/examples/${files ? `${name}/${files[0]}` : `${name}.bn`}`);
    await running(page);
    await expect(page.getByRole("textbox", { name: "Source code" })).toHaveValue(/document: Document\/new/);
    await expect(page.locator(".problems .none")).toBeVisible();
    await expect.poll(() => page.workers().length).toBe(1);
    await picture(page, `playground_${name}`);
  });
}

test("a program of several files is edited in tabs", async ({ page }) => {
  await page.goto("/play/themed");
  await running(page);
  const tabs = page.getByRole("tab");
  await expect(tabs).toHaveText(["RUN.bn", "Theme/Theme.bn", "Theme/Paper.bn", "Theme/Night.bn"]);
  await expect(tabs.first()).toHaveAttribute("aria-selected", "true");
  const source = page.getByRole("textbox", { name: "Source code" });
  await tabs.nth(2).click();
  await expect(source).toHaveValue(/^-- The light theme/);
  await source.fill((await source.inputValue()).replace("Card => White", "Card => Black"));
  // What is not shown is kept.
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("ArrowLeft");
  await expect(tabs.nth(1)).toBeFocused();
  await expect(source).toHaveValue(/^-- What the parts of a page look like/);
  await page.getByRole("button", { name: "Run" }).click();
  await running(page);
  const card = apps(page).locator("article").first();
  await expect(card).toHaveCSS("background-color", "rgb(0, 0, 0)");
  await page.getByRole("button", { name: "Original" }).click();
  await expect(card).toHaveCSS("background-color", "rgb(255, 255, 255)");
  await tabs.nth(2).click();
  await expect(source).toHaveValue(/Card => White/);
});

test("back and forward go through the examples", async ({ page }) => {
  await page.goto("/play/hello");
  await running(page);
  await page.locator(".examples").getByRole("link", { name: "Counter" }).click();
  await expect(apps(page)).toHaveText("−0+");
  await page.goBack();
  await expect(apps(page)).toHaveText("Hello, world!");
  await page.goForward();
  await expect(apps(page)).toHaveText("−0+");
});

test("routes of a program are deep links that survive a reload", async ({ page }) => {
  await page.goto("/play/todo_mvc");
  const app = apps(page);
  await running(page);
  await app.getByRole("textbox", { name: "New to-do" }).click();
  await page.keyboard.type("open");
  await page.keyboard.press("Enter");
  await app.getByRole("button", { name: "Completed", exact: true }).click();
  await expect(page).toHaveURL("/play/todo_mvc/completed");
  await expect(app.locator("ul > li")).toHaveCount(0);
  await page.goBack();
  await expect(page).toHaveURL("/play/todo_mvc");
  await expect(app.locator("ul > li")).toHaveCount(1);
  await page.goForward();
  await page.reload();
  await running(page);
  await expect(page).toHaveURL("/play/todo_mvc/completed");
  await app.getByRole("textbox", { name: "New to-do" }).click();
  await page.keyboard.type("hidden by the filter");
  await page.keyboard.press("Enter");
  await expect(app.getByText("1 item left")).toBeVisible();
  await expect(app.locator("ul > li")).toHaveCount(0);
});

test("an edited source runs, and its errors are listed", async ({ page, reports }) => {
  reports.expectError(/./);
  await page.goto("/play/hello");
  await running(page);
  const source = page.getByRole("textbox", { name: "Source code" });
  await source.fill("document: Document/new(root: TEXT { Edited })");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(apps(page)).toHaveText("Edited");
  await source.fill("document: Document/new(root: nobody)");
  await source.press("ControlOrMeta+Enter");
  await expect(page.locator(".problems li")).toHaveText(/nobody/);
  // What ran before runs on.
  await running(page);
  await expect(apps(page)).toHaveText("Edited");
  await picture(page, "playground_error");
  await page.getByRole("button", { name: "Original" }).click();
  await expect(apps(page)).toHaveText("Hello, world!");
  await expect(page.locator(".problems .none")).toBeVisible();
});

test("restart, stop and the inspector work on the running program", async ({ page }) => {
  await page.goto("/play/counter");
  const app = apps(page);
  await app.getByRole("button", { name: "+" }).click();
  await expect(app).toHaveText("−1+");
  await page.getByRole("button", { name: "Inspect" }).click();
  await expect(page.locator(".inspector th", { hasText: "turns" }).first()).toBeVisible();
  await expect(page.locator(".inspector .kept")).toHaveText("kept relaxed · OPFS");
  await picture(page, "playground_inspector");
  await page.getByRole("button", { name: "Restart" }).click();
  await running(page);
  await app.getByRole("button", { name: "+" }).click();
  await expect(app).toHaveText("−2+");
  await page.getByRole("button", { name: "Clear state" }).click();
  await expect(app).toHaveText("−0+");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save recording" }).click();
  expect((await download).suggestedFilename()).toBe("counter.recording");
  await page.getByRole("button", { name: "Stop" }).click();
  await expect.poll(() => page.workers().length).toBe(0);
});

test("an edited program goes on with the state that fits, and says what does not", async ({ page }) => {
  await page.goto("/play/counter");
  const app = apps(page);
  await app.getByRole("button", { name: "+" }).click();
  await expect(app).toHaveText("−1+");
  const source = page.getByRole("textbox", { name: "Source code" });
  const text = await source.inputValue();
  await source.fill(text.replaceAll("count + 1", "count + 10"));
  await page.getByRole("button", { name: "Run" }).click();
  await expect(page.locator(".problems li")).toHaveText(/State that no longer fits was dropped: .*count/);
  await picture(page, "playground_dropped");
  await source.fill(text.replaceAll("label: count)", "label: TEXT { <{count}> })"));
  await page.getByRole("button", { name: "Run" }).click();
  await expect(app).toHaveText("−<0>+");
  await app.getByRole("button", { name: "+" }).click();
  await expect(app).toHaveText("−<1>+");
  // The original has the same counter.
  await page.getByRole("button", { name: "Original" }).click();
  await expect(app).toHaveText("−1+");
});

test("the playground fits a narrow window and a dark scheme", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 420, height: 800 });
  await page.goto("/play/counter");
  await running(page);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await picture(page, "playground_narrow_dark");
});
