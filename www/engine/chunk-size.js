/**
 * How much work to ask for in one go.
 * @module
 */

/**
 * Long enough that asking costs nothing beside it, short enough that a slider
 * moved meanwhile is answered before it is felt.
 */
const TARGET_MS = 100;

/** The part of it that is done at once while somebody moves a slider. */
const SHORT = 0.3;

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

  /** Units to ask for while others wait for their turn: about 30 ms of work. */
  get short() {
    return Math.max(this.#least, Math.floor(this.size * SHORT));
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
