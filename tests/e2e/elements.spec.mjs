import { expect, open, picture, test } from "./harness.mjs";

const start = (page) => open(page, "/fixtures/elements.bn");

const look = (locator, ...names) =>
  locator.evaluate((element, names) => names.map((name) => getComputedStyle(element)[name]), names);

test("a select shows its options, and choosing one reaches the program", async ({ page }) => {
  const app = await start(page);
  const select = app.getByRole("combobox", { name: "City" });
  await expect(select).toHaveValue("brno");
  await expect(select.getByRole("option")).toHaveText(["Prague", "Brno"]);
  await select.selectOption("prague");
  await expect(app.getByText("city prague of 2")).toBeVisible();
  await expect(select).toHaveValue("prague");
  // Other options, in another order: neither they nor the constant `selected` undo the choice.
  await app.getByRole("button", { name: "more" }).click();
  await expect(app.getByText("city prague of 3")).toBeVisible();
  await expect(select.getByRole("option")).toHaveText(["Ostrava", "Brno", "Prague"]);
  await expect(select).toHaveValue("prague");
  await select.focus();
  await page.keyboard.press("ArrowUp");
  await expect(app.getByText("city brno of 3")).toBeVisible();
  await picture(page, "elements");
});

test("a slider follows the pointer and the program", async ({ page }) => {
  const app = await start(page);
  const slider = app.getByRole("slider", { name: "Volume" });
  await expect(slider).toHaveValue("10");
  const box = await slider.boundingBox();
  await page.mouse.move(box.x + box.width / 10, box.y + box.height / 2);
  await page.mouse.down();
  for (const part of [0.3, 0.5, 0.7]) {
    await page.mouse.move(box.x + box.width * part, box.y + box.height / 2, { steps: 5 });
  }
  const held = Number(await slider.inputValue());
  expect(held).toBeGreaterThan(60);
  await expect(app.getByText(`volume ${held}`)).toBeVisible();
  await page.mouse.up();
  await expect(slider).toHaveValue(String(held));
  await app.getByRole("button", { name: "loud" }).click();
  await expect(slider).toHaveValue("90");
});

test("an answer that is late never moves a thumb that is being dragged", async ({ page }) => {
  const app = await start(page);
  const slider = app.getByRole("slider", { name: "Volume" });
  await expect(slider).toHaveValue("10");
  // Many moves in one task: all answers come after the last of them.
  await slider.evaluate(async (input) => {
    const seen = [];
    for (let value = 20; value <= 60; value += 1) {
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
      seen.push([value, input.valueAsNumber]);
    }
    globalThis.seen = seen;
  });
  const seen = await page.evaluate(() => globalThis.seen);
  for (const [set, kept] of seen) expect(kept).toBe(set);
  await expect(app.getByText("volume 60")).toBeVisible();
});

test("a disabled button is not pressed", async ({ page }) => {
  const app = await start(page);
  const button = app.getByRole("button", { name: "loud" });
  await expect(button).toBeEnabled();
  await button.click();
  await expect(app.getByText("volume 90")).toBeVisible();
  await expect(button).toBeDisabled();
});

test("a visible label focuses its control and is there once", async ({ page }) => {
  const app = await start(page);
  for (const [text, role] of [["Name", "textbox"], ["City", "combobox"], ["Volume", "slider"]]) {
    const control = app.getByRole(role, { name: text, exact: true });
    const label = app.locator("label", { hasText: text });
    await expect(label).toHaveCount(1);
    const point = await label.evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element.firstChild);
      const { x, y } = range.getBoundingClientRect();
      return { x: x + 3, y: y + 3 };
    });
    await page.mouse.click(point.x, point.y);
    await expect(control).toBeFocused();
  }
});

test("a checkbox without an icon shows by itself whether it is checked", async ({ page }) => {
  const app = await start(page);
  const box = app.getByRole("checkbox", { name: "Agree" });
  const mark = box.locator("[aria-hidden]");
  await expect(box).not.toBeChecked();
  expect(await look(mark, "backgroundImage", "width", "borderTopStyle")).toEqual(["none", "16px", "solid"]);
  await app.getByText("Agree", { exact: true }).click();
  await expect(box).toBeChecked();
  expect((await look(mark, "backgroundImage"))[0]).toContain("linear-gradient");
  const large = app.getByRole("checkbox", { name: "Always" });
  expect(await look(large.locator("[aria-hidden]"), "width", "height")).toEqual(["28px", "28px"]);
  await box.focus();
  await page.keyboard.press(" ");
  await expect(app.getByText("agreed False")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(app.getByText("agreed True")).toBeVisible();
});

test("focus moves when it turns true and never again", async ({ page }) => {
  const app = await start(page);
  const name = app.getByRole("textbox", { name: "Name" });
  const agree = app.getByRole("checkbox", { name: "Agree" });
  await agree.click();
  await expect(name).toBeFocused();
  await page.keyboard.type("Bo");
  await app.getByRole("button", { name: "more" }).click();
  await expect(app.getByText("of 3")).toBeVisible();
  await expect(name).not.toBeFocused();
  await expect(name).toHaveValue("Bo");
  // `False` does not take it away.
  await name.focus();
  await agree.evaluate((element) => element.click());
  await expect(app.getByText("agreed False")).toBeVisible();
  await expect(name).toBeFocused();
});

test("what asks for clicks can be reached and clicked by keyboard", async ({ page }) => {
  const app = await start(page);
  const label = app.getByRole("button", { name: /^clicked/ });
  await expect(label).toHaveText("clicked 0 hovered False");
  await label.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press(" ");
  await expect(label).toHaveText("clicked 2 hovered False");
  await label.hover();
  await expect(label).toHaveText("clicked 2 hovered True");
  await page.mouse.move(0, 0);
  await expect(label).toHaveText("clicked 2 hovered False");
});

test("shapes and drawings are clicked in their middle by keyboard", async ({ page }) => {
  const app = await start(page);
  const circle = app.getByRole("button").and(app.locator("circle"));
  await app.getByRole("button", { name: /^clicked/ }).focus();
  await page.keyboard.press("Tab");
  await expect(app.locator("svg")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(app.getByText("drawing 100,50 circle none")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(circle).toBeFocused();
  const [style, width] = await look(circle, "outlineStyle", "outlineWidth");
  expect(style).not.toBe("none");
  expect(parseFloat(width)).toBeGreaterThan(0);
  await page.keyboard.press("Space");
  await expect(app.getByText("drawing 60,40 circle 60,40")).toBeVisible();
});

test("Enter and F2 edit what is edited by a double click", async ({ page }) => {
  const app = await start(page);
  const label = app.getByText(/^edited/);
  await expect(label).toHaveText("edited 0");
  await app.locator("circle").focus();
  await page.keyboard.press("Tab");
  await expect(label).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(label).toHaveText("edited 1");
  await page.keyboard.press("F2");
  await expect(label).toHaveText("edited 2");
  await label.dblclick();
  await expect(label).toHaveText("edited 3");
});

test("a click in a drawing is measured from the drawing, whatever is hit", async ({ page }) => {
  const app = await start(page);
  const drawing = app.locator("svg");
  await drawing.click({ position: { x: 150, y: 80 } });
  await expect(app.getByText("drawing 150,80 circle none")).toBeVisible();
  await drawing.click({ position: { x: 65, y: 45 } });
  await expect(app.getByText("drawing 65,45 circle 65,45")).toBeVisible();
  await drawing.click({ position: { x: 55, y: 35 }, button: "right" });
  await expect(app.getByText("menu 55,35")).toBeVisible();
  const circle = app.locator("circle");
  expect(await circle.evaluate((node) => ["cx", "cy", "r", "fill"].map((name) => node.getAttribute(name)))).toEqual(
    ["60", "40", "20", "#3498db"],
  );
  expect(await look(circle, "cursor")).toEqual(["pointer"]);
});

test("layers stand on each other, texts too", async ({ page }) => {
  const app = await start(page);
  const under = await app.getByText("under", { exact: true }).boundingBox();
  const over = await app.getByText(/^over/).boundingBox();
  expect([over.x, over.y]).toEqual([under.x, under.y]);
});

test("tags have a meaning and no look of their own", async ({ page }) => {
  const app = await start(page);
  const heading = app.getByRole("heading", { level: 1 });
  await expect(heading).toHaveText("heading");
  const plain = await look(app.getByText("agreed False"), "fontSize", "fontWeight");
  expect(await look(heading, "fontSize", "fontWeight")).toEqual(plain);
  expect(await look(heading, "marginTop", "marginBottom")).toEqual(["0px", "0px"]);
  expect(await look(app.getByRole("listitem"), "listStyleType", "paddingLeft")).toEqual(["none", "0px"]);
  expect(await look(app.locator("ul"), "marginTop", "paddingLeft")).toEqual(["0px", "0px"]);
});
