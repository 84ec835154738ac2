import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// `cargo xtask test` starts the server and finds the browser itself and names both in the
// environment; without it the defaults below let a single test run from an editor.
const served = process.env.OFFSTAGE_URL;
const port = 4173;
const browser = process.env.CHROME_PATH ?? ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync);

const flags = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];
// Chromium's sandbox refuses to start for root, which is what containers run as.
if (process.getuid?.() === 0) flags.push("--no-sandbox");

export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results",
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A shared machine may stop a browser for longer than any test waits. What passes only at the second try is
  // reported as such, with what went wrong.
  retries: process.env.CI ? 1 : 0,
  reporter: [["list"], ["./summary.mjs"]],
  timeout: 30_000,
  expect: {
    timeout: 10_000,
    // Some edges of letters may be drawn otherwise; a button of four pixels more is above this.
    toHaveScreenshot: { maxDiffPixels: 60 },
  },
  snapshotPathTemplate: "{testDir}/screenshots/{arg}{ext}",
  use: {
    baseURL: served ?? `http://127.0.0.1:${port}`,
    viewport: { width: 1000, height: 760 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: { executablePath: browser, args: flags },
  },
  webServer: served
    ? undefined
    : {
        command: `cargo xtask serve --no-build --port ${port}`,
        url: `http://127.0.0.1:${port}/`,
        reuseExistingServer: true,
        cwd: "../..",
      },
});
