/** Fetches whole data sets in a worker: unpacking one holds a page up. */

import { fetchDataSet } from "./data-sets.js";
import { ImportError } from "./idx.js";
import { startImportWorker } from "./start-worker.js";

/**
 * @typedef {import("./data-sets.js").FetchOptions} FetchOptions
 * @typedef {import("./data-sets.js").SetName} SetName
 * @typedef {import("./idx.js").Digits} Digits
 * @typedef {import("./set-answer.js").SetReply} SetReply
 */

/**
 * A whole set, images and labels: as `fetchDataSet`, which takes the worker's
 * place where there is none to be had.
 *
 * @param {URL} folder
 * @param {SetName} name
 * @param {FetchOptions} [options]
 * @returns {Promise<Digits>}
 * @throws {ImportError} `digits-unreachable`, `digits-not-found` or `idx-*`
 * @throws {DOMException} `AbortError`, when the signal says so
 */
export async function fetchSetAside(folder, name, options = {}) {
  options.signal?.throwIfAborted();
  const worker = startImportWorker();
  if (!worker) return fetchDataSet(folder, name, options);
  try {
    const set = await answered(worker, { folder: folder.href, name }, options);
    return set ?? (await fetchDataSet(folder, name, options));
  } finally {
    worker.terminate();
  }
}

/**
 * @param {Worker} worker
 * @param {import("./set-answer.js").SetWish} wish
 * @param {FetchOptions} options
 * @returns {Promise<Digits | null>} null where the worker failed, not the set
 */
function answered(worker, wish, { signal, onProgress }) {
  return new Promise((done, fail) => {
    const stop = () => fail(signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
    worker.onerror = () => done(null);
    worker.onmessageerror = () => done(null);
    worker.onmessage = ({ data }) => {
      const reply = /** @type {SetReply} */ (data);
      if (signal?.aborted) return;
      if (reply.type === "loaded") onProgress?.(reply.bytes);
      else if (reply.type === "set") done(reply.set);
      else fail(asError(reply));
    };
    worker.postMessage(wish);
  });
}

/** @param {Extract<SetReply, { type: "refused" }>} refusal */
const asError = ({ code, message }) =>
  code === undefined ? new Error(message) : new ImportError(code, message);
