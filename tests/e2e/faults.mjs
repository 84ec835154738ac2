// Ways to lose an engine, for the tests of what follows: a worker that obeys, and a page that can end it.

const CHANNEL = "offstage-test-fault";

/** Stands still until the server answers. */
function sleep(who) {
  const request = new XMLHttpRequest();
  request.open("GET", `/asleep?${who}`, false);
  request.send();
}

/** Before the worker's own script: what it does when it is told to. */
const OBEY = `
${sleep}
const faults = new BroadcastChannel(${JSON.stringify(CHANNEL)});
faults.onmessage = ({ data }) => {
  if (data === "close") close();
  if (data === "loop") for (;;);
  if (data === "throw") throw new Error("a fault of the test");
  if (data === "sleep") {
    sleep("worker");
    const post = self.postMessage;
    self.postMessage = (...message) => {
      post.apply(self, message);
      faults.postMessage("told");
    };
  }
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

/** Lets a page drop the frames of patches that it gets while `globalThis.blind` is true, and count them. */
export async function blindfold(page) {
  await page.addInitScript(() => {
    globalThis.unseen = 0;
    const { set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
    Object.defineProperty(MessagePort.prototype, "onmessage", {
      set(listener) {
        const look = (event) => {
          // After the byte that every frame begins with come flags, the lowest of which patches have not.
          const isPatches = event.data instanceof ArrayBuffer && (new Uint8Array(event.data)[1] & 1) === 0;
          if (globalThis.blind && isPatches) globalThis.unseen++;
          else listener(event);
        };
        set.call(this, look);
      },
    });
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

/**
 * Lets the page and the newest worker of a tab stand still, as in a tab that the browser has put to sleep; `before`
 * is what the page does last.
 */
export async function freeze(page, before) {
  const asleep = { page: gate(), worker: gate() };
  const awake = { page: gate(), worker: gate() };
  await page.route("**/asleep?*", async (route) => {
    const [, who] = route.request().url().split("?");
    asleep[who].open();
    await awake[who].passed;
    await route.fulfill({ body: "" });
  });
  await fault(page, "sleep");
  await asleep.worker.passed;
  // What the page says now waits for the worker.
  await page.evaluate(before);
  const slept = page.evaluate(`(${sleep})("page")`);
  await asleep.page.passed;
  return {
    /** Ends the sleep of the worker, and waits until it tells its page something; another tab is the witness. */
    async wakeWorker(witness) {
      await witness.evaluate((channel) => {
        const faults = new BroadcastChannel(channel);
        globalThis.told = new Promise((resolve) => {
          faults.onmessage = ({ data }) => data === "told" && resolve();
        });
      }, CHANNEL);
      awake.worker.open();
      await witness.evaluate(() => globalThis.told);
    },
    async wakePage() {
      awake.page.open();
      await slept;
    },
  };
}

function gate() {
  let open;
  const passed = new Promise((resolve) => (open = resolve));
  return { passed, open };
}

/** The process of a tab is gone. */
export async function crash(page) {
  const crashed = new Promise((resolve) => page.once("crash", resolve));
  const session = await page.context().newCDPSession(page);
  // Nobody is there to answer.
  session.send("Page.crash").catch(() => {});
  await crashed;
}
