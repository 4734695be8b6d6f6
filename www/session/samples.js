/** The grid of generated digits. */

import { paced } from "./paced.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 *
 * @typedef {object} Grid
 * @property {Float32Array} pixels [count * 784], probabilities 0..1
 * @property {number} count
 * @property {number} seed
 * @property {number} steps how far the model was trained on this page
 * @property {import("./priors.js").PriorName} prior what the points are from
 * @property {number} temperature
 * @property {number} classes those that are drawn in turn; 0 where none are told
 * @property {number} [label] the one class drawn, where it is one
 *
 * @typedef {Omit<Grid, "pixels">} Wish
 */

export class Samples {
  /** @type {Grid | null} */
  grid = null;
  #changed;
  #failed;
  // Often enough to be seen learning, a fifth of the time at most.
  #draw = paced(this.#doDraw.bind(this), { rest: 80, share: 0.2 });

  /**
   * @param {() => void} changed
   * @param {(error: unknown) => void} failed
   */
  constructor(changed, failed) {
    this.#changed = changed;
    this.#failed = failed;
  }

  /**
   * @param {Lab | null} lab
   * @param {Wish} wish
   */
  refresh(lab, wish) {
    if (lab) this.#draw(lab, wish);
  }

  /**
   * @param {Lab} lab
   * @param {Wish} wish
   */
  async #doDraw(lab, wish) {
    const { count, seed, prior, temperature, label } = wish;
    const told = label === undefined ? {} : { label };
    try {
      const options = { count, seed, prior, temperature, ...told };
      this.grid = { ...wish, pixels: await lab.sample(options) };
      this.#changed();
    } catch (error) {
      this.#failed(error);
    }
  }
}
