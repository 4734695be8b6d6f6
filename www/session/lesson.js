/** Where the images of the next run lie, for code that fetches them itself. */

import { HELD_OUT, isHeldOut, setsFor } from "./learning-data.js";
import { usableDigits } from "./chosen-images.js";
import { WATCH_SEED } from "./watch.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").DrawnDigit} DrawnDigit
 *
 * Images of a file beside the page, in its order.
 * @typedef {object} FilePiece
 * @property {string} file what stands before "-images.idx.gz"
 * @property {number} from
 * @property {number} [to] not in it; all from there, where it is not said
 * @property {number[]} [classes] those alone
 * @property {number} [perClass] so many of each at most
 * @property {number} [most] so many in all
 *
 * @typedef {FilePiece | DrawnDigit[]} Images files, or one's own
 *
 * What Play learns from, and what it measures with where there is something.
 * @typedef {object} Lesson
 * @property {Images} training
 * @property {Images | null} heldOut
 * @property {number} seed the noise of that measurement
 * @property {"none" | "fixed"} binarize its pixels
 */

/** The digits at hand: a file of their own, or the first of a test set. */
const AT_HAND = { mnist: "mnist-2000", fashion: "fashion-test" };

/**
 * The same images as `split` of learning-data.js gives.
 *
 * @param {Session} session
 * @returns {Lesson | null} null where there is nothing to learn from
 */
export function lessonOf(session) {
  const { binarize } = session.settings;
  const images = imagesOf(session);
  if (!images) return null;
  return {
    ...images,
    seed: WATCH_SEED,
    binarize: binarize === "dynamic" ? "fixed" : "none",
  };
}

/**
 * @param {Session} session
 * @returns {{ training: Images, heldOut: Images | null } | null}
 */
function imagesOf(session) {
  const { settings, digitsOf, sets } = session;
  const { data } = settings;
  if (data === "mine") return ownImages(usableDigits(session));
  if (data === "mnist") return atHand(session);
  const { train, heldOut } = setsFor(data, digitsOf, sets.sizes);
  if (!train || !heldOut) return null;
  if (train !== heldOut) {
    return {
      training: { file: train, from: 0 },
      heldOut: { file: heldOut, from: 0, to: HELD_OUT },
    };
  }
  const count = sets.count(train);
  const kept = count - HELD_OUT;
  return {
    training: { file: train, from: 0, to: kept },
    heldOut: { file: train, from: kept, to: count },
  };
}

/** @param {DrawnDigit[]} mine */
function ownImages(mine) {
  if (mine.length === 0) return null;
  const kept = mine.filter((_, i) => isHeldOut(i, mine.length));
  return {
    training: mine.filter((_, i) => !isHeldOut(i, mine.length)),
    heldOut: kept.length > 0 ? kept : null,
  };
}

/** @param {Session} session */
function atHand({ settings, digits, digitsOf, sets }) {
  const { classes, perClass } = settings;
  if (!digits || classes.length === 0) return null;
  const { heldOut } = setsFor("mnist", digitsOf, sets.sizes);
  const file = AT_HAND[digitsOf];
  /** @type {FilePiece} */
  const training = { file, from: 0, to: digits.count, classes, perClass };
  if (!heldOut) return { training, heldOut };
  // The clothes at hand are the first of their test set.
  const from = digitsOf === "fashion" ? Math.floor(sets.count(heldOut) / 2) : 0;
  const every = classes.length === 10;
  return {
    training,
    heldOut: every
      ? { file: heldOut, from, to: from + HELD_OUT }
      : { file: heldOut, from, classes, most: HELD_OUT },
  };
}
