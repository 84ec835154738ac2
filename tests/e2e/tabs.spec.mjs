// Several tabs of one profile show one app: who leads may go at any time, and nobody notices.

import { FAULTS, crash, fault, freeze, obedient } from "./faults.mjs";
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
  await sort([second]);
  await expect(apps(second)).toHaveAttribute("state", "running");
  await expect(apps(second).locator("li")).toHaveText("milk×");
  expect(new URL(second.url()).pathname).toMatch(/completed$/);
  // Only an engine with the route of this tab takes an active to-do away.
  await apps(second).locator("li").getByRole("checkbox").click();
  await expect(apps(second).locator("li")).toHaveCount(0);
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

const INCREMENT = "increment.event.press |> THEN { count + 1 }";

/** Puts another text of the counter in place, whose button adds so much. */
async function swap(page, step) {
  await apps(page).evaluate(
    async (element, [before, after]) => {
      const response = await fetch("/examples/counter.bn");
      const text = await response.text();
      if (!text.includes(before)) throw new Error("the counter has changed");
      await element.swap(text.replace(before, after).replace("label: count", "label: TEXT { <{count}> }"));
    },
    [INCREMENT, INCREMENT.replace("+ 1", `+ ${step}`)],
  );
}

test("a text that a tab which follows puts in place survives the leader", async ({ context }) => {
  let pages = await tabs(context, 3);
  await more(apps(pages[0])).click();
  await allShow(pages, "−1+");
  const [leader, ...others] = await sort(pages);
  await swap(others[0], 10);
  await allShow(pages, "−<0>+");
  await more(apps(leader)).click();
  await allShow(pages, "−<10>+");
  // The leader's page was told: its next worker runs the new text, and the others still find it theirs.
  await fault(leader, "terminate");
  await more(apps(others[1])).click();
  await allShow(pages, "−<20>+");
  await leader.close();
  for (const page of others) await more(apps(page)).click();
  await allShow(others, "−<40>+");
  const [next, last] = await sort(others);
  await next.close();
  await more(apps(last)).click();
  await allShow([last], "−<50>+");
  await expect(apps(last)).toHaveAttribute("state", "running");
});

test("a worker that dies after its tab has replaced the text comes back with the new one", async ({ context }) => {
  const pages = await tabs(context, 2);
  const [leader, other] = await sort(pages);
  await swap(leader, 10);
  await fault(leader, "terminate");
  await more(apps(other)).click();
  await allShow(pages, "−<10>+");
  await leader.close();
  await more(apps(other)).click();
  await allShow([other], "−<20>+");
});

test("a tab that comes with a text that was replaced meanwhile gets the new one", async ({ context }) => {
  const [first] = await tabs(context, 1);
  await swap(first, 10);
  await more(apps(first)).click();
  await expect(apps(first)).toHaveText("−<10>+");
  const [second] = await tabs(context, 1);
  await expect(apps(second)).toHaveText("−<10>+");
  await first.close();
  await more(apps(second)).click();
  await expect(apps(second)).toHaveText("−<20>+");
});

test("a leader whose process crashes is replaced, and every click counts once", async ({ context }) => {
  let pages = await tabs(context, 3);
  for (const page of pages) await more(apps(page)).click();
  await allShow(pages, "−3+");
  let clicks = 3;
  while (pages.length > 1) {
    const [leader, ...others] = await sort(pages);
    const burst = (page) =>
      more(apps(page)).evaluate((button) => {
        for (let press = 0; press < 20; press++) button.click();
      });
    // Nobody waits: some of these are on their way when the leader is gone.
    for (const page of others) await burst(page);
    const before = Date.now();
    await crash(leader);
    for (const page of others) await burst(page);
    clicks += 40 * others.length;
    await allShow(others, `−${clicks}+`);
    test.info().annotations.push({ type: "taken over", description: `${Date.now() - before} ms` });
    await leader.close();
    pages = others;
  }
  // All of that is in the log, too.
  await pages[0].close();
  const [next] = await tabs(context, 1);
  await expect(apps(next)).toHaveText(`−${clicks}+`);
});

test("whether a browser lets the worker of a frozen page run or not, every click counts once", async ({ context }) => {
  const pages = await tabs(context, 3);
  await more(apps(pages[0])).click();
  await allShow(pages, "−1+");
  const [leader, ...others] = await sort(pages);
  const session = await context.newCDPSession(leader);
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  for (const page of others) await more(apps(page)).click();
  await allShow(others, "−3+");
  await session.send("Page.setWebLifecycleState", { state: "active" });
  await allShow(pages, "−3+");
  for (const page of pages) await more(apps(page)).click();
  await allShow(pages, "−6+");
  await sort(pages);
});

test("a leader that is frozen is replaced, writes nothing when it is back, and follows", async ({ context }) => {
  const pages = await tabs(context, 3);
  await more(apps(pages[0])).click();
  await allShow(pages, "−1+");
  const [leader, ...others] = await sort(pages);
  // The last thing that happens there is a click that its worker has not taken yet.
  const { wakeWorker, wakePage } = await freeze(leader, () => {
    document.querySelector("offstage-app button:last-of-type").click();
  });
  const before = Date.now();
  await more(apps(others[0])).click();
  await allShow(others, "−2+");
  test.info().annotations.push({ type: "taken over", description: `${Date.now() - before} ms` });
  for (const page of others) await more(apps(page)).click();
  await allShow(others, "−4+");
  // The old worker takes its click, but the log is no longer its own; nobody is there to end it, so it ends itself
  // and says so.
  await wakeWorker(others[1]);
  for (const page of others) await more(apps(page)).click();
  await allShow(others, "−6+");
  // The page says the click again, to the tab that leads now.
  await wakePage();
  await allShow(pages, "−7+");
  for (const page of pages) await more(apps(page)).click();
  await allShow(pages, "−10+");
  expect(others).toContain((await sort(pages))[0]);
  expect(leader.workers()).toHaveLength(0);
  for (const page of pages) await page.close();
  const [next] = await tabs(context, 1);
  await expect(apps(next)).toHaveText("−10+");
  expect(await apps(next).evaluate((element) => element.storage.problem)).toBe("");
});

test("without locks every tab is alone", async ({ context }) => {
  const page = await context.newPage();
  await page.addInitScript(() => Object.defineProperty(navigator, "locks", { value: undefined }));
  const app = await open(page, "/examples/counter.bn");
  await more(app).click();
  await expect(app).toHaveText("−1+");
  expect(page.workers()).toHaveLength(1);
});
