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

test.describe("circle drawer", () => {
  const canvas = (app) => app.locator("svg");
  const button = (app, name) => app.getByRole("button", { name });

  /** The circles as `x,y,radius`. */
  const circles = (app) =>
    expect.poll(() =>
      canvas(app).evaluate((svg) =>
        [...svg.querySelectorAll("circle")].map((circle) =>
          ["cx", "cy", "r"].map((name) => circle.getAttribute(name)).join(","),
        ),
      ),
    );

  test("draws, resizes, undoes and redoes", async ({ page }) => {
    const app = await open(page, "/examples/circle_drawer.bn");
    const click = (x, y) => canvas(app).click({ position: { x, y } });
    await click(100, 100);
    await click(200, 150);
    await circles(app).toEqual(["100,100,30", "200,150,30"]);

    // A click on a circle selects it; the slider shows its size at once.
    await click(210, 160);
    await app.getByRole("slider").fill("100");
    await circles(app).toEqual(["100,100,30", "200,150,50"]);
    await button(app, "Done").click();
    await expect(button(app, "Done")).toBeDisabled();

    await button(app, "Undo").click();
    await circles(app).toEqual(["100,100,30", "200,150,30"]);
    await button(app, "Undo").click();
    await circles(app).toEqual(["100,100,30"]);
    await button(app, "Redo").click();
    await circles(app).toEqual(["100,100,30", "200,150,30"]);
    await button(app, "Redo").click();
    await circles(app).toEqual(["100,100,30", "200,150,50"]);
    await expect(button(app, "Redo")).toBeDisabled();

    // What was undone is gone once something else is drawn.
    await button(app, "Undo").click();
    await click(400, 200);
    await circles(app).toEqual(["100,100,30", "200,150,30", "400,200,30"]);
    await expect(button(app, "Redo")).toBeDisabled();
  });

  test("a click beside the selected circle ends the selection and draws nothing", async ({ page }) => {
    const app = await open(page, "/examples/circle_drawer.bn");
    await canvas(app).click({ position: { x: 100, y: 100 } });
    await circles(app).toHaveLength(1);
    await canvas(app).click({ position: { x: 100, y: 100 } });
    await expect(button(app, "Done")).toBeEnabled();
    await canvas(app).click({ position: { x: 400, y: 200 } });
    await expect(button(app, "Done")).toBeDisabled();
    await circles(app).toEqual(["100,100,30"]);
  });
});
