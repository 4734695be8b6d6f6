/**
 * Memory of a long training: of VAE Lab's page and workers, as a curve.
 * @module
 */

/**
 * @typedef {object} MemoryPoint
 * @property {number} step
 * @property {number} wasmBytes The workers' linear memories, which never shrink.
 * @property {number} [allBytes] All heaps of page and workers, as the browser
 *   counts them; in a cross-origin isolated page alone.
 */

/**
 * @param {import("./measure.js").Engine} engine
 * @param {{ steps: number[], wasmBytes: () => Promise<number>, onStep: (step: number, loss: number) => void }} options
 * @returns {Promise<{ memory: MemoryPoint[] }>}
 */
export async function measureMemory(engine, { steps, wasmBytes, onStep }) {
  const memory = [await pointAt(0, wasmBytes)];
  const waiting = [...steps];
  let step = 0;
  for await (const { losses } of engine.train()) {
    step += losses.length;
    onStep(step, losses[losses.length - 1]);
    if (step < waiting[0]) continue;
    memory.push(await pointAt(step, wasmBytes));
    while (step >= waiting[0]) waiting.shift();
    if (waiting.length === 0) break;
  }
  return { memory };
}

/**
 * @param {number} step
 * @param {() => Promise<number>} wasmBytes
 * @returns {Promise<MemoryPoint>}
 */
async function pointAt(step, wasmBytes) {
  const { performance } = /** @type {any} */ (globalThis);
  const all = await performance.measureUserAgentSpecificMemory?.();
  const own = await wasmBytes();
  // Less than the wasm alone: the browser has not counted it this time.
  const allBytes = all?.bytes >= own ? all.bytes : undefined;
  return { step, wasmBytes: own, allBytes };
}
