import { counters, expect, open, picture, test } from "./harness.mjs";

test("hello greets", async ({ page }) => {
  const app = await open(page, "/examples/hello.bn");
  await expect(app).toHaveText("Hello, world!");
  await picture(page, "hello");
});

test.describe("counter", () => {
  const less = (app) => app.getByRole("button", { name: "−" });
  const more = (app) => app.getByRole("button", { name: "+" });

  test("starts at zero and counts both ways", async ({ page }) => {
    const app = await open(page, "/examples/counter.bn");
    await expect(app).toHaveText("−0+");
    await more(app).click();
    await more(app).click();
    await expect(app).toHaveText("−2+");
    for (let press = 0; press < 5; press += 1) await less(app).click();
    await expect(app).toHaveText("−-3+");
    await picture(page, "counter");
  });

  test("counts every one of thirty clicks in a row", async ({ page }) => {
    const app = await open(page, "/examples/counter.bn");
    const box = await more(app).boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    for (let press = 0; press < 30; press += 1) {
      await page.mouse.down();
      await page.mouse.up();
    }
    await expect(app).toHaveText("−30+");
  });

  test("is pressed by Enter and Space", async ({ page }) => {
    const app = await open(page, "/examples/counter.bn");
    await more(app).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Space");
    await expect(app).toHaveText("−2+");
  });

  test("a press is one turn, and makes and drops nothing for good", async ({ page }) => {
    const app = await open(page, "/examples/counter.bn");
    await more(app).click();
    await expect(app).toHaveText("−1+");
    const before = await counters(app);
    // By keyboard, so that no hover adds turns of its own.
    await more(app).focus();
    for (let press = 0; press < 10; press += 1) await page.keyboard.press("Enter");
    await expect(app).toHaveText("−11+");
    const after = await counters(app);
    expect(after.turns - before.turns).toBe(10);
    expect(after.actors_live).toBe(before.actors_live);
    expect(after.scopes_live).toBe(before.scopes_live);
    expect(after.actors_created - after.actors_dropped).toBe(after.actors_live);
    expect(after.stale).toBe(before.stale);
    expect(after.frames).toBeGreaterThan(before.frames);
    expect(after.frame_bytes).toBeGreaterThan(before.frame_bytes);
  });
});

test.describe("timer", () => {
  /** The seconds that a row shows. */
  async function seconds(app, name) {
    const text = await app.getByText(name, { exact: true }).locator("xpath=following-sibling::*[1]").textContent();
    return Number.parseFloat(text);
  }
  const slider = (app) => app.getByRole("slider", { name: "Duration in seconds" });
  const reset = (app) => app.getByRole("button", { name: "Reset" });
  const track = (app) => app.locator("> * > *").first();

  test("time passes and fills the gauge", async ({ page }) => {
    const app = await open(page, "/examples/timer.bn");
    expect(await seconds(app, "Duration")).toBe(15);
    await expect.poll(() => seconds(app, "Elapsed")).toBeGreaterThan(0.4);
    const bar = await track(app).locator("> *").boundingBox();
    const whole = await track(app).boundingBox();
    expect(bar.width).toBeGreaterThan(0);
    expect(bar.width).toBeLessThan(whole.width);
    await picture(page, "timer");
  });

  test("reset starts over", async ({ page }) => {
    const app = await open(page, "/examples/timer.bn");
    await expect.poll(() => seconds(app, "Elapsed")).toBeGreaterThan(1);
    await reset(app).click();
    await expect.poll(() => seconds(app, "Elapsed")).toBeLessThan(0.5);
    await expect.poll(() => seconds(app, "Elapsed")).toBeGreaterThan(0.5);
  });

  test("the duration applies at once: the timer stops at it and goes on when it grows", async ({ page }) => {
    const app = await open(page, "/examples/timer.bn");
    await slider(app).focus();
    await page.keyboard.press("Home");
    await expect.poll(() => seconds(app, "Duration")).toBe(1);
    await reset(app).click();
    await expect.poll(() => seconds(app, "Elapsed")).toBe(1);
    const whole = await track(app).boundingBox();
    await expect.poll(async () => (await track(app).locator("> *").boundingBox()).width).toBe(whole.width);
    await slider(app).focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => seconds(app, "Duration")).toBe(1.5);
    await expect.poll(() => seconds(app, "Elapsed")).toBe(1.5);
  });

  test("the slider follows the mouse", async ({ page }) => {
    const app = await open(page, "/examples/timer.bn");
    const box = await slider(app).boundingBox();
    const middle = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width / 2, middle);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 2, middle, { steps: 20 });
    await page.mouse.up();
    await expect.poll(() => seconds(app, "Duration")).toBe(30);
    await expect(slider(app)).toHaveValue("30");
  });
});
