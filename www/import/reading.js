/** Reads many files a few at a time, in a worker, until it is told to stop. */

import { answer } from "./answer.js";
import { keptSide } from "./read-file.js";
import { startImportWorker } from "./start-worker.js";

/**
 * @typedef {import("./answer.js").Batch} Batch
 * @typedef {import("./answer.js").Reply} Reply
 * @typedef {import("./read-file.js").Found} Found
 *
 * @typedef {object} Listener
 * @property {number} room images at most
 * @property {AbortSignal} signal
 * @property {(file: File, found: Found) => void} onFound
 * @property {(file: File, refusal: { code: string, message: string }) => void} onRefused
 * @property {(done: number, total: number) => void} onProgress in files, the
 *   one under way counted by its part
 */

/** Files given to the worker at once. */
const BATCH = 64;

/**
 * @param {File[]} files
 * @param {Listener} listener
 * @returns {Promise<number>} how many were looked at
 */
export async function readFiles(files, listener) {
  const { signal, onFound, onRefused, onProgress } = listener;
  const reader = new Reader();
  const stop = () => reader.close();
  signal.addEventListener("abort", stop);
  let { room } = listener;
  let looked = 0;
  try {
    for (let at = 0; at < files.length; at += BATCH) {
      if (signal.aborted || room === 0) break;
      const batch = files.slice(at, at + BATCH);
      const side = keptSide(Math.min(listener.room, files.length));
      await reader.read({ files: batch, room, side }, (reply) => {
        if (signal.aborted) return;
        if (reply.type === "progress") {
          onProgress(looked + reply.done / reply.total, files.length);
        }
        if (reply.type !== "found" && reply.type !== "refused") return;
        looked += 1;
        const file = batch[reply.index];
        if (reply.type === "refused") onRefused(file, reply);
        else onFound(file, reply.found);
        if (reply.type === "found" && reply.found.kind === "images") {
          room = Math.max(0, room - reply.found.stack.count);
        }
        onProgress(looked, files.length);
      });
    }
  } finally {
    signal.removeEventListener("abort", stop);
    reader.close();
  }
  return looked;
}

/** One worker, or this thread where there is none to be had (offline). */
class Reader {
  #worker = startImportWorker();
  #end = () => {};

  /**
   * @param {Batch} batch
   * @param {(reply: Reply) => void} heard
   * @returns {Promise<void>} settles when all were answered, or at `close`
   */
  async read(batch, heard) {
    const worker = this.#worker;
    if (!worker) return answer(batch, heard);
    /** @type {Set<number>} */
    const answered = new Set();
    const lost = await new Promise((done) => {
      this.#end = () => done(false);
      worker.onerror = () => done(true);
      worker.onmessage = ({ data }) => {
        if ("index" in data) answered.add(data.index);
        heard(data);
        if (data.type === "end") done(false);
      };
      worker.postMessage(batch);
    });
    if (!lost) return;
    worker.terminate();
    this.#worker = null;
    await this.#rest(batch, answered, heard);
  }

  /**
   * @param {Batch} batch
   * @param {Set<number>} answered
   * @param {(reply: Reply) => void} heard
   */
  async #rest({ files, ...more }, answered, heard) {
    const places = [...files.keys()].filter((place) => !answered.has(place));
    const left = places.map((place) => files[place]);
    await answer({ files: left, ...more }, (reply) =>
      heard(
        "index" in reply ? { ...reply, index: places[reply.index] } : reply,
      ),
    );
  }

  close() {
    this.#worker?.terminate();
    this.#end();
  }
}
