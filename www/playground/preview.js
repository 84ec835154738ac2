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

  /** Runs files of a folder, the entry first. */
  runFiles(folder, files, base) {
    this.#replace(element("offstage-app", { src: folder + files[0], files: files.slice(1).join(" "), base }));
  }

  /**
   * Runs edited files, the entry first. A program that runs goes on with them and keeps what fits of its state;
   * answers the places whose state was dropped. Files that do not run leave it as it is.
   */
  async goOn(files, base, name) {
    if (this.#app?.getAttribute("state") === "running") return this.#app.swap({ entry: files[0].path, files });
    this.runSources(files, base, name);
    return [];
  }

  /** Runs edited files anew, the entry first; `name` is that under which their state is kept, if it is. */
  runSources(files, base, name) {
    const scripts = files.map(({ path, text }) => {
      const script = element("script", { type: "text/boon", "data-file": path });
      script.text = boon ? boon.createScript(text) : text;
      return script;
    });
    this.#replace(element("offstage-app", { base, ...(name ? { app: name } : {}) }, ...scripts));
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
