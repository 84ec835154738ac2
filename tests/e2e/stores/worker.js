// Calls the functions of the suite's module, one at a time as the page asks.

import start, * as suite from "./stores.js";

const started = start();

self.onmessage = async ({ data: { id, name, values } }) => {
  try {
    await started;
    self.postMessage({ id, value: await suite[name](...values) });
  } catch (error) {
    self.postMessage({ id, error: String(error?.message ?? error) });
  }
};
