/** What a run learns from, and which images it never sees. */

import {
  countOfClasses,
  digitsOfClasses,
  gathered,
  joined,
} from "./training-set.js";

/**
 * @typedef {import("./training-set.js").TrainingSet} TrainingSet
 * @typedef {import("../import/data-sets.js").SetName} SetName
 * @typedef {import("../import/idx.js").Digits} Digits
 * @typedef {import("../state.js").Settings["data"]} DataChoice
 *
 * @typedef {object} Chosen
 * @property {Pick<import("../state.js").Settings, "data" | "classes" | "perClass">} settings
 * @property {Digits | null} digits the 2,000 at hand
 * @property {import("./session.js").DataName} digitsOf what those are of
 * @property {import("./session.js").DrawnDigit[]} mine those the model can learn from
 * @property {import("./whole-sets.js").WholeSets} sets
 *
 * @typedef {{ training: TrainingSet, heldOut: TrainingSet | null }} Split
 */

/** Test images a run is measured with. */
export const HELD_OUT = 1000;
/** Of one's own digits every fifth is held out, where there are so many. */
const FIFTH = 5;
const ENOUGH = 10;
const PIXELS = 784;
const EVERY_CLASS = Array.from({ length: 10 }, (_, digit) => digit);

/**
 * Which whole sets a choice takes: to learn from, and to measure with.
 *
 * @param {DataChoice} data
 * @param {import("./session.js").DataName} digitsOf what is at hand
 * @param {import("./whole-sets.js").Sizes | null} sizes
 * @returns {{ train: SetName | null, heldOut: SetName | null }}
 */
export function setsFor(data, digitsOf, sizes) {
  if (data === "mine") return { train: null, heldOut: null };
  if (data === "mnist") return { train: null, heldOut: `${digitsOf}-test` };
  if (data === "all") return { train: "mnist-train", heldOut: "mnist-test" };
  const whole = sizes?.["fashion-train"] !== undefined;
  return {
    train: whole ? "fashion-train" : "fashion-test",
    heldOut: "fashion-test",
  };
}

/**
 * How many of one's own digits are learned from.
 *
 * @param {number} kept
 */
export const learnedOf = (kept) =>
  kept < ENOUGH ? kept : kept - Math.floor(kept / FIFTH);

/**
 * How many images a run learns from, without gathering them.
 *
 * @param {Chosen} chosen
 */
export function countOfTraining({ settings, mine, sets, digits, digitsOf }) {
  const { data, classes, perClass } = settings;
  if (data === "mine") return learnedOf(mine.length);
  if (data === "mnist") {
    return digits ? countOfClasses(digits, classes, perClass) : 0;
  }
  const { train, heldOut } = setsFor(data, digitsOf, sets.sizes);
  if (!train) return 0;
  return sets.count(train) - (train === heldOut ? HELD_OUT : 0);
}

/**
 * The images of a run and those kept from it; `heldOut` is null where there
 * are none.
 *
 * @param {Chosen} chosen
 * @returns {Split}
 */
export function split({ settings, digits, digitsOf, mine, sets }) {
  const { data, classes, perClass } = settings;
  if (data === "mine") return splitDrawn(mine);
  const needed = setsFor(data, digitsOf, sets.sizes);
  const test = needed.heldOut && sets.get(needed.heldOut);
  if (data === "mnist") {
    const training = digits
      ? digitsOfClasses(digits, classes, perClass)
      : { images: new Uint8Array(0) };
    // The clothes at hand are the first of their test set.
    const rest = test && digitsOf === "fashion" ? lastHalf(test) : test;
    return { training, heldOut: rest && firstOf(rest, classes, HELD_OUT) };
  }
  const whole = needed.train && sets.get(needed.train);
  if (!whole) return { training: { images: new Uint8Array(0) }, heldOut: null };
  if (needed.train !== needed.heldOut) {
    const heldOut = test && firstOf(test, EVERY_CLASS, HELD_OUT);
    return { training: whole, heldOut };
  }
  const kept = whole.count - HELD_OUT;
  return {
    training: piece(whole, 0, kept),
    heldOut: piece(whole, kept, whole.count),
  };
}

/**
 * Whether one of one's own digits is held out.
 *
 * @param {number} place
 * @param {number} count
 */
export const isHeldOut = (place, count) =>
  count >= ENOUGH && place % FIFTH === FIFTH - 1;

/**
 * @param {import("./session.js").DrawnDigit[]} mine
 * @returns {Split}
 */
function splitDrawn(mine) {
  const learned = mine.filter((_, i) => !isHeldOut(i, mine.length));
  const kept = mine.filter((_, i) => isHeldOut(i, mine.length));
  return {
    training: drawn(learned),
    heldOut: kept.length > 0 ? drawn(kept) : null,
  };
}

/**
 * @param {import("./session.js").DrawnDigit[]} digits
 * @returns {TrainingSet}
 */
const drawn = (digits) => ({
  images: joined(digits.map(({ pixels }) => pixels)),
  labels: Uint8Array.from(digits, ({ label = 0 }) => label),
});

/**
 * @param {Digits} digits
 * @param {number} from
 * @param {number} to
 * @returns {TrainingSet}
 */
const piece = ({ images, labels }, from, to) => ({
  images: images.subarray(from * PIXELS, to * PIXELS),
  labels: labels.subarray(from, to),
});

/** @param {Digits} digits */
const lastHalf = (digits) => {
  const from = Math.floor(digits.count / 2);
  const { images, labels = new Uint8Array(0) } = piece(
    digits,
    from,
    digits.count,
  );
  return { images, labels, count: digits.count - from };
};

/**
 * The first images of these classes, in the set's own order.
 *
 * @param {Digits} digits
 * @param {number[]} classes
 * @param {number} most
 * @returns {TrainingSet | null}
 */
function firstOf(digits, classes, most) {
  const wanted = new Set(classes);
  /** @type {number[]} */
  const places = [];
  for (let i = 0; i < digits.count && places.length < most; i++) {
    if (wanted.has(digits.labels[i])) places.push(i);
  }
  if (places.length === 0) return null;
  return {
    images: gathered(digits.images, places),
    labels: Uint8Array.from(places, (i) => digits.labels[i]),
  };
}
