/** How long two models take, one and the other in turn: the machine is busy for both alike. */

import { labelsFor } from "./labels.js";
import { normalNoise, PURPOSE } from "./noise.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("../import/idx.js").Digits} Digits
 *
 * @typedef {object} Clock
 * @property {AbortSignal} signal
 * @property {() => number} now milliseconds
 *
 * Milliseconds of one and of the other.
 * @typedef {{ before: number, after: number }} Times
 */

/** Pictures decoded at once, and how often: the median is told. */
export const DECODED = 64;
const [WARM_UPS, TIMES] = [2, 9];
const LATENT_SEED = 3;
/** Images of a training step. */
export const TRAINED = 128;
/** Runs of each in turn, and the steps of one; the first run warms up. */
const [TURNS, STEPS] = [4, 6];
/** Steps that take so long together tell enough. */
const MOST_TRAIN_MS = 3000;

/** @param {number[]} values an odd number of them */
export const median = (values) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Decodes 64 points.
 *
 * @param {Lab} before
 * @param {Lab} after
 * @param {Clock} clock
 * @returns {Promise<Times>}
 */
export async function timeDecoding(before, after, { signal, now }) {
  const [first, second] = [before, after].map(decoding);
  for (let turn = 0; turn < WARM_UPS + TIMES; turn++) {
    for (const { lab, z, told, times } of [first, second]) {
      signal.throwIfAborted();
      const began = now();
      await lab.decode(z, told);
      if (turn >= WARM_UPS) times.push(now() - began);
    }
  }
  return { before: median(first.times), after: median(second.times) };
}

/** @param {Lab} lab */
function decoding(lab) {
  const { latentDim, classes = 0 } = lab.config;
  const z = new Float32Array(DECODED * latentDim);
  const labels = new Uint8Array(DECODED);
  for (let i = 0; i < DECODED; i++) {
    const noise = normalNoise(LATENT_SEED, PURPOSE.evaluate, i, latentDim);
    z.set(noise, i * latentDim);
    if (classes > 0) labels[i] = i % classes;
  }
  /** @type {number[]} */
  const times = [];
  return { lab, z, told: labelsFor(lab, labels), times };
}

/**
 * Trains both for a few steps of 128 images, as the page trains. Their weights
 * are others afterwards: nothing else may be asked of these Labs.
 *
 * @param {Lab} before
 * @param {Lab} after
 * @param {Digits} digits
 * @param {Clock} clock
 * @returns {Promise<Times>}
 */
export async function timeTraining(before, after, digits, { signal, now }) {
  const both = [before, after].map((lab) => ({
    lab,
    /** @type {number[]} */
    times: [],
  }));
  const began = now();
  for (let turn = 0; turn < TURNS; turn++) {
    for (const { lab, times } of both) {
      const options = {
        ...labelsFor(lab, digits.labels),
        ...{ steps: STEPS, batchSize: TRAINED, signal },
      };
      for await (const { ms } of lab.train(digits.images, options)) {
        // The first run opens helpers, and lets the browser optimise.
        if (turn > 0 || now() - began > MOST_TRAIN_MS) times.push(ms);
        if (times.length > 0 && now() - began > MOST_TRAIN_MS) break;
      }
    }
    if (now() - began > MOST_TRAIN_MS) break;
  }
  const [first, second] = both.map(({ times }) => median(times));
  return { before: first, after: second };
}
