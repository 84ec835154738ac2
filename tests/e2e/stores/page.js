// The page of the suite of stores: it only starts workers, which have all storage.

/** A worker with the suite. */
class SuiteWorker {
  #worker = new Worker("worker.js", { type: "module" });
  #waiting = new Map();
  #next = 0;
  /** The last number that the worker told. */
  told = -1;

  constructor() {
    this.#worker.onmessage = ({ data }) => {
      if (typeof data === "number") {
        this.told = data;
        return;
      }
      const { resolve, reject } = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("error" in data) reject(new Error(data.error));
      else resolve(data.value);
    };
    this.#worker.onerror = (event) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(event.message));
    };
  }

  /** Calls a function of the module. */
  call(name, ...values) {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, name, values });
    });
  }

  end() {
    this.#worker.terminate();
  }
}

window.startWorker = () => new SuiteWorker();

/** Waits for a message of any worker until something holds. */
window.until = async (holds) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve));
};

let runs = 0;
const newApp = () => `run ${Date.now()} ${runs++}`;

/** Runs all cases in a place, and tells what failed in which. */
async function runAll(place) {
  const worker = window.startWorker();
  const names = await worker.call("caseNames");
  const failed = [];
  for (const name of names) {
    await worker.call("runCase", place, name, newApp()).catch((error) => {
      failed.push(`${name}: ${error.message}`);
    });
  }
  worker.end();
  return { cases: names.length, failed };
}

/** The figures of a place, as lines. */
async function measure(place) {
  const worker = window.startWorker();
  const lines = await worker.call("measure", place, newApp());
  worker.end();
  return lines;
}

// The drivers of the conformance suite look for the page's functions here.
globalThis.conformance = { runAll, measure };

document.documentElement.dataset.state = "ready";
