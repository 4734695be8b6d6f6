/** Files that were refused, counted by reason: ten thousand are still one line. */

/**
 * @typedef {object} Refusal
 * @property {string} code
 * @property {number} count
 * @property {string[]} names the first of them
 * @property {string} message what was wrong with the first
 */

/** Names that are told of one reason. */
const NAMED = 3;

export class Refusals {
  /** @type {Map<string, Refusal>} */
  #byCode = new Map();

  /**
   * @param {string} name of the file
   * @param {{ code: string, message: string }} refusal
   */
  add(name, { code, message }) {
    const former = this.#byCode.get(code);
    const { count, names } = former ?? { count: 0, names: [] };
    this.#byCode.set(code, {
      ...(former ?? { code, message }),
      count: count + 1,
      names: names.length < NAMED ? [...names, name] : names,
    });
  }

  /** @returns {Refusal[]} */
  get list() {
    return [...this.#byCode.values()];
  }
}
