/** Starts the worker that reads files and fetches data sets. */

import { startForeign } from "../engine/foreign.js";
import { startInside } from "./assets.js";

/**
 * @returns {Worker | null} null where there is none to be had (offline, or a
 *   policy that allows none)
 */
export function startImportWorker() {
  try {
    return (
      startInside("import-worker.js") ??
      startForeign(/* published */ "./import-worker.js", import.meta.url) ??
      new Worker(new URL("./import-worker.js", import.meta.url), {
        type: "module",
      })
    );
  } catch {
    return null;
  }
}
