/**
 * A fuse ends every promise that was raced against it, at once, when it blows.
 * `Promise.race` with one long-lived promise would do the same but keep every
 * result alive until that promise settles: a leak in hours of training.
 * @module
 */

/** Blows at most once; promises raced against it reject with its error. */
export class Fuse {
  /** @type {Set<(error: Error) => void>} */
  #waiting = new Set();
  /** @type {Error | undefined} */
  #error;

  /** Why it has blown; undefined while it has not. */
  get error() {
    return this.#error;
  }

  /**
   * Rejects everything raced against this fuse, now and later.
   * @param {Error} error
   */
  blow(error) {
    if (this.#error) return;
    this.#error = error;
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
  }

  /**
   * @template T
   * @param {Promise<T>} promise
   * @returns {Promise<T>} Settles like `promise`, or rejects when the fuse
   *   blows, whichever is first.
   */
  race(promise) {
    return new Promise((resolve, reject) => {
      if (this.#error) reject(this.#error);
      else this.#waiting.add(reject);
      promise.then(
        (value) => {
          this.#waiting.delete(reject);
          resolve(value);
        },
        (error) => {
          this.#waiting.delete(reject);
          reject(error);
        },
      );
    });
  }
}
