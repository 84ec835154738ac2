// The worker of one app: opens it, watches it, and carries messages and frames.
//
// Messages are bytes in gloo-worker's envelope, see `link.rs`; the worker's first one says that it listens, and
// nothing is posted before. Frames have a port of their own; `worker.js` picks it up before gloo sees the
// message.

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
    /** What was posted before the worker listens. */
    this.early = [];
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
    this.worker.addEventListener("message", ({ data }) => {
      if (data?.type === FAILURE) return this.fail(data.message);
      if (!this.early) return this.sink?.told(data);
      for (const bytes of this.early) this.worker.postMessage(bytes);
      this.early = null;
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
