// Several tabs of one profile show one app: who leads may go at any time, and nobody notices.

import { FAULTS, fault, obedient } from "./faults.mjs";
import { apps, expect, load, open, test } from "./harness.mjs";

const more = (app) => app.getByRole("button", { name: "+" });

/** Opens so many tabs of a program, the leader first. */
async function tabs(context, count, source = "/examples/counter.bn", options) {
  const pages = [];
  for (let tab = 0; tab < count; tab++) {
    const page = await context.newPage();
    await obedient(page);
    await open(page, source, options);
    pages.push(page);
  }
  return pages;
}

/** The tab with the worker, first, and the others. */
async function sort(pages) {
  const leaders = () => pages.filter((page) => page.workers().length > 0);
  await expect.poll(() => leaders().length, { message: "tabs that lead" }).toBe(1);
  const [leader] = leaders();
  return [leader, ...pages.filter((page) => page !== leader)];
}

async function allShow(pages, text) {
  for (const page of pages) await expect(apps(page)).toHaveText(text);
}

test("only one tab has a worker, and all show the same", async ({ context }) => {
  const pages = await tabs(context, 3);
  const [leader] = await sort(pages);
  expect(leader.workers()).toHaveLength(1);
  await more(apps(pages[0])).click();
  await allShow(pages, "−1+");
  await more(apps(pages[2])).click();
  await allShow(pages, "−2+");
  await more(apps(pages[1])).click();
  await allShow(pages, "−3+");
});

test("two elements of one page with one name show one app", async ({ page }) => {
  await open(page, ["/examples/counter.bn", "/examples/counter.bn"]);
  await more(apps(page).nth(1)).click();
  await more(apps(page).nth(0)).click();
  for (const app of await apps(page).all()) await expect(app).toHaveText("−2+");
  expect(page.workers()).toHaveLength(1);
});

test("a leader that is well keeps leading, whatever the others do", async ({ context }) => {
  const pages = await tabs(context, 3);
  const [leader] = await sort(pages);
  const warnings = [];
  for (const page of pages) page.on("console", (message) => warnings.push(message.text()));
  // A dozen of the looks that tabs take at their leader.
  const looks = await pages[2].evaluate(
    () =>
      new Promise((resolve) => {
        let seen = 0;
        const name = "offstage:/examples/counter.bn";
        const channel = new BroadcastChannel(name);
        channel.onmessage = ({ data }) => {
          if (data.alive && ++seen === 12) resolve(seen);
        };
      }),
  );
  expect(looks).toBe(12);
  for (const page of pages) await more(apps(page)).click();
  await allShow(pages, "−3+");
  expect((await sort(pages))[0]).toBe(leader);
  expect(warnings).toEqual([]);
});

test("a new tab shows what is, at once", async ({ context }) => {
  const [first] = await tabs(context, 1);
  await more(apps(first)).click();
  await expect(apps(first)).toHaveText("−1+");
  const [second] = await tabs(context, 1);
  await expect(apps(second)).toHaveText("−1+");
});

test("five tabs lose their leader again and again, and every click counts once", async ({ context }) => {
  test.setTimeout(120_000);
  let pages = await tabs(context, 5);
  let clicks = 0;
  for (let round = 0; round < 4; round++) {
    for (const page of pages) {
      await more(apps(page)).click();
      clicks += 1;
    }
    const [leader, ...others] = await sort(pages);
    await leader.close();
    pages = others;
    // Nobody waits until another tab has taken over.
    for (const page of pages) {
      await more(apps(page)).click();
      clicks += 1;
    }
    await allShow(pages, `−${clicks}+`);
    for (const page of pages) await expect(apps(page)).toHaveAttribute("state", "running");
  }
  expect(pages).toHaveLength(1);
});

for (const kind of FAULTS) {
  test(`the worker of the leader is lost by ${kind}, and every tab goes on`, async ({ context }) => {
    const pages = await tabs(context, 3);
    for (const page of pages) await more(apps(page)).click();
    await allShow(pages, "−3+");
    const [leader] = await sort(pages);
    await fault(leader, kind);
    for (const page of pages) await more(apps(page)).click();
    await allShow(pages, "−6+");
  });
}

test("what is typed in a tab that follows survives the change of the leader", async ({ context }) => {
  const [first, second] = await tabs(context, 2, "/fixtures/tall.bn");
  const field = apps(second).getByRole("textbox", { name: "Field" });
  await field.click();
  await second.keyboard.type("typed");
  await expect(apps(second).getByText("field <typed>")).toBeVisible();
  // Typed text is the tab's own until the program holds it.
  await expect(apps(first).getByRole("textbox", { name: "Field" })).toHaveValue("");
  await apps(second).evaluate((element) => {
    for (const node of element.querySelectorAll("*")) node.wasHere = true;
  });
  await first.close();
  await second.keyboard.type("!");
  await expect(apps(second).getByText("field <typed!>")).toBeVisible();
  await expect(field).toHaveValue("typed!");
  await expect(field).toBeFocused();
  const newer = await apps(second).evaluate(
    (element) => [...element.querySelectorAll("*")].filter((node) => !node.wasHere).length,
  );
  expect(newer).toBe(0);
});

test("every tab has its own route", async ({ context }) => {
  const pages = await tabs(context, 2, "/examples/todo_mvc.bn", { base: "/fixtures/app.html" });
  const [first, second] = pages;
  const field = apps(first).getByRole("textbox", { name: "New to-do" });
  await field.fill("milk");
  await field.press("Enter");
  await expect(apps(second).locator("li")).toHaveText("milk×");
  await apps(second).getByRole("button", { name: "Completed", exact: true }).click();
  await expect(apps(second).locator("li")).toHaveCount(0);
  await expect(apps(first).locator("li")).toHaveText("milk×");
  await apps(first).locator("li").getByRole("checkbox").click();
  await expect(apps(second).locator("li")).toHaveText("milk×");
  await first.close();
  await expect(apps(second)).toHaveAttribute("state", "running");
  await expect(apps(second).locator("li")).toHaveText("milk×");
  expect(new URL(second.url()).pathname).toMatch(/completed$/);
});

test("the pointer is one tab's", async ({ context }) => {
  const [first, second] = await tabs(context, 2, "/fixtures/tall.bn");
  await apps(second).getByRole("button", { name: "Count" }).hover();
  await expect(apps(second).getByRole("button", { name: "Count" })).toHaveText("Count!");
  await expect(apps(first).getByRole("button", { name: "Count" })).toHaveText("Count");
});

test("inspecting and clearing work from a tab that follows", async ({ context }) => {
  const [first, second] = await tabs(context, 2);
  await more(apps(first)).click();
  await allShow([first, second], "−1+");
  const { counters } = await apps(second).evaluate((element) => element.inspect());
  expect(counters.turns).toBeGreaterThan(0);
  expect(await apps(second).evaluate((element) => element.deadLetters())).toEqual([]);
  await apps(second).evaluate((element) => element.clearState());
  await allShow([first, second], "−0+");
});

test("a tab with another text of the program says so and changes nothing", async ({ context, reports }) => {
  reports.expectError(/another version/);
  const [first] = await tabs(context, 1);
  const second = await context.newPage();
  await second.route("**/examples/counter.bn", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace("count - 1", "count - 2") });
  });
  await load(second, "/examples/counter.bn");
  await expect(apps(second)).toHaveAttribute("state", "failed");
  await expect(apps(second).getByRole("alert")).toContainText("another version");
  await more(apps(first)).click();
  await expect(apps(first)).toHaveText("−1+");
  await first.close();
  await apps(second).getByRole("button", { name: "Retry" }).click();
  await expect(apps(second)).toHaveAttribute("state", "running");
});

test("a leader that is frozen is replaced, and follows when it is back", async ({ context }) => {
  const pages = await tabs(context, 2);
  await more(apps(pages[0])).click();
  await allShow(pages, "−1+");
  // The leader's page and worker stand still, as in a tab that the browser has put to sleep.
  const [leader, other] = await sort(pages);
  await fault(leader, "loop");
  const stuck = leader.evaluate(() => {
    const until = performance.now() + 4000;
    while (performance.now() < until);
  });
  await more(apps(other)).click();
  await expect(apps(other)).toHaveText("−2+");
  await stuck;
  await allShow(pages, "−2+");
  await more(apps(leader)).click();
  await allShow(pages, "−3+");
  expect((await sort(pages))[0]).toBe(other);
});

test("without locks every tab is alone", async ({ context }) => {
  const page = await context.newPage();
  await page.addInitScript(() => Object.defineProperty(navigator, "locks", { value: undefined }));
  const app = await open(page, "/examples/counter.bn");
  await more(app).click();
  await expect(app).toHaveText("−1+");
  expect(page.workers()).toHaveLength(1);
});
