/** What outlives a reload: the user's images, the digit on the line, the weights. */

import { SIDE } from "../import/mnist-digit.js";
import { change, keep, recall } from "../store/work.js";
import { words } from "../words/words.js";
import { asError } from "./errors.js";
import { isPacked, labelsById, merged, packed, unpacked } from "./own-store.js";
import { paced } from "./paced.js";

/**
 * @typedef {import("./line.js").Input} Input
 * @typedef {import("./session.js").Session} Session
 */

const PIXELS = SIDE * SIDE;
/** What changes under the hand is kept when the hand rests. */
const REST_MS = 500;
/** In the place of a notice: it is tried once more, and told again if need be. */
const TRIED = 0;
/** In the place of a name: the browser keeps nothing. */
const EVERYTHING = "";

/** @param {string} name @returns {string} in words */
const nameOf = (name) => {
  const { names, other } = words.forgetting;
  return /** @type {Record<string, string>} */ (names)[name] ?? other;
};

export class KeptWork {
  #session;
  /** This tab's images as they were when those kept were last looked at. */
  #known = labelsById([]);
  /** What could not be kept, and the notice that says so. @type {Map<string, number>} */
  #missing = new Map();
  /** What was kept and could not be read. @type {Set<string>} */
  #ignored = new Set();
  /** The notice that says so. */
  #saidIgnored = 0;
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
   * Says so where the browser refuses. That something cannot be forgotten, or a
   * digit that the address has too, is no loss.
   *
   * @param {string} name
   * @param {unknown} value
   */
  async keep(name, value) {
    try {
      await keep(name, value);
      this.done(name);
    } catch (error) {
      const lost = name === "input" ? isDrawn(value) : value !== undefined;
      if (lost) this.refused(name, error, () => this.keep(name, value));
    }
  }

  /**
   * Forgets it; where the browser does not even do that, nothing is lost.
   *
   * @param {string} name
   * @param {(value: unknown) => boolean} whether what is kept is to go
   */
  async forget(name, whether) {
    const left = (/** @type {unknown} */ value) =>
      whether(value) ? undefined : value;
    await change(name, left).catch(() => {});
  }

  /**
   * Tells what is not kept, and what can be done: once, until it is kept again.
   * That a browser keeps nothing at all is told once of everything.
   *
   * @param {string} name
   * @param {unknown} error
   * @param {() => void} [again]
   */
  refused(name, error, again) {
    const session = this.#session;
    const { message, code } = asError(error);
    if (!code?.startsWith("storage-")) return session.fail(error);
    const full = code === "storage-full";
    const what = full ? name : EVERYTHING;
    if (this.#missing.get(what)) return;
    const within = (/** @type {string} */ text) => {
      const { own, keeping } = words;
      if (!full) return keeping.blocked(text);
      if (name === "digits") return own.notKept(text);
      return keeping.full(text, nameOf(name));
    };
    const go = () => {
      this.#missing.set(what, TRIED);
      again?.();
    };
    const act = full && again && { label: () => words.keeping.retry, go };
    const more = act ? { act } : {};
    this.#missing.set(what, session.tellError({ message, code }, within, more));
  }

  /** @param {string} name what was kept just now */
  done(name) {
    const session = this.#session;
    this.#missing.delete(EVERYTHING);
    const notice = this.#missing.get(name);
    if (notice === undefined) return;
    this.#missing.delete(name);
    session.dismiss(notice);
    session.tell(() => words.keeping.again(nameOf(name)));
  }

  /** @param {string} name what was kept, and cannot be read */
  ignore(name) {
    const session = this.#session;
    this.#ignored.add(name);
    session.dismiss(this.#saidIgnored);
    const names = () => [...this.#ignored].map(nameOf);
    const say = () => words.keeping.ignored(names());
    this.#saidIgnored = session.tell(say, { tone: "error" });
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
      this.done("digits");
      this.#see(mine, all);
    } catch (error) {
      this.refused("digits", error, () => this.mine());
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
    if (digits !== undefined && !isPacked(digits)) this.ignore("digits");
    if (input && !isInput(input)) this.ignore("input");
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
  const { label } = input;
  const named = label === undefined || Number.isInteger(label);
  return isPicture(input.pixels) && named && kinds.includes(String(input.kind));
}

/** @param {unknown} value */
const isDrawn = (value) => isInput(value) && value.kind === "drawn";
