/** Has a worker make a GIF; cancelling ends the worker. */

import { startForeign } from "../engine/foreign.js";
import { startInside } from "./assets.js";

/** Why no GIF came: `export-worker` or `export-gif`. */
export class ExportError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = "ExportError";
    this.code = code;
  }
}

const startWorker = () =>
  startInside("gif-worker.js") ??
  startForeign(/* published */ "./gif-worker.js", import.meta.url) ??
  new Worker(new URL("./gif-worker.js", import.meta.url), { type: "module" });

/**
 * @param {import("./gif.js").Film} film
 * @param {{ signal: AbortSignal, onProgress: (done: number) => void }} how
 * @returns {Promise<ArrayBuffer>}
 * @throws {ExportError}
 */
export async function makeGif(film, { signal, onProgress }) {
  signal.throwIfAborted();
  const worker = startWorker();
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), {
        once: true,
      });
      worker.onerror = () =>
        reject(
          new ExportError(
            "export-worker",
            "The part of the page that makes GIFs could not be loaded: the network may be down. Try again later.",
          ),
        );
      worker.onmessage = ({ data }) => {
        if (data.bytes) resolve(data.bytes);
        else if (data.done) onProgress(data.done);
        else
          reject(
            new ExportError(
              "export-gif",
              `The GIF could not be made (${data.message}).`,
            ),
          );
      };
      worker.postMessage(film);
    });
  } finally {
    worker.terminate();
  }
}
