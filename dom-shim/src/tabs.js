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

export class Tabs {
  constructor(link) {
    this.link = link;
    this.sink = null;
    this.name = "";
    this.tab = "";
    this.channel = null;
    this.gone = new AbortController();
    /** Ends the wait for the lock. */
    this.waiting = null;
    /** Lets go of the lock. */
    this.resigned = null;
    /** What other tabs left behind and is on its way into the log. */
    this.taken = [];
    this.left = [];
  }

  /** The wasm side. */
  attach(sink) {
    this.sink = sink;
  }

  /** Joins the tabs of an app; answers by `leads` or `follows`. */
  enter(app, tab) {
    this.name = `offstage:${app}`;
    this.tab = tab;
    const { signal } = this.gone;
    addEventListener("pagehide", () => this.sink?.leaving(), { signal });
    addEventListener("visibilitychange", ({ target }) => {
      if (target.hidden) this.sink?.leaving();
      else this.sink?.stays();
    }, { signal });
    addEventListener("pageshow", () => this.sink?.stays(), { signal });
    if (navigator.locks && globalThis.BroadcastChannel) {
      // Who waits for this one learns so that the tab is gone.
      const there = new Promise((resolve) => signal.addEventListener("abort", resolve));
      navigator.locks.request(`${this.name}:${tab}`, { signal }, () => there).catch(() => {});
    }
    this.stand();
  }

  /** Stands for leading. */
  stand() {
    if (navigator.locks && globalThis.BroadcastChannel) this.request({ ifAvailable: true });
    else queueMicrotask(() => this.sink?.leads());
  }

  async request(options) {
    let led = false;
    let again = false;
    try {
      await navigator.locks.request(this.name, options, (lock) => {
        if (!lock) return this.follow();
        if (!this.sink) return;
        led = true;
        this.waiting?.abort();
        this.leave();
        const resigned = new Promise((resolve) => (this.resigned = resolve));
        this.sink.leads();
        return resigned.then((stands) => (again = stands));
      });
      if (again && this.sink) this.stand();
    } catch (error) {
      if (!this.sink) return;
      // Another tab has taken the lock away: this one was silent for too long.
      if (led) {
        this.resigned = null;
        this.sink.lost();
        this.follow();
      } else if (error.name !== "AbortError") {
        // A page that may not use locks is alone.
        this.sink.leads();
      }
    }
  }

  /** Talks to the leader's worker until the lock is free. */
  follow() {
    if (!this.sink) return;
    this.listen(({ to, leads, report, frame, answer }) => {
      if (to !== this.tab && to !== "all") return;
      this.sink?.heard();
      // Another tab leads from now on, or the one that does has a new engine.
      if (leads) this.sink?.follows();
      if (report) this.sink?.reported(report);
      if (frame) this.sink?.receive(frame);
      if (answer) this.link.answer(answer);
    });
    this.waiting = new AbortController();
    this.request({ signal: this.waiting.signal });
    this.sink.follows();
  }

  /** Takes the lock from a leader that says nothing any more. */
  steal() {
    this.waiting?.abort();
    this.request({ steal: true });
  }

  /** Lets another tab lead, and perhaps stands for leading again. */
  resign(again) {
    this.leave();
    this.waiting?.abort();
    this.resigned?.(again);
    this.resigned = null;
  }

  /** While the worker is on its way, the page answers for it, so that nobody takes it for dead. */
  vouch(on) {
    this.leave();
    if (!on || !this.name || !globalThis.BroadcastChannel) return;
    this.listen(({ to, from, ping }) => {
      if (to === "leader" && ping) this.channel?.postMessage({ to: from, alive: true });
    });
  }

  listen(react) {
    this.leave();
    this.channel = new BroadcastChannel(this.name);
    this.channel.onmessage = ({ data }) => data?.to && react(data);
  }

  leave() {
    this.channel?.close();
    this.channel = null;
  }

  /** Sends a command or a frame to the leader; the bytes are wasm's memory, so they are copied. */
  send(kind, bytes) {
    this.channel?.postMessage({ to: "leader", from: this.tab, [kind]: bytes.slice() });
  }

  ping() {
    this.channel?.postMessage({ to: "leader", from: this.tab, ping: true });
  }

  /** Keeps bytes for whoever leads next, or forgets them if there are none. */
  keep(bytes) {
    const key = `${this.name}:${this.tab}`;
    try {
      if (bytes.length) localStorage.setItem(key, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
      else localStorage.removeItem(key);
    } catch (error) {
      console.warn("Offstage: what was done last cannot be kept:", error);
    }
  }

  /** What tabs that are gone have kept: one after the other, then nothing. */
  leftover(nth) {
    if (nth === 0) this.left = this.leftovers();
    return this.left[nth] ?? new Uint8Array();
  }

  leftovers() {
    this.taken = [];
    const found = [];
    try {
      for (const key of Object.keys(localStorage)) {
        const tab = key.startsWith(`${this.name}:`) && key.slice(this.name.length + 1);
        if (!tab || !/^\d+$/.test(tab) || tab === this.tab) continue;
        this.taken.push(key);
        found.push(Uint8Array.from(atob(localStorage.getItem(key)), (letter) => letter.charCodeAt(0)));
      }
    } catch (error) {
      console.warn("Offstage: what other tabs did last cannot be read:", error);
    }
    return found;
  }

  /** What was left behind is in the log. */
  took() {
    for (const key of this.taken.splice(0)) localStorage.removeItem(key);
  }

  /** Leaves for good. */
  close() {
    this.sink = null;
    this.gone.abort();
    this.waiting?.abort();
    this.resigned?.();
    this.leave();
  }
}
