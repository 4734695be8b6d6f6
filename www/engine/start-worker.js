/**
 * Starting the worker script, also from another origin than the page's.
 * @module
 */
import { startInside } from "./assets.js";
import { Connection } from "./connection.js";
import { startForeign } from "./foreign.js";

/**
 * Starts a worker and connects to it.
 * @returns {Connection}
 */
export function connectToWorker() {
  const worker = startWorker();
  const connection = new Connection(worker, () => worker.terminate());
  worker.addEventListener("error", (event) => {
    // An event without a message is the browser's way to say that the script
    // itself could not be had.
    connection.lose(event.message || "the worker's script could not be loaded");
  });
  return connection;
}

/**
 * The worker's URL is spelled out as bundlers and plain hosting need it; for
 * another origin it is not, or a bundler would add the script a second time.
 * @returns {Worker}
 */
const startWorker = () =>
  startInside("worker.js") ??
  startForeign(/* published */ "./worker.js", import.meta.url) ??
  new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
