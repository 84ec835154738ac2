// A long list in groups that are left out as long as nobody sees them: to whoever looks, it is a list.

import { fault, obedient } from "./faults.mjs";
import { expect, open, test } from "./harness.mjs";

// A trace asks for the layout of every element, and each that is left out is laid out for it.
test.use({ trace: "off" });

const MOST = 32;
const NOTHING = 1000;
const GAP = 3;

/** What the fixture shows for a number. */
function shown(number) {
  if (number >= NOTHING) return [];
  const first = 1 + ((number * 7) % 40);
  const last = 300 + ((number * 37) % 300);
  const key = (id) => (id * (1 + ((number * 13) % 100))) % 1009;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    .filter((id) => (id * 3 + number) % 7 >= number % 4)
    .sort((one, other) => key(one) - key(other));
}

async function list(page) {
  await page.setViewportSize({ width: 500, height: 600 });
  const app = await open(page, "/fixtures/grouped_list.bn");
  await expect.poll(() => rows(app)).toEqual(shown(0));
  return app;
}

const column = (app) => app.locator(":scope > div > div:nth-of-type(2)");
const rows = (app) =>
  column(app).evaluate((list) => [...list.querySelectorAll("button")].map(({ textContent }) => Number(textContent.slice(4))));
/** How many items each group has; nothing if the items are not in groups. */
const groups = (app) =>
  column(app).evaluate((list) => {
    const groups = [...list.children].filter(({ role }) => role === "none");
    return groups.length === list.children.length ? groups.map(({ childElementCount }) => childElementCount) : null;
  });
const choose = (app, number) => app.getByRole("textbox", { name: "Number" }).fill(String(number));
const row = (app, id) => app.getByRole("button", { name: `row ${id}`, exact: true });

/** How high the list is, and how high it would be if all of it was laid out. */
const heights = (app) =>
  column(app).evaluate((list) => {
    const height = list.getBoundingClientRect().height;
    const row = list.querySelector("button")?.parentElement.getBoundingClientRect().height;
    const count = list.querySelectorAll("button").length;
    return { height, row, count };
  });

async function expectSound(app, number) {
  const wanted = shown(number);
  await expect.poll(() => rows(app), { message: `number ${number}` }).toEqual(wanted);
  const counts = await groups(app);
  if (wanted.length < 256) {
    expect(counts ?? [], `number ${number}`).toEqual([]);
  } else {
    expect(Math.min(...counts), `number ${number}`).toBeGreaterThan(0);
    expect(Math.max(...counts), `number ${number}`).toBeLessThanOrEqual(MOST);
    // Small groups have joined others.
    expect(counts.length, `number ${number}`).toBeLessThanOrEqual(wanted.length / 8 + 1);
  }
  await expect
    .poll(async () => {
      const { height, row, count } = await heights(app);
      return count && height - (count * row + (count - 1) * GAP);
    }, { message: `height for number ${number}` })
    .toBeCloseTo(0, 0);
}

test("items come, go and change places, and are as high as all of them, seen or not", async ({ page }) => {
  const app = await list(page);
  await expectSound(app, 0);
  for (let number = 1; number <= 25; number++) {
    await choose(app, number);
    await expectSound(app, number);
    // What was seen and is no more must not be remembered as high as it was with other items.
    if (number % 4 === 1) await page.mouse.wheel(0, 3000);
    if (number % 4 === 3) await page.evaluate(() => scrollTo(0, 1e6));
    if (number % 8 === 0) await page.evaluate(() => scrollTo(0, 0));
  }
});

test("a list that becomes empty is emptied at once, and is a list when it comes again", async ({ page }) => {
  const app = await list(page);
  await column(app).evaluate((list) => {
    globalThis.changes = 0;
    const watched = { childList: true, subtree: true };
    new MutationObserver((records) => (globalThis.changes += records.length)).observe(list, watched);
  });
  await choose(app, NOTHING);
  await expectSound(app, NOTHING);
  expect(await page.evaluate(() => globalThis.changes)).toBe(1);
  await choose(app, 4);
  await expectSound(app, 4);
  await choose(app, NOTHING);
  await choose(app, 1);
  await expectSound(app, 1);
});

test("what comes and moves on before the page has seen it is where it belongs", async ({ page }) => {
  const app = await list(page);
  for (const numbers of [[1, 2, 4], [8, NOTHING, 3, 12], [5, 9, NOTHING, 4]]) {
    await choose(app, NOTHING);
    await expectSound(app, NOTHING);
    await app.getByRole("textbox", { name: "Number" }).evaluate((field, numbers) => {
      for (const number of numbers) {
        field.value = number;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }
    }, numbers);
    await expectSound(app, numbers.at(-1));
  }
});

test("what has the focus keeps it where it goes, and what is pressed is what is seen", async ({ page }) => {
  const app = await list(page);
  await row(app, 200).focus();
  await row(app, 200).evaluate((button) => (button.wasHere = true));
  for (const number of [1, 2, 8, 0]) {
    await app.getByRole("textbox", { name: "Number" }).evaluate((field, text) => {
      field.value = text;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }, String(number));
    await expect.poll(() => rows(app)).toEqual(shown(number));
    if (!shown(number).includes(200)) break;
    await expect(row(app, 200)).toBeFocused();
    expect(await row(app, 200).evaluate((button) => button.wasHere)).toBe(true);
  }
  await row(app, 250).click();
  await expect(app.getByText("Pressed: 250")).toHaveCount(1);
});

test("the next engine finds the list as it is, and changes it where it must", async ({ page }) => {
  await obedient(page);
  const app = await list(page);
  const mark = () =>
    column(app).evaluate((list) => {
      for (const element of list.querySelectorAll("*")) element.wasHere = true;
    });
  const others = () => column(app).evaluate((list) => [...list.querySelectorAll("*")].filter(({ wasHere }) => !wasHere).length);
  await row(app, 30).focus();
  await mark();
  await fault(page, "terminate");
  await row(app, 30).press("Enter");
  await expect(app.getByText("Pressed: 30")).toHaveCount(1);
  expect(await others()).toBe(0);
  await expect(row(app, 30)).toBeFocused();
  // What happens while there is none shows at once with the next one.
  for (const number of [3, 8, 5, 4]) {
    await fault(page, "terminate");
    await choose(app, number);
    await expectSound(app, number);
  }
});

test("rows that are chosen with the keyboard come into sight one after the other", async ({ page }) => {
  const app = await list(page);
  await row(app, 100).focus();
  for (let step = 0; step < 40; step++) await page.keyboard.press("Tab");
  await expect(row(app, 140)).toBeFocused();
  await expect(row(app, 140)).toBeInViewport();
  for (let step = 0; step < 80; step++) await page.keyboard.press("Shift+Tab");
  await expect(row(app, 60)).toBeFocused();
  await expect(row(app, 60)).toBeInViewport();
});

test("a browser that cannot move nodes without losing what is there has no groups", async ({ page }) => {
  await page.addInitScript(() => delete Element.prototype.moveBefore);
  const app = await list(page);
  expect(await groups(app)).toBeNull();
  await choose(app, 1);
  await expect.poll(() => rows(app)).toEqual(shown(1));
});
