/** What the worker says while it fetches a whole data set. */

import { fetchDataSet } from "./data-sets.js";
import { ImportError } from "./idx.js";

/**
 * @typedef {import("./data-sets.js").SetName} SetName
 * @typedef {import("./idx.js").Digits} Digits
 *
 * @typedef {{ folder: string, name: SetName }} SetWish
 *
 * Any number of `loaded`, then one of the others. A refusal without a code is
 * one that nobody foresaw, such as a browser out of memory.
 * @typedef {{ type: "loaded", bytes: number }
 *   | { type: "set", set: Digits }
 *   | { type: "refused", code?: string, message: string }} SetReply
 */

/**
 * @param {SetWish} wish
 * @param {(reply: SetReply, buffers: Transferable[]) => void} say
 */
export async function answerSet({ folder, name }, say) {
  const onProgress = (/** @type {number} */ bytes) =>
    say({ type: "loaded", bytes }, []);
  try {
    const set = await fetchDataSet(new URL(folder), name, { onProgress });
    // Handed over whole, header and all: cutting it off would copy 47 MB.
    say({ type: "set", set }, [
      /** @type {ArrayBuffer} */ (set.images.buffer),
      /** @type {ArrayBuffer} */ (set.labels.buffer),
    ]);
  } catch (error) {
    const code = error instanceof ImportError ? error.code : undefined;
    const message = error instanceof Error ? error.message : String(error);
    say({ type: "refused", code, message }, []);
  }
}
