/**
 * Training in chunks, as VAE Lab does it, for engines that do a step when told
 * to: the losses are read back once a chunk, so that a GPU is kept busy.
 * @module
 */

/** @typedef {import("./batches.js").Batch} Batch */
/** @typedef {import("./measure.js").Chunk} Chunk */

/** As of www/engine/chunk-size.js. */
const TARGET_MS = 100;
const GROWTH = 4;

/**
 * @param {Iterator<Batch, void>} batches
 * @param {(batches: Batch[]) => Promise<number[]>} steps Their losses.
 * @returns {AsyncGenerator<Chunk, void, void>}
 */
export async function* inChunks(batches, steps) {
  let size = 1;
  for (;;) {
    const chunk = [];
    while (chunk.length < size) {
      const { value, done } = batches.next();
      if (done || !value) return;
      chunk.push(value);
    }
    const start = performance.now();
    const losses = await steps(chunk);
    const ms = performance.now() - start;
    yield { losses, ms };
    const fitting = Math.floor((TARGET_MS * size) / Math.max(ms, 0.01));
    size = Math.max(1, Math.min(fitting, size * GROWTH));
  }
}
