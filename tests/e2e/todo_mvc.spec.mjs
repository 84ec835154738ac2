import { counter, counters, expect, open, picture, selection, test } from "./harness.mjs";

const page_path = "/fixtures/app.html";

/** Opens TodoMVC with the fixture page's own path as its `/`. */
function openTodos(page) {
  return open(page, "/examples/todo_mvc.bn", { base: page_path });
}

const newTodo = (app) => app.getByRole("textbox", { name: "New to-do" });
const rows = (app) => app.locator("ul > li");
const row = (app, title) => rows(app).filter({ hasText: title });
const toggle = (todo) => todo.getByRole("checkbox");
const destroyButton = (todo) => todo.locator("button, [role=button]");
const toggleAll = (app) => app.getByRole("checkbox", { name: "Toggle all" });
const filter = (app, name) => app.getByRole("button", { name, exact: true });
const clearCompleted = (app) => app.getByRole("button", { name: "Clear completed" });

/** Types titles into the focused field. */
async function add(page, ...titles) {
  for (const title of titles) {
    await page.keyboard.type(title);
    await page.keyboard.press("Enter");
  }
}

/** The titles that are shown, in order; every row ends with its destroy button's sign. */
async function expectTitles(app, ...titles) {
  await expect(rows(app)).toHaveText(titles.map((title) => `${title}×`));
}

async function startEditing(app, title) {
  await row(app, title).getByText(title, { exact: true }).dblclick();
  const editor = app.getByRole("textbox", { name: "Edit to-do" });
  await expect(editor).toBeFocused();
  return editor;
}

test("an empty list shows nothing but the focused field", async ({ page }) => {
  const app = await openTodos(page);
  await expect(newTodo(app)).toBeFocused();
  await expect(newTodo(app)).toHaveAttribute("placeholder", "What needs to be done?");
  await expect(app.locator("h1")).toHaveText("todos");
  await expect(app.locator("ul")).toHaveCount(0);
  await expect(app.getByText("left")).toHaveCount(0);
  await expect(toggleAll(app)).toBeHidden();
});

test("Enter adds a trimmed title at the end and clears the field", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "  buy milk  ");
  await expectTitles(app, "buy milk");
  await expect(newTodo(app)).toHaveValue("");
  await add(page, "call mum");
  await expectTitles(app, "buy milk", "call mum");
  await expect(newTodo(app)).toBeFocused();
});

test("Enter on an empty or blank field adds nothing", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "", "   ");
  await newTodo(app).press("ControlOrMeta+a");
  await add(page, "real");
  await expectTitles(app, "real");
});

test("the same title can be added twice", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "again", "again");
  await expectTitles(app, "again", "again");
});

test("ten to-dos typed without a pause all arrive in order", async ({ page }) => {
  const app = await openTodos(page);
  const titles = Array.from({ length: 10 }, (_, index) => `number ${index + 1}`);
  await add(page, ...titles);
  await expectTitles(app, ...titles);
  await expect(app.getByText("10 items left", { exact: true })).toBeVisible();
});

test("a checkbox completes one to-do and takes it back", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one", "two");
  const todo = row(app, "one");
  await expect(toggle(todo)).toHaveAttribute("aria-checked", "false");
  await toggle(todo).click();
  await expect(toggle(todo)).toHaveAttribute("aria-checked", "true");
  await expect(todo.getByText("one")).toHaveCSS("text-decoration-line", "line-through");
  await expect(toggle(row(app, "two"))).toHaveAttribute("aria-checked", "false");
  await toggle(todo).click();
  await expect(toggle(todo)).toHaveAttribute("aria-checked", "false");
  await expect(todo.getByText("one")).toHaveCSS("text-decoration-line", "none");
});

test("a checkbox is named by its to-do and works with the keyboard", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one", "two");
  const named = app.getByRole("checkbox", { name: "two", exact: true });
  await named.focus();
  await page.keyboard.press("Space");
  await expect(named).toHaveAttribute("aria-checked", "true");
});

test("items left are counted with the right plural", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one");
  await expect(app.getByText("1 item left", { exact: true })).toBeVisible();
  await add(page, "two");
  await expect(app.getByText("2 items left", { exact: true })).toBeVisible();
  await toggle(row(app, "one")).click();
  await expect(app.getByText("1 item left", { exact: true })).toBeVisible();
  await toggle(row(app, "two")).click();
  await expect(app.getByText("0 items left", { exact: true })).toBeVisible();
});

test("toggle all completes the rest, then opens all", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one", "two", "three");
  await toggle(row(app, "two")).click();
  await toggleAll(app).click();
  await expect(app.getByText("0 items left")).toBeVisible();
  await expect(toggleAll(app)).toHaveAttribute("aria-checked", "true");
  await toggleAll(app).click();
  await expect(app.getByText("3 items left")).toBeVisible();
  await expect(toggleAll(app)).toHaveAttribute("aria-checked", "false");
});

test("toggle all follows single checkboxes", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one", "two");
  await toggle(row(app, "one")).click();
  await expect(toggleAll(app)).toHaveAttribute("aria-checked", "false");
  await toggle(row(app, "two")).click();
  await expect(toggleAll(app)).toHaveAttribute("aria-checked", "true");
  await toggle(row(app, "one")).click();
  await expect(toggleAll(app)).toHaveAttribute("aria-checked", "false");
});

test("a to-do that is added after toggle all is open", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "old");
  await toggleAll(app).click();
  await newTodo(app).click();
  await add(page, "new");
  await expect(toggle(row(app, "new"))).toHaveAttribute("aria-checked", "false");
  await expect(toggle(row(app, "old"))).toHaveAttribute("aria-checked", "true");
  await expect(toggleAll(app)).toHaveAttribute("aria-checked", "false");
});

test("a double click edits in place, with the caret at the end", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one", "two");
  const editor = await startEditing(app, "two");
  await expect(editor).toHaveValue("two");
  expect(await selection(editor)).toEqual([3, 3]);
  await expect(rows(app).nth(1).getByRole("checkbox")).toHaveCount(0);
  await expect(rows(app).nth(0).getByRole("checkbox")).toBeVisible();
});

test("Enter saves the edit, trimmed", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one", "two");
  const editor = await startEditing(app, "one");
  await page.keyboard.type(" and a half  ");
  await page.keyboard.press("Enter");
  await expect(editor).toHaveCount(0);
  await expectTitles(app, "one and a half", "two");
});

test("leaving the field saves the edit", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one");
  const editor = await startEditing(app, "one");
  await page.keyboard.type("!");
  await newTodo(app).click();
  await expect(editor).toHaveCount(0);
  await expectTitles(app, "one!");
});

test("Escape cancels the edit, and the next edit starts from the saved title", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one");
  const editor = await startEditing(app, "one");
  await page.keyboard.type(" wrong");
  await page.keyboard.press("Escape");
  await expect(editor).toHaveCount(0);
  await expectTitles(app, "one");
  await expect(await startEditing(app, "one")).toHaveValue("one");
});

test("an edit that leaves nothing removes the to-do", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one", "two");
  const editor = await startEditing(app, "one");
  await editor.press("ControlOrMeta+a");
  await page.keyboard.type("   ");
  await page.keyboard.press("Enter");
  await expectTitles(app, "two");
});

test("an edited to-do stays completed", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one");
  await toggle(row(app, "one")).click();
  await startEditing(app, "one");
  await page.keyboard.type(" more");
  await page.keyboard.press("Enter");
  await expect(toggle(row(app, "one more"))).toHaveAttribute("aria-checked", "true");
});

test("the destroy button shows on hover only and removes its own to-do", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one", "two", "three");
  const button = destroyButton(row(app, "two"));
  await page.mouse.move(5, 5);
  await expect(button).toBeHidden();
  await row(app, "two").hover();
  await expect(button).toBeVisible();
  await expect(destroyButton(row(app, "one"))).toBeHidden();
  await button.click();
  await expectTitles(app, "one", "three");
});

test("filters show their part of the list and their address", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "open", "done");
  await toggle(row(app, "done")).click();
  await filter(app, "Active").click();
  await expectTitles(app, "open");
  await expect(page).toHaveURL((url) => url.pathname === `${page_path}/active`);
  await filter(app, "Completed").click();
  await expectTitles(app, "done");
  await expect(page).toHaveURL((url) => url.pathname === `${page_path}/completed`);
  await filter(app, "All").click();
  await expectTitles(app, "open", "done");
});

test("back and forward walk through the filters without losing to-dos", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "open", "done");
  await toggle(row(app, "done")).click();
  await filter(app, "Active").click();
  await expectTitles(app, "open");
  await filter(app, "Completed").click();
  await expectTitles(app, "done");
  await page.goBack();
  await expectTitles(app, "open");
  await page.goBack();
  await expectTitles(app, "open", "done");
  await page.goForward();
  await expectTitles(app, "open");
  await expect(page).toHaveURL((url) => url.searchParams.get("src") === "/examples/todo_mvc.bn");
});

test("a to-do leaves and enters a filtered list as it is toggled", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one", "two");
  await filter(app, "Active").click();
  await toggle(row(app, "one")).click();
  await expectTitles(app, "two");
  await toggleAll(app).click();
  await expectTitles(app);
  await expect(app.getByText("0 items left")).toBeVisible();
  await toggleAll(app).click();
  await expectTitles(app, "one", "two");
});

test("filters leave the focus alone", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one");
  await expectTitles(app, "one");
  await newTodo(app).blur();
  await filter(app, "Completed").click();
  await expectTitles(app);
  await filter(app, "All").click();
  await expectTitles(app, "one");
  await expect(newTodo(app)).not.toBeFocused();
});

test("Clear completed is there only when it has something to clear", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one", "two", "three");
  await expectTitles(app, "one", "two", "three");
  await expect(clearCompleted(app)).toHaveCount(0);
  await toggle(row(app, "one")).click();
  await toggle(row(app, "three")).click();
  await clearCompleted(app).click();
  await expectTitles(app, "two");
  await expect(clearCompleted(app)).toHaveCount(0);
});

test("list, footer and toggle all go with the last to-do", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one");
  await expect(toggleAll(app)).toBeVisible();
  await row(app, "one").hover();
  await destroyButton(row(app, "one")).click();
  await expect(app.locator("ul")).toHaveCount(0);
  await expect(app.getByText("left")).toHaveCount(0);
  await expect(toggleAll(app)).toBeHidden();
});

test("rows keep their nodes while others come and go", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "one", "two", "three");
  await expectTitles(app, "one", "two", "three");
  const kept = await row(app, "two").elementHandle();
  await row(app, "one").hover();
  await destroyButton(row(app, "one")).click();
  await toggleAll(app).click();
  await newTodo(app).click();
  await add(page, "four");
  await expectTitles(app, "two", "three", "four");
  expect(await kept.evaluate((node) => node.isConnected && node.textContent)).toBe("two×");
});

test("nothing replaces a list after mounting, and what is destroyed is gone", async ({ page }) => {
  const app = await openTodos(page);
  await add(page, "first");
  await expectTitles(app, "first");
  await row(app, "first").hover();
  await destroyButton(row(app, "first")).click();
  await expectTitles(app);
  const before = await counters(app);

  await newTodo(app).click();
  await add(page, "one", "two", "three");
  await expectTitles(app, "one", "two", "three");
  await toggle(row(app, "two")).click();
  await filter(app, "Active").click();
  await expectTitles(app, "one", "three");
  await filter(app, "All").click();
  await toggleAll(app).click();
  await clearCompleted(app).click();
  await expectTitles(app);

  await counter(app, "actors_live").toBe(before.actors_live);
  const after = await counters(app);
  expect(after.scopes_live).toBe(before.scopes_live);
  expect(after.list_replaces).toBe(0);
  expect(after.rejected).toBe(0);
  expect(after.actors_created - after.actors_dropped).toBe(after.actors_live);
  expect(after.turns).toBeGreaterThan(before.turns);
});

test("it looks like TodoMVC", async ({ page }) => {
  const app = await openTodos(page);
  await picture(page, "todo_mvc_empty");
  await add(page, "Taste JavaScript", "Buy a unicorn", "Water the plants");
  await toggle(row(app, "Buy a unicorn")).click();
  await row(app, "Water the plants").hover();
  await expect(destroyButton(row(app, "Water the plants"))).toBeVisible();
  await picture(page, "todo_mvc");

  const heading = app.locator("h1");
  await expect(heading).toHaveCSS("font-weight", "100");
  await expect(heading).toHaveCSS("font-size", "100px");
  await expect(heading).toHaveCSS("text-align", "center");
  const card = await app.locator("section").boundingBox();
  expect(card.width).toBe(550);
  expect(Math.abs(card.x + card.width / 2 - 500)).toBeLessThanOrEqual(1);
  const field = await newTodo(app).boundingBox();
  expect([field.x - card.x, field.height]).toEqual([60, 65]);
  const first = await rows(app).first().boundingBox();
  expect(first.height).toBeGreaterThan(55);
  expect(first.height).toBeLessThan(63);
  const footer = await app.locator("section footer").boundingBox();
  const filters = await filter(app, "Active").boundingBox();
  expect(Math.abs(filters.x + filters.width / 2 - (footer.x + footer.width / 2))).toBeLessThan(30);

  await startEditing(app, "Buy a unicorn");
  await picture(page, "todo_mvc_editing");
});
