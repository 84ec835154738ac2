import { element, part } from "./elements.js";

// Under `require-trusted-types-for 'script'` even the text of a data block must be trusted. What
// goes through this policy is Boon, which no browser executes.
const boon = globalThis.trustedTypes?.createPolicy("playground-boon", {
  createScript: (source) => source,
});

/** The place where one program at a time runs. */
export class Preview {
  #stage = part(".preview .stage");
  #status = part(".preview .status");
  #app = null;
  #observer = new MutationObserver(() => this.#showState());

  /** @param {(diagnostics: object[]) => void} onDiagnostics */
  constructor(onDiagnostics) {
    this.#stage.addEventListener("offstage-error", (event) => onDiagnostics(event.detail.diagnostics));
  }

  /** The running element, or null. */
  get app() {
    return this.#app;
  }

  /** Runs a file. */
  runFile(src, base) {
    this.#replace(element("offstage-app", { src, base }));
  }

  /** Runs an edited source. */
  runSource(source, base) {
    const script = element("script", { type: "text/boon" });
    script.text = boon ? boon.createScript(source) : source;
    this.#replace(element("offstage-app", { base }, script));
  }

  /** Removes the program; its worker ends with its element. */
  clear() {
    this.#observer.disconnect();
    this.#app = null;
    this.#stage.replaceChildren();
  }

  #replace(app) {
    this.clear();
    this.#app = app;
    this.#observer.observe(app, { attributes: true, attributeFilter: ["state"] });
    this.#stage.append(app);
    this.#showState();
  }

  #showState() {
    const state = this.#app?.getAttribute("state") ?? "";
    this.#status.textContent = state;
    this.#status.dataset.state = state;
  }
}
