import { apps, expect, picture, test } from "./harness.mjs";

/** The pages that the front page of a book links to. */
async function pagesOf(page, book) {
  await page.goto(`/${book}/`);
  return page.locator(".cards a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
}

for (const book of ["guide", "reference"]) {
  test(`every program of the ${book} runs`, async ({ page, reports }) => {
    test.setTimeout(240_000);
    // What a page explains, and what the examples of `Log/error` and `Theme/…` do.
    reports.expectError(/unknown function/, /there is no style/);
    const addresses = await pagesOf(page, book);
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) {
      await page.goto(address);
      const snippets = page.locator(".snippet");
      for (let index = 0; index < (await snippets.count()); index += 1) {
        const snippet = snippets.nth(index);
        await snippet.scrollIntoViewIfNeeded();
        await expect(snippet.locator("offstage-app"), `${address} ${index + 1}`).toHaveAttribute("state", "running");
      }
    }
  });
}

test("a program of the guide opens in the playground", async ({ page }) => {
  await page.goto("/guide/values.html");
  await page.locator(".snippet a").first().click();
  await expect(page).toHaveURL(/\/play\/sketch#document/);
  await expect(apps(page)).toHaveAttribute("state", "running");
  await expect(apps(page)).toHaveText("Hello!");
  await expect(page.locator(".source")).toHaveValue("document: Document/new(root: TEXT { Hello! })");
});

test("the reference is searched while typing", async ({ page }) => {
  await page.goto("/reference/");
  await page.getByRole("searchbox").fill("sort");
  await expect(page.locator(".hits li:visible strong")).toHaveText(["List/sort_by"]);
  await page.locator(".hits li:visible a").click();
  await expect(page.locator("#list-sort_by")).toBeInViewport();
  await picture(page, "reference");
});

test("the reference shows what the tables of the engine know", async ({ page }) => {
  await page.goto("/reference/library.html");
  await expect(page.locator("#text-substring + .signature")).toHaveText("Text/substring(text, start, length)");
  await page.goto("/reference/elements.html");
  await expect(page.locator("#element-slider ~ .facts").first()).toContainText("change: [value: Number]");
  await page.goto("/reference/styles.html");
  await expect(page.locator("#font ~ table").first()).toContainText("line.underline");
});
