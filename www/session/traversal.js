/** What moving along a latent dimension draws, and which carry most. */

import { carriedBy, mostFirst } from "./carried.js";
import { labelsFor } from "./labels.js";
import { paced } from "./paced.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("../import/idx.js").Digits} Digits
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./carried.js").Carried} Carried
 *
 * Pictures of latents that differ in one dimension.
 * @typedef {object} Sweep
 * @property {number} dimension from 0
 * @property {Float32Array} pictures [SWEEP * 784]
 */

/** What is moved along: this far from 0 both ways, in as many pictures. */
export const REACH = 3;
export const SWEEP = 9;
const PIXELS = 784;
/** Digits that are measured while a run is open: enough for an order. */
const QUICK = 250;
/**
 * A latent point, moved along one dimension from -REACH to REACH.
 *
 * @param {Float32Array} z
 * @param {number} dimension from 0
 * @returns {Float32Array[]} SWEEP latents
 */
export function sweepOf(z, dimension) {
  return Array.from({ length: SWEEP }, (_, i) => {
    const moved = z.slice();
    moved[dimension] = REACH * ((2 * i) / (SWEEP - 1) - 1);
    return moved;
  });
}

/**
 * One picture after another, so that the line's own never waits for all.
 *
 * @param {Lab} lab
 * @param {Float32Array[]} latents
 * @param {number} label what a conditional model is told
 * @returns {Promise<Float32Array>} [latents.length * 784]
 */
export async function decodeEach(lab, latents, label) {
  const pictures = new Float32Array(latents.length * PIXELS);
  const told = labelsFor(lab, [label]);
  for (const [i, z] of latents.entries()) {
    pictures.set(await lab.decode(z, told), i * PIXELS);
  }
  return pictures;
}

export class Traversal {
  /** @type {Carried | null} */
  carried = null;
  /** The dimensions in the order they are shown in. @type {number[]} */
  order = [];
  /** @type {Sweep | null} */
  sweep = null;
  /** The dimension that was touched last, from 0. @type {number | null} */
  #chosen = null;
  /** What the sweep was last asked for. */
  #asked = { dimension: -1, z: new Float32Array(0), label: 0 };
  /** Whose the figures are. @type {Lab | null} */
  #lab = null;
  #changed;
  #failed;
  // By the clock, not by its share: most of its time it waits for the line.
  #measure = paced(this.#doMeasure.bind(this), { rest: 1500 });
  #draw = paced(this.#doDraw.bind(this), { rest: 30 });

  /**
   * @param {() => void} changed
   * @param {(error: unknown) => void} failed
   */
  constructor(changed, failed) {
    this.#changed = changed;
    this.#failed = failed;
  }

  /** The dimension that was chosen by hand, from 0; null where none was. */
  get chosen() {
    return this.#chosen;
  }

  /** The dimension that is moved along, from 0: the one that carries most. */
  get dimension() {
    return this.#chosen ?? this.order[0] ?? 0;
  }

  /** @param {number} dimension from 0 */
  choose(dimension) {
    this.#chosen = dimension;
    this.#changed();
  }

  /**
   * Measures the dimensions with today's weights. While a run is open they are
   * measured on fewer digits and stay in their order: no row moves away under
   * the hand.
   *
   * @param {Lab} lab
   * @param {Digits | null} digits
   * @param {boolean} running
   */
  refresh(lab, digits, running) {
    this.#belongTo(lab);
    this.#asked.dimension = -1;
    if (digits) this.#measure(lab, digits, running);
  }

  /**
   * Draws what lies along the dimension through this point, unless that is what
   * was asked for last.
   *
   * @param {Lab} lab
   * @param {Float32Array} z
   * @param {number} label what a conditional model is told
   */
  look(lab, z, label) {
    this.#belongTo(lab);
    const { dimension } = this;
    // Which one carries most is about to be known.
    if (this.#chosen === null && !this.carried) return;
    const asked = this.#asked;
    const same =
      asked.dimension === dimension &&
      asked.label === label &&
      asked.z.length === z.length &&
      z.every((value, d) => d === dimension || value === asked.z[d]);
    if (same) return;
    this.#asked = { dimension, z: z.slice(), label };
    this.#draw(lab, this.#asked);
  }

  /**
   * What another model's dimensions carry says nothing of these.
   *
   * @param {Lab} lab
   */
  #belongTo(lab) {
    if (this.#lab === lab) return;
    const width = this.#lab?.config.latentDim;
    this.#lab = lab;
    this.#asked.dimension = -1;
    if (width === lab.config.latentDim) return;
    this.carried = null;
    this.order = [];
    this.sweep = null;
    this.#chosen = null;
  }

  /**
   * @param {Lab} lab
   * @param {Digits} digits
   * @param {boolean} running
   */
  async #doMeasure(lab, digits, running) {
    try {
      const most = running && this.carried ? QUICK : digits.labels.length;
      const carried = await carriedBy(lab, digits, {
        most,
        moot: () => this.#lab !== lab,
      });
      if (!carried) return;
      this.carried = carried;
      if (!running || this.order.length === 0) {
        this.order = mostFirst(carried.kl);
      }
      this.#changed();
    } catch (error) {
      this.#failed(error);
    }
  }

  /**
   * @param {Lab} lab
   * @param {{ dimension: number, z: Float32Array, label: number }} wish
   */
  async #doDraw(lab, { dimension, z, label }) {
    if (this.#lab !== lab) return;
    try {
      const latents = sweepOf(z, dimension);
      const pictures = await decodeEach(lab, latents, label);
      if (this.#lab !== lab) return;
      this.sweep = { dimension, pictures };
      this.#changed();
    } catch (error) {
      this.#failed(error);
    }
  }
}

/**
 * The latent point that is decoded, or would be: where nothing is on the line,
 * the middle of the prior.
 *
 * @param {Session} session
 * @returns {Float32Array | null} null without a model
 */
export function presentPoint({ lab, line }) {
  if (!lab) return null;
  const z = line.hand ?? line.picture?.z ?? line.reading?.mean;
  const width = lab.config.latentDim;
  return z?.length === width ? z : new Float32Array(width);
}

/** @param {Session} session after the weights or the digits have changed */
export function measureTraversal(session) {
  const { lab, digits, run, settings, traversal } = session;
  if (!lab || settings.dock !== "traverse") return;
  traversal.refresh(lab, digits, run?.open ?? false);
  lookAlong(session);
}

/** @param {Session} session after the line or the dimension has changed */
export function lookAlong(session) {
  const { lab, line, settings, traversal } = session;
  const z = presentPoint(session);
  if (!lab || !z || settings.dock !== "traverse") return;
  traversal.look(lab, z, line.label);
}
