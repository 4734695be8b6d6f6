/**
 * Keeps the user's work in this browser, so that it survives a reload.
 *
 * One IndexedDB store of named things. A browser that refuses storage (private
 * windows do) must not stop the page: reading then finds nothing, and writing
 * rejects with a typed error that the page shows once.
 */

const DATABASE = "vae-lab";
const STORE = "work";

/** Whether nothing is kept: an embedded page leaves nothing behind. */
let keeping = true;

/** From now on nothing is kept, and nothing is found. */
export function keepNothing() {
  keeping = false;
}

/** Storage refused: `storage-full` or `storage-unavailable`. */
export class StoreError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = "StoreError";
    this.code = code;
  }
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>}
 */
async function transact(mode, ask) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/**
 * What was kept under this name; undefined when nothing was, or when the
 * browser keeps nothing.
 *
 * @param {string} name
 * @returns {Promise<unknown>}
 */
export async function recall(name) {
  if (!keeping) return undefined;
  try {
    return await transact("readonly", (store) => store.get(name));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name
 * @param {unknown} value anything that can be cloned
 * @throws {StoreError}
 */
export async function keep(name, value) {
  if (!keeping) return;
  try {
    await transact("readwrite", (store) => store.put(value, name));
  } catch (error) {
    throw refused(error);
  }
}

/**
 * Keeps what is made of that which was kept, with nothing in between, whatever
 * other tabs do.
 *
 * @param {string} name
 * @param {(value: unknown) => unknown} made at once
 * @throws {StoreError}
 */
export async function change(name, made) {
  if (!keeping) return void made(undefined);
  try {
    await transact("readwrite", (store) => {
      const reading = store.get(name);
      reading.onsuccess = () => store.put(made(reading.result), name);
      return reading;
    });
  } catch (error) {
    throw refused(error);
  }
}

/** @param {unknown} error */
function refused(error) {
  const full = error instanceof Error && error.name === "QuotaExceededError";
  return full
    ? new StoreError(
        "storage-full",
        "This browser has no room left to keep your work.",
      )
    : new StoreError(
        "storage-unavailable",
        `This browser does not keep your work (${error instanceof Error ? error.message : error}).`,
      );
}

/**
 * @param {string} name
 * @throws {StoreError}
 */
export async function forget(name) {
  await keep(name, undefined);
}
