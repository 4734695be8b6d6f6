/** Where the shipped digits lie in latent space, on two of its axes. */

import { labelsFor } from "./labels.js";
import { paced } from "./paced.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("../import/idx.js").Digits} Digits
 *
 * @typedef {object} MapOfMeans
 * @property {Float32Array} x posterior means on the first axis, one a digit
 * @property {Float32Array} y the same on the second axis
 * @property {Uint8Array} labels
 * @property {[number, number]} axes the two dimensions, from 0
 */

/**
 * The two dimensions along which the posterior means are spread widest
 * (largest variance over the digits), wider one first. An unused dimension
 * has all its means near 0, so these two tell the most.
 *
 * @param {Float32Array} means [count * latentDim]
 * @param {number} latentDim at least 1
 * @returns {[number, number]}
 */
export function widestAxes(means, latentDim) {
  const count = means.length / latentDim;
  const sum = new Float64Array(latentDim);
  const squares = new Float64Array(latentDim);
  means.forEach((value, i) => {
    sum[i % latentDim] += value;
    squares[i % latentDim] += value * value;
  });
  const spread = [...sum].map((s, d) => squares[d] / count - (s / count) ** 2);
  const order = spread.map((_, d) => d).sort((a, b) => spread[b] - spread[a]);
  return [order[0], order[1] ?? order[0]];
}

/**
 * One dimension of every row.
 *
 * @param {Float32Array} rows [count * width]
 * @param {number} width
 * @param {number} at
 */
function column(rows, width, at) {
  return Float32Array.from(
    { length: rows.length / width },
    (_, i) => rows[i * width + at],
  );
}

export class LatentMap {
  /** @type {MapOfMeans | null} */
  value = null;
  /** @type {[number, number] | null} */
  #axes = null;
  #changed;
  #failed;
  // A tenth of the time at most: the map drifts while training goes on.
  #draw = paced(this.#doDraw.bind(this), { rest: 500, share: 0.1 });

  /**
   * @param {() => void} changed
   * @param {(error: unknown) => void} failed
   */
  constructor(changed, failed) {
    this.#changed = changed;
    this.#failed = failed;
  }

  /**
   * Draws the map again. The axes are chosen with the first weights seen and
   * kept, so that what moves in training is the map and not the view;
   * `forgetAxes` chooses anew.
   *
   * @param {Lab | null} lab
   * @param {Digits | null} digits
   */
  refresh(lab, digits) {
    if (lab && digits) this.#draw(lab, digits);
  }

  forgetAxes() {
    this.#axes = null;
  }

  /** For a model with other latents: also what was drawn is not its own. */
  forget() {
    this.forgetAxes();
    this.value = null;
  }

  /**
   * @param {Lab} lab
   * @param {Digits} digits
   */
  async #doDraw(lab, { images, labels }) {
    try {
      const { mean } = await lab.encode(images, labelsFor(lab, labels));
      const width = lab.config.latentDim;
      this.#axes ??= widestAxes(mean, width);
      const [first, second] = this.#axes;
      this.value = {
        x: column(mean, width, first),
        y: column(mean, width, second),
        labels,
        axes: [first, second],
      };
      this.#changed();
    } catch (error) {
      this.#failed(error);
    }
  }
}
