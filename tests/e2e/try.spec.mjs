import { apps, expect, open, recorded, test, counters } from "./harness.mjs";
import { FAULTS, fault, obedient } from "./faults.mjs";
test(`typed`, async ({ page, reports }) => {
  reports.expectError(/./);
  await obedient(page);
  await page.addInitScript(() => {
    const t0 = performance.now();
    const log = (what, data) => { if (data instanceof ArrayBuffer) { const b = new Uint8Array(data); console.log("TR", Math.round(performance.now() - t0), what, b.length > 700 ? b.length : String.fromCharCode(...b).replace(/[^ -~]/g, (c) => `<${c.charCodeAt(0)}>`)); } };
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (data, ...r) { log("up", data); return postMessage.call(this, data, ...r); };
    const d = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
    Object.defineProperty(MessagePort.prototype, "onmessage", { set(f) { d.set.call(this, (e) => { log("down", e.data); f(e); }); } });
  });
  const app = await open(page, "/examples/todo_mvc.bn");
  const field = app.getByRole("textbox", { name: "New to-do" });
  await field.click();
  for (const t of ["milk", "bread"]) { await page.keyboard.type(t);
  await page.keyboard.press("Enter"); }
  await expect(app.locator("li")).toHaveText(["milk×", "bread×"]);
  await page.keyboard.type("eg");
  await app.evaluate((element) => { for (const node of element.querySelectorAll("*")) node.wasHere = true; });
  await fault(page, "terminate");
  await page.keyboard.type("gs");
  await page.keyboard.press("Enter");
  await page.keyboard.type("salt");
  await page.keyboard.press("Enter");
  await expect.poll(() => app.evaluate((element) => element.inspect().then(({ page }) => page.deaths, () => null))).toBe(1);
  await page.waitForTimeout(1000);
  if (await field.inputValue() === "") return;
  console.log(await field.inputValue(), JSON.stringify((await app.evaluate((e) => e.inspect())).page));
  console.log(reports.lines.map((l) => l.text).join("\n"));
});
