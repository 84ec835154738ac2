import { element, part } from "./elements.js";

/** Shows what a running program tells of itself: how it is kept, what was given up, its counters and its tree. */
export class Inspector {
  #result = part(".inspector .result");

  clear() {
    this.#result.replaceChildren(element("p", { class: "none" }, "Press Inspect to look inside."));
  }

  /** @param {HTMLElement | null} app an `offstage-app` */
  async show(app) {
    if (!app?.inspect) return this.clear();
    try {
      const [{ counters = {}, ...rest }, letters] = await Promise.all([app.inspect(), app.deadLetters()]);
      const again = () => this.show(app);
      this.#result.replaceChildren(kept(app.storage), ...deadLetters(app, letters, again), table(counters), ...branches(rest));
    } catch (error) {
      this.#result.replaceChildren(element("p", { class: "none" }, String(error?.message ?? error)));
    }
  }
}

/** How long and where what happens is kept. */
function kept(storage) {
  const line = element("p", { class: "kept" });
  if (!storage) return line;
  const { durability, place, problem } = storage;
  line.append(element("b", {}, "kept"), ` ${durability === "memory" ? "as long as the worker lives" : `${durability} · ${place}`}`);
  if (problem) line.append(element("span", { class: "problem" }, problem));
  return line;
}

/** The events that were given up, and what can be done about each. */
function deadLetters(app, letters, again) {
  if (!letters?.length) return [];
  const entry = ({ sequence, what, tries }) => {
    const act = (name, label) => {
      const button = element("button", { type: "button" }, label);
      button.addEventListener("click", () => app[name](sequence).then(again, again));
      return button;
    };
    const about = element("span", {}, `${sequence} · ${what} · failed ${tries} times`);
    return element("li", {}, about, act("retry", "Retry"), act("discard", "Discard"));
  };
  return [element("p", {}, element("b", {}, "given up")), element("ul", { class: "letters" }, ...letters.map(entry))];
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
