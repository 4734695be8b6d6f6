/** The digit on the main line, and what the model makes of it. */

import { labelsFor } from "./labels.js";
import { paced } from "./paced.js";
import { spreadOf } from "./spread.js";
import { joined } from "./training-set.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 *
 * Where the digit came from; `index` is its place among the shipped digits.
 * @typedef {object} Input
 * @property {"drawn" | "mnist" | "sample" | "own"} kind
 * @property {Uint8Array} pixels 784, 0..255
 * @property {number} [index]
 * @property {number} [label]
 *
 * What the encoder says of the digit.
 * @typedef {object} Reading
 * @property {Float32Array} mean [latentDim]
 * @property {Float32Array} logVar [latentDim]
 *
 * What the decoder was given, and makes of it.
 * @typedef {object} Picture
 * @property {Float32Array} z [latentDim]: the digit's mean, or what was set
 * @property {boolean} steered whether z was set by hand
 * @property {Float32Array} output [784] decoded from z, or [DRAWS * 784] decoded
 *   from draws of the posterior, or [784] how much such pictures differ, as part
 *   of `largest`
 * @property {number} [largest] the largest standard deviation of a pixel
 *
 * @typedef {object} Nats
 * @property {number} reconstruction
 * @property {number} kl
 * @property {number} negativeElbo
 */

/** How many draws of the posterior are shown. */
export const DRAWS = 9;
/** Over how many draws a pixel's deviation is taken. */
export const SPREAD_DRAWS = 32;
export const DRAW_SEED = 0;
/** The noise of the one draw that the figures of a digit are measured with. */
export const FIGURE_SEED = 0;

/** A picture that takes longer is not waited for by the rest of the page. */
const SLOW_MS = 30;

export class Line {
  /** @type {Input | null} */
  input = null;
  /** @type {Reading | null} */
  reading = null;
  /** @type {Picture | null} */
  picture = null;
  /** @type {Nats | null} */
  nats = null;
  /** Whether draws of the posterior are decoded, or its mean. */
  draws = false;
  /** Whether each pixel's deviation over draws is shown instead. */
  spread = false;
  /** The class that a conditional model is told the digit is of. */
  label = 0;
  /** A latent point set by hand, decoded in place of the digit's own. */
  #hand = /** @type {Float32Array | null} */ (null);
  /** Tells of a move whose picture is late. @type {ReturnType<typeof setTimeout> | undefined} */
  #late;
  #changed;
  #failed;
  #read = paced(this.#doRead.bind(this), { share: 0.5 });
  #decode = paced(this.#doDecode.bind(this));
  #weigh = paced(this.#doWeigh.bind(this), { rest: 60, share: 0.3 });

  /**
   * @param {() => void} changed
   * @param {(error: unknown) => void} failed
   */
  constructor(changed, failed) {
    this.#changed = changed;
    this.#failed = failed;
  }

  /** The latent point set by hand, or null. */
  get hand() {
    return this.#hand;
  }

  /**
   * Puts a digit on the line, or takes it off; what was set by hand gives way.
   *
   * @param {Lab | null} lab
   * @param {Input | null} input
   */
  put(lab, input) {
    this.input = input;
    if (input?.label !== undefined) this.label = input.label;
    this.#hand = null;
    if (!input) this.forget();
    this.#changed();
    this.refresh(lab);
  }

  /**
   * Decodes this latent point instead of the digit's own; null goes back to it.
   *
   * @param {Lab | null} lab
   * @param {Float32Array | null} z [latentDim]
   */
  steer(lab, z) {
    this.#hand = z;
    if (!z && !this.input) this.picture = null;
    if (lab && z) {
      // A frame that is drawn now would keep the picture waiting.
      clearTimeout(this.#late);
      this.#late = setTimeout(() => this.#changed(), SLOW_MS);
      this.#decode(lab, z, { latest: "line" });
      return;
    }
    this.#changed();
    if (lab) this.refresh(lab);
  }

  /**
   * Tells a conditional model another class.
   *
   * @param {Lab | null} lab
   * @param {number} label
   */
  tell(lab, label) {
    this.label = label;
    this.#changed();
    this.refresh(lab);
  }

  /** For a model with other latents: what was read is none of its own. */
  forget() {
    this.reading = null;
    this.picture = null;
    this.nats = null;
    this.#hand = null;
  }

  /** @param {Lab | null} lab reads the digit again, with today's weights */
  refresh(lab) {
    if (!lab) return;
    if (this.#hand) this.#decode(lab, this.#hand, {});
    if (!this.input) return;
    this.#read(lab, this.input);
    this.#weigh(lab, this.input);
  }

  /**
   * @param {Lab} lab
   * @param {Input} input
   */
  async #doRead(lab, input) {
    try {
      const { label } = this;
      const told = labelsFor(lab, [label]);
      const { mean, logVar } = await lab.encode(input.pixels, told);
      if (!this.input) return;
      this.reading = { mean, logVar };
      if (this.#hand) return this.#changed();
      const { draws, spread } = this;
      const count = spread ? SPREAD_DRAWS : DRAWS;
      const output =
        draws || spread
          ? await lab.reconstruct(repeated(input.pixels, count), {
              seed: DRAW_SEED,
              ...labelsFor(lab, Array(count).fill(label)),
            })
          : await lab.decode(mean, told);
      if (!this.input || this.#hand) return;
      this.picture = { z: mean, steered: false, output };
      if (spread) {
        const found = spreadOf(output, count);
        this.picture = { ...this.picture, ...found };
      }
      this.#changed();
    } catch (error) {
      this.#failed(error);
    }
  }

  /**
   * @param {Lab} lab
   * @param {Float32Array} z
   * @param {{ latest?: string }} how with a key while z is being moved: training
   *   then goes in shorter chunks
   */
  async #doDecode(lab, z, how) {
    try {
      const told = labelsFor(lab, [this.label]);
      const output = await lab.decode(z, { ...told, ...how });
      if (!this.#hand) return;
      this.picture = { z, steered: true, output };
      clearTimeout(this.#late);
      this.#changed();
    } catch (error) {
      this.#failed(error);
    }
  }

  /**
   * @param {Lab} lab
   * @param {Input} input
   */
  async #doWeigh(lab, input) {
    try {
      const nats = await lab.evaluate(input.pixels, {
        seed: FIGURE_SEED,
        ...labelsFor(lab, [this.label]),
      });
      if (!this.input) return;
      this.nats = nats;
      this.#changed();
    } catch (error) {
      this.#failed(error);
    }
  }
}

/**
 * The same picture several times: each gets its own noise.
 *
 * @param {Uint8Array} pixels
 * @param {number} count
 */
function repeated(pixels, count) {
  return joined(Array.from({ length: count }, () => pixels));
}
