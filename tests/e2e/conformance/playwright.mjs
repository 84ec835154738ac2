// Chromium and Firefox, through Playwright.

import { chromium, firefox } from "@playwright/test";

const VIEWPORT = { width: 1000, height: 760 };
const CHROMIUM_FLAGS = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];

/** Opens a browser: `page()` answers with one page in a context of its own. */
export async function launch(name, executablePath, address) {
  // Chromium's sandbox refuses to start for root, which is what containers run as.
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser =
    name === "firefox"
      ? await firefox.launch({ channel: "moz-firefox", executablePath })
      : await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS, ...root] });
  return {
    async page() {
      const context = await browser.newContext({ viewport: VIEWPORT });
      return new Page(await context.newPage(), address, name === "firefox");
    },
    close: () => browser.close(),
  };
}

class Page {
  constructor(page, address, dispatchesDoubleClicks) {
    this.page = page;
    this.address = address;
    this.dispatchesDoubleClicks = dispatchesDoubleClicks;
  }

  async open(path) {
    // Where the pointer was in the last program, something of this one may be.
    await this.page.mouse.move(VIEWPORT.width - 1, VIEWPORT.height - 1);
    await this.page.goto(this.address + path);
  }

  reload() {
    return this.page.reload();
  }

  ask(name, values) {
    return this.page.evaluate(([name, values]) => globalThis.conformance[name](...values), [name, values]);
  }

  move({ x, y }) {
    return this.page.mouse.move(x, y);
  }

  click({ x, y }) {
    return this.page.mouse.click(x, y);
  }

  async doubleClick({ x, y }) {
    if (!this.dispatchesDoubleClicks) return this.page.mouse.dblclick(x, y);
    await this.page.mouse.click(x, y);
    await this.page.mouse.click(x, y);
    // Over BiDi two clicks are no double click.
    await this.ask("act", ["double_click", x, y]);
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  press(key) {
    return this.page.keyboard.press(key);
  }
}
