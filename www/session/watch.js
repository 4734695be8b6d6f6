/** How a run is measured while it learns: on images that it never sees. */

import { labelsFor } from "./labels.js";
import { paced } from "./paced.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("./training-set.js").TrainingSet} TrainingSet
 *
 * One measurement, means over the images in nats per image.
 * @typedef {object} WatchPoint
 * @property {number} step after which it was taken
 * @property {number} images how many it is of
 * @property {number} reconstruction
 * @property {number} kl
 * @property {number} negativeElbo
 * @property {number[]} klPerDimension
 * @property {number} activeUnits
 *
 * Some fixed digits and what the model makes of them.
 * @typedef {object} Pairs
 * @property {Uint8Array} originals 784 each
 * @property {Float32Array} pictures 784 each, decoded from the posterior's mean
 * @property {boolean} heldOut
 */

/** The same noise at every measurement: only the weights make a difference. */
export const WATCH_SEED = 2;
/** Too few for a figure, enough to learn what an image takes. */
const PROBE = 50;
/** What one measurement may take, and the last one of a run. */
const TARGET_MS = 300;
const LAST_MS = 4000;
const MOST_POINTS = 300;
export const PAIRS = 8;
const PIXELS = 784;

export class Watch {
  /** @type {WatchPoint[]} */
  points = [];
  /** The last measurement on all of the images. @type {WatchPoint | null} */
  full = null;
  /** @type {Pairs | null} */
  pairs = null;
  /** Whether the images are held out, or are training images for want of others. */
  heldOut = false;
  /** @type {TrainingSet | null} */
  #set = null;
  /** @type {"none" | "fixed"} */
  #binarize = "none";
  #images = PROBE;
  #step = () => 0;
  /** Milliseconds an image takes in this run, at best. */
  msEach = Infinity;
  #changed;
  #failed;
  #measure = paced(this.#doMeasure.bind(this), { rest: 1500, share: 0.1 });
  #draw = paced(this.#doDraw.bind(this), { rest: 250, share: 0.1 });

  /**
   * @param {() => void} changed
   * @param {(error: unknown) => void} failed
   */
  constructor(changed, failed) {
    this.#changed = changed;
    this.#failed = failed;
  }

  /** Forgets what was measured; the pairs stay until others are drawn. */
  clear() {
    this.points = [];
    this.full = null;
    this.#set = null;
  }

  /** @param {number} step the first to forget: a run goes on from before it */
  rewind(step) {
    this.points = this.points.filter((point) => point.step <= step);
    this.full = null;
  }

  /**
   * Takes up a run, and measures the weights that it begins with.
   *
   * @param {Lab} lab
   * @param {object} run
   * @param {TrainingSet} run.set what to measure with
   * @param {boolean} run.heldOut
   * @param {boolean} run.binarized whether the run's pixels are black and white
   * @param {() => number} run.step of the last record, asked at each measurement
   */
  async begin(lab, { set, heldOut, binarized, step }) {
    this.#set = set;
    this.heldOut = heldOut;
    this.#binarize = binarized ? "fixed" : "none";
    this.#step = step;
    const count = set.images.length / PIXELS;
    this.#images = Math.min(PROBE, count);
    try {
      this.msEach = Infinity;
      await this.#ask(lab, this.#images);
      this.#images = imagesFor(this.msEach, count);
    } catch (error) {
      this.#failed(error);
    }
    await this.#doMeasure(lab);
    await this.#doDraw(lab);
  }

  /**
   * @param {Lab} lab asked at each step, answered now and then
   * @param {{ pairsOnly?: boolean }} [more] weights that are not the run's last
   *   are no point of its curves
   */
  see(lab, { pairsOnly = false } = {}) {
    if (!pairsOnly) this.#measure(lab);
    this.#draw(lab);
  }

  /**
   * Draws the pairs of other digits while there is no run.
   *
   * @param {Lab | null} lab
   * @param {TrainingSet | null} set
   */
  show(lab, set) {
    if (!lab || !set) return;
    if (this.points.length === 0) {
      this.#set = set;
      this.heldOut = false;
    }
    this.#draw(lab);
  }

  /**
   * Measures on all images: at the end of a run.
   *
   * @param {Lab} lab
   */
  async finish(lab) {
    if (!this.#set) return;
    try {
      const all = this.#set.images.length / PIXELS;
      const point = await this.#ask(lab, imagesFor(this.msEach, all, LAST_MS));
      this.full = point;
      await this.#doMeasure(lab);
      await this.#doDraw(lab);
    } catch (error) {
      this.#failed(error);
    }
  }

  /**
   * @param {Lab} lab
   * @param {number} images
   * @returns {Promise<WatchPoint>}
   */
  async #ask(lab, images) {
    const set = this.#first(images);
    const began = performance.now();
    const figures = await lab.evaluate(set.images, {
      seed: WATCH_SEED,
      binarize: this.#binarize,
      ...labelsFor(lab, set.labels),
    });
    // The first call on a GPU compiles, any may wait: the quickest comes nearest.
    const each = (performance.now() - began) / images;
    this.msEach = Math.min(this.msEach, each);
    // Measured between two steps: the step is still that of the last record.
    return { step: this.#step(), images, ...pick(figures) };
  }

  /** @param {Lab} lab */
  async #doMeasure(lab) {
    const set = this.#set;
    if (!set) return;
    try {
      const point = await this.#ask(lab, this.#images);
      if (set !== this.#set) return;
      const before = this.points.filter(({ step }) => step < point.step);
      this.points = thinned([...before, point], MOST_POINTS);
      this.#changed();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @param {Lab} lab */
  async #doDraw(lab) {
    const set = this.#set;
    if (!set) return;
    try {
      const { images, labels } = this.#first(PAIRS);
      const told = labelsFor(lab, labels);
      const { mean } = await lab.encode(images, told);
      const pictures = await lab.decode(mean, told);
      if (set !== this.#set) return;
      this.pairs = { originals: images, pictures, heldOut: this.heldOut };
      this.#changed();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @param {number} count */
  #first(count) {
    const { images, labels } = this.#set ?? { images: new Uint8Array(0) };
    return {
      images: images.subarray(0, count * PIXELS),
      labels: labels?.subarray(0, count),
    };
  }
}

/**
 * How many images a measurement takes: all, or as many as its time allows,
 * the same number all through a run.
 *
 * @param {number} msEach
 * @param {number} count how many there are
 * @param {number} [target] milliseconds
 */
export function imagesFor(msEach, count, target = TARGET_MS) {
  const fitting = Math.floor(target / Math.max(msEach, 1e-6));
  return Math.min(count, Math.max(PROBE, fitting));
}

/**
 * At most so many of them: every second one goes, the first and last stay.
 *
 * @template T
 * @param {T[]} items
 * @param {number} most at least 2
 * @returns {T[]}
 */
export function thinned(items, most) {
  if (items.length <= most) return items;
  const last = items.length - 1;
  return items.filter((_, i) => i === last || (i % 2 === 0 && i !== last - 1));
}

/** @param {Awaited<ReturnType<Lab["evaluate"]>>} figures */
const pick = (figures) => ({
  reconstruction: figures.reconstruction,
  kl: figures.kl,
  negativeElbo: figures.negativeElbo,
  klPerDimension: figures.klPerDimension,
  activeUnits: figures.activeUnits,
});
