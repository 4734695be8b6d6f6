/** What outlives a reload: the user's images, the digit on the line, the weights. */

import { SIDE } from "../import/mnist-digit.js";
import { keep, recall } from "../store/work.js";
import { words } from "../words/words.js";
import { asError } from "./errors.js";
import { packed, unpacked } from "./own-store.js";
import { paced } from "./paced.js";

/**
 * @typedef {import("./line.js").Input} Input
 * @typedef {import("./session.js").Session} Session
 */

const PIXELS = SIDE * SIDE;
/** What changes under the hand is kept when the hand rests. */
const REST_MS = 500;

export class KeptWork {
  #session;
  input = paced(
    (/** @type {Input | null} */ input) => this.keep("input", input),
    { rest: REST_MS },
  );
  mine = paced(() => this.#keepMine(), { rest: REST_MS });

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Says so where the browser refuses.
   *
   * @param {string} name
   * @param {unknown} value
   */
  async keep(name, value) {
    try {
      await keep(name, value);
    } catch (error) {
      this.#session.fail(error);
    }
  }

  async #keepMine() {
    const { mine } = this.#session;
    try {
      await keep("digits", packed(mine));
    } catch (error) {
      const within = (/** @type {string} */ text) => words.own.notKept(text);
      this.#session.tellError(asError(error), within);
    }
  }

  /** What was drawn before the page was reloaded. */
  async recall() {
    const session = this.#session;
    const [digits, input] = await Promise.all([
      recall("digits"),
      recall("input"),
    ]);
    if (digits) session.mine = unpacked(digits);
    if (isInput(input)) session.line.put(session.lab, input);
    session.changed();
  }
}

/**
 * Kept things are checked: they may come from an older version of the page.
 *
 * @param {unknown} value
 */
const isPicture = (value) =>
  value instanceof Uint8Array && value.length === PIXELS;

/**
 * @param {unknown} value
 * @returns {value is Input}
 */
function isInput(value) {
  if (typeof value !== "object" || value === null) return false;
  const input = /** @type {Record<string, unknown>} */ (value);
  const kinds = ["drawn", "mnist", "sample", "own"];
  return isPicture(input.pixels) && kinds.includes(String(input.kind));
}
