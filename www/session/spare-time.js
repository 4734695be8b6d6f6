/** Leaves most of the device's time to training: pieces of work, with rests. */

/** The part of the time that all pieces together may take while training. */
export const SHARE = 0.1;
/** A drawing hand or a slider waits for one piece at most. */
const PIECE_MS = 50;
const LEAST = 16;
/** How fast a rate that was measured once is doubted: a device may slow down. */
const DOUBT = 1.02;

/**
 * @typedef {object} Pace
 * @property {number} rate milliseconds a unit, at best
 * @property {number} least milliseconds of the quickest piece: what asking alone
 *   takes, or little more
 */

export class SpareTime {
  /** When the rest after the last piece ends. */
  #free = 0;
  /** What is known of each kind of work. @type {Map<string, Pace>} */
  #paces = new Map();
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /** For another device or another model, of which no time is known yet. */
  forget() {
    this.#paces.clear();
  }

  /**
   * How many units a piece may have. The first is small, and tells what asking
   * takes: where that is long, as on a GPU made of software, small pieces would
   * be nothing but asking.
   *
   * @param {string} kind
   * @param {number} most
   */
  units(kind, most) {
    const pace = this.#paces.get(kind);
    if (!pace) return Math.min(most, LEAST);
    const time = Math.max(PIECE_MS, 2 * pace.least);
    return Math.min(most, Math.max(LEAST, Math.floor(time / pace.rate)));
  }

  /**
   * Does one piece of work, after all that were asked for before; while
   * training also after the rest that those have made necessary.
   *
   * @template T
   * @param {{ kind: string, units: number, training: boolean }} piece
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  take(piece, work) {
    const turn = this.#last.then(() => this.#do(piece, work));
    this.#last = turn.catch(() => {});
    return turn;
  }

  /**
   * @template T
   * @param {{ kind: string, units: number, training: boolean }} piece
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async #do({ kind, units, training }, work) {
    const pause = this.#free - performance.now();
    if (training && pause > 0) {
      await new Promise((done) => setTimeout(done, pause));
    }
    const began = performance.now();
    const result = await work();
    // A call that waited behind training's own tells nothing of its cost: the
    // quickest seen comes nearest to it.
    const took = performance.now() - began;
    const known = this.#paces.get(kind) ?? { rate: Infinity, least: Infinity };
    const rate = Math.min(took / Math.max(1, units), known.rate * DOUBT);
    const least = Math.min(took, known.least);
    this.#paces.set(kind, { rate, least });
    this.#free = performance.now() + rate * units * (1 / SHARE - 1);
    return result;
  }
}
