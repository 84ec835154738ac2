// What a browser gives every page, and a program must not take away: keys, input methods, the clipboard,
// autofill, forms, preferences.

import { apps, expect, open, selection, test } from "./harness.mjs";

const field = (app, name = "Field") => app.getByRole("textbox", { name });
const told = (app, pattern) => expect(app.getByText(/^pressed/)).toHaveText(pattern);

test("Tab goes through everything that can be operated, in the order of the page", async ({ page }) => {
  const app = await open(page, "/fixtures/controls.bn");
  const stops = [];
  for (let step = 0; step < 6; step++) {
    await page.keyboard.press("Tab");
    stops.push(
      await page.evaluate(() => {
        const element = document.activeElement;
        return element.getAttribute("aria-label") ?? element.textContent;
      }),
    );
  }
  expect(stops).toEqual(["Plus", "Check", "Field", "Slider", "Choice", "Link"]);
  await page.keyboard.press("Shift+Tab");
  await expect(app.getByRole("combobox")).toBeFocused();
});

test("Enter and Space operate buttons, checkboxes and links", async ({ page }) => {
  const app = await open(page, "/fixtures/controls.bn", { base: "/fixtures/app.html" });
  await page.evaluate(() => (globalThis.sameDocument = true));
  await app.getByRole("button", { name: "Plus" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Space");
  await told(app, /pressed 2,/);
  const check = app.getByRole("checkbox");
  await check.focus();
  await page.keyboard.press("Space");
  await expect(check).toBeChecked();
  await page.keyboard.press("Enter");
  await expect(check).not.toBeChecked();
  await app.getByRole("link").focus();
  await page.keyboard.press("Enter");
  await told(app, /at \/linked/);
  await app.getByRole("button", { name: "Off" }).click({ force: true });
  await app.getByRole("button", { name: "Plus" }).click();
  await told(app, /pressed 3, off 0,/);
  expect(await page.evaluate(() => globalThis.sameDocument)).toBe(true);
});

test("a key that is held or came down elsewhere checks nothing twice", async ({ page }) => {
  const app = await open(page, "/fixtures/controls.bn");
  const check = app.getByRole("checkbox");
  await check.focus();
  await page.keyboard.down("Enter");
  await page.keyboard.down("Enter");
  await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  await expect(check).toBeChecked();
  await field(app).focus();
  await page.keyboard.down("Space");
  await check.focus();
  await page.keyboard.up("Space");
  await app.getByRole("button", { name: "Plus" }).click();
  await told(app, /pressed 1, off 0, checked True,/);
});

test("the keys of an input method are not the program's", async ({ page }) => {
  const app = await open(page, "/fixtures/letters.bn");
  await expect(field(app)).toBeFocused();
  const session = await page.context().newCDPSession(page);
  // The Enter that ends a composition comes after it in some browsers, marked by its code only.
  const enter = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 };
  await session.send("Input.imeSetComposition", { text: "にほん", selectionStart: 3, selectionEnd: 3 });
  await session.send("Input.insertText", { text: "日本" });
  await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...enter });
  await session.send("Input.dispatchKeyEvent", { type: "keyUp", ...enter });
  await expect(app.getByText("2 letters: <日本>")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(app.getByText("taken 1")).toBeVisible();
});

test("a composition in the middle of a text is not disturbed by what the program writes back", async ({ page }) => {
  const app = await open(page, "/fixtures/letters.bn");
  await expect(field(app)).toBeFocused();
  await page.keyboard.type("ab");
  await expect(field(app)).toHaveValue("AB");
  await page.keyboard.press("ArrowLeft");
  const session = await page.context().newCDPSession(page);
  for (const text of ["h", "ha", "han"]) {
    await session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    expect(await field(app).inputValue()).toBe(`A${text}B`);
  }
  await session.send("Input.insertText", { text: "한" });
  await expect(field(app)).toHaveValue("A한B");
  expect(await selection(field(app))).toEqual([2, 2]);
  await page.keyboard.type("x");
  await expect(app.getByText("4 letters: <A한XB>")).toBeVisible();
});

test("characters of two units are one for the program and the caret stays between them", async ({ page }) => {
  const app = await open(page, "/fixtures/letters.bn");
  await expect(field(app)).toBeFocused();
  await page.keyboard.insertText("a😀b");
  await expect(app.getByText("3 letters: <A😀B>")).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  expect(await selection(field(app))).toEqual([1, 1]);
  await page.keyboard.type("x");
  await expect(field(app)).toHaveValue("AX😀B");
  expect(await selection(field(app))).toEqual([2, 2]);
  await page.keyboard.insertText("👩‍👧");
  await expect(field(app)).toHaveValue("AX👩‍👧😀B");
  expect(await selection(field(app))).toEqual([7, 7]);
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Delete");
  const left = await field(app).inputValue();
  await expect(app.getByText(`${[...left].length} letters: <${left}>`)).toBeVisible();
  expect(left.endsWith("B") && !left.includes("😀")).toBe(true);
});

test("text from right to left keeps its order and the caret", async ({ page }) => {
  const app = await open(page, "/fixtures/letters.bn");
  await expect(field(app)).toBeFocused();
  await page.keyboard.insertText("שלום abc");
  await expect(app.getByText("8 letters: <שלום ABC>")).toBeVisible();
  await field(app).evaluate((element) => element.setSelectionRange(2, 2));
  await page.keyboard.insertText("x");
  await expect(field(app)).toHaveValue("שלXום ABC");
  expect(await selection(field(app))).toEqual([3, 3]);
});

test("copy, cut and paste are edits like any other", async ({ page }) => {
  const app = await open(page, "/fixtures/two_fields.bn");
  const [first, second] = [field(app, "First"), field(app, "Second")];
  await expect(first).toBeFocused();
  await page.keyboard.type("one two");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("ControlOrMeta+c");
  await second.focus();
  await page.keyboard.press("ControlOrMeta+v");
  await page.keyboard.press("ControlOrMeta+v");
  await expect(app.getByText("<one twoone two>")).toBeVisible();
  await first.focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("ControlOrMeta+x");
  await expect(app.getByText("<>", { exact: true })).toBeVisible();
  await expect(first).toHaveValue("");
});

test("fields that the browser fills at once all arrive", async ({ page }) => {
  const app = await open(page, "/fixtures/two_fields.bn");
  await app.evaluate((element) => {
    const texts = ["ada@example.org", "Ada"];
    for (const [index, input] of [...element.querySelectorAll("input")].entries()) {
      input.value = texts[index];
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  await expect(app.getByText("<ada@example.org>")).toBeVisible();
  await expect(app.getByText("<Ada>")).toBeVisible();
  await expect(field(app, "First")).toHaveValue("ada@example.org");
  await expect(field(app, "Second")).toHaveValue("Ada");
});

test("a form around the app is never sent by it", async ({ page }) => {
  await open(page, "/fixtures/controls.bn");
  await page.evaluate(() => {
    globalThis.sameDocument = true;
    const form = document.createElement("form");
    form.addEventListener("submit", () => (globalThis.submitted = true));
    const send = document.createElement("button");
    send.textContent = "Send";
    document.body.append(form);
    form.append(document.querySelector("offstage-app"), send);
  });
  const app = apps(page);
  await expect(app).toHaveAttribute("state", "running");
  await field(app).fill("text");
  await field(app).press("Enter");
  await app.getByRole("slider").press("Enter");
  await app.getByRole("checkbox").press("Enter");
  await app.getByRole("combobox").press("Enter");
  await page.keyboard.press("Escape");
  await app.getByRole("button", { name: "Plus" }).press("Enter");
  await app.getByRole("button", { name: "Plus" }).click();
  await told(app, /pressed 2, off 0, checked True, entered 1,/);
  expect(await page.evaluate(() => [globalThis.sameDocument, globalThis.submitted])).toEqual([true, undefined]);
});

test("nothing moves for those who asked for less motion", async ({ page }) => {
  const app = await open(page, "/fixtures/controls.bn");
  const button = app.getByRole("button", { name: "Plus" });
  await button.evaluate((element) => element.style.setProperty("transition", "opacity 5s"));
  const duration = () => button.evaluate((element) => getComputedStyle(element).transitionDuration);
  expect(await duration()).toBe("5s");
  await page.emulateMedia({ reducedMotion: "reduce" });
  expect(await duration()).toBe("0s");
});

test("a row follows the direction of the page", async ({ page }) => {
  const app = await open(page, "/examples/counter.bn");
  const boxes = async () => {
    const buttons = await app.getByRole("button").all();
    return Promise.all(buttons.map(async (button) => (await button.boundingBox()).x));
  };
  const [a, b] = await boxes();
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  const [c, d] = await boxes();
  expect(Math.sign(a - b)).toBe(-Math.sign(c - d));
});
