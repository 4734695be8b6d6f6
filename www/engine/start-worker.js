/**
 * Starting the worker script, also from another origin than the page's.
 * @module
 */
import { startInside } from "./assets.js";
import { Connection } from "./connection.js";

/**
 * Starts a worker and connects to it.
 * @returns {Connection}
 */
export function connectToWorker() {
  const { worker, release } = startWorker();
  const connection = new Connection(worker, () => {
    worker.terminate();
    release();
  });
  worker.addEventListener("error", (event) => {
    // An event without a message is the browser's way to say that the script
    // itself could not be had.
    connection.lose(event.message || "the worker's script could not be loaded");
  });
  return connection;
}

/**
 * The worker's URL is spelled out as bundlers and plain hosting need it.
 * @returns {{ worker: Worker, release: () => void }}
 */
function startWorker() {
  const inside = startInside("worker.js");
  if (inside) return { worker: inside, release: () => {} };
  const here = new URL(import.meta.url);
  if (isForeign(here)) return startForeignWorker(here);
  const worker = new Worker(new URL("./worker.js", import.meta.url), {
    type: "module",
  });
  return { worker, release: () => {} };
}

/**
 * Whether this module came from another host than the page. A bundler may have
 * put a build-time file URL in its place: then the worker is the bundle's own.
 * @param {URL} here
 * @returns {boolean}
 */
function isForeign(here) {
  return /^https?:$/.test(here.protocol) && here.origin !== location.origin;
}

/**
 * Browsers refuse a worker from another origin, but a worker of this origin may
 * import a module from there; in it `import.meta.url` is the real URL, so all
 * that is relative to it holds.
 * @param {URL} here
 * @returns {{ worker: Worker, release: () => void }}
 */
function startForeignWorker(here) {
  // Not the literal pattern: a bundler would add the script a second time.
  const file = /* published */ "./worker.js";
  const source = late(new URL(file, here).href);
  const blob = new Blob([source], { type: "text/javascript" });
  const url = URL.createObjectURL(blob);
  const worker = new Worker(url, { type: "module" });
  return { worker, release: () => URL.revokeObjectURL(url) };
}

/**
 * A worker's script that imports a module when it runs. A policy's `worker-src`
 * is asked for what a worker imports before, its `script-src` for this. What is
 * sent meanwhile is heard when the module is there.
 * @param {string} url
 */
const late = (url) => `
const early = [];
const hold = (event) => early.push(event);
addEventListener("message", hold);
import(${JSON.stringify(url)}).then(() => {
  removeEventListener("message", hold);
  for (const { data } of early)
    dispatchEvent(new MessageEvent("message", { data }));
}, (error) => setTimeout(() => { throw error; }));
`;
