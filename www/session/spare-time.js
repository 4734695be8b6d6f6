/** Leaves most of the device's time to training: pieces of work, with rests. */

/** The part of the time that all pieces together may take while training. */
export const SHARE = 0.1;
/** A drawing hand or a slider waits for one piece at most. */
const PIECE_MS = 50;
const LEAST = 16;
/** Sizes lie so far apart: a GPU compiles its programs anew for each. */
const STRIDE = 4;
/** How fast a rate that was measured once is doubted: a device may slow down. */
const DOUBT = 1.02;

/**
 * What is known of a kind of work.
 *
 * @typedef {object} Pace
 * @property {number} rate milliseconds a unit, at best
 * @property {Map<number, number>} took milliseconds of a piece of so many units,
 *   at best
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
   * How many units a piece may have: as many as take little time, and more where
   * asking alone takes long, as on a GPU made of software. Each size is tried
   * once, from the smallest on.
   *
   * @param {string} kind
   * @param {number} most
   */
  units(kind, most) {
    const took = this.#paces.get(kind)?.took ?? new Map();
    for (let size = LEAST; size < most; size *= STRIDE) {
      const next = Math.min(most, size * STRIDE);
      const [own, larger] = [took.get(size), took.get(next)];
      if (own === undefined) return size;
      if (larger === undefined) return next;
      if (larger > PIECE_MS && larger > 2 * own) return size;
    }
    return most;
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
    const known = this.#paces.get(kind) ?? { rate: Infinity, took: new Map() };
    const rate = Math.min(took / Math.max(1, units), known.rate * DOUBT);
    known.took.set(units, Math.min(took, known.took.get(units) ?? Infinity));
    this.#paces.set(kind, { ...known, rate });
    this.#free = performance.now() + rate * units * (1 / SHARE - 1);
    return result;
  }
}
