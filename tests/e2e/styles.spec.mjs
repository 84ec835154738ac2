// What style.md promises, as a browser computes and lays it out. The cases are data in `styles/`.

import { apps, expect, test } from "./harness.mjs";
import { decoration } from "./styles/decoration.mjs";
import { defaults } from "./styles/defaults.mjs";
import { layout } from "./styles/layout.mjs";
import { live } from "./styles/live.mjs";
import { physical } from "./styles/physical.mjs";

const sections = { defaults, layout, decoration, live, physical };

/** The element that holds this text and no element that does, or the one of that accessible name. */
function find(app, name) {
  const [selector, part] = name.split("::");
  if (part) return { element: find(app, selector).element, pseudo: `::${part}` };
  const css = /^css=(.*)$/.exec(name)?.[1];
  if (css) return { element: app.locator(css).first() };
  return { element: app.getByText(name, { exact: true }).or(app.getByLabel(name, { exact: true })).first() };
}

/** Runs a program in place of the one before; a bare element is the root of a document. */
async function run(page, program) {
  const source = /^(document|scene):/m.test(program) ? program : `document: Document/new(root: ${program})`;
  await page.evaluate((source) => {
    const app = document.createElement("offstage-app");
    const script = document.createElement("script");
    script.type = "text/boon";
    script.textContent = source;
    app.append(script);
    document.body.replaceChildren(app);
  }, source);
  const app = apps(page).first();
  await expect(app).toHaveAttribute("state", "running");
  return app;
}

/** Compares computed styles; a value is a text or a pattern. */
async function expectStyles(app, styles) {
  for (const [name, wanted] of Object.entries(styles ?? {})) {
    const { element, pseudo } = find(app, name);
    const properties = Object.keys(wanted);
    await expect
      .poll(
        () =>
          element.evaluate(
            (node, [properties, pseudo]) => {
              const style = getComputedStyle(node, pseudo);
              return Object.fromEntries(properties.map((property) => [property, style.getPropertyValue(property)]));
            },
            [properties, pseudo],
          ),
        { message: `styles of ${name}` },
      )
      .toEqual(Object.fromEntries(properties.map((key) => [key, wantedValue(wanted[key])])));
  }
}

function wantedValue(value) {
  return value instanceof RegExp ? expect.stringMatching(value) : value;
}

/** Compares boxes, relative to the app, to half a pixel: the same font is 12.04 or 12 pixels wide, by its hinting. */
async function expectBoxes(app, boxes) {
  for (const [name, wanted] of Object.entries(boxes ?? {})) {
    const { element } = find(app, name);
    await expect
      .poll(
        () =>
          element.evaluate((node, wanted) => {
            const { x, y } = node.closest("offstage-app").getBoundingClientRect();
            const box = node.getBoundingClientRect();
            const found = { x: box.x - x, y: box.y - y, width: box.width, height: box.height };
            const near = (key) => (Math.abs(found[key] - wanted[key]) <= 0.5 ? wanted[key] : found[key]);
            return Object.fromEntries(Object.keys(wanted).map((key) => [key, near(key)]));
          }, wanted),
        { message: `box of ${name}` },
      )
      .toEqual(wanted);
  }
}

async function act(app, [kind, name, value]) {
  const { element } = name ? find(app, name) : {};
  if (kind === "click") await element.click();
  else if (kind === "hover") await element.hover();
  else if (kind === "type") await element.fill(value);
  else if (kind === "tab") await app.page().keyboard.press("Tab");
  else throw new Error(`unknown action ${kind}`);
}

async function expectAttributes(app, attributes) {
  for (const [name, wanted] of Object.entries(attributes ?? {})) {
    for (const [attribute, value] of Object.entries(wanted)) {
      const { element } = find(app, name);
      if (value === null) await expect(element).not.toHaveAttribute(attribute);
      else await expect(element).toHaveAttribute(attribute, value);
    }
  }
}

async function check(app, { styles, boxes, attributes }) {
  await expectStyles(app, styles);
  await expectBoxes(app, boxes);
  await expectAttributes(app, attributes);
}

for (const [section, cases] of Object.entries(sections)) {
  test(section, async ({ page }) => {
    test.setTimeout(180_000);
    await page.goto("/fixtures/app.html");
    for (const [title, { program, steps = [], media, ...first }] of Object.entries(cases)) {
      await test.step(title, async () => {
        await page.emulateMedia(media ?? { reducedMotion: null });
        await page.mouse.move(999, 759);
        const app = await run(page, program);
        await check(app, first);
        for (const { actions = [], ...then } of steps) {
          for (const action of actions) await act(app, action);
          await check(app, then);
        }
      });
    }
  });
}
