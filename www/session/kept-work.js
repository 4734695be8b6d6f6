/** What outlives a reload: the user's images, the digit on the line, the weights. */

import { SIDE } from "../import/mnist-digit.js";
import { change, keep, recall } from "../store/work.js";
import { words } from "../words/words.js";
import { asError } from "./errors.js";
import { labelsById, merged, packed, unpacked } from "./own-store.js";
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
  /** This tab's images as they were when those kept were last looked at. */
  #known = labelsById([]);
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

  /** Another tab may have kept images meanwhile: none of them gets lost. */
  async #keepMine() {
    const session = this.#session;
    let { mine } = session;
    let all = mine;
    try {
      await change("digits", (kept) => {
        mine = session.mine;
        // Where nothing is kept at all, no other tab has removed anything.
        all = kept ? merged(this.#known, mine, unpacked(kept)) : mine;
        return packed(all);
      });
      this.#see(mine, all);
    } catch (error) {
      const within = (/** @type {string} */ text) => words.own.notKept(text);
      session.tellError(asError(error), within);
    }
  }

  /**
   * @param {import("./session.js").DrawnDigit[]} mine as they were when they were kept
   * @param {import("./session.js").DrawnDigit[]} all that are kept
   */
  #see(mine, all) {
    const session = this.#session;
    this.#known = labelsById(all);
    const same = (/** @type {typeof all} */ others) =>
      others.length === all.length && all.every((d, i) => d === others[i]);
    if (same(session.mine)) return;
    session.mine = merged(labelsById(mine), session.mine, all);
    session.changed();
  }

  /** What was drawn before the page was reloaded. */
  async recall() {
    const session = this.#session;
    const [digits, input] = await Promise.all([
      recall("digits"),
      recall("input"),
    ]);
    // The user may have added some by now.
    if (digits) this.#see([], unpacked(digits));
    // What a link asks for comes before what was here last.
    const free = !session.linked.digit && !session.line.input;
    if (free && isInput(input)) session.line.put(session.lab, input);
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
