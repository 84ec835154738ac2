// Bundles the apps of the frameworks, minified and for production, into the folder that is named.
//
// Usage: node build.mjs <folder>. Versions are those of the lock file beside this one.

import { dirname, join } from "node:path";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import babel from "@babel/core";
import solid from "babel-preset-solid";
import { build } from "esbuild";
import { compile } from "svelte/compiler";

const folder = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2];
if (!target) throw new Error("usage: node build.mjs <folder>");

/** Solid's templates are made by its own compiler. */
const solidFiles = {
  name: "solid",
  setup(build) {
    build.onLoad({ filter: /\.jsx$/ }, async ({ path }) => {
      const { code } = await babel.transformAsync(await readFile(path, "utf8"), {
        presets: [solid],
        filename: path,
        configFile: false,
        babelrc: false,
      });
      return { contents: code, loader: "js" };
    });
  },
};

const svelteFiles = {
  name: "svelte",
  setup(build) {
    build.onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      const { js } = compile(await readFile(path, "utf8"), { filename: path, generate: "client", dev: false });
      return { contents: js.code, loader: "js" };
    });
  },
};

const apps = {
  vanilla: { entry: "vanilla.js" },
  solid: { entry: "solid.jsx", plugins: [solidFiles] },
  svelte: { entry: "svelte.js", plugins: [svelteFiles], conditions: ["svelte", "browser", "production"] },
  preact: { entry: "preact.jsx", jsx: "automatic", jsxImportSource: "preact" },
  react: { entry: "react.jsx", jsx: "automatic", jsxImportSource: "react" },
  leptos: { entry: "leptos.js", external: ["/peers/*"] },
};

for (const [name, { entry, ...options }] of Object.entries(apps)) {
  await build({
    ...options,
    entryPoints: [join(folder, "apps", entry)],
    outfile: join(target, `${name}.js`),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
  });
}
