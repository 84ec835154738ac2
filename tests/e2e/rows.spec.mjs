// Rows of a table: what is cloned with all that rows have in common, and looked into when it is touched.

import { fault, obedient } from "./faults.mjs";
import { expect, open, test } from "./harness.mjs";

const texts = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => `row ${from + index}x`);

/** The app with its forty rows. */
async function table(page) {
  const app = await open(page, "/fixtures/table.bn");
  await app.getByRole("button", { name: "Create" }).click();
  await expect(app.locator("li")).toHaveText(texts(1, 40));
  return app;
}

test("a row that is chosen changes, and no other one", async ({ page }) => {
  const app = await table(page);
  for (const number of [17, 3, 40]) await app.getByText(`row ${number}`, { exact: true }).click();
  await expect(app.getByText("chosen")).toHaveCount(3);
  await expect(app.locator("li").nth(16)).toHaveText("row 17xchosen");
  await app.getByText("row 17", { exact: true }).click();
  await expect(app.locator("li").nth(16)).toHaveText("row 17x");
  await expect(app.getByText("chosen")).toHaveCount(2);
});

test("rows change places with all that was done to them, and keep the focus", async ({ page }) => {
  const app = await table(page);
  const second = app.getByText("row 2", { exact: true });
  await second.click();
  await app.locator("li").nth(1).evaluate((row) => (row.wasHere = true));
  await second.focus();
  await app.getByRole("button", { name: "Swap" }).evaluate((button) => button.click());
  await expect(app.locator("li").nth(38)).toHaveText("row 2xchosen");
  await expect(app.locator("li").nth(1)).toHaveText("row 39x");
  await expect(second).toBeFocused();
  expect(await app.locator("li").nth(38).evaluate((row) => row.wasHere)).toBe(true);
});

test("rows go one by one, all at once, and come again", async ({ page }) => {
  const app = await table(page);
  const removed = [40, 1, 20];
  for (const number of removed) {
    const row = app.locator("li").filter({ has: page.getByText(`row ${number}`, { exact: true }) });
    await row.getByText("x", { exact: true }).click();
    await expect(row).toHaveCount(0);
  }
  await app.getByText("row 7", { exact: true }).click();
  await expect(app.locator("li")).toHaveCount(37);
  await app.getByRole("button", { name: "Clear" }).click();
  await expect(app.locator("li")).toHaveCount(0);
  await app.getByRole("button", { name: "Create" }).click();
  // A number that was removed is the same item when it comes again, and stays removed.
  const left = texts(1, 40).filter((text) => !removed.some((number) => text === `row ${number}x`));
  await expect(app.locator("li")).toHaveText(left);
  await app.getByText("row 30", { exact: true }).click();
  await expect(app.locator("li").nth(27)).toHaveText("row 30xchosen");
});

test("rows nobody has looked into are the same nodes after the worker's death", async ({ page }) => {
  await obedient(page);
  const app = await table(page);
  await app.getByText("row 5", { exact: true }).click();
  await expect(app.locator("li").nth(4)).toHaveText("row 5xchosen");
  await app.evaluate((element) => {
    for (const node of element.querySelectorAll("li, li button")) node.wasHere = true;
  });
  await fault(page, "terminate");
  await app.getByText("row 6", { exact: true }).click();
  await expect(app.locator("li").nth(5)).toHaveText("row 6xchosen");
  await expect(app.locator("li").nth(4)).toHaveText("row 5xchosen");
  const kept = await app.evaluate((element) =>
    [...element.querySelectorAll("li, li button")].every((node) => node.wasHere),
  );
  expect(kept).toBe(true);
  await app.getByRole("button", { name: "Clear" }).click();
  await expect(app.locator("li")).toHaveCount(0);
});
