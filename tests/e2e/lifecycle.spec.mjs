import { apps, counter, counters, expect, load, open, recorded, test } from "./harness.mjs";

const more = (app) => app.getByRole("button", { name: "+" });

test("the state goes from loading to running", async ({ page }) => {
  const app = await open(page, "/examples/hello.bn");
  expect((await recorded(page)).states).toEqual(["loading", "running"]);
  expect((await recorded(page)).errors).toEqual([]);
  await expect(app).toHaveText("Hello, world!");
});

test("the state goes from loading to failed", async ({ page, reports }) => {
  reports.expectError(/./);
  await load(page, "/fixtures/broken.bn");
  await expect(apps(page)).toHaveAttribute("state", "failed");
  expect((await recorded(page)).states).toEqual(["loading", "failed"]);
});

test("restart begins anew, in one worker, with what is kept", async ({ page }) => {
  const app = await open(page, "/examples/counter.bn");
  await more(app).click();
  await more(app).click();
  await expect(app).toHaveText("−2+");
  await app.evaluate((element) => element.restart());
  await expect(app).toHaveAttribute("state", "running");
  await more(app).click();
  await expect(app).toHaveText("−3+");
  await app.evaluate((element) => element.setAttribute("durability", "memory"));
  await expect(app).toHaveText("−0+");
  await more(app).click();
  await expect(app).toHaveText("−1+");
  await expect.poll(() => page.workers().length).toBe(1);
});

test("stop ends the worker and its timers", async ({ page, reports }) => {
  const app = await open(page, ["/fixtures/ticker.bn", "/fixtures/second_ticker.bn"]);
  await expect.poll(() => reports.matching(/first: /).length).toBeGreaterThan(2);
  await app.evaluate((element) => element.stop());
  await expect.poll(() => page.workers().length).toBe(1);
  await expectSilence(reports, /first: /, /second: /);
});

test("removing the element ends the worker and its timers", async ({ page, reports }) => {
  const app = await open(page, ["/fixtures/ticker.bn", "/fixtures/second_ticker.bn"]);
  await expect.poll(() => reports.matching(/first: /).length).toBeGreaterThan(2);
  await app.evaluate((element) => element.remove());
  await expect.poll(() => page.workers().length).toBe(1);
  await expectSilence(reports, /first: /, /second: /);
});

test("another src ends the old program, its worker and its timers", async ({ page, reports }) => {
  const app = await open(page, "/fixtures/ticker.bn");
  await expect.poll(() => reports.matching(/first: /).length).toBeGreaterThan(2);
  await app.evaluate((element) => element.setAttribute("src", "/fixtures/second_ticker.bn"));
  await expect(app).toHaveText(/^second \d+$/);
  await expect(app).toHaveAttribute("state", "running");
  await expectSilence(reports, /first: /, /second: /);
  expect(page.workers()).toHaveLength(1);
});

/** Nothing matching `ended` arrives any more while `alive` ticks twenty times. */
async function expectSilence(reports, ended, alive) {
  const ticks = (count) =>
    expect.poll(() => reports.matching(alive).length).toBeGreaterThan(reports.matching(alive).length + count);
  // What was on its way when the program ended may still arrive.
  await ticks(3);
  const before = reports.matching(ended).length;
  await ticks(20);
  expect(reports.matching(ended)).toHaveLength(before);
}

test("a src that fails can be replaced by one that runs", async ({ page, reports }) => {
  reports.expectError(/./);
  await load(page, "/fixtures/broken.bn");
  const app = apps(page);
  await expect(app).toHaveAttribute("state", "failed");
  await app.evaluate((element) => element.setAttribute("src", "/examples/hello.bn"));
  await expect(app).toHaveAttribute("state", "running");
  await expect(app).toHaveText("Hello, world!");
});

test("the element can be removed while events are in flight", async ({ page }) => {
  const app = await open(page, "/examples/counter.bn");
  await app.evaluate((element) => {
    const button = element.querySelectorAll("button, [role=button]")[1];
    for (let press = 0; press < 100; press += 1) button.click();
    element.remove();
    button.click();
  });
  await expect.poll(() => page.workers().length).toBe(0);
  await expect(apps(page)).toHaveCount(0);
});

test("a removed element starts again when it is put back, and keeps nothing in memory mode", async ({ page }) => {
  const app = await open(page, "/examples/counter.bn", { durability: "memory" });
  await more(app).click();
  await expect(app).toHaveText("−1+");
  await app.evaluate((element) => {
    element.remove();
    globalThis.removed = element;
  });
  await expect.poll(() => page.workers().length).toBe(0);
  await page.evaluate(() => document.body.append(globalThis.removed));
  await expect(app).toHaveAttribute("state", "running");
  await expect(app).toHaveText("−0+");
  expect(page.workers()).toHaveLength(1);
});

test("an event for a row that is gone does nothing and is counted", async ({ page }) => {
  const app = await open(page, "/fixtures/rows.bn");
  await expect(app.getByText("4 rows")).toBeVisible();
  // Both presses leave the page before the answer to the first can arrive.
  await app.locator("li", { hasText: "elm" }).evaluate((row) => {
    const button = row.querySelector("button, [role=button]");
    button.click();
    button.click();
  });
  await expect(app.getByText("3 rows")).toBeVisible();
  await counter(app, "stale").toBe(1);
  await app.locator("li", { hasText: "oak" }).getByRole("button").click();
  await expect(app.locator("li")).toHaveText(["ashRemove", "yewRemove"]);
  expect((await counters(app)).list_replaces).toBe(0);
});

test("a refused frame is answered by the whole view, and the page keeps its nodes", async ({ page }) => {
  // The page's end of the port that carries frames, to say on it what a page says of a bad one.
  await page.addInitScript(() => {
    globalThis.channels = [];
    globalThis.MessageChannel = class extends MessageChannel {
      constructor() {
        super();
        globalThis.channels.push(this);
      }
    };
  });
  const app = await open(page, "/examples/todo_mvc.bn");
  const field = app.getByRole("textbox", { name: "New to-do" });
  await field.click();
  await page.keyboard.type("milk");
  await page.keyboard.press("Enter");
  await expect(app.locator("li")).toHaveText("milk×");
  await page.keyboard.type("bread");
  await page.keyboard.press("ArrowLeft");
  await app.evaluate((element) => {
    for (const node of element.querySelectorAll("input, li, h1")) node.wasHere = true;
    // WIRE.md, up-rejected: epoch 1, frame 2, byte 8, an unknown template.
    const refusal = Uint8Array.of(0x42, 2, 1, 2, 8, 0x18).buffer;
    for (const { port1 } of globalThis.channels) port1.postMessage(refusal);
  });
  await counter(app, "rejected").toBe(1);
  await page.keyboard.type("X");
  await expect(field).toHaveValue("breaXd");
  await expect(field).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(app.locator("li")).toHaveText(["milk×", "breaXd×"]);
  const kept = await app.evaluate((element) =>
    ["input", "li", "h1"].map((name) => element.querySelector(name).wasHere),
  );
  expect(kept).toEqual([true, true, true]);
});

test("two apps on one page know nothing of each other", async ({ page }) => {
  await open(page, ["/examples/counter.bn", "/examples/counter.bn"], { app: ["one", "other"] });
  const [first, second] = [apps(page).nth(0), apps(page).nth(1)];
  await more(first).click();
  await more(first).click();
  await more(second).click();
  await expect(first).toHaveText("−2+");
  await expect(second).toHaveText("−1+");
  await first.evaluate((element) => element.clearState());
  await expect(first).toHaveText("−0+");
  await expect(second).toHaveText("−1+");
  await first.evaluate((element) => element.remove());
  await more(apps(page)).click();
  await expect(apps(page)).toHaveText("−2+");
  await expect.poll(() => page.workers().length).toBe(1);
});

test("inspect tells counters and the scope tree with place keys", async ({ page }) => {
  const app = await open(page, "/examples/counter.bn");
  const report = await app.evaluate((element) => element.inspect());
  for (const name of [
    "actors_created",
    "actors_dropped",
    "actors_live",
    "scopes_live",
    "turns",
    "rounds",
    "list_replaces",
    "coalesced",
    "rejected",
    "stale",
    "frames",
    "frame_bytes",
  ]) {
    expect(report.counters[name], name).toEqual(expect.any(Number));
  }
  expect(report.counters.actors_live).toBeGreaterThan(0);
  // The page's part is in the sums, and told by itself.
  expect(report.page.nodes).toBeGreaterThan(0);
  expect(report.page.frames).toBe(report.counters.frames);
  expect(report.counters.coalesced).toBeGreaterThanOrEqual(report.page.coalesced);
  const { counters: _, ...tree } = report;
  // The place keys of the two buttons and of the held number begin with their variables' names.
  for (const place of ["count", "decrement", "increment"]) expect(JSON.stringify(tree)).toContain(place);
});

test("the element is a column and holds nothing but the program's elements", async ({ page }) => {
  const app = await open(page, "/examples/counter.bn");
  await expect(app).toHaveCSS("display", "flex");
  await expect(app).toHaveCSS("flex-direction", "column");
  const inside = await app.evaluate((element) => ({
    shadow: element.shadowRoot,
    children: element.childNodes.length,
    foreign: element.querySelectorAll("script, style, link, iframe, template").length,
  }));
  expect(inside).toEqual({ shadow: null, children: 1, foreign: 0 });
});
