// One app on the page, as the custom element has it: the wasm side, which decides, and the scripts that act for it.
//
// The border is the one of `border.rs`: numbers, and places in wasm's memory.

import { App as Wasm, initSync } from "./dom_shim.js";
import { DURABILITIES, attach, readReport, sources, start, write } from "./control.js";
import { createPage } from "./dom.js";
import { Link, prepare } from "./link.js";
import { listen } from "./listen.js";
import { ATTRIBUTES, PROPERTIES } from "./names.js";
import { Tabs } from "./tabs.js";

export { prepare };

const TOLD_FRAME = 0;
const TOLD_START = 9;
const TOLD_STOP = 10;
const TOLD_RETRY = 11;
const TOLD_HEARD = 15;
const TOLD_TICK = 16;
const TOLD_FAILED = 17;
const TOLD_FENCED = 20;
const TOLD_GIVE_UP = 21;
const TOLD_REQUEST = 22;
const TOLD_CLEARED = 23;
const TOLD_COUNT = 24;

const STATES = ["", "recovering", "running", "stalled"];

let memory;
/** Compiles the wasm side, once for all apps. */
export async function load() {
  const url = new URL("dom_shim_bg.wasm", import.meta.url);
  // Some servers do not know what wasm is; a second answer is no stream, or says what is wrong.
  const module = await WebAssembly.compileStreaming(fetch(url)).catch(async () =>
    WebAssembly.compile(await (await fetch(url)).arrayBuffer()),
  );
  ({ memory } = initSync({ module }));
}

const bytesAt = (place, length) => new Uint8Array(memory.buffer, place, length);
const wordsAt = (place, length) => new Uint32Array(memory.buffer, place, length);
// A new decoder each time, because some browsers limit how much one decodes in its life.
const textAt = (place, length) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytesAt(place, length));

/** All apps by their numbers. */
const apps = [];

/** The one way out of wasm. Both ways are numbers: development builds take nothing else. */
export function asked(number, ...what) {
  return apps[number].asked(...what) >>> 0;
}

export class App {
  #observer;
  #page;
  #link = new Link(this);
  #tabs = new Tabs(this);
  #wasm;
  #program;
  #options;
  /** What the engine is started with besides: the url of the worker, and one that is ready. */
  #tab = crypto.getRandomValues(new BigUint64Array(1))[0];
  #requests = 0;
  #usesRouter = false;
  /** Why the worker has failed, as long as the wasm side has not decided what that means. */
  #wrong = "";
  /** Whether the wasm side is being told something; what it has to be told besides. */
  #inside = false;
  #waiting = [];

  /** Takes an element over for a program below a path of the page; the observer hears how it goes. */
  constructor(host, base, observer) {
    this.#observer = observer;
    this.#page = createPage(host, base, (...told) => this.tell(...told));
    this.#page.hoverAgain = listen(this.#page);
    this.#wasm = new Wasm(this.#page.number);
    apps[this.#page.number] = this;
  }

  /** The one way in; what is told meanwhile waits. */
  tell(what, a = 0, b = 0, x = 0, y = 0, time = Date.now(), ...texts) {
    if (this.#inside) return void this.#waiting.push([what, a, b, x, y, time, ...texts]);
    this.#inside = true;
    for (const text of texts) {
      const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
      // The place first: memory may move.
      const place = this.#wasm.place(bytes.length);
      bytesAt(place, bytes.length).set(bytes);
    }
    const answer = this.#wasm.tell(what, +a, +b, +x, +y, time);
    this.#inside = false;
    this.#page.flush();
    for (const told of this.#waiting.splice(0)) this.tell(...told);
    return answer;
  }

  /** What wasm asks for; nothing here may tell it something before it returns. */
  asked(what, a, b, c, d, e) {
    const [page, link, tabs] = [this.#page, this.#link, this.#tabs];
    switch (what) {
      case 0: // Apply
        return page.apply(wordsAt(a, b), textAt(c, d), e);
      case 1: // Hurry
        return page.hurry();
      case 2: // SelectionStart
        return page.selection(a) + 1;
      case 3: // SelectionEnd
        return page.selection(a, true);
      case 4: // Renewed
        return page.renewed(wordsAt(a, b));
      case 5: // Send
        return this.#send(bytesAt(a, b).slice(), c);
      case 6: // Alarm
        return link.alarm(a);
      case 7: // Ping
        return a ? tabs.send({ ping: true }) : link.ping();
      case 8: // Open
        return this.#open(a, b, c + d * 2 ** 32);
      case 9: // Join
        return this.#join(a, b + c * 2 ** 32);
      case 10: // End
        return this.#end(a);
      case 11: // Dismiss
        return this.#dismiss();
      case 12: // Vouch
        return tabs.vouch(a);
      case 13: // Resign
        return tabs.resign(a);
      case 14: // Steal
        this.#say("leaderSilent");
        return tabs.steal();
      case 15: // Stand
        return tabs.stand();
      case 16: // Keep
        return tabs.keep(bytesAt(a, b), c);
      case 17: // Close
        this.#dismiss();
        this.#end(0);
        link.close();
        tabs.close();
        page.close();
        delete apps[page.number];
        return;
      case 18: // State
        return this.#observe("state", STATES[a]);
      case 19: // Died
        return this.#say("died", a, b ? ["mute"] : this.#wrong);
      case 20: // Hopeless
        return this.#observe("failed", this.#wrong);
      case 21: // Refused
        return this.#say("refused", (d ? PROPERTIES : ATTRIBUTES)[c], textAt(a, b).slice(0, 120));
      case 22: // Rejected
        return this.#say("rejected", a + b * 2 ** 32, c, d);
      case 23: // Disagreement
        return this.#say("disagreement", c, d);
      case 24: // Unsendable
        return this.#say("unsendable", c, d);
    }
  }

  /** The element may stop the app from within, so it hears when everything here is over. */
  #observe(ear, ...said) {
    queueMicrotask(() => this.#observer[ear](...said));
  }

  /** Tells what is wrong in words, which are not loaded before something is. */
  async #say(what, ...details) {
    const words = await import("./words.js");
    const [ear, ...said] = words[what](...details);
    if (ear) this.#observer[ear](...said);
  }

  /** Starts the program, or shows it if another tab runs it; without a name nothing is kept. */
  start(program, options) {
    const { name } = options;
    const durability = name ? options.durability : "memory";
    this.#program = program;
    this.#options = { ...options, durability };
    this.tell(TOLD_START, DURABILITIES.indexOf(durability), name ? 1 : 0);
    if (name) this.#tabs.enter(name, this.#tab);
  }

  /** Ends everything: worker, timers, listeners, nodes. */
  stop() {
    this.tell(TOLD_STOP);
  }

  /** The user wants another try after the page has given up. */
  retry() {
    this.tell(TOLD_RETRY);
  }

  /** The engine runs this text now: one that is started later is to do the same. */
  swapped(program) {
    this.#program = program;
  }

  /** One of the page's own counters. */
  count(counter) {
    return this.tell(TOLD_COUNT, counter);
  }

  /** How many bytes the wasm side of all apps has. */
  memory() {
    return memory.buffer.byteLength;
  }

  /** The files of a program in a command. */
  sources(program) {
    return sources(program);
  }

  /** Asks the engine; tasks about the saved state are numbered as in `Task`. */
  async ask(command, ...details) {
    const allowed = this.tell(TOLD_REQUEST);
    if (allowed > 2) throw (await import("./words.js")).notAsked(allowed);
    const request = ++this.#requests;
    const bytes = write(command, request, ...details);
    if (allowed === 2) this.#tabs.send({ command: bytes });
    else this.#link.command(bytes);
    return this.#link.ask(request);
  }

  /** Nothing on the page is of the next life. */
  cleared() {
    this.tell(TOLD_CLEARED);
  }

  #send(frame, follows) {
    if (follows) this.#tabs.send({ frame });
    else this.#link.send(frame);
  }

  #open(epoch, resumes, applied) {
    const options = this.#options;
    const { worker, name } = options;
    const prepared = options.prepared ?? prepare(worker, name);
    options.prepared = null;
    const { base, current } = this.#page.routes;
    const command = start({
      ...options, epoch, resumes, applied, base,
      tab: this.#tab, leftovers: this.#tabs.leftovers(), program: this.#program, route: current(), time: Date.now(),
    });
    const wrong = this.#link.open(prepared, worker, command);
    if (wrong) this.#observe("failed", wrong);
  }

  #join(resumes, applied) {
    const { base, current } = this.#page.routes;
    const command = attach({ program: this.#program, base, route: current(), resumes, applied });
    this.#tabs.send({ command });
  }

  async #end(why) {
    const waiting = this.#link.end();
    if (!waiting.length) return;
    const { ended } = await import("./words.js");
    for (const reject of waiting) reject(new Error(ended(why)));
  }

  /** No worker is needed here: another tab has one. */
  #dismiss() {
    this.#options?.prepared?.end();
    if (this.#options) this.#options.prepared = null;
  }

  // What links and tabs have heard.

  heard() {
    this.tell(TOLD_HEARD);
  }

  receive(frame) {
    this.tell(TOLD_FRAME, 0, 0, 0, 0, Date.now(), frame);
  }

  answer(answer) {
    this.#link.answer(answer);
  }

  fails(wrong, listened) {
    this.#wrong = wrong;
    this.tell(TOLD_FAILED, listened);
  }

  ticks(late) {
    this.tell(TOLD_TICK, 0, 0, late);
  }

  /** A report, of this page's worker or of the tab that leads. */
  hears(bytes, elsewhere) {
    const report = readReport(bytes);
    const giveUp = () => {
      this.tell(TOLD_GIVE_UP);
      this.#say("otherProgram");
    };
    if (!report) return elsewhere ? giveUp() : this.#say("otherBuild");
    const [kind, said] = report;
    switch (kind) {
      case 0: // Started
        return this.#tabs.took();
      case 1: // Diagnostics
      case 2: // Failed
        return this.#observe("report", said, kind === 2);
      case 3: // OtherVersion
        return this.#say("otherBuild");
      case 4: // UsesRouter
        // Another life of the engine says it again.
        if (!this.#usesRouter && !this.#page.routes.claim()) this.#say("guest", this.#page.routes.base);
        this.#usesRouter = true;
        return;
      case 5: // Storage
        return this.#observe("storage", said);
      case 6: // GivenUp
        return this.#say("letter", said);
      case 7: // OtherProgram
        return giveUp();
      case 8: // Fenced
        return this.tell(TOLD_FENCED);
      case 9: // Swapped
        this.swapped(said);
        return this.#observe("swapped", said);
    }
  }
}
