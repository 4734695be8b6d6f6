/** Digits as an encoder sees them, piece by piece. */

/**
 * @typedef {import("../import/idx.js").Digits} Digits
 */

/**
 * An order in which any first part of a set is spread over the whole set: sets
 * are often sorted. Steps of the golden section do that.
 *
 * @param {number} count
 * @returns {Uint32Array} each of 0..count - 1 once
 */
export function spreadOrder(count) {
  let step = Math.max(1, Math.round(count * 0.6180339887));
  while (greatestDivisor(step, count) > 1) step += 1;
  return Uint32Array.from({ length: count }, (_, i) => (i * step) % count);
}

/**
 * @param {number} a
 * @param {number} b
 * @returns {number}
 */
function greatestDivisor(a, b) {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

export class Encoded {
  done = 0;
  /** KL summed over the digits that are encoded. */
  #sums;

  /**
   * @param {Digits} digits
   * @param {number} most of them
   * @param {number} width latents
   * @param {number} steps of training behind the weights
   */
  constructor(digits, most, width, steps) {
    this.digits = digits;
    this.width = width;
    this.steps = steps;
    const count = digits.labels.length;
    this.indices = spreadOrder(count).subarray(0, most);
    this.total = this.indices.length;
    this.labels = Uint8Array.from(this.indices, (i) => digits.labels[i]);
    this.means = new Float32Array(this.total * width);
    this.#sums = new Float64Array(width);
  }

  /** KL of each latent, mean over the digits, in nats. */
  get costs() {
    return this.#sums.map((sum) => sum / Math.max(1, this.done));
  }

  /**
   * The next digits to encode.
   *
   * @param {number} count fewer at the end
   * @param {number} pixels of one image
   */
  next(count, pixels) {
    const which = this.indices.subarray(this.done, this.done + count);
    const images = new Uint8Array(which.length * pixels);
    which.forEach((index, i) => {
      const image = this.digits.images.subarray(
        index * pixels,
        (index + 1) * pixels,
      );
      images.set(image, i * pixels);
    });
    const labels = this.labels.slice(this.done, this.done + count);
    return { images, labels };
  }

  /** @param {{ mean: Float32Array, logVar: Float32Array }} posterior of the next */
  take({ mean, logVar }) {
    const { width } = this;
    this.means.set(mean, this.done * width);
    mean.forEach((value, i) => {
      const spread = logVar[i];
      this.#sums[i % width] +=
        (value * value + Math.exp(spread) - 1 - spread) / 2;
    });
    this.done += mean.length / width;
  }
}

/**
 * The latents, the one that costs most first.
 *
 * @param {Float64Array} costs
 */
export const byCost = (costs) =>
  [...costs.keys()].sort((a, b) => costs[b] - costs[a]);
