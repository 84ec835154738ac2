// The development build, which `cargo xtask serve` makes; every other test runs the release. Its glue refuses at the
// border of wasm what a release turns into a number silently, its assertions are on, and its scripts are not bundled.

import { fault, obedient } from "./faults.mjs";
import { apps, expect, load, open, recorded, test } from "./harness.mjs";

const site = "/development";

test("the development build is one, and a click reaches the program", async ({ page }) => {
  const requests = [];
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  const app = await open(page, "/examples/counter.bn", { site });
  const more = app.getByRole("button", { name: "+" });
  await more.click();
  await more.click();
  await expect(app).toHaveText("−2+");
  // In a release they are one script.
  expect(requests).toContain("/development/dist/app.js");
  expect(requests.filter((path) => path.startsWith("/dist/"))).toEqual([]);
});

test("the development build takes a to-do, edits and toggles it, and has it after a reload", async ({ page }) => {
  let app = await open(page, "/examples/todo_mvc.bn", { site, base: "/development/fixtures/app.html", app: "to-dos" });
  const row = () => app.locator("ul > li");
  const toggle = () => row().getByRole("checkbox");
  await page.keyboard.type("buy milk");
  await page.keyboard.press("Enter");
  await expect(row()).toHaveText(["buy milk×"]);
  await row().getByText("buy milk").dblclick();
  await expect(row().getByRole("textbox")).toBeFocused();
  await page.keyboard.type(" and tea");
  await page.keyboard.press("Enter");
  await toggle().click();
  await expect(toggle()).toHaveAttribute("aria-checked", "true");
  await page.reload();
  app = apps(page).first();
  await expect(row()).toHaveText(["buy milk and tea×"]);
  await expect(toggle()).toHaveAttribute("aria-checked", "true");
});

test("the development build shows what is wrong with a program", async ({ page, reports }) => {
  reports.expectError(/broken\.bn/);
  await load(page, "/fixtures/broken.bn", { site });
  await expect(apps(page)).toHaveAttribute("state", "failed");
  await expect(apps(page)).toHaveText(/broken\.bn.*total: 3.*\^/s);
});

test("the development build goes on after its worker has died", async ({ page }) => {
  await obedient(page);
  const app = await open(page, "/fixtures/tall.bn", { site });
  const button = app.getByRole("button", { name: "Count" });
  await button.click();
  await expect(app.getByText("count 1", { exact: true })).toBeVisible();
  await fault(page, "terminate");
  await button.click();
  await expect(app.getByText("count 2", { exact: true })).toBeVisible();
  expect((await recorded(page)).states).toEqual(["loading", "running", "recovering", "running"]);
});
