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
    throw new Failure(
      `dom_shim_bg.wasm could not be loaded from ${new URL(".", import.meta.url)}: ${error.message}` +
        " (a Content-Security-Policy needs script-src 'self' 'wasm-unsafe-eval')",
    );
  });
  return shim;
}

/** Something that keeps the program from running, in words for its author. */
class Failure extends Error {}

async function fetchText(url) {
  let response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new Failure(`${url} could not be loaded: ${error.message}`);
  }
  if (!response.ok) {
    const found = response.status === 404 ? "there is no such file" : response.statusText;
    throw new Failure(`${url} could not be loaded: ${response.status} ${found}`.trim());
  }
  const text = await response.text();
  if (/^\s*<(!doctype|html|head|body)\b/i.test(text)) {
    throw new Failure(`${url} is an HTML page, not a Boon program; is the address right?`);
  }
  return text;
}

function parseManifest(url, text) {
  let manifest;
  try {
    manifest = JSON.parse(text);
  } catch (error) {
    throw new Failure(`${url} is not a manifest: ${error.message}`);
  }
  const { entry, files } = manifest ?? {};
  const paths = Array.isArray(files) && files.every((file) => typeof file === "string");
  if (typeof entry !== "string" || !paths || !files.includes(entry)) {
    throw new Failure(`${url} is not a manifest: it needs "entry", and "files" with the entry among them`);
  }
  return { entry, files: [...new Set(files)] };
}

/** Modules of the library: nothing looks for files of these names. */
const LIBRARY = new Set(
  "Bool Build Directory Document Element File Light List Log Math Router Scene Stream Text Theme Timer Ulid Url".split(
    " ",
  ),
);

/** A folder program mostly has a theme of its own, which hides the library's. */
const isOwn = (name, entry) => !LIBRARY.has(name) || (name === "Theme" && entry === "RUN.bn");

/** Where a module may be, beside the entry file. */
const moduleFiles = (name) => [`${name}.bn`, `${name}/${name}.bn`, `Generated/${name}.bn`];

/** The modules that a text calls: `Theme` for `Theme/font(…)`. */
function calledModules(text) {
  const code = text.replace(/--.*/g, "");
  const calls = code.matchAll(/(?<![\w/])([A-Z][A-Za-z0-9]*)\/[a-z_]/g);
  return new Set([...calls].map(([, name]) => name));
}

/** The text of a file that may not be there. */
async function findText(url) {
  try {
    return await fetchText(url);
  } catch {
    return null;
  }
}

/** Finds the modules that a program calls; one that is nowhere is the program's mistake, which the engine names. */
async function findModules(entry, text, url) {
  const found = new Map([[entry, text]]);
  const looked = new Set();
  const look = async (name) => {
    for (const path of moduleFiles(name)) {
      const text = found.has(path) ? null : await findText(new URL(path, url).href);
      if (text !== null) {
        found.set(path, text);
        return follow(text);
      }
    }
  };
  const follow = async (text) => {
    const names = [...calledModules(text)].filter((name) => isOwn(name, entry) && !looked.has(name));
    for (const name of names) looked.add(name);
    await Promise.all(names.map(look));
  };
  await follow(text);
  // The order in which files arrived must not matter.
  const modules = [...found.keys()].slice(1).sort();
  return [entry, ...modules].map((path) => ({ path, text: found.get(path) }));
}

/** The program that an element names. */
async function readProgram(element, inline) {
  if (!element.hasAttribute("src")) {
    if (!inline) throw new Failure('there is no program: neither src nor a <script type="text/boon">');
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
    const files = named
      ? [{ path, text }, ...(await Promise.all(named.map(fetchFile)))]
      : await findModules(path, text, url);
    return { entry: path, files };
  }
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
  if (new URL(WORKER).origin === location.origin && location.protocol !== "file:") return;
  throw new Failure(
    location.protocol === "file:"
      ? "the page is a local file; workers need a page that a server delivers"
      : `offstage.js is served from ${new URL(WORKER).origin} but the page from ${location.origin}; workers must` +
        " have the page's origin, so serve the files of Offstage from there",
  );
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
      prepared = prepare(WORKER);
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
      app.start(program, { worker: WORKER, prepared, name: this.#name(), durability: durabilityOf(this), seed });
      prepared = null;
    } catch (error) {
      if (run === this.#run) this.#fail(error instanceof Failure ? error.message : `${error}`);
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

  /** The app's name if its state is to be kept. */
  #name() {
    if (durabilityOf(this) === "memory") return undefined;
    const name = appName(this);
    if (name === null) {
      console.info("Offstage: an inline program without the attribute `app` keeps nothing: it runs in memory mode");
      return undefined;
    }
    persist();
    return name;
  }

  /** What the shim tells; void once another start is current. */
  #observer(run) {
    const current = (act) => (...values) => {
      if (run === this.#run) act(...values);
    };
    return {
      state: current((state) => {
        if (this.getAttribute("state") !== "failed") this.setAttribute("state", state);
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

  /** Something that is not about a place in the program. */
  #fail(message) {
    this.#report(message, true);
  }

  /** The program has stopped but what it showed stays; the user may try again. */
  #giveUp(message) {
    this.setAttribute("state", "failed");
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
      this.setAttribute("state", "failed");
    }
    const trouble = await import("./trouble.js").catch(() => console.error("Offstage:", said));
    if (!trouble || run !== this.#run) return;
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
