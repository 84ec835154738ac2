import { element, part } from "./elements.js";

/** The list of what the program's engine reported. */
export class Problems {
  #list = part(".problems .list");

  constructor() {
    this.clear();
  }

  clear() {
    this.#list.replaceChildren(element("li", { class: "none" }, "Nothing to report."));
  }

  /**
   * What a new text of the program no longer has a place for.
   * @param {string[]} places
   */
  dropped(places) {
    if (places.length) this.add([{ severity: "note", message: `State that no longer fits was dropped: ${places.join(", ")}` }]);
  }

  /** @param {object[]} diagnostics the detail of an `offstage-error` */
  add(diagnostics) {
    this.#list.querySelector(".none")?.remove();
    this.#list.append(...diagnostics.map(entry));
  }
}

function entry(diagnostic) {
  const { severity = "error", message, file, line, column, sourceLine, caret, trace = [], hints = [] } = diagnostic;
  const item = element("li", { "data-severity": String(severity).toLowerCase() });
  item.append(element("strong", {}, message));
  if (file && line) item.append(element("span", { class: "place" }, `${file}:${line}:${column}`));
  if (sourceLine) item.append(element("pre", {}, `${sourceLine}\n${caret ?? ""}`));
  for (const step of trace) item.append(element("p", { class: "step" }, step));
  for (const hint of hints) item.append(element("p", { class: "hint" }, hint));
  return item;
}
