/** Starts the worker that reads files and fetches data sets. */

import { startInside } from "./assets.js";

/**
 * @returns {Worker | null} null where there is none to be had (offline, or the
 *   page's files lie on another origin)
 */
export function startImportWorker() {
  try {
    return (
      startInside("import-worker.js") ??
      new Worker(new URL("./import-worker.js", import.meta.url), {
        type: "module",
      })
    );
  } catch {
    return null;
  }
}
