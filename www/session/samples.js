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
   * @param {Omit<Grid, "pixels">} wish
   */
  refresh(lab, wish) {
    if (lab) this.#draw(lab, wish);
  }

  /**
   * @param {Lab} lab
   * @param {Omit<Grid, "pixels">} wish
   */
  async #doDraw(lab, { count, seed, steps }) {
    try {
      const pixels = await lab.sample({ count, seed });
      this.grid = { pixels, count, seed, steps };
      this.#changed();
    } catch (error) {
      this.#failed(error);
    }
  }
}
