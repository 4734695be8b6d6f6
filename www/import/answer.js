/** What the worker says to a batch of files: one reply each, in their order. */

import { ImportError } from "./idx.js";
import { headOf, readFile } from "./read-file.js";

/**
 * @typedef {import("./read-file.js").Found} Found
 *
 * @typedef {{ files: Blob[], room: number, side: number }} Batch
 *
 * A reply; a file's own progress comes before it. `end` closes the batch.
 * @typedef {{ type: "found", index: number, found: Found }
 *   | { type: "refused", index: number, code: string, message: string }
 *   | { type: "progress", done: number, total: number }
 *   | { type: "end" }} Reply
 */

/**
 * @param {Batch} batch
 * @param {(reply: Reply, buffers: Transferable[]) => void} say
 */
export async function answer({ files, room, side }, say) {
  let left = room;
  const onProgress = (
    /** @type {number} */ done,
    /** @type {number} */ total,
  ) => say({ type: "progress", done, total }, []);
  // All at once: of many small files most of the time is spent waiting.
  const heads = files.map(headOf);
  for (const [index, file] of files.entries()) {
    try {
      // What no longer fits is still looked at: it may be labels, or refused.
      const wanted = { room: Math.max(1, left), side, onProgress };
      const found = await readFile(file, wanted, heads[index]);
      if (found.kind === "images") left -= found.stack.count;
      say({ type: "found", index, found }, buffersOf(found));
    } catch (error) {
      say({ type: "refused", index, ...reasonOf(error) }, []);
    }
  }
  say({ type: "end" }, []);
}

/** @param {Found} found */
function buffersOf(found) {
  if (found.kind === "weights") return [];
  const { data } =
    found.kind === "labels" ? { data: found.labels } : found.stack;
  return [/** @type {ArrayBuffer} */ (data.buffer)];
}

/** @param {unknown} error */
function reasonOf(error) {
  if (error instanceof ImportError) {
    return { code: error.code, message: error.message };
  }
  // A browser out of memory, most likely: this file failed, the rest may not.
  const message = error instanceof Error ? error.message : String(error);
  return { code: "file-failed", message: `Reading it failed (${message}).` };
}
