/**
 * Latest call wins: for sliders, which ask faster than a model answers.
 * @module
 */
import { LabError } from "./lab-error.js";

/**
 * @typedef {object} Waiting
 * @property {() => void} start
 * @property {(error: Error) => void} reject
 */

/** Per key: one job in flight, and the newest other one waiting. */
export class Latest {
  /** @type {Map<unknown, Waiting | undefined>} */
  #lanes = new Map();

  /**
   * @template T
   * @param {unknown} key
   * @param {() => Promise<T>} job
   * @returns {Promise<T>}
   * @throws {LabError} `superseded`: a newer call with this key came first.
   */
  run(key, job) {
    if (!this.#lanes.has(key)) return this.#start(key, job);
    this.#lanes
      .get(key)
      ?.reject(
        new LabError(
          "superseded",
          "A newer call with the same key came first.",
        ),
      );
    return new Promise((resolve, reject) => {
      const start = () => this.#start(key, job).then(resolve, reject);
      this.#lanes.set(key, { start, reject });
    });
  }

  /**
   * @template T
   * @param {unknown} key
   * @param {() => Promise<T>} job
   * @returns {Promise<T>}
   */
  async #start(key, job) {
    this.#lanes.set(key, undefined);
    try {
      return await job();
    } finally {
      const next = this.#lanes.get(key);
      this.#lanes.delete(key);
      next?.start();
    }
  }
}
