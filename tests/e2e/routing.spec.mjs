// Routes, links and the history: one app, several apps, and what is left to the browser.

import { apps, expect, open, test } from "./harness.mjs";

const base = "/fixtures/app.html";
const at = (page) => page.evaluate(() => location.pathname);
const shows = (app, route) => expect(app.getByText(`at ${route}`, { exact: true })).toBeVisible();

/** Opens apps on a document that can be told from one that was loaded later. */
async function begin(page, sources, options = { base }) {
  const app = await open(page, sources, options);
  await page.evaluate(() => (globalThis.sameDocument = true));
  return app;
}

const same = (page) => page.evaluate(() => globalThis.sameDocument === true);

test("a link goes to a route without loading, and back and forward follow", async ({ page }) => {
  const app = await begin(page, "/fixtures/links.bn");
  await app.getByRole("link", { name: "Left", exact: true }).click();
  await shows(app, "/left");
  await expect(app.getByText("again /left")).toBeVisible();
  expect(await at(page)).toBe(`${base}/left`);
  await page.goBack();
  await shows(app, "/");
  await expect(app.getByText("again /", { exact: true })).toBeVisible();
  await page.goForward();
  await shows(app, "/left");
  expect(await same(page)).toBe(true);
});

test("a link is followed by Enter, and the same link twice is one place in the history", async ({ page }) => {
  const app = await begin(page, "/fixtures/links.bn");
  const left = app.getByRole("link", { name: "Left", exact: true });
  const before = await page.evaluate(() => history.length);
  await left.focus();
  await page.keyboard.press("Enter");
  await shows(app, "/left");
  await page.keyboard.press("Enter");
  await left.click();
  expect(await page.evaluate(() => history.length)).toBe(before + 1);
  expect(await same(page)).toBe(true);
});

for (const [what, options] of [
  ["Control", { modifiers: ["Control"] }],
  ["Shift", { modifiers: ["Shift"] }],
  ["the middle button", { button: "middle" }],
]) {
  test(`a click with ${what} is the browser's`, async ({ page, context }) => {
    const app = await begin(page, "/fixtures/links.bn");
    const opened = context.waitForEvent("page");
    await app.getByRole("link", { name: "Left", exact: true }).click(options);
    await (await opened).close();
    await shows(app, "/");
    expect(await at(page)).toBe(base);
  });
}

test("a link to a new tab opens one that cannot reach this page", async ({ page, context }) => {
  const app = await begin(page, "/fixtures/links.bn");
  const link = app.getByRole("link", { name: "New tab" });
  await expect(link).toHaveAttribute("rel", /noopener/);
  const opened = context.waitForEvent("page");
  await link.click();
  const tab = await opened;
  await tab.waitForURL(`**${base}/tab`);
  expect(await tab.evaluate(() => globalThis.opener)).toBe(null);
  await tab.close();
  await shows(app, "/");
});

test("a link to another host is the browser's", async ({ page }) => {
  await page.route("https://example.org/**", (route) => route.fulfill({ contentType: "text/html", body: "elsewhere" }));
  const app = await begin(page, "/fixtures/links.bn");
  await app.getByRole("link", { name: "Other host" }).click();
  await expect(page.locator("body")).toHaveText("elsewhere");
});

test("a hash of a link is kept, and a hash alone changes no route", async ({ page }) => {
  const app = await begin(page, "/fixtures/links.bn");
  await app.getByRole("link", { name: "Left part" }).click();
  await shows(app, "/left");
  expect(await page.evaluate(() => location.hash)).toBe("#part");
  await app.getByRole("link", { name: "Here" }).click();
  await expect.poll(() => page.evaluate(() => location.hash)).toBe("#here");
  await shows(app, "/left");
  await page.goBack();
  await expect.poll(() => page.evaluate(() => location.hash)).toBe("#part");
  await page.goBack();
  await shows(app, "/");
  expect(await same(page)).toBe(true);
});

test("a program goes to a query and a hash; its route is the path", async ({ page }) => {
  const app = await begin(page, "/fixtures/links.bn");
  await app.getByRole("button", { name: "Search" }).click();
  await shows(app, "/search");
  expect(await page.evaluate(() => location.pathname + location.search + location.hash)).toBe(
    `${base}/search?q=a%20b#top`,
  );
  const before = await page.evaluate(() => history.length);
  await app.getByRole("button", { name: "Same" }).click();
  await app.getByRole("link", { name: "Left", exact: true }).click();
  await shows(app, "/left");
  expect(await page.evaluate(() => history.length)).toBe(before + 1);
  await page.goBack();
  await shows(app, "/search");
});

test("of two apps with one base, one follows the page's path and the other is told", async ({ page, reports }) => {
  await begin(page, ["/fixtures/links.bn", "/fixtures/links.bn"]);
  await expect.poll(() => reports.matching(/another app of this page has the routes/).length).toBe(1);
  await page.evaluate((path) => {
    history.pushState(null, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  }, `${base}/moved`);
  await expect(page.getByText("at /moved", { exact: true })).toHaveCount(1);
  await expect(page.getByText("at /", { exact: true })).toHaveCount(1);
  const guest = apps(page).filter({ has: page.getByText("at /", { exact: true }) });
  const owner = apps(page).filter({ has: page.getByText("at /moved", { exact: true }) });
  // The guest's own navigation is its own.
  await guest.getByRole("button", { name: "Search" }).click();
  await expect(page.getByText("at /search", { exact: true })).toHaveCount(1);
  await shows(owner, "/moved");
  expect(await at(page)).toBe(`${base}/moved`);
  // It takes over when the other one is gone.
  await owner.evaluate((element) => element.remove());
  await shows(apps(page), "/moved");
  await apps(page).getByRole("link", { name: "Left", exact: true }).click();
  await shows(apps(page), "/left");
  expect(await at(page)).toBe(`${base}/left`);
});

test("apps below different paths each have their routes, and a link leads to another's", async ({ page, reports }) => {
  await begin(page, ["/fixtures/links.bn", "/fixtures/route.bn"], { base: [base, `${base}/b`] });
  const [shell, part] = await apps(page).all();
  await shows(shell, "/");
  await shows(part, "/");
  await shell.getByRole("link", { name: "Other app" }).click();
  await shows(part, "/there");
  await shows(shell, "/b/there");
  await part.getByRole("button", { name: "Right" }).click();
  await shows(part, "/right");
  await shows(shell, "/b/right");
  expect(await at(page)).toBe(`${base}/b/right`);
  await shell.getByRole("link", { name: "Left", exact: true }).click();
  await shows(shell, "/left");
  // Outside of its paths an app stays where it is.
  await shows(part, "/right");
  await page.goBack();
  await shows(shell, "/b/right");
  expect(await same(page)).toBe(true);
  expect(reports.matching(/another app of this page/)).toEqual([]);
});

test("links of a program without routes are the browser's", async ({ page }) => {
  const app = await begin(page, "/fixtures/plain_link.bn", {});
  await app.getByRole("link").click();
  await page.waitForURL("**/fixtures/blank.html");
  expect(await same(page)).toBe(false);
});
