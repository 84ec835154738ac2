import { element, part } from "./elements.js";

/** Shows what `inspect()` answers: the counters as a table, the rest as a tree. */
export class Inspector {
  #result = part(".inspector .result");

  clear() {
    this.#result.replaceChildren(element("p", { class: "none" }, "Press Inspect to look inside."));
  }

  /** @param {{ inspect(): Promise<object> } | null} app */
  async show(app) {
    if (!app?.inspect) return this.clear();
    try {
      const { counters = {}, ...rest } = await app.inspect();
      this.#result.replaceChildren(table(counters), ...branches(rest));
    } catch (error) {
      this.#result.replaceChildren(element("p", { class: "none" }, String(error?.message ?? error)));
    }
  }
}

function table(counters) {
  const rows = Object.entries(counters).map(([name, value]) =>
    element("tr", {}, element("th", { scope: "row" }, name.replaceAll("_", " ")), element("td", {}, String(value))),
  );
  return element("table", {}, element("tbody", {}, ...rows));
}

/** One line per plain value, one fold per object or list; folds fill when they are opened. */
function branches(value) {
  return Object.entries(value ?? {}).map(([name, child]) => {
    if (child === null || typeof child !== "object") {
      return element("div", { class: "leaf" }, element("b", {}, name), ` ${String(child)}`);
    }
    const fold = element("details", {}, element("summary", {}, title(name, child)));
    fold.addEventListener("toggle", () => fold.append(...branches(child)), { once: true });
    return fold;
  });
}

function title(name, value) {
  const label = value.name ?? value.place ?? value.key;
  const count = Array.isArray(value) ? ` (${value.length})` : "";
  return typeof label === "string" ? `${name} · ${label}` : `${name}${count}`;
}
