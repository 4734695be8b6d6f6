/** The weights of a run as they were: some of its steps, to be looked at again. */

import { paced } from "./paced.js";
import { thinned } from "./watch.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 *
 * @typedef {object} Snapshot
 * @property {number} step of the run
 * @property {number} tunedSteps trained on this page since the model was opened
 * @property {ArrayBuffer} bytes a safetensors file
 *
 * @typedef {{ step: number, tunedSteps: number }} Moment
 *
 * Which of them: one by its step, or the mean over all steps.
 * @typedef {number | "average"} Which
 */

/** Some megabytes each: this many are held in memory. */
export const MOST = 20;

export class Snapshots {
  /** In the order of their steps. @type {Snapshot[]} */
  items = [];
  /**
   * The mean of the weights over the steps, of a run that keeps one.
   * @type {Snapshot | null}
   */
  average = null;
  /** The one that is looked at; null: the latest weights. @type {Which | null} */
  shown = null;
  /** Steps between two of them, more in a longer run. */
  #gap = 1;
  #now = /** @type {() => Moment} */ (() => ({ step: 0, tunedSteps: 0 }));
  #failed;
  #take = paced(this.#doTake.bind(this), { rest: 800, share: 0.05 });

  /** @param {(error: unknown) => void} failed */
  constructor(failed) {
    this.#failed = failed;
  }

  clear() {
    this.items = [];
    this.average = null;
    this.shown = null;
    this.#gap = 1;
  }

  /**
   * @param {() => Moment} now where the run is, asked at each snapshot
   * @param {number} [from] what came after this step is forgotten
   */
  begin(now, from = 0) {
    this.#now = now;
    this.average = null;
    this.shown = null;
    this.items = this.items.filter(({ step }) => step <= from);
  }

  /** @param {Which} which */
  find(which) {
    if (which === "average") return this.average ?? undefined;
    return this.items.find(({ step }) => step === which);
  }

  /** @param {Lab} lab asked at each step, answered now and then */
  see(lab) {
    const last = this.items.at(-1)?.step ?? -Infinity;
    if (this.#now().step - last >= this.#gap) this.#take(lab);
  }

  /** @param {Lab} lab takes the weights as they are: a run begins or ends */
  async add(lab) {
    await this.#doTake(lab);
  }

  /** @param {Lab} lab takes the mean over the steps up to here */
  async addAverage(lab) {
    try {
      const bytes = await lab.exportWeights({ averaged: true });
      this.average = { ...this.#now(), bytes };
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @param {Lab} lab */
  async #doTake(lab) {
    try {
      const bytes = await lab.exportWeights();
      // Between two steps: this is still where the run is.
      const moment = this.#now();
      const before = this.items.filter(({ step }) => step < moment.step);
      const items = thinned([...before, { ...moment, bytes }], MOST);
      if (items.length <= before.length) this.#gap = gapOf(items);
      this.items = items;
    } catch (error) {
      this.#failed(error);
    }
  }
}

/**
 * The next is as far from the last as they are from each other.
 *
 * @param {Moment[]} items at least two
 */
const gapOf = (items) =>
  Math.ceil((items[items.length - 1].step - items[0].step) / items.length);
