// Serves the pages of the benchmarks on loopback, isolated so that memory can be measured and clocks are exact.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

const FOLDERS = {
  "/apps/": "target/bench/apps/",
  "/dist/": "dist/",
  "/examples/": "www/examples/",
  "/peers/": "target/bench/",
  "/": "tests/benches/page/",
};

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".bn": "text/plain; charset=utf-8",
};

/** Starts the server; answers its address and how to end it. */
export async function serve() {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const [prefix, folder] = Object.entries(FOLDERS).find(([prefix]) => pathname.startsWith(prefix));
    const file = join(root, folder, normalize(pathname.slice(prefix.length - 1)));
    try {
      let body = await readFile(file);
      // How much a program computes is a number in its source.
      if (searchParams.has("steps")) {
        body = body.toString().replace(/^steps: \d+$/m, `steps: ${searchParams.get("steps")}`);
      }
      response.writeHead(200, {
        "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cache-Control": "no-store",
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { site: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
