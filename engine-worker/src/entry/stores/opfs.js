// Files of the origin private file system with synchronous handles, for `opfs.rs`.

// How long a file may stay open elsewhere, where a file can be open only once.
const PATIENCE = 3000;
const PAUSE = 25;

// Names of directories may have 255 bytes.
const LONGEST_NAME = 200;

// The file that `generations.rs` opens first.
const FENCE = "fence";

// A worker has the name of its app: what the app's log begins with is opened while the engine loads. Nothing of it is
// read or written before the engine does.
const early = openEarly(globalThis.name);

function openEarly(app) {
  if (!app) return {};
  const directory = directoryOf(app);
  // Where a file cannot be open twice, this one is nobody's before it is known which tab leads.
  const isShared = globalThis.FileSystemSyncAccessHandle && "mode" in FileSystemSyncAccessHandle.prototype;
  const fence = isShared && directory.then(async (directory) => ({ directory, handle: await open(directory, FENCE, true) }));
  // Who opens it again says what goes wrong.
  return { app, directory: directory.catch(() => null), fence: fence && fence.catch(() => null) };
}

// The directory of an app: its name, with nothing in it that a file system could take amiss. One that is too long ends
// with its fingerprint.
async function directoryOf(app, fingerprint) {
  if (!globalThis.FileSystemFileHandle?.prototype.createSyncAccessHandle) {
    throw new TypeError("the browser has no synchronous file handles");
  }
  const escaped = (sign) => `%${sign.charCodeAt().toString(16).toUpperCase()}`;
  let name = `app-${encodeURIComponent(app).replace(/[^%A-Za-z0-9]/g, escaped)}`;
  if (name.length > LONGEST_NAME) {
    if (!fingerprint) throw new RangeError("the name is too long");
    name = `${name.slice(0, LONGEST_NAME - 1 - fingerprint.length)}-${fingerprint}`;
  }
  const root = await navigator.storage.getDirectory();
  const all = await root.getDirectoryHandle("offstage", { create: true });
  return all.getDirectoryHandle(name, { create: true });
}

export async function openDirectory(app, fingerprint) {
  return (app === early.app && (await early.directory)) || directoryOf(app, fingerprint);
}

export async function listFiles(directory) {
  const names = [];
  for await (const name of directory.keys()) names.push(name);
  return names;
}

async function open(directory, name, create) {
  const file = await directory.getFileHandle(name, { create });
  return file.createSyncAccessHandle({ mode: "readwrite-unsafe" });
}

export async function openFile(directory, name, create) {
  const opened = name === FENCE && (await early.fence);
  if (opened && opened.directory === directory) {
    early.fence = null;
    return opened.handle;
  }
  const until = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await open(directory, name, create);
    } catch (error) {
      if (error.name === "NotFoundError" && !create) return undefined;
      if (error.name !== "NoModificationAllowedError" || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

export async function removeFile(directory, name) {
  try {
    await directory.removeEntry(name);
  } catch (error) {
    if (error.name !== "NotFoundError") throw error;
  }
}

export const nonce = () => crypto.getRandomValues(new BigUint64Array(1))[0];

// Browsers that do not know the mode ignore it, and have no such property.
export const isShared = (handle) => handle.mode === "readwrite-unsafe";

export const readAt = (handle, into, at) => handle.read(into, { at });

export const writeAt = (handle, bytes, at) => handle.write(bytes, { at });
