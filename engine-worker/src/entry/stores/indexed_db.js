// Transactions of the database of a log, for `indexed_db.rs`.

const OWNER = "owner";
const CHUNKS = "chunks";
const ASIDE = "aside";
const LAST_EPOCH = 2 ** 32 - 1;

export function openDatabase(app) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(`offstage:${app}`, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(OWNER);
      opening.result.createObjectStore(CHUNKS, { autoIncrement: true });
      opening.result.createObjectStore(ASIDE, { autoIncrement: true });
    };
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      // Whoever deletes the data of the site should not have to wait for this page.
      database.onversionchange = () => database.close();
      resolve(database);
    };
  });
}

export const closeDatabase = (database) => database.close();

// Runs `change(transaction, owner, answer)`; `answer` takes what the promise is fulfilled with once
// the transaction is complete, `refuse` ends it and says why.
function transact(database, mode, change) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([OWNER, CHUNKS, ASIDE], mode, { durability: "strict" });
    let answered;
    let refused;
    transaction.oncomplete = () => resolve(answered);
    transaction.onabort = () => reject(refused ?? transaction.error);
    const answer = (value) => {
      answered = value;
    };
    const refuse = (reason) => {
      refused = reason;
      transaction.abort();
    };
    transaction.objectStore(OWNER).get(0).onsuccess = ({ target }) => {
      try {
        change(transaction, target.result ?? 0, answer, refuse);
      } catch (error) {
        // Nobody else would catch it here.
        refuse(error);
      }
    };
  });
}

// The same for the owner alone; others are refused with the owner's epoch.
const own = (database, epoch, mode, change) =>
  transact(database, mode, (transaction, owner, answer, refuse) => {
    if (owner === epoch) change(transaction, answer);
    else refuse(owner);
  });

export const claim = (database, atLeast) =>
  transact(database, "readwrite", (transaction, owner, answer) => {
    if (owner === LAST_EPOCH) return;
    const epoch = Math.max(owner + 1, atLeast);
    transaction.objectStore(OWNER).put(epoch, 0);
    answer(epoch);
  });

export const readChunks = (database, epoch) =>
  own(database, epoch, "readonly", (transaction, answer) => {
    transaction.objectStore(CHUNKS).getAll().onsuccess = ({ target }) => answer(joined(target.result));
  });

function joined(chunks) {
  const bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

// `bytes` is a view of memory that changes as soon as this function returns.
export function addChunk(database, epoch, bytes, anew) {
  const chunk = bytes.slice();
  return own(database, epoch, "readwrite", (transaction) => {
    const chunks = transaction.objectStore(CHUNKS);
    if (anew) chunks.clear();
    chunks.add(chunk);
    transaction.commit?.();
  });
}

export const setAside = (database, epoch, most) =>
  own(database, epoch, "readwrite", (transaction, answer) => {
    const aside = transaction.objectStore(ASIDE);
    transaction.objectStore(CHUNKS).getAll().onsuccess = ({ target }) => {
      aside.add(joined(target.result)).onsuccess = ({ target }) => answer(target.result);
      aside.getAllKeys().onsuccess = ({ target }) => {
        for (const key of target.result.slice(0, -most)) aside.delete(key);
      };
    };
  });

export const clearAll = (database, epoch) =>
  own(database, epoch, "readwrite", (transaction) => {
    transaction.objectStore(CHUNKS).clear();
    transaction.objectStore(ASIDE).clear();
  });
