// WebKitGTK, through its WebDriver: a few requests are all that is needed.

import { spawn } from "node:child_process";
import { readdirSync, existsSync } from "node:fs";

const LIBRARIES = "/usr/lib";
/** How long the driver may take to listen, in milliseconds. */
const START = 20_000;

/** The keys that have a code of their own in WebDriver. */
const CODES = {
  Backspace: "\uE003",
  Tab: "\uE004",
  Enter: "\uE007",
  Shift: "\uE008",
  Control: "\uE009",
  Escape: "\uE00C",
  End: "\uE010",
  Home: "\uE011",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
  ArrowDown: "\uE015",
  Delete: "\uE017",
};

/** The browser that the driver steers: a folder of the library has it. */
function miniBrowser() {
  const folders = readdirSync(LIBRARIES).flatMap((machine) =>
    ["webkit2gtk-4.1", "webkit2gtk-4.0", "webkitgtk-6.0"].map((library) => `${LIBRARIES}/${machine}/${library}`),
  );
  const found = folders.map((folder) => `${folder}/MiniBrowser`).find(existsSync);
  if (!found) throw new Error("WebKitGTK's MiniBrowser is missing");
  return found;
}

/** Opens a browser on a screen of its own: `page()` answers with its one page. */
export async function launch(_name, driver = "WebKitWebDriver", address) {
  const port = 10_000 + (process.pid % 50_000);
  const words = ["-a", "dbus-run-session", "--", driver, `--port=${port}`];
  // A group of its own, so that all of it can be ended together.
  const screen = spawn("xvfb-run", words, { stdio: ["ignore", "ignore", "ignore"], detached: true });
  const broken = new Promise((_, reject) => {
    screen.on("error", (error) => reject(new Error(`xvfb-run cannot be started: ${error.message}`)));
    screen.on("exit", (code) => reject(new Error(`WebKitWebDriver ended with ${code}`)));
  });
  broken.catch(() => {});
  const driverAddress = `http://127.0.0.1:${port}`;
  await Promise.race([broken, listening(driverAddress)]);

  const options = { binary: miniBrowser(), args: ["--automation"] };
  const { sessionId } = await request(`${driverAddress}/session`, "POST", {
    capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } },
  });
  const session = `${driverAddress}/session/${sessionId}`;
  await request(`${session}/timeouts`, "POST", { script: 60_000, pageLoad: 60_000 });
  await request(`${session}/window/rect`, "POST", { width: 1000, height: 900 });
  return {
    page: async () => new Page(session, address),
    async close() {
      await request(session, "DELETE").catch(() => {});
      screen.removeAllListeners("exit");
      process.kill(-screen.pid);
    },
  };
}

async function listening(address) {
  const end = Date.now() + START;
  for (;;) {
    try {
      return await request(`${address}/status`, "GET");
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

async function request(url, method, body) {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`);
  return value;
}

class Page {
  constructor(session, address) {
    this.session = session;
    this.address = address;
  }

  async open(path) {
    await request(`${this.session}/url`, "POST", { url: this.address + path });
  }

  reload() {
    return request(`${this.session}/refresh`, "POST", {});
  }

  ask(name, values) {
    const script = `
      const [name, values, done] = arguments;
      Promise.resolve(globalThis.conformance[name](...values)).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const asked = request(`${this.session}/execute/async`, "POST", { script, args: [name, values] });
    return asked.then(({ value, error }) => {
      if (error !== undefined) throw new Error(error);
      return value ?? null;
    });
  }

  #actions(type, id, actions) {
    const pointer = type === "pointer" ? { parameters: { pointerType: "mouse" } } : {};
    return request(`${this.session}/actions`, "POST", { actions: [{ type, id, ...pointer, actions }] });
  }

  #point({ x, y }, clicks) {
    const press = [
      { type: "pointerDown", button: 0 },
      { type: "pointerUp", button: 0 },
    ];
    const move = { type: "pointerMove", duration: 0, x: Math.round(x), y: Math.round(y), origin: "viewport" };
    return this.#actions("pointer", "mouse", [move, ...Array(clicks).fill(press).flat()]);
  }

  move(point) {
    return this.#point(point, 0);
  }

  click(point) {
    return this.#point(point, 1);
  }

  doubleClick(point) {
    return this.#point(point, 2);
  }

  #keys(keys) {
    const codes = keys.map((key) => CODES[key] ?? key);
    const down = codes.map((value) => ({ type: "keyDown", value }));
    const up = [...codes].reverse().map((value) => ({ type: "keyUp", value }));
    return this.#actions("key", "keyboard", [...down, ...up]);
  }

  async type(text) {
    for (const character of text) await this.#keys([character]);
  }

  press(key) {
    return this.#keys(key.length > 1 ? key.split("+") : [key]);
  }
}
