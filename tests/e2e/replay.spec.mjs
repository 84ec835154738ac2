// The same log gives the same patches natively and in wasm, byte for byte: recordings of all examples under
// random gestures, made and hashed natively, are replayed by the module that `cargo xtask build-tests` makes.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test, expect } from "@playwright/test";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

test("recordings of all examples give in wasm what they give natively", async ({ page }) => {
  // Making them may compile the native engine first.
  test.setTimeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), "offstage-recordings-"));
  const arguments_ = ["run", "--quiet", "--package", "offstage-tests", "--example", "record", "--", folder];
  const lines = execFileSync("cargo", arguments_, { cwd: REPOSITORY, encoding: "utf8" }).trim().split("\n");
  expect(lines.length).toBeGreaterThanOrEqual(30);

  await page.goto("/stores/");
  await expect(page.locator("html")).toHaveAttribute("data-state", "ready");
  for (const line of lines) {
    const [name, number, ...hash] = line.split(" ");
    const log = [...readFileSync(join(folder, `${name}-${number}.log`))];
    const source = readFileSync(join(folder, `${name}.bn`), "utf8");
    const found = await page.evaluate(
      ([log, source]) => {
        window.replayer ??= window.startWorker();
        return window.replayer.call("replayHash", Uint8Array.from(log), source);
      },
      [log, source],
    );
    expect(`${name} ${number} ${found}`).toBe(`${name} ${number} ${hash.join(" ")}`);
  }
  rmSync(folder, { recursive: true, force: true });
});
