/**
 * What every engine is given: net, weights, images, and how to train.
 * @module
 */
import { batchesOf, loadImages } from "./batches.js";
import { netOf } from "./net.js";
import { readTensors } from "./tensors.js";

/**
 * @typedef {object} Setting
 * @property {import("./net.js").Config} config
 * @property {import("./net.js").Net} net
 * @property {import("./tensors.js").Tensors} tensors Of fresh weights; none for
 *   VAE Lab, which draws the same from the seed.
 * @property {Uint8Array} images
 * @property {number} seed
 * @property {number} batchSize
 * @property {number} learningRate
 * @property {() => Generator<import("./batches.js").Batch, never, void>} batches
 */

/**
 * @typedef {object} Workload See workload.json.
 * @property {number} images
 * @property {number} seed
 * @property {number} learningRate
 * @property {number[]} batches
 * @property {number[]} checkedSteps
 * @property {number[]} decoded
 * @property {Record<string, { title: string, config: import("./net.js").Config }>} nets
 */

/** As the sources name it: the benchmark's server knows the hash in its name. */
const IMAGES = new URL(
  "../../dist/data/mnist-2000-images.idx.gz",
  import.meta.url,
);

/** @returns {Promise<Workload>} */
export async function loadWorkload() {
  const response = await fetch(new URL("../workload.json", import.meta.url));
  return response.json();
}

/**
 * @param {Workload} workload
 * @param {{ net: string, batchSize: number, weights?: ArrayBuffer }} wish
 * @returns {Promise<Setting>}
 */
export async function settingOf(workload, { net: name, batchSize, weights }) {
  const { seed, learningRate, nets } = workload;
  const { config } = nets[name];
  const net = netOf(config);
  const images = await loadImages(IMAGES, workload.images);
  const latents = config.latentDim;
  return {
    config,
    net,
    tensors: weights ? readTensors(weights) : new Map(),
    images,
    seed,
    batchSize,
    learningRate,
    batches: () => batchesOf(images, { seed, size: batchSize, latents }),
  };
}
