/**
 * The batches of a run: which images a step sees and with which noise, as
 * src/train/run.rs chooses them.
 * @module
 */
import { Noise, PURPOSE } from "./noise.js";

const PIXELS = 784;
const IDX_HEADER = 16;

/**
 * @typedef {object} Batch
 * @property {Float32Array} images `size * 784`, 0..1.
 * @property {Float32Array} noise `size * latents`.
 */

/**
 * The first images of the 2,000 digits that the page is shipped with.
 * @param {string | URL} url Of a gzipped IDX file.
 * @param {number} count So many that every batch is full.
 * @returns {Promise<Uint8Array>}
 */
export async function loadImages(url, count) {
  const response = await fetch(url);
  if (!response.ok || !response.body)
    throw new Error(`${url} answered ${response.status}`);
  const plain = response.body.pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(plain).arrayBuffer());
  return bytes.slice(IDX_HEADER, IDX_HEADER + count * PIXELS);
}

/**
 * @param {Uint8Array} images
 * @param {{ seed: number, size: number, latents: number }} run
 * @returns {Generator<Batch, never, void>} Endless; one batch a step.
 */
export function* batchesOf(images, { seed, size, latents }) {
  const count = images.length / PIXELS;
  const perEpoch = Math.ceil(count / size);
  for (let epoch = 0; ; epoch++) {
    const order = new Noise(seed, PURPOSE.shuffle, epoch).permutation(count);
    for (let i = 0; i < perEpoch; i++) {
      const step = epoch * perEpoch + i;
      const rows = order.subarray(i * size, (i + 1) * size);
      const noise = new Noise(seed, PURPOSE.reparameterize, step);
      yield {
        images: gather(images, rows),
        noise: noise.normal(rows.length * latents),
      };
    }
  }
}

/** @param {Uint8Array} images @param {Uint32Array} rows */
function gather(images, rows) {
  const batch = new Float32Array(rows.length * PIXELS);
  rows.forEach((row, i) => {
    for (let pixel = 0; pixel < PIXELS; pixel++)
      batch[i * PIXELS + pixel] = images[row * PIXELS + pixel] / 255;
  });
  return batch;
}

/**
 * What is decoded: sample `i` of the seed is the same whatever the count.
 * @param {{ seed: number, count: number, latents: number }} wish
 * @returns {Float32Array} `count * latents`.
 */
export function latentsOf({ seed, count, latents }) {
  const z = new Float32Array(count * latents);
  for (let i = 0; i < count; i++)
    z.set(new Noise(seed, PURPOSE.sample, i).normal(latents), i * latents);
  return z;
}
