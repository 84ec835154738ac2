// The tabs that show one app: who leads them, what those that follow say, and what a tab leaves behind.
//
// The tab that holds the lock `offstage:<app>` leads: only its worker runs the program. The others have no
// worker; they talk to the leader's over a BroadcastChannel of the same name, in structured clones:
//
//   { to: "leader", from, command | frame: Uint8Array }    { to: "leader", from, ping: true }
//   { to: "<tab>", epoch, report | frame: Uint8Array }     { to: "<tab>", epoch, answer | alive }
//   { to: "all", epoch, leads | alive: true }
//
// Every tab holds the lock `offstage:<app>:<tab>` as long as it is there. Where there are no locks or no
// channels, each tab is alone.

import { write } from "./control.js";

const TOLD_LEADS = 12;
const TOLD_FOLLOWS = 13;
const TOLD_LOST = 14;
const TOLD_LEAVING = 18;
const TOLD_STAYS = 19;

const locks = globalThis.BroadcastChannel && navigator.locks;

export class Tabs {
  #app;
  #name = "";
  #tab = 0n;
  #channel = null;
  #gone = new AbortController();
  /** Ends the wait for the lock. */
  #waiting = null;
  /** Lets go of the lock. */
  #resigned = null;
  /** What other tabs left behind and is on its way into the log. */
  #taken = [];

  /** `app` is told and hears as by a link, and of who leads. */
  constructor(app) {
    this.#app = app;
  }

  #tell(what) {
    if (!this.#gone.signal.aborted) this.#app.tell(what);
  }

  /** Joins the tabs of an app; that this one leads or follows is told. */
  enter(name, tab) {
    this.#name = `offstage:${name}`;
    this.#tab = tab;
    const { signal } = this.#gone;
    const on = (type, react) => addEventListener(type, react, { signal });
    on("pagehide", () => this.#tell(TOLD_LEAVING));
    on("pageshow", () => this.#tell(TOLD_STAYS));
    on("visibilitychange", ({ target }) => this.#tell(target.hidden ? TOLD_LEAVING : TOLD_STAYS));
    // Who waits for this one learns so that the tab is gone.
    const there = new Promise((resolve) => signal.addEventListener("abort", resolve));
    locks?.request(`${this.#name}:${tab}`, { signal }, () => there).catch(() => {});
    this.stand();
  }

  /** Stands for leading. */
  stand() {
    if (locks) this.#request({ ifAvailable: true });
    else queueMicrotask(() => this.#tell(TOLD_LEADS));
  }

  async #request(options) {
    let led = false;
    let again = false;
    try {
      await locks.request(this.#name, options, (lock) => {
        if (!lock) return this.#follow();
        if (this.#gone.signal.aborted) return;
        led = true;
        this.#waiting?.abort();
        this.#leave();
        const resigned = new Promise((resolve) => (this.#resigned = resolve));
        this.#tell(TOLD_LEADS);
        return resigned.then((stands) => (again = stands));
      });
      if (again && !this.#gone.signal.aborted) this.stand();
    } catch (error) {
      // Another tab has taken the lock away: this one was silent for too long.
      if (led) {
        this.#resigned = null;
        this.#tell(TOLD_LOST);
        this.#follow();
      } else if (error.name !== "AbortError") {
        // A page that may not use locks is alone.
        this.#tell(TOLD_LEADS);
      }
    }
  }

  /** Talks to the leader's worker until the lock is free. */
  #follow() {
    if (this.#gone.signal.aborted) return;
    const app = this.#app;
    this.#listen(({ to, leads, report, frame, answer }) => {
      if (to !== `${this.#tab}` && to !== "all") return;
      app.heard();
      // Another tab leads from now on, or the one that does has a new engine.
      if (leads) this.#tell(TOLD_FOLLOWS);
      if (report) app.hears(report, true);
      if (frame) app.receive(frame);
      if (answer) app.answer(answer);
    });
    this.#waiting = new AbortController();
    this.#request({ signal: this.#waiting.signal });
    this.#tell(TOLD_FOLLOWS);
  }

  /** Takes the lock from a leader that says nothing any more. */
  steal() {
    this.#waiting?.abort();
    this.#request({ steal: true });
  }

  /** Lets another tab lead, and perhaps stands for leading again. */
  resign(again) {
    this.#leave();
    this.#waiting?.abort();
    this.#resigned?.(again);
    this.#resigned = null;
  }

  /** While the worker is on its way, the page answers for it, so that nobody takes it for dead. */
  vouch(on) {
    this.#leave();
    if (!on || !this.#name || !locks) return;
    this.#listen(({ to, from, ping }) => {
      if (to === "leader" && ping) this.#channel?.postMessage({ to: from, alive: true });
    });
  }

  #listen(react) {
    this.#leave();
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }) => data?.to && react(data);
  }

  #leave() {
    this.#channel?.close();
    this.#channel = null;
  }

  /** Says something to the leader: a command, a frame, a ping. */
  send(said) {
    this.#channel?.postMessage({ to: "leader", from: `${this.#tab}`, ...said });
  }

  /** Keeps events of an epoch for whoever leads next, as a `Leftover`, or forgets them if there are none. */
  keep(events, epoch) {
    const key = `${this.#name}:${this.#tab}`;
    try {
      if (!events.length) return localStorage.removeItem(key);
      const bytes = write(this.#tab, epoch, { raw: events });
      localStorage.setItem(key, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
    } catch (error) {
      console.warn("Offstage: what was done last cannot be kept:", error);
    }
  }

  /** What tabs that are gone have kept. */
  leftovers() {
    this.#taken = [];
    const found = [];
    try {
      for (const key of this.#name ? Object.keys(localStorage) : []) {
        const tab = key.startsWith(`${this.#name}:`) && key.slice(this.#name.length + 1);
        if (!/^\d+$/.test(tab) || tab === `${this.#tab}`) continue;
        this.#taken.push(key);
        found.push(Uint8Array.from(atob(localStorage.getItem(key)), (letter) => letter.charCodeAt(0)));
      }
    } catch (error) {
      console.warn("Offstage: what other tabs did last cannot be read:", error);
    }
    return found;
  }

  /** What was left behind is in the log. */
  took() {
    for (const key of this.#taken.splice(0)) localStorage.removeItem(key);
  }

  /** Leaves for good. */
  close() {
    this.#gone.abort();
    this.resign();
  }
}
