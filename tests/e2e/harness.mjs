// What every test file uses: a page that collects what went wrong on it, and words for apps.

import { test as base, expect } from "@playwright/test";

export { expect };

/**
 * `reports` collects console messages and uncaught errors, from the page and its workers. After a
 * test there may be no error among them but those that the test announced with `expectError`.
 */
export const test = base.extend({
  reports: [
    async ({ page }, use) => {
      const reports = new Reports();
      page.on("console", (message) => {
        // A failed request does not say in its text what was requested.
        const request = message.text().startsWith("Failed to load") ? ` ${message.location().url}` : "";
        reports.lines.push({ kind: message.type(), text: message.text() + request });
      });
      page.on("pageerror", (error) => reports.lines.push({ kind: "error", text: String(error) }));
      await use(reports);
      expect(reports.unexpected()).toEqual([]);
      // A worker may be on its way to a page whose test has seen enough.
      const ignored = { behavior: "ignoreErrors" };
      await Promise.all([page.context(), ...page.context().pages()].map((routed) => routed.unrouteAll(ignored)));
    },
    { auto: true },
  ],
});

class Reports {
  lines = [];
  #announced = [];

  /** Announces errors whose text matches. */
  expectError(...patterns) {
    this.#announced.push(...patterns);
  }

  /** The texts of all lines that match. */
  matching(pattern) {
    return this.lines.map((line) => line.text).filter((text) => pattern.test(text));
  }

  /** The texts of errors that match. */
  errors(pattern) {
    return this.lines.filter((line) => line.kind === "error" && pattern.test(line.text)).map((line) => line.text);
  }

  unexpected() {
    return this.errors(/^/).filter((text) => !this.#announced.some((pattern) => pattern.test(text)));
  }
}

/**
 * Opens the fixture page with one app per source, without waiting for them. `site` is `/strict` or `/development`
 * (`xtask/src/serve/site.rs`) where it is not the usual one.
 */
export async function load(page, sources, { site = "", base, files, app, durability } = {}) {
  const query = new URLSearchParams();
  for (const src of [sources].flat()) query.append("src", src);
  for (const path of [base ?? []].flat()) query.append("base", path);
  for (const name of [app ?? []].flat()) query.append("app", name);
  if (files) query.set("files", files);
  if (durability) query.set("durability", durability);
  await page.goto(`${site}/fixtures/app.html?${query}`);
}

/** Opens the fixture page and waits until all apps run. */
export async function open(page, sources, options) {
  await load(page, sources, options);
  for (const app of await apps(page).all()) await expect(app).toHaveAttribute("state", "running");
  return apps(page).first();
}

/** All apps of the page. */
export function apps(page) {
  return page.locator("offstage-app");
}

/** The counters that `inspect()` tells. */
export async function counters(app) {
  return app.evaluate(async (element) => (await element.inspect()).counters);
}

/** One counter, to be polled. */
export function counter(app, name) {
  return expect.poll(async () => (await counters(app))[name], { message: name });
}

/** What the fixture page has recorded: states, errors, policy violations. */
export function recorded(page) {
  return page.evaluate(() => globalThis.recorded);
}

/** Selection of a focused input as `[start, end]`. */
export function selection(input) {
  return input.evaluate((element) => [element.selectionStart, element.selectionEnd]);
}

/** Keeps a picture for looking at, below `test-results/screenshots`. */
export async function picture(page, name) {
  await page.screenshot({ path: `test-results/screenshots/${name}.png`, animations: "disabled" });
}
