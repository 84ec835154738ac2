// The worker's loader: catches what gloo-worker would miss, then runs the engine.
//
// The page's port comes as a message of its own before the bridge's first one; the listener stands before the
// bridge's and keeps it from it. A failure here, or a promise that is rejected later because wasm trapped in a
// microtask, would be silent: both are told to the page.

const port = new Promise((resolve) => {
  addEventListener("message", (event) => {
    if (event.data !== "offstage:port") return;
    event.stopImmediatePropagation();
    resolve(event.ports[0]);
  });
});

function fail(message) {
  postMessage({ type: "offstage:failure", message });
}

addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  fail(`the worker failed: ${event.reason?.message ?? event.reason}`);
});

// What state is kept in takes the browser a while to open for the first time; whoever opens it says what goes wrong.
navigator.storage?.getDirectory?.().catch(() => {});

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
} catch (error) {
  fail(
    `the engine could not be loaded from ${new URL(".", import.meta.url)}: ${error?.message ?? error}` +
      " (engine_worker_bg.wasm belongs beside worker.js, and a Content-Security-Policy" +
      " needs script-src 'self' 'wasm-unsafe-eval')",
  );
}
