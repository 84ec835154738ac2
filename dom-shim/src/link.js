// The worker of one app: opens it, watches it, and carries frames over a port.
//
// gloo-worker spawns and speaks the typed bridge, but gives away neither the `Worker` (so no `terminate`, no
// `error`) nor transferables. So the worker is made here, once, with our listeners on it before anybody
// else's, and handed to gloo's spawner in place of the one that it would make: while `spawn` runs, and only
// then, the global `Worker` is a constructor that returns ours. Both are synchronous, so no other code can see
// it. Frames have a port of their own; `worker.js` picks it up before gloo sees the message.

const PORT = "offstage:port";
const FAILURE = "offstage:failure";

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

export class Link {
  constructor() {
    this.sink = null;
    this.worker = null;
    this.port = null;
    this.asked = new Map();
    this.gone = new AbortController();
  }

  /** The wasm side. */
  attach(sink) {
    this.sink = sink;
  }

  /** Makes the worker; returns what is wrong, or an empty text. */
  open(url) {
    let blocked = false;
    const { signal } = this.gone;
    const watch = { signal };
    addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) => {
      if (blockedURI === url || effectiveDirective === "worker-src") blocked = true;
    }, watch);
    try {
      this.worker = new Worker(trusted(url), { type: "module" });
    } catch (error) {
      return `the page does not allow the worker ${url}: ${error.message}`;
    }
    this.worker.addEventListener("error", (event) => {
      event.preventDefault();
      const silent = blocked
        ? `the page's Content-Security-Policy blocks the worker ${url}; it needs worker-src 'self'`
        : `the worker ${url} could not be loaded`;
      this.fail(event.message ? `the worker failed: ${event.message}` : silent);
    }, watch);
    this.worker.addEventListener("messageerror", () => this.fail("a message of the worker was unreadable"), watch);
    this.worker.addEventListener("message", (event) => {
      if (event.data?.type !== FAILURE) return;
      event.stopImmediatePropagation();
      this.fail(event.data.message);
    }, watch);
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) this.sink?.receive(new Uint8Array(data));
      else this.answer(data);
    };
    this.worker.postMessage(PORT, [port2]);
    return "";
  }

  /** Runs gloo's spawner, which takes our worker for its own. */
  adopt(spawn) {
    const { Worker } = globalThis;
    const { worker } = this;
    globalThis.Worker = function () {
      return worker;
    };
    try {
      spawn();
    } finally {
      globalThis.Worker = Worker;
    }
  }

  /** Sends a frame; the bytes are wasm's memory, so they are copied, and the copy is transferred. */
  send(bytes) {
    const { buffer } = bytes.slice();
    this.port?.postMessage(buffer, [buffer]);
  }

  /** A promise of the answer to a request that goes over the bridge. */
  ask(request) {
    return new Promise((resolve, reject) => this.asked.set(request, { resolve, reject }));
  }

  answer({ request, value, error }) {
    const asked = this.asked.get(request);
    this.asked.delete(request);
    if (error) asked?.reject(new Error(error));
    else asked?.resolve(value);
  }

  fail(message) {
    this.sink?.failed(message);
  }

  /** Ends the worker at once. */
  close() {
    this.gone.abort();
    this.worker?.terminate();
    this.port?.close();
    this.sink = this.port = null;
    for (const { reject } of this.asked.values()) reject(new Error("the program was stopped"));
    this.asked.clear();
  }
}
