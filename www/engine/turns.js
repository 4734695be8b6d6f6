/**
 * Work that belongs together, one after another: a figure over many images must
 * not see the weights move half way.
 * @module
 */

/** A queue of jobs that may take several calls each. */
export class Turns {
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /**
   * @template T
   * @param {() => Promise<T>} job Starts when all earlier ones have settled.
   * @returns {Promise<T>}
   */
  take(job) {
    const turn = this.#last.then(job);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
