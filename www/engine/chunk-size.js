/**
 * How much work to ask for in one go.
 * @module
 */

/**
 * Long enough that asking costs nothing beside it, short enough that a slider
 * moved meanwhile is answered before it is felt.
 */
const TARGET_MS = 100;

/**
 * The first steps run slower, until the browser has optimised the module, and
 * a single one is timed badly: so it grows in a few bounded strides.
 */
const GROWTH = 4;

/** Adapts a number of units (steps, images) to about 100 ms of work. */
export class ChunkSize {
  /** Units to ask for next. */
  size;
  #least;
  #most;

  /**
   * @param {number} least What to start with, and never to go below.
   * @param {number} [most]
   */
  constructor(least, most = Infinity) {
    this.size = Math.min(least, most);
    this.#least = this.size;
    this.#most = most;
  }

  /**
   * @param {number} units Done in one go,
   * @param {number} ms and what they took.
   */
  learn(units, ms) {
    const fitting = Math.floor((TARGET_MS * units) / Math.max(ms, 0.01));
    const most = Math.min(units * GROWTH, this.#most);
    this.size = Math.max(this.#least, Math.min(fitting, most));
  }
}
