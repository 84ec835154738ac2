import { apps, expect, open, test } from "./harness.mjs";

test("an inline program runs and its script is gone", async ({ page }) => {
  await page.goto("/fixtures/inline.html");
  const app = apps(page);
  await expect(app).toHaveAttribute("state", "running");
  await expect(app.locator("script")).toHaveCount(0);
  await expect(app).toHaveText("0 times");
  await app.getByRole("button").click();
  await expect(app).toHaveText("1 times");
});

test("an inline program restarts although its script is gone", async ({ page }) => {
  await page.goto("/fixtures/inline.html");
  const app = apps(page);
  await app.getByRole("button").click();
  await expect(app).toHaveText("1 times");
  await app.evaluate((element) => element.restart());
  await expect(app).toHaveText("0 times");
});

test("an app in the markup runs where it stands", async ({ page }) => {
  await page.goto("/fixtures/static.html");
  await expect(apps(page)).toHaveAttribute("state", "running");
  await expect(page.locator("body")).toHaveText(/before\s*Hello, world!\s*after/);
});

test("a manifest names files relative to itself", async ({ page }) => {
  const app = await open(page, "/fixtures/modules/app.json");
  await expect(app).toHaveText("Greetings, modules!");
});

test.describe("a folder", () => {
  const FOLDER = "/fixtures/folder/";
  const modules = (page) => {
    const requests = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith(FOLDER)) requests.push(pathname.slice(FOLDER.length));
    });
    return requests;
  };

  for (const src of [`${FOLDER}RUN.bn`, FOLDER]) {
    test(`finds the modules that ${src} calls`, async ({ page, reports }) => {
      // Where a module is not, the server says so.
      reports.expectError(/Failed to load resource.*404.*\/fixtures\/folder\//);
      const requests = modules(page);
      const app = await open(page, src);
      await expect(app).toHaveText("Hello from a theme, logo.svg!");
      expect(requests).toContain("Theme/Theme.bn");
      expect(requests).toContain("Generated/Assets.bn");
      // Comments, texts and the library name no files.
      expect(requests.filter((path) => /Text|Comment/.test(path))).toEqual([]);
    });
  }

  test("with named files looks for no others", async ({ page }) => {
    const requests = modules(page);
    const app = await open(page, `${FOLDER}RUN.bn`, { files: "Theme/Theme.bn Generated/Assets.bn" });
    await expect(app).toHaveText("Hello from a theme, logo.svg!");
    expect(requests.sort()).toEqual(["Generated/Assets.bn", "RUN.bn", "Theme/Theme.bn"]);
  });

  test("without a module runs on, and the call is named", async ({ page, reports }) => {
    reports.expectError(/unknown function `Assets\/logo`/);
    const app = await open(page, `${FOLDER}RUN.bn`, { files: "Theme/Theme.bn" });
    await expect(app).toHaveAttribute("state", "running");
    await expect.poll(() => reports.matching(/unknown function `Assets\/logo`/)).toHaveLength(1);
    expect(reports.matching(/there is no module `Assets`/)).toHaveLength(1);
  });
});

test("a package in another folder finds its own files", async ({ page }) => {
  const requests = [];
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  const app = await open(page, "/examples/hello.bn", { site: "/strict" });
  await expect(app).toHaveText("Hello, world!");
  expect(requests.some((path) => path.startsWith("/dist/"))).toBe(false);
  expect(requests).toContain("/strict/dist/offstage.js");
});

test.describe("routes", () => {
  const base = "/fixtures/app.html";
  const at = (page) => page.evaluate(() => location.pathname + location.search + location.hash);

  test("are the page's path below the base and keep query and hash", async ({ page }) => {
    const app = await open(page, "/fixtures/route.bn", { base });
    await expect(app.getByText("at /", { exact: true })).toBeVisible();
    await page.evaluate(() => history.replaceState(null, "", `${location.search}#part`));
    const { search } = new URL(page.url());
    await page.evaluate(() => (globalThis.sameDocument = true));
    await app.getByRole("button", { name: "Left" }).click();
    await expect(app.getByText("at /left", { exact: true })).toBeVisible();
    expect(await at(page)).toBe(`${base}/left${search}#part`);
    await app.getByRole("button", { name: "Right" }).click();
    await expect(app.getByText("at /right", { exact: true })).toBeVisible();
    await page.goBack();
    await expect(app.getByText("at /left", { exact: true })).toBeVisible();
    await page.goBack();
    await expect(app.getByText("at /", { exact: true })).toBeVisible();
    await page.goForward();
    await expect(app.getByText("at /left", { exact: true })).toBeVisible();
    expect(await page.evaluate(() => globalThis.sameDocument)).toBe(true);
  });

  test("of a removed app no longer follow the page", async ({ page }) => {
    const app = await open(page, "/fixtures/route.bn", { base });
    await app.getByRole("button", { name: "Left" }).click();
    await expect(app.getByText("at /left", { exact: true })).toBeVisible();
    await app.evaluate((element) => element.remove());
    await page.goBack();
    await expect.poll(() => at(page)).toMatch(/^\/fixtures\/app\.html\?/);
    await expect.poll(() => page.workers().length).toBe(0);
  });
});
