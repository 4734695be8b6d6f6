/** How much each latent dimension carries: its KL, over digits that are at hand. */

import { labelsFor } from "./labels.js";
import { joined } from "./training-set.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("../import/idx.js").Digits} Digits
 *
 * What each dimension's posterior costs against N(0, 1).
 * @typedef {object} Carried
 * @property {Float64Array} kl nats, mean over the digits: [latentDim]
 * @property {number} digits how many
 */

/** A dimension that carries less says nothing of the digit. */
export const UNUSED_NATS = 0.01;

const PIXELS = 784;
/** No piece may hold up the line for longer than about this. */
const PIECE_MS = 20;
const [LEAST_PIECE, FIRST_PIECE, MOST_PIECE] = [10, 50, 250];
const MOST_REST_MS = 50;

/**
 * KL(N(μ, σ²) ‖ N(0, 1)) of each dimension, in nats, added up over posteriors.
 *
 * @param {Float64Array} sums [latentDim]: these are added to
 * @param {Pick<import("./line.js").Reading, "mean" | "logVar">} posteriors
 *   each [count * latentDim]
 */
export function addKl(sums, { mean, logVar }) {
  const width = sums.length;
  for (let i = 0; i < mean.length; i++) {
    const cost = mean[i] ** 2 + Math.exp(logVar[i]) - 1 - logVar[i];
    sums[i % width] += cost / 2;
  }
}

/**
 * Images of the next piece: at most twice or half as many, since a piece may
 * have waited for others.
 *
 * @param {number} size
 * @param {number} wanted
 */
function nextPiece(size, wanted) {
  const near = Math.max(size / 2, Math.min(size * 2, wanted));
  return Math.round(Math.max(LEAST_PIECE, Math.min(MOST_PIECE, near)));
}

/**
 * The dimensions, those that carry most first.
 *
 * @param {ArrayLike<number>} kl
 */
export function mostFirst(kl) {
  const dimensions = Array.from({ length: kl.length }, (_, d) => d);
  return dimensions.sort((a, b) => kl[b] - kl[a]);
}

/**
 * Piece by piece, so that the line comes in between.
 *
 * @param {Lab} lab
 * @param {Digits} digits
 * @param {object} how
 * @param {number} how.most digits that are measured
 * @param {() => boolean} how.moot whether another model was opened
 * @returns {Promise<Carried | null>} null where it was
 */
export async function carriedBy(lab, { images, labels }, { most, moot }) {
  const sums = new Float64Array(lab.config.latentDim);
  // The shipped digits lie class by class: fewer of them are every nth.
  const step = Math.max(1, Math.floor(labels.length / most));
  const count = Math.floor(labels.length / step);
  let size = FIRST_PIECE;
  for (let from = 0; from < count;) {
    if (moot()) return null;
    const end = Math.min(count, from + size);
    const began = performance.now();
    const chosen = Array.from(
      { length: end - from },
      (_, i) => (from + i) * step,
    );
    const pictures = chosen.map((i) =>
      images.subarray(i * PIXELS, (i + 1) * PIXELS),
    );
    const classes = Uint8Array.from(chosen, (i) => labels[i]);
    const told = labelsFor(lab, classes);
    addKl(sums, await lab.encode(joined(pictures), told));
    const took = performance.now() - began;
    size = nextPiece(size, (size * PIECE_MS) / took);
    from = end;
    // The line comes in between, and has as much time as this.
    const rest = Math.min(took, MOST_REST_MS);
    await new Promise((rested) => setTimeout(rested, rest));
  }
  return { kl: sums.map((sum) => sum / count), digits: count };
}
