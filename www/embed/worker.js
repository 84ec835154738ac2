// The worker's loader: catches what gloo-worker would miss, then runs the engine.
//
// The page's port and the engine's code come as messages of their own before the bridge's first one; the listener
// stands before the bridge's and keeps them from it. A failure here, or a promise that is rejected later because wasm
// trapped in a microtask, would be silent: both are told to the page.

let take, compile;
const port = new Promise((resolve) => (take = resolve));
/** The engine's code as the page has compiled it; null if it could not. */
const code = new Promise((resolve) => (compile = resolve));

addEventListener("message", (event) => {
  const { data } = event;
  const isCode = data === null || data instanceof WebAssembly.Module;
  if (data !== "offstage:port" && !isCode) return;
  event.stopImmediatePropagation();
  if (isCode) compile(data);
  else take(event.ports[0]);
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
  const engine = await import("./engine_worker.js");
  // Without code, the module's script fetches it and says what is wrong with it.
  exported = await engine.default({ module_or_path: (await code) ?? undefined });
  await engine.run(port);
} catch (error) {
  fail(
    `the engine could not be loaded from ${new URL(".", import.meta.url)}: ${error?.message ?? error}` +
      " (engine_worker_bg.wasm belongs beside worker.js, and a Content-Security-Policy" +
      " needs script-src 'self' 'wasm-unsafe-eval')",
  );
}
