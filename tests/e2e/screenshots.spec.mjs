// Every example looks as its picture in `screenshots/`. A change that is meant is accepted with
// `npx playwright test --config tests/e2e/playwright.config.mjs screenshots --update-snapshots`, and looked at.

import { examples } from "../../www/playground/examples.js";
import { expect, open, test } from "./harness.mjs";

/**
 * What is done before the picture is taken, so that it shows more than the start.
 * The mouse leaves the program at the end: what is hovered is another test's business.
 */
const scenes = {
  async counter(app) {
    await app.getByRole("button", { name: "+" }).click();
    await expect(app).toHaveText("−1+");
  },
  async temperature_converter(app) {
    await app.getByLabel("Celsius").fill("warm");
    await expect(app.getByText("Not a number")).toBeVisible();
  },
  async flight_booker(app) {
    await app.getByLabel("Kind of flight").selectOption("return");
    await app.getByLabel("Return").fill("2026-05-01");
    await expect(app.getByText("The return is before the departure.")).toBeVisible();
  },
  async timer(app) {
    await app.getByRole("slider").fill("1");
    await app.getByRole("button", { name: "Reset" }).click();
    await expect(app).toHaveText("Elapsed1 sDuration1 sReset");
  },
  async shopping_list(app) {
    await app.getByRole("checkbox", { name: "Apples" }).click();
    await expect(app.getByText("1 to buy, 1 bought")).toBeVisible();
  },
  async crud(app) {
    await app.getByRole("button", { name: "Tisch, Roman" }).click();
    await expect(app.getByLabel("Surname", { exact: true })).toHaveValue("Tisch");
  },
  async todo_mvc(app, page) {
    for (const title of ["Milk", "Bread"]) {
      await page.keyboard.type(title);
      await page.keyboard.press("Enter");
      await expect(app.getByText(title)).toBeVisible();
    }
    await app.getByRole("checkbox", { name: "Milk" }).click();
    await expect(app.getByText("1 item left")).toBeVisible();
  },
  async pages(app) {
    await app.getByRole("link", { name: "Rooms", exact: true }).click();
    await expect(app.getByRole("link", { name: "Library" })).toBeVisible();
  },
  async chat(app) {
    await app.getByLabel("Message").fill("Programs that only say what is true.");
    await app.getByRole("button", { name: "Send" }).click();
    await expect(app.getByText("Tell me more.")).toBeVisible();
  },
  async kanban(app) {
    await app.getByRole("button", { name: "Next" }).first().click();
    // The second card of all is another one once the first has moved.
    await expect(app).toHaveText(/^To do1/);
    await app.getByRole("button", { name: "Rename" }).nth(1).click();
    await expect(app.getByLabel("Title")).toBeFocused();
  },
  async circle_drawer(app) {
    const canvas = app.locator("svg");
    for (const [x, y, circles] of [[120, 100, 1], [300, 180, 2], [440, 120, 3], [300, 180, 3]]) {
      await canvas.click({ position: { x, y } });
      await expect(canvas.locator("circle")).toHaveCount(circles);
    }
    await app.getByRole("slider").fill("140");
    await expect(app.getByText("Diameter 140")).toBeVisible();
  },
  async themed(app) {
    await app.getByRole("button", { name: "Night" }).click();
    await expect(app.locator("h2").first()).toHaveCSS("color", "oklch(0.93 0 0)");
  },
  async data_table(app) {
    await app.getByLabel("Filter by customer or city").fill("tu");
    await app.getByRole("button", { name: "Amount" }).click();
    // Which row the next click is for, is sure only then.
    await expect(app.getByRole("button", { name: "Amount ↑" })).toBeVisible();
    await app.getByRole("checkbox").nth(2).click();
    await expect(app.getByText("1 selected")).toBeVisible();
  },
  async cells(app, page) {
    await app.getByText("1480").dblclick();
    await expect(app.getByLabel("Formula of D5")).toBeFocused();
    await page.keyboard.press("End");
  },
};

for (const { name, files } of examples) {
  test(`${name} looks as it should`, async ({ page }) => {
    await page.setViewportSize({ width: 800, height: 560 });
    // On its own path a program starts at its `/`.
    const source = files ? `/examples/${name}/${files[0]}` : `/examples/${name}.bn`;
    const app = await open(page, source, { base: "/fixtures/app.html", files: files?.slice(1).join(" ") });
    await scenes[name]?.(app, page);
    await page.mouse.move(799, 559);
    await page.evaluate(() => document.fonts.ready);
    // What hangs on the moment is covered.
    await expect(page).toHaveScreenshot(`${name}.png`, { mask: [app.getByText(/^\d+:\d\d$/)] });
  });
}
