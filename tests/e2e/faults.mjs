// Ways to lose an engine, for the tests of what follows: a worker that obeys, and a page that can end it.

const CHANNEL = "offstage-test-fault";

/** Before the worker's own script: what it does when it is told to. */
const OBEY = `
const faults = new BroadcastChannel(${JSON.stringify(CHANNEL)});
faults.onmessage = ({ data }) => {
  if (data === "close") close();
  if (data === "loop") for (;;);
  if (data === "throw") throw new Error("a fault of the test");
  if (data === "reject") Promise.reject(new Error("a fault of the test"));
};
`;

/** Serves a worker that obeys; with `dead` it throws as soon as it is loaded, as long as that says so. */
export async function obedient(page, dead = () => false) {
  await page.route("**/worker.js", async (route) => {
    const response = await route.fetch();
    const body = dead() ? 'postMessage({ type: "offstage:failure", message: "dead on arrival" });' : "";
    await route.fulfill({ response, body: `${body}${OBEY}${await response.text()}` });
  });
  await page.addInitScript(() => {
    globalThis.workers = [];
    globalThis.Worker = class extends Worker {
      constructor(...given) {
        super(...given);
        globalThis.workers.push(this);
      }
    };
  });
}

/** The ways in which the newest worker of the page can go. */
export const FAULTS = ["terminate", "close", "loop", "throw", "reject"];

/** Does it. */
export async function fault(page, kind) {
  await page.evaluate(
    ([kind, channel]) => {
      if (kind === "terminate") return globalThis.workers.at(-1).terminate();
      const faults = new BroadcastChannel(channel);
      faults.postMessage(kind);
      faults.close();
    },
    [kind, CHANNEL],
  );
}
