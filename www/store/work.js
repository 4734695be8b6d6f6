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

/** A browser may never answer, and the page must not wait for it. */
const PATIENCE_MS = 5000;

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    setTimeout(reject, PATIENCE_MS, new Error("It does not answer."));
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @typedef {<V>(request: IDBRequest<V>, work: (value: V) => void) => void} Then */

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore, then: Then) => IDBRequest<T>} ask
 * @returns {Promise<T>}
 */
async function transact(mode, ask) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      transaction.onabort = () =>
        reject(transaction.error ?? new Error("The browser gave up."));
      // What is thrown while an answer is heard would reach nobody: all of it
      // is taken back, and the caller hears.
      /** @type {Then} */
      const then = (request, work) => {
        request.onsuccess = () => {
          try {
            work(request.result);
          } catch (error) {
            reject(error);
            transaction.abort();
          }
        };
      };
      const request = ask(transaction.objectStore(STORE), then);
      transaction.oncomplete = () => resolve(request.result);
    });
  } finally {
    database.close();
  }
}

/**
 * Forgetting needs no room, also where there is none.
 *
 * @param {IDBObjectStore} store
 * @param {string} name
 * @param {unknown} value
 * @returns {IDBRequest<any>}
 */
const put = (store, name, value) =>
  value === undefined ? store.delete(name) : store.put(value, name);

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
    await transact("readwrite", (store) => put(store, name, value));
  } catch (error) {
    throw refused(error);
  }
}

/**
 * Another thing that is changed with a first one: both, or neither.
 *
 * @typedef {{ name: string, made: (value: unknown) => unknown }} Also
 */

/**
 * Keeps what is made of that which was kept, with nothing in between, whatever
 * other tabs do.
 *
 * @param {string} name
 * @param {(value: unknown) => unknown} made at once; undefined forgets it
 * @param {() => Also | null} [also] asked when that was made
 * @throws {StoreError}
 */
export async function change(name, made, also) {
  if (!keeping) return void made(undefined);
  try {
    await transact("readwrite", (store, then) => {
      /** @type {(change: Also) => IDBRequest<unknown>} */
      const changed = (one) => {
        const reading = store.get(one.name);
        then(reading, (value) => {
          const next = one.made(value);
          if (next !== value) put(store, one.name, next);
          const other = one.name === name ? also?.() : null;
          if (other) changed(other);
        });
        return reading;
      };
      return changed({ name, made });
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

/**
 * What is kept, and how large each is: buffers by their bytes, all else about.
 *
 * @returns {Promise<{ name: string, bytes: number }[]>} none where the browser
 *   keeps nothing
 */
export async function inventory() {
  try {
    const names = await transact("readonly", (store) => store.getAllKeys());
    const values = await transact("readonly", (store) => store.getAll());
    return names
      .map((name, i) => ({ name: String(name), bytes: sizeOf(values[i]) }))
      .filter(({ bytes }) => bytes > 0);
  } catch {
    return [];
  }
}

/**
 * @param {unknown} value
 * @returns {number} bytes; 0 of what is empty
 */
function sizeOf(value) {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return value.byteLength;
  }
  if (typeof value === "string") return 2 * value.length;
  if (typeof value !== "object" || value === null) {
    return value === undefined || value === null ? 0 : 8;
  }
  return Object.values(value).reduce((sum, each) => sum + sizeOf(each), 0);
}

/**
 * Forgets everything, of all tabs.
 *
 * @throws {StoreError}
 */
export async function forgetAll() {
  try {
    await transact("readwrite", (store) => store.clear());
  } catch (error) {
    throw refused(error);
  }
}
