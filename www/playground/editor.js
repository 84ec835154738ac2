import { element, part } from "./elements.js";

/** The files of the shown program, one of them in the text area. */
export class Editor {
  #source = part(".editor .source");
  #tabs = part(".editor .tabs");
  /** @type {{ path: string, original: string, text: string }[]} */
  #files = [];
  #shown = 0;

  constructor() {
    this.#source.addEventListener("input", () => {
      const file = this.#files[this.#shown];
      if (file) file.text = this.#source.value;
    });
    this.#tabs.addEventListener("click", (event) => {
      const tab = event.target.closest("[role=tab]");
      if (tab) this.#show(Number(tab.dataset.index));
    });
    this.#tabs.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      this.#show((this.#shown + step + this.#files.length) % this.#files.length);
      this.#tabs.children[this.#shown].focus();
    });
  }

  /** The area that takes keys. */
  get source() {
    return this.#source;
  }

  /** What the files hold now, the entry first. */
  get files() {
    return this.#files.map(({ path, text }) => ({ path, text }));
  }

  /**
   * Shows other files, the entry first.
   * @param {{ path: string, text: string }[]} files
   */
  open(files) {
    this.#files = files.map(({ path, text }) => ({ path, text, original: text }));
    const tab = ({ path }, index) =>
      element("button", { type: "button", role: "tab", id: `tab-${index}`, "data-index": `${index}` }, path);
    this.#tabs.replaceChildren(...this.#files.map(tab));
    this.#tabs.hidden = files.length < 2;
    this.#show(0);
  }

  /** Puts every file back to what it was. */
  reset() {
    for (const file of this.#files) file.text = file.original;
    this.#show(this.#shown);
  }

  #show(index) {
    this.#shown = index;
    this.#source.value = this.#files[index]?.text ?? "";
    for (const [at, tab] of [...this.#tabs.children].entries()) {
      tab.setAttribute("aria-selected", `${at === index}`);
      tab.tabIndex = at === index ? 0 : -1;
    }
  }
}
