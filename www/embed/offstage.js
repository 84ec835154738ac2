// `<offstage-app src="todo.bn">`: a Boon program as an element.
//
// The element reads the program's files, starts an app of the shim for them and shows what goes wrong. The
// life of the worker is the shim's business, what the program does the worker's. Every file that is needed
// lies beside this one, wherever that is.
//
// State belongs to the page's origin and the app's name: the attribute `app`, or the path of `src`. An inline
// program without `app` has no name and keeps nothing.

import init, { App, prepare } from "./dom_shim.js";

const WORKER = new URL("./worker.js", import.meta.url).href;

const style = new CSSStyleSheet();
style.replaceSync(":where(offstage-app) { display: block }");

let shim;
/** The shim's wasm, once for all apps. */
function loadShim() {
  shim ??= init().catch((error) => {
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
  return [entry, ...modules].map((path) => [path, found.get(path)]);
}

/** The program that an element names: entry, paths, texts. */
async function readProgram(element, inline) {
  if (!element.hasAttribute("src")) {
    if (inline === null) throw new Failure('there is no program: neither src nor a <script type="text/boon">');
    return { entry: inline[0].path, paths: inline.map(({ path }) => path), texts: inline.map(({ text }) => text) };
  }
  const url = new URL(element.getAttribute("src"), element.ownerDocument.baseURI);
  // A folder is a program with the entry file RUN.bn.
  if (url.pathname.endsWith("/")) url.pathname += "RUN.bn";
  const text = await fetchText(url.href);
  if (!url.pathname.endsWith(".json")) {
    const name = decodeURIComponent(url.pathname.split("/").pop());
    const named = element.getAttribute("files")?.split(/\s+/).filter((path) => path !== "" && path !== name);
    const program = named
      ? [
          [name, text],
          ...(await Promise.all(named.map(async (path) => [path, await fetchText(new URL(path, url).href)]))),
        ]
      : await findModules(name, text, url);
    return { entry: name, paths: program.map(([path]) => path), texts: program.map(([, text]) => text) };
  }
  const { entry, files } = parseManifest(url.href, text);
  const texts = await Promise.all(files.map((file) => fetchText(new URL(file, url).href)));
  return { entry, paths: files, texts };
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

/** The files of a program as the shim takes them. */
function filesOf(source, { entry, paths, texts }) {
  if (typeof source === "string") {
    return { entry, paths, texts: paths.map((path, index) => (path === entry ? source : texts[index])) };
  }
  const files = Array.isArray(source?.files) ? source.files : [];
  if (!files.some(({ path }) => path === source.entry)) {
    throw new TypeError('swap needs a text, or { entry, files: [{ path, text }] } with the entry among the files');
  }
  return { entry: source.entry, paths: files.map(({ path }) => path), texts: files.map(({ text }) => text) };
}

/** Gives the shim the files of a program. */
function handOver(app, { paths, texts }) {
  for (const [index, path] of paths.entries()) app.file(path, texts[index]);
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
  #diagnostics = [];
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
    this.#panel?.remove();
    this.#panel = null;
    this.#diagnostics = [];
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

  /** Forgets everything that is saved; the program starts anew, in every tab. */
  async clearState() {
    await this.#running().clearState();
  }

  /**
   * Goes on with another text of the program, in every tab: what fits of its state is kept, and the places are
   * answered whose state was dropped.
   */
  async swap(source) {
    const app = this.#running();
    const program = filesOf(source, this.#program);
    handOver(app, program);
    const dropped = await app.swap(program.entry).catch((error) => {
      throw Object.assign(error, { diagnostics: error.diagnostics?.map(fromEngine) ?? [] });
    });
    handOver(app, program);
    app.swapped(program.entry);
    this.#program = program;
    return dropped;
  }

  /** The log as a file for a bug report; with `redact`, its texts are blanked. */
  async recording({ redact = false } = {}) {
    return new Blob([await this.#running().recording(redact)], { type: "application/octet-stream" });
  }

  /** The events that were given up because the engine died whenever they were processed. */
  async deadLetters() {
    return this.#running().deadLetters();
  }

  /** Tries an event that was given up once more. */
  async retry(sequence) {
    return this.#running().retryLetter(sequence);
  }

  /** Forgets an event that was given up. */
  async discard(sequence) {
    return this.#running().discardLetter(sequence);
  }

  /** The counters and the scope tree of the running program. */
  async inspect() {
    const app = this.#running();
    const inspection = await app.inspect();
    const page = {};
    app.counters(page);
    // What both sides count is one number for the reader; `page` has the page's part.
    const counters = { ...inspection.counters };
    counters.coalesced += page.coalesced;
    counters.stale += page.stale;
    counters.rejected += page.rejected_values + page.rejected_events;
    return { ...inspection, counters, page };
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
      app.prepared = prepared;
      prepared = null;
      app.attach(app);
      this.#program = program;
      const [seed] = crypto.getRandomValues(new Uint32Array(1));
      const [tab] = crypto.getRandomValues(new BigUint64Array(1));
      handOver(app, program);
      app.start(WORKER, this.#name(), durabilityOf(this), tab, program.entry, seed);
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
    this.#inline = scripts.map(({ dataset, textContent }) => ({ path: dataset.file ?? "inline.bn", text: textContent }));
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
    let batch = [];
    let files = [];
    const current = (act) => (...values) => {
      if (run === this.#run) act(...values);
    };
    return {
      state: current((state) => {
        if (this.getAttribute("state") !== "failed") this.setAttribute("state", state);
      }),
      diagnostic: current((isError, message, file, line, column, sourceLine, caret) => {
        const severity = isError ? "error" : "warning";
        batch.push({ severity, message, hints: [], file, line, column, sourceLine, caret, trace: [] });
      }),
      hint: current((hint) => batch.at(-1).hints.push(hint)),
      step: current((step) => batch.at(-1).trace.push(step)),
      diagnosed: current((failed) => {
        const diagnostics = batch;
        batch = [];
        this.#report(diagnostics, failed);
      }),
      failed: current((message) => this.#fail(message)),
      gaveUp: current((message) => this.#giveUp(message)),
      file: current((path, text) => files.push([path, text])),
      swapped: current((entry) => {
        const paths = files.map(([path]) => path);
        this.#program = { entry, paths, texts: files.map(([, text]) => text) };
        files = [];
      }),
      storage: current((durability, place, problem) => {
        this.#storage = { durability, place, problem };
        if (problem) console.warn(`Offstage: ${problem}`);
        this.dispatchEvent(new CustomEvent("offstage-storage", { bubbles: true, detail: this.#storage }));
      }),
    };
  }

  /** Something that is not about a place in the program. */
  #fail(message) {
    this.#report([aboutNoPlace(message)], true);
  }

  /** The program has stopped but what it showed stays; the user may try again. */
  #giveUp(message) {
    this.setAttribute("state", "failed");
    this.#report([aboutNoPlace(message)], false);
    this.#showPanel(() => {
      this.#panel?.remove();
      this.#panel = null;
      this.#diagnostics = [];
      this.setAttribute("state", "recovering");
      this.#app?.retry();
    });
  }

  #report(diagnostics, failed) {
    for (const diagnostic of diagnostics) {
      const report = diagnostic.severity === "error" ? console.error : console.warn;
      report(`Offstage: ${describe(diagnostic)}`);
    }
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    this.#diagnostics.push(...errors);
    if (failed) {
      this.#app?.stop();
      this.#app = null;
      this.setAttribute("state", "failed");
      this.#showPanel();
    }
    if (errors.length) {
      this.dispatchEvent(new CustomEvent("offstage-error", { bubbles: true, detail: { diagnostics } }));
    }
  }

  #showPanel(retry) {
    this.#panel?.remove();
    const panel = this.ownerDocument.createElement("pre");
    panel.setAttribute("role", "alert");
    panel.className = "offstage-error";
    panel.textContent = this.#diagnostics.map(describe).join("\n\n");
    Object.assign(panel.style, {
      margin: "0",
      padding: "12px 16px",
      overflow: "auto",
      font: "13px/1.45 ui-monospace, monospace",
      color: "#7a1212",
      background: "#fff4f3",
      borderLeft: "4px solid #c62828",
      whiteSpace: "pre",
    });
    if (retry) {
      const button = this.ownerDocument.createElement("button");
      button.type = "button";
      button.textContent = "Retry";
      // Buttons inside of an app have no look of their own.
      Object.assign(button.style, {
        display: "block",
        margin: "12px 0 0",
        padding: "4px 12px",
        font: "inherit",
        background: "#fff",
        border: "1px solid #c62828",
        borderRadius: "6px",
        cursor: "pointer",
      });
      button.addEventListener("click", retry);
      panel.append(button);
    }
    this.append(panel);
    this.#panel = panel;
  }
}

/** A diagnostic in an answer of the engine, in the names that JS has for its parts. */
function fromEngine({ severity, source_line: sourceLine, ...others }) {
  return { ...others, severity: severity.toLowerCase(), sourceLine };
}

function aboutNoPlace(message) {
  return { severity: "error", message, hints: [], file: "", line: 0, column: 0, sourceLine: "", caret: "", trace: [] };
}

/** A diagnostic as its author reads it. */
function describe({ severity, message, hints, file, line, column, sourceLine, caret, trace }) {
  const rows = [file ? `${file}:${line}:${column}: ${severity}: ${message}` : message];
  if (file && sourceLine) {
    const number = `${line}`;
    rows.push(`${number} | ${sourceLine}`, `${" ".repeat(number.length)} | ${caret}`);
  }
  rows.push(...trace.map((step) => `  ${step}`));
  for (const hint of hints) rows.push(`hint: ${hint}`);
  return rows.join("\n");
}

if (!customElements.get("offstage-app")) customElements.define("offstage-app", OffstageApp);
