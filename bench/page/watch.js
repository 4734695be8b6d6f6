/**
 * Looks into an engine from outside: into the page's own calls of WebGPU, and
 * into VAE Lab's worker, where a script is put before its own.
 * @module
 */
import { countGpu } from "../shared/gpu-counts.js";

/** @typedef {import("../shared/gpu-counts.js").Counts} Counts */
/**
 * @typedef {object} Report
 * @property {Counts} counts
 * @property {{ count: number, ms: number }} decodes Inside a worker.
 * @property {number} wasmBytes
 */

const INSIDE = new URL("inside.js", import.meta.url).href;
const STRICT = new URL("without-relaxed-simd.js", import.meta.url).href;

/**
 * To be called before an engine is loaded.
 * @param {import("../engines/list.js").Entry} entry
 * @returns {() => Promise<Report>}
 */
export function watch({ family, withoutRelaxedSimd }) {
  if (family === "ours") {
    precedeWorkers(withoutRelaxedSimd ? [STRICT, INSIDE] : [INSIDE]);
    return askWorker;
  }
  const counts = countGpu();
  const decodes = { count: 0, ms: 0 };
  return async () => ({ counts: { ...counts }, decodes, wasmBytes: 0 });
}

/** @param {string[]} scripts */
function precedeWorkers(scripts) {
  window.Worker = class extends Worker {
    /** @param {string | URL} url @param {WorkerOptions} [options] */
    constructor(url, options) {
      const own = new URL(url, location.href).href;
      const source = [...scripts, own]
        .map((one) => `import "${one}";`)
        .join("\n");
      const blob = new Blob([source], { type: "text/javascript" });
      super(URL.createObjectURL(blob), options);
    }
  };
}

/** Those that have not answered by then, after the first, are none. */
const ALL_ANSWER_MS = 50;

/** @returns {Promise<Report>} Of all workers together. */
function askWorker() {
  const channel = new BroadcastChannel("vae-lab-bench");
  return new Promise((done) => {
    /** @type {Report[]} */
    const reports = [];
    channel.onmessage = ({ data }) => {
      if (!data.counts) return;
      reports.push(data);
      if (reports.length > 1) return;
      setTimeout(() => {
        channel.close();
        done(reports.reduce(sum));
      }, ALL_ANSWER_MS);
    };
    channel.postMessage("report");
  });
}

/**
 * @template {object} T
 * @param {T} one
 * @param {T} other Of the same numbers.
 * @returns {T}
 */
function sum(one, other) {
  const entries = Object.entries(one).map(([name, value]) => {
    const added = /** @type {any} */ (other)[name];
    return [
      name,
      typeof value === "number" ? value + added : sum(value, added),
    ];
  });
  return /** @type {T} */ (Object.fromEntries(entries));
}
