/**
 * Lab's losses beside the reference's: 64-bit numpy, the network and Adam
 * written down plainly, from the same weights, images and noise.
 */
/* global Lab, collect */
import { expect } from "@playwright/test";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { pathOf } from "../../scripts/names.mjs";
import { DIST, visit } from "./lab-host.mjs";

const read = (path) =>
  JSON.parse(readFileSync(new URL(`../../bench/${path}`, import.meta.url)));

const workload = read("workload.json");
const { losses } = read("reference/losses.json");

const STEPS = 50;

/**
 * Where arithmetic of 32 bits cannot follow that of 64 for so long: what each of
 * fifty losses is held to.
 */
const AT_MOST = 1e-3;

const IDX_HEADER = 16;
const IMAGE_LENGTH = 784;

/**
 * The batch of each net, of those that the reference has, and the steps whose
 * losses 32 bits determine. Adam moves a weight that has just got its first slope
 * as far as any other, however small the slope, so rounding decides at which step
 * a unit that was dead comes alive. How far the reference itself strays when its
 * weights are rounded otherwise is its `drift` in losses.json: below 1e-5 until
 * step 24 of the convolutional net, 2e-4 at 50; 2e-5 at 50 of the dense one.
 */
export const RUNS = [
  { net: "dense", size: 128, determined: STEPS },
  { net: "conv", size: 32, determined: 24 },
];

function images() {
  const path = pathOf(DIST, "data/mnist-2000-images.idx.gz");
  const length = workload.images * IMAGE_LENGTH;
  return gunzipSync(readFileSync(path))
    .subarray(IDX_HEADER)
    .subarray(0, length);
}

/**
 * Trains a fresh model: the objective of each step, with the device, the
 * workers and the modules that computed it.
 * @param {import("@playwright/test").Page} page
 * @param {string} net Of the workload.
 * @param {number} batchSize
 * @param {Way & { steps: number }} way
 */
async function train(page, net, batchSize, { options, files, steps }) {
  const host = await visit(page, { files: { "few.bin": images(), ...files } });
  const { seed, learningRate, nets } = workload;
  const model = { ...nets[net].config, seed };
  const run = { steps, epochs: steps, batchSize, seed, learningRate };
  const found = await page.evaluate(
    async ([options, run]) => {
      const few = await (await fetch("few.bin")).arrayBuffer();
      const lab = await Lab.create(options);
      const records = await collect(lab.train(new Uint8Array(few), run));
      const { device, workers } = lab;
      lab.close();
      const losses = records.map(({ objective }) => objective);
      return { losses, device: device.name, workers };
    },
    [{ ...options, model }, run],
  );
  await host.close();
  const modules = host.asked.filter((path) => path.endsWith(".wasm"));
  return { ...found, modules };
}

/**
 * @typedef {object} Way What computes.
 * @property {object} options For `Lab.create`.
 * @property {Record<string, unknown>} [files] As for `startHost`.
 * @property {string[]} modules One for each worker.
 */

/**
 * Fails unless each step has the reference's loss: to the tolerance as long as 32
 * bits determine it, to `AT_MOST` then.
 * @param {import("@playwright/test").Page} page
 * @param {(typeof RUNS)[number]} run
 * @param {Way} way
 * @param {number} tolerance Relative.
 * @param {number} [steps]
 */
export async function expectPlainLosses(
  page,
  { net, size, determined },
  way,
  tolerance,
  steps = STEPS,
) {
  const found = await train(page, net, size, { ...way, steps });
  const { modules } = way;
  expect(found).toMatchObject({ device: way.options.device, modules });
  expect(found.workers).toBe(modules.length);
  expect(found.losses).toHaveLength(steps);
  const far = found.losses.map((loss, i) => {
    const expected = losses[net][size][i + 1];
    return Math.abs(loss - expected) / expected;
  });
  expectWithin(far.slice(0, determined), tolerance);
  expectWithin(far, Math.max(tolerance, AT_MOST));
}

/** @param {number[]} far How far from the reference, a step each. */
function expectWithin(far, tolerance) {
  const worst = far.indexOf(Math.max(...far));
  expect(far[worst], `step ${worst + 1}`).toBeLessThanOrEqual(tolerance);
}
