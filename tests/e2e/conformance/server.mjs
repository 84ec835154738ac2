// The host page, the embeddable files and the programs of the suite, on loopback.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const DIST = fileURLToPath(new URL("../../../dist", import.meta.url));

const TYPES = {
  ".bn": "text/plain; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** Starts the server; answers with its address. */
export async function serve(cases) {
  const page = await readFile(join(HERE, "host.html"));
  const script = await readFile(join(HERE, "page.js"));

  const find = async (path) => {
    const [first, second, ...rest] = path.split("/").filter(Boolean);
    if (first === "run") return [page, ".html", 0];
    if (path === "/conformance/page.js") return [script, ".js", 3600];
    if (first === "source") {
      const program = cases[second]?.program;
      const name = rest.join("/");
      if (!program) return null;
      if (name === "app.json") {
        const files = program.files.map((file) => file.path);
        return [JSON.stringify({ entry: program.entry, files }), ".json", 0];
      }
      const file = program.files.find((file) => file.path === name);
      return file ? [file.text, ".bn", 0] : null;
    }
    const file = normalize(join(DIST, path.slice("/dist".length)));
    if (first !== "dist" || !file.startsWith(DIST)) return null;
    return [await readFile(file), extname(file), 3600];
  };

  const server = createServer(async (request, response) => {
    let found = null;
    try {
      found = await find(decodeURIComponent(new URL(request.url, "http://x").pathname));
    } catch {
      // A file that is not there.
    }
    if (!found) return void response.writeHead(404).end();
    const [body, type, age] = found;
    response.writeHead(200, {
      "content-type": TYPES[type] ?? "application/octet-stream",
      "cache-control": age ? `max-age=${age}` : "no-store",
    });
    response.end(body);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
