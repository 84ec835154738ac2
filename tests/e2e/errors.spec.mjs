import { apps, expect, load, open, picture, recorded, test } from "./harness.mjs";

/** Waits for the failure and checks its three forms: panel, event, one console report per error. */
async function expectFailure(page, reports, ...patterns) {
  const app = apps(page);
  await expect(app).toHaveAttribute("state", "failed");
  const { errors } = await recorded(page);
  const diagnostics = errors.flat();
  expect(diagnostics.length).toBeGreaterThan(0);
  for (const pattern of patterns) await expect(app).toHaveText(pattern);
  for (const { message } of diagnostics) {
    const told = reports.lines.filter((line) => line.kind === "error" && line.text.includes(message));
    expect(told, message).toHaveLength(1);
  }
  return diagnostics;
}

test("a broken program shows file, line, source line and caret", async ({ page, reports }) => {
  reports.expectError(/./);
  await load(page, "/fixtures/broken.bn");
  const [first] = await expectFailure(page, reports, /broken\.bn/, /total: 3/, /\^/, /6/);
  expect(first.file).toContain("broken.bn");
  expect(first.line).toBe(6);
  expect(first.column).toBe(1);
  await expect(apps(page)).not.toHaveText(/Never shown/);
  await picture(page, "error_panel");
});

test("several errors are reported one by one", async ({ page, reports }) => {
  reports.expectError(/./);
  await load(page, "/fixtures/unknown_name.bn");
  const diagnostics = await expectFailure(page, reports, /unknown_name/, /another_name/);
  expect(diagnostics).toHaveLength(2);
});

test("a run-time error leaves the rest running", async ({ page, reports }) => {
  reports.expectError(/run_time_errors\.bn/);
  const app = await open(page, "/fixtures/run_time_errors.bn");
  await expect.poll(() => reports.errors(/Text\/frobnicate/).length).toBe(1);
  await app.getByRole("button", { name: "Press" }).click();
  await expect(app.getByText("pressed 1")).toBeVisible();
  await expect.poll(() => reports.errors(/run_time_errors\.bn/).length).toBeGreaterThanOrEqual(2);
  await expect(app).toHaveAttribute("state", "running");
  const messages = (await recorded(page)).errors.flat().map((diagnostic) => diagnostic.message);
  expect(messages.some((message) => message.includes("Text/frobnicate"))).toBe(true);
});

test("an endless loop ends with an error that names it, and the page stays usable", async ({ page, reports }) => {
  reports.expectError(/./);
  const app = await open(page, "/fixtures/endless.bn");
  await app.getByRole("button", { name: "Start" }).click();
  await expect.poll(() => reports.errors(/endless\.bn/).length).toBeGreaterThan(0);
  await app.getByRole("button", { name: "Press" }).click();
  await expect(app.getByText("pressed 1")).toBeVisible();
  await expect(app).toHaveAttribute("state", "running");
});

test("a missing file is named", async ({ page, reports }) => {
  reports.expectError(/./);
  await load(page, "/examples/none.bn");
  await expectFailure(page, reports, /none\.bn/, /404|not found|missing/i);
});

test("a page that is served instead of the program is recognized", async ({ page, reports }) => {
  reports.expectError(/./);
  await load(page, "/play/none.bn");
  await expectFailure(page, reports, /none\.bn/, /html/i);
});

test("a wrong manifest is refused", async ({ page, reports }) => {
  reports.expectError(/./);
  await load(page, "/fixtures/modules/wrong.json");
  await expectFailure(page, reports, /wrong\.json/, /entry/);
});

for (const file of ["dom_shim_bg.wasm", "engine_worker_bg.wasm"]) {
  test(`a missing ${file} is named`, async ({ page, reports }) => {
    reports.expectError(/./);
    await page.context().route(`**/${file}`, (route) => route.fulfill({ status: 404, body: "" }));
    await load(page, "/examples/hello.bn");
    await expectFailure(page, reports, /wasm/i);
  });
}

test("a missing worker script is named", async ({ page, reports }) => {
  reports.expectError(/./);
  await page.context().route("**/dist/worker.js", (route) => route.fulfill({ status: 404, body: "" }));
  await load(page, "/examples/hello.bn");
  await expectFailure(page, reports, /worker/i);
});

test("a page that forbids workers gets told so", async ({ page, reports }) => {
  reports.expectError(/./);
  await page.route("**/fixtures/app.html*", async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), "content-security-policy": "worker-src 'none'" };
    await route.fulfill({ response, headers });
  });
  await load(page, "/examples/hello.bn");
  await expectFailure(page, reports, /worker/i);
});

test("scripts from another origin are recognized", async ({ page, reports, baseURL }) => {
  reports.expectError(/./);
  const foreign = baseURL.replace("127.0.0.1", "localhost");
  await page.context().route(`${foreign}/**`, async (route) => {
    const response = await route.fetch({ url: route.request().url().replace("localhost", "127.0.0.1") });
    await route.fulfill({ response, headers: { ...response.headers(), "access-control-allow-origin": "*" } });
  });
  await page.goto("/fixtures/blank.html");
  await page.addScriptTag({ type: "module", url: `${foreign}/dist/offstage.js` });
  await page.evaluate(() => {
    globalThis.recorded = { errors: [] };
    document.addEventListener("offstage-error", (event) => globalThis.recorded.errors.push(event.detail.diagnostics));
    const app = document.createElement("offstage-app");
    app.setAttribute("src", "/examples/hello.bn");
    document.body.append(app);
  });
  await expectFailure(page, reports, /origin/i);
});
