/**
 * Counts what is asked of WebGPU in this thread, whoever asks.
 * @module
 */

/**
 * @typedef {object} Counts
 * @property {number} dispatches
 * @property {number} submits
 * @property {number} pipelines Compiled.
 * @property {number} writes From the CPU to a buffer.
 * @property {number} maps Buffers read back.
 */

/** @type {[string, string, keyof Counts][]} */
const COUNTED = [
  ["GPUComputePassEncoder", "dispatchWorkgroups", "dispatches"],
  ["GPUComputePassEncoder", "dispatchWorkgroupsIndirect", "dispatches"],
  ["GPUQueue", "submit", "submits"],
  ["GPUQueue", "writeBuffer", "writes"],
  ["GPUDevice", "createComputePipeline", "pipelines"],
  ["GPUDevice", "createComputePipelineAsync", "pipelines"],
  ["GPUBuffer", "mapAsync", "maps"],
];

/** @returns {Counts} Which goes on counting. */
export function countGpu() {
  const counts = {
    dispatches: 0,
    submits: 0,
    pipelines: 0,
    writes: 0,
    maps: 0,
  };
  const scope = /** @type {any} */ (globalThis);
  for (const [type, method, name] of COUNTED) {
    const prototype = scope[type]?.prototype;
    if (!prototype) continue;
    const own = prototype[method];
    prototype[method] = function (/** @type {unknown[]} */ ...args) {
      counts[name] += 1;
      return own.apply(this, args);
    };
  }
  return counts;
}

/**
 * @param {Counts} from
 * @param {Counts} to
 * @param {number} steps Between the two.
 * @returns {Counts} A step's.
 */
export function countsPerStep(from, to, steps) {
  const entries = Object.entries(to).map(([name, count]) => [
    name,
    (count - from[/** @type {keyof Counts} */ (name)]) / steps,
  ]);
  return Object.fromEntries(entries);
}
