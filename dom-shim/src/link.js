// The worker of one app: opens it, watches it, and carries messages and frames.
//
// Messages are bytes in gloo-worker's envelope, see `link.rs`; the worker's first one says that it listens, and
// nothing is posted before. Frames have a port of their own; `worker.js` picks it up before gloo sees the
// message. One worker may follow another: what comes from one that was ended is not heard.

const PORT = "offstage:port";
const FAILURE = "offstage:failure";

/** What the page asks a worker from which it wants a word; the answer is any word. */
const PING = "ping";

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

/** Makes a worker; `wrong` says why there is none. */
function make(url) {
  try {
    return { worker: new Worker(trusted(url), { type: "module" }), wrong: "" };
  } catch (error) {
    return { worker: null, wrong: `the page does not allow the worker ${url}: ${error.message}` };
  }
}

/** Calls back for everything that a worker says, and that is said of it, until the signal. */
function listen(url, worker, signal, heard) {
  addEventListener("securitypolicyviolation", (event) => {
    if (event.blockedURI === url || event.effectiveDirective === "worker-src") heard(event);
  }, { signal });
  for (const kind of ["error", "messageerror", "message"]) worker?.addEventListener(kind, heard, { signal });
}

/**
 * A worker that loads while the page still reads the program and compiles the shim. What is heard of it before it
 * is taken is kept.
 */
class Prepared {
  constructor(url) {
    this.events = [];
    this.kept = new AbortController();
    Object.assign(this, make(url));
    listen(url, this.worker, this.kept.signal, (event) => this.events.push(event));
  }

  /** Ends it, if nobody has taken it. */
  end() {
    if (!this.kept.signal.aborted) this.worker?.terminate();
    this.kept.abort();
  }
}

/** Starts a worker before there is a program for it; `link.open` takes it from the sink's `prepared`. */
export function prepare(url) {
  return new Prepared(url);
}

export class Link {
  constructor() {
    this.sink = null;
    this.worker = null;
    this.port = null;
    this.asked = new Map();
    /** What was posted before the worker listens. */
    this.early = null;
    this.gone = null;
    this.timer = 0;
  }

  /** The wasm side. */
  attach(sink) {
    this.sink = sink;
  }

  /** Makes a worker; returns what is wrong, or an empty text. */
  open(url) {
    const prepared = this.sink?.prepared ?? { ...make(url), events: [] };
    if (this.sink) this.sink.prepared = null;
    const { worker, wrong, events } = prepared;
    if (!worker) return wrong;
    this.worker = worker;
    this.gone = new AbortController();
    this.early = [];
    let blocked = false;
    const fail = (message) => this.sink?.failed(message, this.early === null);
    const heard = (event) => {
      switch (event.type) {
        case "securitypolicyviolation":
          blocked = true;
          break;
        case "messageerror":
          return fail("a message of the worker was unreadable");
        case "error": {
          event.preventDefault();
          const silent = blocked
            ? `the page's Content-Security-Policy blocks the worker ${url}; it needs worker-src 'self'`
            : `the worker ${url} could not be loaded`;
          return fail(event.message ? `the worker failed: ${event.message}` : silent);
        }
        default:
          return this.hear(event.data, fail);
      }
    };
    prepared.kept?.abort();
    listen(url, worker, this.gone.signal, heard);
    // Not from within: who opens a link holds what they need.
    for (const event of events) queueMicrotask(() => this.worker === worker && heard(event));
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.onmessage = ({ data }) => {
      if (this.port !== port1) return;
      if (data instanceof ArrayBuffer) this.sink?.receive(new Uint8Array(data));
      else if (data?.request) this.answer(data);
      this.sink?.heard();
    };
    worker.postMessage(PORT, [port2]);
    return "";
  }

  /** A message of the worker's. */
  hear(data, fail) {
    if (data?.type === FAILURE) return fail(data.message);
    if (this.early) {
      for (const bytes of this.early) this.worker.postMessage(bytes);
      this.early = null;
    } else {
      this.sink?.told(data);
    }
    this.sink?.heard();
  }

  /** Posts a message of the typed bridge; the bytes are wasm's memory, so they are copied. */
  post(bytes) {
    const copy = bytes.slice();
    if (this.early) this.early.push(copy);
    else this.worker?.postMessage(copy);
  }

  /** Sends a frame; the bytes are wasm's memory, so they are copied, and the copy is transferred. */
  send(bytes) {
    const { buffer } = bytes.slice();
    this.port?.postMessage(buffer, [buffer]);
  }

  /** Asks the worker for a word. */
  ping() {
    this.port?.postMessage(PING);
  }

  /** The one alarm of the app: the next tick, instead of any that was to come. */
  alarm(delay) {
    clearTimeout(this.timer);
    const due = performance.now() + delay;
    this.timer = setTimeout(() => this.sink?.tick(performance.now() - due), delay);
  }

  /** A promise of the answer to a request that goes over the bridge. */
  ask(request) {
    return new Promise((resolve, reject) => this.asked.set(request, { resolve, reject }));
  }

  refuse(why) {
    return Promise.reject(why);
  }

  answer({ request, value, error, diagnostics }) {
    const asked = this.asked.get(request);
    this.asked.delete(request);
    if (error) asked?.reject(Object.assign(new Error(error), { diagnostics }));
    else asked?.resolve(value);
  }

  /** Ends the worker at once; who still waits for an answer is told why there will be none. */
  end(why) {
    this.gone?.abort();
    this.worker?.terminate();
    this.port?.close();
    this.worker = this.port = this.gone = this.early = null;
    for (const { reject } of this.asked.values()) reject(new Error(why));
    this.asked.clear();
  }

  /** No worker is needed here: another tab has one. */
  dismiss() {
    this.sink?.prepared?.end();
    if (this.sink) this.sink.prepared = null;
  }

  /** Ends everything. */
  close() {
    clearTimeout(this.timer);
    this.dismiss();
    this.sink = null;
    this.end("the program was stopped");
  }
}
