import { expect, open, selection, test } from "./harness.mjs";

const field = (app) => app.getByRole("textbox", { name: "Field" });

/** Longer than what a slow program can answer while it is typed. */
const sentence = "the quick brown fox jumps over the lazy dog";

test("a slow program never costs a keystroke", async ({ page }) => {
  const app = await open(page, "/fixtures/slow_upper.bn");
  await expect(field(app)).toBeFocused();
  await page.keyboard.type(sentence);
  await expect(app.getByText(`<${sentence.toUpperCase()}>`)).toBeVisible();
  await expect(field(app)).toHaveValue(sentence.toUpperCase());
  expect(await selection(field(app))).toEqual([sentence.length, sentence.length]);
  await expect(app.getByText(`work ${20_000 * sentence.length}`)).toBeVisible();
});

test("keys appear before the slow program has answered", async ({ page }) => {
  const app = await open(page, "/fixtures/slow_upper.bn");
  await expect(field(app)).toBeFocused();
  // Typed and read in one task of the page: no answer can arrive in between.
  const shown = await field(app).evaluate((input) => {
    document.execCommand("insertText", false, "a");
    document.execCommand("insertText", false, "b");
    return input.value;
  });
  expect(shown).toBe("ab");
  await expect(field(app)).toHaveValue("AB");
});

test("the caret stays in the middle while the program rewrites", async ({ page }) => {
  const app = await open(page, "/fixtures/slow_upper.bn");
  await page.keyboard.type("start end");
  await expect(field(app)).toHaveValue("START END");
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowLeft");
  await page.keyboard.type("middle ");
  await expect(app.getByText("<START MIDDLE END>")).toBeVisible();
  await expect(field(app)).toHaveValue("START MIDDLE END");
  expect(await selection(field(app))).toEqual([13, 13]);
});

test("deleting and typing between answers gives the exact text", async ({ page }) => {
  const app = await open(page, "/fixtures/slow_upper.bn");
  await page.keyboard.type("abcdef");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("xy");
  await page.keyboard.press("Home");
  await page.keyboard.press("Delete");
  await page.keyboard.type("z");
  await expect(app.getByText("<ZBCDXY>")).toBeVisible();
  await expect(field(app)).toHaveValue("ZBCDXY");
  expect(await selection(field(app))).toEqual([1, 1]);
});

test("a selection that is typed over is replaced", async ({ page }) => {
  const app = await open(page, "/fixtures/upper.bn");
  await page.keyboard.type("one two three");
  await expect(field(app)).toHaveValue("ONE TWO THREE");
  await field(app).evaluate((input) => input.setSelectionRange(4, 7));
  await page.keyboard.type("2");
  await expect(app.getByText("<ONE 2 THREE>")).toBeVisible();
  await expect(field(app)).toHaveValue("ONE 2 THREE");
  expect(await selection(field(app))).toEqual([5, 5]);
});

test("a program that takes only five characters keeps the first five", async ({ page }) => {
  const app = await open(page, "/fixtures/limit.bn");
  for (const key of "abcdefgh") {
    await page.keyboard.press(key);
    await expect(field(app)).toHaveValue("abcdefgh".slice(0, Math.min(5, "abcdefgh".indexOf(key) + 1)));
  }
  await expect(app.getByText("<abcde>")).toBeVisible();
});

test("Enter clears what was typed before it, not what is typed after it", async ({ page }) => {
  const app = await open(page, "/fixtures/slow_list.bn");
  await expect(field(app)).toBeFocused();
  await page.keyboard.type("first line");
  await page.keyboard.press("Enter");
  await page.keyboard.type("second line");
  await page.keyboard.press("Enter");
  await page.keyboard.type("third");
  await expect(app.locator("li")).toHaveText(["first line", "second line"]);
  await expect(field(app)).toHaveValue("third");
  await expect(app.getByText(`work ${20_000 * "third".length}`, { exact: true })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(app.locator("li")).toHaveText(["first line", "second line", "third"]);
  await expect(field(app)).toHaveValue("");
});

test("an edit without keys arrives like typing", async ({ page }) => {
  const app = await open(page, "/fixtures/upper.bn");
  await field(app).fill("pasted");
  await expect(field(app)).toHaveValue("PASTED");
  await field(app).fill("");
  await expect(app.getByText("<>")).toBeVisible();
  await field(app).fill("pasted");
  await expect(app.getByText("<PASTED>")).toBeVisible();
});

test("undo brings the field and the program together again", async ({ page }) => {
  const app = await open(page, "/fixtures/two_fields.bn");
  await page.keyboard.type("abc");
  await expect(app.getByText("<abc>")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+z");
  const value = await app.getByRole("textbox", { name: "First" }).inputValue();
  expect(value).not.toBe("abc");
  await expect(app.getByText(/^<.*>$/).first()).toHaveText(`<${value}>`);
});

test("the focus moves only when the user moves it", async ({ page }) => {
  const app = await open(page, "/fixtures/two_fields.bn");
  const first = app.getByRole("textbox", { name: "First" });
  const second = app.getByRole("textbox", { name: "Second" });
  await expect(first).toBeFocused();
  await page.keyboard.type("left");
  await page.keyboard.press("Tab");
  await expect(second).toBeFocused();
  await page.keyboard.type("right");
  await expect(app.getByText("<left>")).toBeVisible();
  await expect(app.getByText("<right>")).toBeVisible();
  await expect(second).toBeFocused();
  await first.click();
  await page.keyboard.press("End");
  await page.keyboard.type("!");
  await expect(app.getByText("<left!>")).toBeVisible();
  await expect(first).toBeFocused();
});

test("composed text is not disturbed and arrives whole", async ({ page }) => {
  const app = await open(page, "/fixtures/upper.bn");
  await expect(field(app)).toBeFocused();
  const session = await page.context().newCDPSession(page);
  await session.send("Input.imeSetComposition", { text: "n", selectionStart: 1, selectionEnd: 1 });
  await session.send("Input.imeSetComposition", { text: "né", selectionStart: 2, selectionEnd: 2 });
  expect(await field(app).inputValue()).toBe("né");
  await session.send("Input.insertText", { text: "née" });
  await expect(field(app)).toHaveValue("NÉE");
  await expect(app.getByText("<NÉE>")).toBeVisible();
});
