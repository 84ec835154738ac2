// Files of the origin private file system with synchronous handles, for `opfs.rs`.

// How long a file may stay open elsewhere, where a file can be open only once.
const PATIENCE = 3000;
const PAUSE = 25;

export async function openDirectory(app) {
  if (!globalThis.FileSystemFileHandle?.prototype.createSyncAccessHandle) {
    throw new TypeError("the browser has no synchronous file handles");
  }
  const root = await navigator.storage.getDirectory();
  const all = await root.getDirectoryHandle("offstage", { create: true });
  return all.getDirectoryHandle(app, { create: true });
}

export async function listFiles(directory) {
  const names = [];
  for await (const name of directory.keys()) names.push(name);
  return names;
}

export async function openFile(directory, name, create) {
  const until = performance.now() + PATIENCE;
  for (;;) {
    try {
      const file = await directory.getFileHandle(name, { create });
      return await file.createSyncAccessHandle({ mode: "readwrite-unsafe" });
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
