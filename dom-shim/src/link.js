// The worker of one app: opens it, watches it, and carries messages and frames.
//
// Messages are bytes in gloo-worker's envelope; in the worker, the library has the other end. Its spawner would
// neither give the worker away nor transfer anything nor tell of errors, and it weighs more than all of this. The
// worker's first message says that it listens; what is posted before, `worker.js` keeps until then. Frames have a port
// of their own, which it picks up before gloo sees the message. One worker may follow another: what comes from one
// that was ended is not heard.

const PORT = "offstage:port";
const FAILURE = "offstage:failure";

/** What the page asks a worker from which it wants a word; the answer is any word. */
const PING = "ping";

/** What gloo-worker's registrar reads first: somebody is connected, to the only bridge, 0. */
const CONNECTED = Uint8Array.of(0, 0);
/** What comes before a command: an input for that bridge. */
const INPUT = [1, 0];

let policy;
let own;

/** Under Trusted Types a worker's url needs a policy; ours knows one url, that of our own worker. */
function trusted(url) {
  own ??= url;
  if (!globalThis.trustedTypes) return url;
  policy ??= trustedTypes.createPolicy("offstage", {
    createScriptURL(wanted) {
      if (wanted === own) return wanted;
      throw new TypeError("not the url of Offstage's worker");
    },
  });
  return policy.createScriptURL(url);
}

/**
 * Makes a worker, which may load before there is a program for it: what is heard of it before it is taken is
 * kept. Its name is the app's, if state is kept under one. `wrong` says why there is none, for `words.js`.
 */
export function prepare(url, name) {
  const kept = new AbortController();
  const prepared = { events: [], kept, wrong: null };
  try {
    prepared.worker = new Worker(trusted(url), { type: "module", name });
  } catch (error) {
    prepared.wrong = ["forbidden", url, error.message];
  }
  /** Ends it, if nobody has taken it. */
  prepared.end = () => {
    if (!kept.signal.aborted) prepared.worker?.terminate();
    kept.abort();
  };
  listen(url, prepared.worker, kept.signal, (event) => prepared.events.push(event));
  return prepared;
}

/** Calls back for everything that a worker says, and that is said of it, until the signal. */
function listen(url, worker, signal, heard) {
  addEventListener("securitypolicyviolation", (event) => {
    if (event.blockedURI === url || event.effectiveDirective === "worker-src") heard(event);
  }, { signal });
  for (const kind of ["error", "messageerror", "message"]) worker?.addEventListener(kind, heard, { signal });
}

/**
 * The way to an app's workers. It tells `app` of what was heard, a frame, a report's bytes, an answer, a failure and
 * a tick.
 */
export class Link {
  #app;
  #worker = null;
  #port = null;
  #asked = new Map();
  /** Whether the worker has said anything yet. */
  #listens = false;
  #gone = null;
  #timer = 0;

  constructor(app) {
    this.#app = app;
  }

  /** Takes a worker over and gives it a first command; returns what is wrong, or nothing. */
  open({ worker, wrong, events, kept }, url, command) {
    if (!worker) return wrong;
    const app = this.#app;
    this.#worker = worker;
    this.#gone = new AbortController();
    this.#listens = false;
    let blocked = false;
    const fail = (...wrong) => app.fails(wrong, this.#listens);
    const heard = (event) => {
      const { type, data, message } = event;
      if (type === "securitypolicyviolation") blocked = true;
      else if (type === "messageerror") fail("unreadable");
      else if (type === "error") {
        event.preventDefault();
        if (message) fail("failed", message);
        else fail(blocked ? "blocked" : "silent", url);
      } else if (data?.type === FAILURE) app.fails(data.message, this.#listens);
      else {
        // The first message only says that it listens.
        if (this.#listens) app.hears(data[0] ? data.subarray(INPUT.length) : data);
        this.#listens = true;
        app.heard();
      }
    };
    kept.abort();
    listen(url, worker, this.#gone.signal, heard);
    // Not from within: who opens a link holds what they need.
    for (const event of events) queueMicrotask(() => this.#worker === worker && heard(event));
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => {
      if (this.#port !== port1) return;
      if (data instanceof ArrayBuffer) app.receive(new Uint8Array(data));
      else if (data?.request) this.answer(data);
      app.heard();
    };
    worker.postMessage(PORT, [port2]);
    worker.postMessage(CONNECTED);
    this.command(command);
  }

  /** Commands the worker. */
  command(bytes) {
    const message = new Uint8Array(INPUT.length + bytes.length);
    message.set(INPUT);
    message.set(bytes, INPUT.length);
    this.#worker?.postMessage(message);
  }

  /** Sends a frame, whose bytes are transferred. */
  send({ buffer }) {
    this.#port?.postMessage(buffer, [buffer]);
  }

  /** Asks the worker for a word. */
  ping() {
    this.#port?.postMessage(PING);
  }

  /** The one alarm of the app: the next tick, instead of any that was to come. */
  alarm(delay) {
    clearTimeout(this.#timer);
    const due = performance.now() + delay;
    this.#timer = setTimeout(() => this.#app.ticks(performance.now() - due), delay);
  }

  /** A promise of the answer to a request that goes over the bridge. */
  ask(request) {
    return new Promise((resolve, reject) => this.#asked.set(request, { resolve, reject }));
  }

  answer({ request, value, error, diagnostics }) {
    const asked = this.#asked.get(request);
    this.#asked.delete(request);
    if (error) asked?.reject(Object.assign(new Error(error), { diagnostics }));
    else asked?.resolve(value);
  }

  /** Ends the worker at once; answers how to reject those who still wait for an answer. */
  end() {
    this.#gone?.abort();
    this.#worker?.terminate();
    this.#port?.close();
    this.#worker = this.#port = this.#gone = null;
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    return asked.map(({ reject }) => reject);
  }

  /** There will be no other worker. */
  close() {
    clearTimeout(this.#timer);
  }
}
