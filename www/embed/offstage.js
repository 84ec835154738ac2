// `<offstage-app src="todo.bn">`: a Boon program as an element.
//
// The element reads the program's files, starts an app of the shim for them and shows what goes wrong. The
// life of the worker is the shim's business, what the program does the worker's. Every file that is needed
// lies beside this one, wherever that is.
//
// State belongs to the page's origin and the app's name: the attribute `app`, or the path of `src`. An inline
// program without `app` has no name and keeps nothing.

import { App, load, prepare } from "./app.js";

const WORKER = new URL("./worker.js", import.meta.url).href;

const style = new CSSStyleSheet();
style.replaceSync(":where(offstage-app) { display: block }");

let shim;
/** The shim's wasm, once for all apps. */
function loadShim() {
  shim ??= load().catch((error) => {
    shim = undefined;
    throw new Failure("wasm", new URL(".", import.meta.url), error.message);
  });
  return shim;
}

/** Something that keeps the program from running; `words.js` has the words for its author. */
class Failure extends Error {
  constructor(...said) {
    super(said);
    this.said = said;
  }
}

async function fetchText(url) {
  let response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new Failure("unloaded", url, error.message);
  }
  if (!response.ok) throw new Failure("answered", url, response.status, response.statusText);
  const text = await response.text();
  if (/^\s*<(!doctype|html|head|body)\b/i.test(text)) throw new Failure("html", url);
  return text;
}

/** Modules of the library: nothing looks for files of these names. */
const LIBRARY = new Set(
  "Bool Build Directory Document Element File Light List Log Math Router Scene Stream Text Theme Timer Ulid Url".split(
    " ",
  ),
);

/** A folder program mostly has a theme of its own, which hides the library's. */
const isOwn = (name, entry) => !LIBRARY.has(name) || (name === "Theme" && entry === "RUN.bn");

/** The modules of its own that a text calls: `Parts` for `Parts/row(…)`. */
function calledModules(text, entry) {
  const code = text.replace(/--.*/g, "");
  const calls = code.matchAll(/(?<![\w/])([A-Z][A-Za-z0-9]*)\/[a-z_]/g);
  return [...new Set([...calls].map(([, name]) => name))].filter((name) => isOwn(name, entry));
}

/** The program that an element names. */
async function readProgram(element, inline) {
  if (!element.hasAttribute("src")) {
    if (!inline) throw new Failure("nothing");
    return { entry: inline[0].path, files: inline };
  }
  const url = new URL(element.getAttribute("src"), element.ownerDocument.baseURI);
  // A folder is a program with the entry file RUN.bn.
  if (url.pathname.endsWith("/")) url.pathname += "RUN.bn";
  const text = await fetchText(url.href);
  const fetchFile = async (path) => ({ path, text: await fetchText(new URL(path, url).href) });
  if (!url.pathname.endsWith(".json")) {
    const path = decodeURIComponent(url.pathname.split("/").pop());
    const named = element.getAttribute("files")?.split(/\s+/).filter((other) => other && other !== path);
    const files = named ? [{ path, text }, ...(await Promise.all(named.map(fetchFile)))] : [{ path, text }];
    if (named || !calledModules(text, path).length) return { entry: path, files };
    const { findModules } = await import("./modules.js");
    return { entry: path, files: await findModules(path, text, url, fetchText, calledModules) };
  }
  const { parseManifest } = await import("./modules.js");
  const { entry, files } = parseManifest(url.href, text);
  return { entry, files: await Promise.all(files.map(fetchFile)) };
}

/** Under which name an element's state is kept; null if it has none. */
function appName(element) {
  const name = element.getAttribute("app");
  if (name) return name;
  if (!element.hasAttribute("src")) return null;
  return new URL(element.getAttribute("src"), element.ownerDocument.baseURI).pathname;
}

const DURABILITIES = ["relaxed", "strict", "memory"];

function durabilityOf(element) {
  const wanted = element.getAttribute("durability") ?? "relaxed";
  if (DURABILITIES.includes(wanted)) return wanted;
  console.warn(`Offstage: durability="${wanted}" is none of ${DURABILITIES.join(", ")}; relaxed is meant instead`);
  return "relaxed";
}

let persisted;
/** Asks the browser, once per page, not to throw the state away when the disk fills up. */
function persist() {
  persisted ??= navigator.storage?.persist?.().catch(() => false);
}

function checkOrigin() {
  const { origin } = new URL(WORKER);
  if (location.protocol === "file:") throw new Failure("file");
  if (origin !== location.origin) throw new Failure("origin", origin, location.origin);
}

export class OffstageApp extends HTMLElement {
  static observedAttributes = ["src", "files", "base", "app", "durability"];

  #app = null;
  /** Which start is current: what an older one still awaits is void. */
  #run = 0;
  #inline = null;
  #errors = [];
  #panel = null;
  #program = null;
  #storage = null;

  connectedCallback() {
    const { adoptedStyleSheets } = this.ownerDocument;
    if (!adoptedStyleSheets.includes(style)) adoptedStyleSheets.push(style);
    this.#start();
  }

  disconnectedCallback() {
    this.stop();
  }

  attributeChangedCallback(_name, before, after) {
    if (this.isConnected && this.#run > 0 && before !== after) this.#start();
  }

  /** Ends the program and starts it anew from its source. */
  restart() {
    if (this.isConnected) this.#start();
  }

  /** Ends the program: its worker, timers, listeners and elements. */
  stop() {
    this.#run++;
    this.#app?.stop();
    this.#app = null;
    this.#clear();
    this.#program = this.#storage = null;
    this.removeAttribute("state");
  }

  #running() {
    if (!this.#app) throw new Error("the program is not running");
    return this.#app;
  }

  /** How what happens is kept: `{ durability, place, problem }`; null as long as nobody has said. */
  get storage() {
    return this.#storage;
  }

  /** Does something of `manage.js`, which is loaded when it is asked for. */
  async #manage(what, ...details) {
    const app = this.#running();
    const manage = await import("./manage.js");
    return manage[what](app, ...details);
  }

  /** Forgets everything that is saved; the program starts anew, in every tab. */
  clearState() {
    return this.#manage("clearState");
  }

  /**
   * Goes on with another text of the program, in every tab: what fits of its state is kept, and the places are
   * answered whose state was dropped.
   */
  async swap(source) {
    const [program, dropped] = await this.#manage("swap", source, this.#program);
    this.#program = program;
    return dropped;
  }

  /** The log as a file for a bug report; with `redact`, its texts are blanked. */
  recording({ redact = false } = {}) {
    return this.#manage("recording", redact);
  }

  /** The events that were given up because the engine died whenever they were processed. */
  deadLetters() {
    return this.#manage("deadLetters");
  }

  /** Tries an event that was given up once more. */
  retry(sequence) {
    return this.#manage("retry", sequence);
  }

  /** Forgets an event that was given up. */
  discard(sequence) {
    return this.#manage("discard", sequence);
  }

  /** The counters and the scope tree of the running program. */
  inspect() {
    return this.#manage("inspect");
  }

  async #start() {
    this.stop();
    const run = this.#run;
    this.setAttribute("state", "loading");
    let prepared;
    try {
      checkOrigin();
      const durability = durabilityOf(this);
      const name = (durability !== "memory" && appName(this)) || undefined;
      prepared = prepare(WORKER, name);
      // A parser may connect the element before its children are there.
      if (this.ownerDocument.readyState === "loading" && !this.hasAttribute("src")) {
        await new Promise((resolve) => {
          this.ownerDocument.addEventListener("DOMContentLoaded", resolve, { once: true });
        });
        if (run !== this.#run) return;
      }
      this.#takeInline();
      const [program] = await Promise.all([readProgram(this, this.#inline), loadShim()]);
      if (run !== this.#run) return;
      const app = new App(this, this.getAttribute("base") ?? "/", this.#observer(run));
      this.#app = app;
      this.#program = program;
      const [seed] = crypto.getRandomValues(new Uint32Array(1));
      app.start(program, { worker: WORKER, prepared, name, durability, seed });
      prepared = null;
      if (name) persist();
      else if (durability !== "memory") {
        console.info("Offstage: an inline program without the attribute `app` keeps nothing: it runs in memory mode");
      }
    } catch (error) {
      if (run === this.#run) this.#fail(error.said ?? `${error}`);
    } finally {
      prepared?.end();
    }
  }

  /** The program in the element: one script per file, the entry first. */
  #takeInline() {
    const scripts = [...this.querySelectorAll(':scope > script[type="text/boon"]')];
    if (scripts.length === 0) return;
    this.#inline = scripts.map(({ dataset, text }) => ({ path: dataset.file ?? "inline.bn", text }));
    for (const script of scripts) script.remove();
  }

  /** What the shim tells; void once another start is current. */
  #observer(run) {
    const current = (act) => (...values) => {
      if (run === this.#run) act(...values);
    };
    return {
      state: current((state) => {
        if (this.#app && this.getAttribute("state") !== "failed") this.setAttribute("state", state);
      }),
      report: current((diagnostics, failed) => this.#report(diagnostics, failed)),
      failed: current((message) => this.#fail(message)),
      gaveUp: current((message) => this.#giveUp(message)),
      swapped: current((program) => (this.#program = program)),
      storage: current((storage) => {
        this.#storage = storage;
        if (storage.problem) console.warn(`Offstage: ${storage.problem}`);
        this.dispatchEvent(new CustomEvent("offstage-storage", { bubbles: true, detail: storage }));
      }),
    };
  }

  /** Something that is not about a place in the program: a message, or what `words.js` has one for. */
  #fail(said) {
    this.#report(said, true);
  }

  /** The program has stopped but what it showed stays; the user may try again. */
  #giveUp(message) {
    this.#report(message, false, () => {
      this.#clear();
      this.setAttribute("state", "recovering");
      this.#app?.retry();
    });
  }

  #clear() {
    this.#panel?.remove();
    this.#panel = null;
    this.#errors = [];
  }

  /** Diagnostics, or a message; how they are shown is loaded when there are some. */
  async #report(said, failed, retry) {
    const run = this.#run;
    if (failed) {
      this.#app?.stop();
      this.#app = null;
    }
    const trouble = await import("./trouble.js").catch(() => console.error("Offstage:", said));
    if (run !== this.#run) return;
    // Not before it can be seen what is wrong: who waits for the state then looks for that.
    if (failed || retry) this.setAttribute("state", "failed");
    if (!trouble) return;
    const { diagnostics, errors } = trouble.tell(said);
    this.#errors.push(...errors);
    if (failed || retry) {
      this.#panel?.remove();
      this.#panel = trouble.panel(this.ownerDocument, this.#errors, retry);
      this.append(this.#panel);
    }
    if (errors.length) {
      this.dispatchEvent(new CustomEvent("offstage-error", { bubbles: true, detail: { diagnostics } }));
    }
  }
}

if (!customElements.get("offstage-app")) customElements.define("offstage-app", OffstageApp);
