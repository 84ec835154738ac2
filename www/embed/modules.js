// Programs of several files: found by their manifest or by the modules that they call. Loaded for such programs only.

/** What `words.js` has a sentence for. */
const wrong = (url, why) => Object.assign(new Error(why), { said: ["manifest", url, why] });

/** Reads a manifest: which file is run, and the paths of all. */
export function parseManifest(url, text) {
  let manifest;
  try {
    manifest = JSON.parse(text);
  } catch (error) {
    throw wrong(url, error.message);
  }
  const { entry, files } = manifest ?? {};
  const paths = Array.isArray(files) && files.every((file) => typeof file === "string");
  if (typeof entry !== "string" || !paths || !files.includes(entry)) {
    throw wrong(url, 'it needs "entry", and "files" with the entry among them');
  }
  return { entry, files: [...new Set(files)] };
}

/** Where a module may be, beside the entry file. */
const moduleFiles = (name) => [`${name}.bn`, `${name}/${name}.bn`, `Generated/${name}.bn`];

/** The text of a file that may not be there. */
async function findText(url, fetchText) {
  try {
    return await fetchText(url);
  } catch {
    return null;
  }
}

/** Finds the modules that a program calls; one that is nowhere is the program's mistake, which the engine names. */
export async function findModules(entry, text, url, fetchText, calledModules) {
  const found = new Map([[entry, text]]);
  const looked = new Set();
  const look = async (name) => {
    for (const path of moduleFiles(name)) {
      const text = found.has(path) ? null : await findText(new URL(path, url).href, fetchText);
      if (text !== null) {
        found.set(path, text);
        return follow(text);
      }
    }
  };
  const follow = async (text) => {
    const names = calledModules(text, entry).filter((name) => !looked.has(name));
    for (const name of names) looked.add(name);
    await Promise.all(names.map(look));
  };
  await follow(text);
  // The order in which files arrived must not matter.
  const modules = [...found.keys()].slice(1).sort();
  return [entry, ...modules].map((path) => ({ path, text: found.get(path) }));
}
