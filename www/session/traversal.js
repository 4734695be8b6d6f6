/** How much each latent dimension carries, and what moving along one draws. */

import { labelsFor } from "./labels.js";
import { paced } from "./paced.js";
import { joined } from "./training-set.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("../import/idx.js").Digits} Digits
 * @typedef {import("./session.js").Session} Session
 *
 * What each dimension's posterior costs against N(0, 1).
 * @typedef {object} Carried
 * @property {Float64Array} kl nats, mean over the digits: [latentDim]
 * @property {number} digits how many
 *
 * Pictures of latents that differ in one dimension.
 * @typedef {object} Sweep
 * @property {number} dimension from 0
 * @property {Float32Array} pictures [SWEEP * 784]
 */

/** What is moved along: this far from 0 both ways, in as many pictures. */
export const REACH = 3;
export const SWEEP = 9;
/** A dimension that carries less says nothing of the digit. */
export const UNUSED_NATS = 0.01;

const PIXELS = 784;
/** Digits that are measured while a run is open: enough for an order. */
const QUICK = 250;
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
      const carried = await this.#carriedBy(lab, digits, most);
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
   * @param {Digits} digits
   * @param {number} most
   * @returns {Promise<Carried | null>} null where another model was opened
   */
  async #carriedBy(lab, { images, labels }, most) {
    const sums = new Float64Array(lab.config.latentDim);
    // The shipped digits lie class by class: fewer of them are every nth.
    const step = Math.max(1, Math.floor(labels.length / most));
    const count = Math.floor(labels.length / step);
    let size = FIRST_PIECE;
    for (let from = 0; from < count;) {
      if (this.#lab !== lab) return null;
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
