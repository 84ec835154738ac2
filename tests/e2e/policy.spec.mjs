import { expect, load, open, recorded, test } from "./harness.mjs";

const refusal = /content security policy|trusted ?type|refused to/i;

async function expectNoViolation(page, reports) {
  expect((await recorded(page)).violations).toEqual([]);
  expect(reports.matching(refusal)).toEqual([]);
}

test("the strict pages really are strict", async ({ page, reports }) => {
  reports.expectError(refusal, /eval|TrustedHTML|TrustedScript/);
  await load(page, [], { site: "/strict" });
  // In a task of its own: what the debugger evaluates directly may use `eval` whatever the policy says.
  await page.evaluate(() => {
    const attempts = [
      () => new Function("return 1")(),
      () => (document.body.innerHTML = "<b>markup</b>"),
      () => new Worker("worker.js"),
    ];
    setTimeout(() => {
      globalThis.outcomes = attempts.map((attempt) => {
        try {
          attempt();
          return "allowed";
        } catch {
          return "refused";
        }
      });
    });
  });
  await expect.poll(() => page.evaluate(() => globalThis.outcomes)).toEqual(["refused", "refused", "refused"]);
});

test("a program with live styles and events runs under the strict policy", async ({ page, reports }) => {
  const app = await open(page, "/examples/counter.bn", { site: "/strict" });
  await app.getByRole("button", { name: "+" }).click();
  await expect(app).toHaveText("−1+");
  await expectNoViolation(page, reports);
});

test("text inputs work under the strict policy", async ({ page, reports }) => {
  const app = await open(page, "/fixtures/upper.bn", { site: "/strict" });
  await page.keyboard.type("strict");
  await expect(app.getByRole("textbox")).toHaveValue("STRICT");
  await expectNoViolation(page, reports);
});

test("a restart under the strict policy makes a second worker", async ({ page, reports }) => {
  const app = await open(page, "/examples/hello.bn", { site: "/strict" });
  await app.evaluate((element) => element.restart());
  await expect(app).toHaveAttribute("state", "running");
  await expect(app).toHaveText("Hello, world!");
  await expectNoViolation(page, reports);
});

test("a program's error is shown under the strict policy", async ({ page, reports }) => {
  reports.expectError(/total/);
  await load(page, "/fixtures/broken.bn", { site: "/strict" });
  await expect(page.locator("offstage-app")).toHaveText(/broken\.bn/);
  await expectNoViolation(page, reports);
});
