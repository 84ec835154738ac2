// The worker's loader: catches what gloo-worker would miss, then runs the engine.
//
// The page's port comes as a message of its own before the bridge's first one; the listener stands before the
// bridge's and keeps it from it. What comes for the bridge before it is there waits for it. A failure here, or a
// promise that is rejected later because wasm trapped in a microtask, would be silent: both are told to the page.

let take;
const port = new Promise((resolve) => (take = resolve));
/** What waits for the bridge, as long as it is not there. */
const early = [];

function hear(event) {
  if (event.data === "offstage:port") take(event.ports[0]);
  else early.push(event.data);
  event.stopImmediatePropagation();
}
addEventListener("message", hear);

function fail(message) {
  postMessage({ type: "offstage:failure", message });
}

addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  fail(`the worker failed: ${event.reason?.message ?? event.reason}`);
});

let exported;
/** What the engine exports, its memory among it, for who measures it. */
export default () => exported;

try {
  // Compiled while the module's scripts load. If it cannot be, they try again with what they know of servers.
  const wasm = new URL("./engine_worker_bg.wasm", import.meta.url);
  const compiled = WebAssembly.compileStreaming(fetch(wasm)).catch(() => wasm);
  const engine = await import("./engine_worker.js");
  exported = await engine.default({ module_or_path: await compiled });
  await engine.run(port);
  removeEventListener("message", hear);
  for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
} catch (error) {
  fail(
    `the engine could not be loaded from ${new URL(".", import.meta.url)}: ${error?.message ?? error}` +
      " (engine_worker_bg.wasm belongs beside worker.js, and a Content-Security-Policy" +
      " needs script-src 'self' 'wasm-unsafe-eval')",
  );
}
