// A long list: what nobody sees of it is left out, it is laid out as a block, and nobody sees either.

import { chromium } from "@playwright/test";
import { expect, open, test } from "./harness.mjs";

// A trace asks for the layout of every element, and each that is left out is laid out for it.
test.use({ trace: "off" });

const UNCONTAINED = "offstage-app * { content-visibility: visible !important; overflow-clip-margin: 0 !important; }";

/** The app with its fifteen hundred rows. */
async function list(page) {
  await page.setViewportSize({ width: 400, height: 600 });
  const app = await open(page, "/fixtures/long_list.bn");
  await expect(row(app, 1500)).toHaveCount(1);
  return app;
}

const row = (app, number) => app.locator("button").nth(number - 1).locator("..");
/** Whether the browser has left a row out. */
const isLeftOut = (row) =>
  row.evaluate((element) => !element.firstElementChild.checkVisibility({ contentVisibilityAuto: true }));
const height = (app) => app.locator(":scope > div > div:nth-of-type(2)").evaluate((list) => list.getBoundingClientRect().height);

test("what is far from the window is left out, and there when it comes into it", async ({ page }) => {
  const app = await list(page);
  expect(await isLeftOut(row(app, 1))).toBe(false);
  expect(await isLeftOut(row(app, 1000))).toBe(true);
  await row(app, 1000).scrollIntoViewIfNeeded();
  await expect.poll(() => isLeftOut(row(app, 1000))).toBe(false);
  await expect.poll(() => isLeftOut(row(app, 1))).toBe(true);
  await row(app, 1000).getByRole("button").click();
  await expect(app.getByText("Pressed: 1000")).toHaveCount(1);
  await app.getByText("The end").scrollIntoViewIfNeeded();
  await expect(app.getByText("The end")).toBeInViewport();
});

test("rows of one line are as high before they were seen as after, and others from then on", async ({ page }) => {
  const app = await list(page);
  const before = await height(app);
  await row(app, 1500).scrollIntoViewIfNeeded();
  await expect.poll(() => isLeftOut(row(app, 1500))).toBe(false);
  await expect.poll(() => height(app)).toBeGreaterThan(before);
  const seen = await height(app);
  await page.mouse.wheel(0, -1_000_000);
  await expect.poll(() => isLeftOut(row(app, 1500))).toBe(true);
  expect(await height(app)).toBe(seen);
  await page.addStyleTag({ content: UNCONTAINED });
  expect(await height(app)).toBe(seen);
});

test("the window looks the same, with the ring around what has the focus", async ({ page }) => {
  const app = await list(page);
  await row(app, 3).getByRole("button").click();
  await expect(app.getByText("Pressed: 3")).toHaveCount(1);
  await page.keyboard.press("Tab");
  await expect(row(app, 4).getByRole("button")).toBeFocused();
  const contained = await page.screenshot();
  await page.addStyleTag({ content: UNCONTAINED });
  expect((await page.screenshot()).equals(contained)).toBe(true);
});

test("long columns are blocks that look as flex does", async ({ page }) => {
  await open(page, "/fixtures/long_columns.bn");
  // In full, so that all rows count.
  await page.addStyleTag({ content: UNCONTAINED });
  const [blocks, flex] = await page.evaluate(() => {
    const columns = [...document.querySelectorAll("offstage-app > div > div")];
    const boxes = () =>
      columns.map((column) => ({
        display: getComputedStyle(column).display,
        boxes: [column, ...column.querySelectorAll("*")].map((element) => JSON.stringify(element.getBoundingClientRect())),
      }));
    const blocks = boxes();
    for (const column of columns) column.style.setProperty("display", "flex", "important");
    return [blocks, boxes()];
  });
  expect(blocks.map(({ display }) => display)).toEqual(Array(4).fill("block"));
  expect(flex.map(({ display }) => display)).toEqual(Array(4).fill("flex"));
  expect(flex.map(({ boxes }) => boxes)).toEqual(blocks.map(({ boxes }) => boxes));
});

test("what is left out takes the focus, and is found", async ({ page }) => {
  const app = await list(page);
  const far = app.getByRole("button", { name: "row 1200", exact: true });
  await far.focus();
  await expect(far).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(app.getByText("Pressed: 1200")).toHaveCount(1);
  await expect(row(app, 700)).toHaveText("row 700#700");
  expect(await page.evaluate(() => window.find("row 700"))).toBe(true);
  await expect(row(app, 700)).toBeInViewport();
});

test("a screen reader gets everything", async ({ launchOptions, baseURL }) => {
  // What Chromium builds when one asks for it.
  const args = [...launchOptions.args, "--force-renderer-accessibility"];
  const browser = await chromium.launch({ ...launchOptions, args });
  const page = await browser.newPage({ baseURL });
  const app = await list(page);
  expect(await isLeftOut(row(app, 1000))).toBe(true);
  const session = await page.context().newCDPSession(page);
  const rows = async () => {
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const buttons = nodes.filter(({ ignored, role }) => !ignored && role?.value === "button");
    return buttons.map(({ name }) => name.value);
  };
  await expect.poll(async () => (await rows()).length).toBe(1500);
  expect((await rows())[999]).toBe("row 1000");
  await browser.close();
});

test("a browser of which that is not known leaves nothing out", async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "userAgentData", { value: undefined }));
  const app = await list(page);
  expect(await isLeftOut(row(app, 1500))).toBe(false);
});
