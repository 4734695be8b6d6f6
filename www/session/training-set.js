/** Which images a run learns from, with the classes they are of. */

import { SIDE } from "../import/mnist-digit.js";

const PIXELS = SIDE * SIDE;

/**
 * @typedef {object} TrainingSet
 * @property {Uint8Array} images 784 a digit
 * @property {Uint8Array} [labels] one a digit, where they are known
 */

/**
 * The first `perClass` digits of each chosen class, class by class.
 *
 * @param {import("../import/idx.js").Digits} digits
 * @param {number[]} classes
 * @param {number} perClass
 * @returns {TrainingSet}
 */
export function digitsOfClasses({ images, labels }, classes, perClass) {
  const taken = new Map(classes.map((digit) => [digit, 0]));
  /** @type {number[]} */
  const chosen = [];
  labels.forEach((label, i) => {
    const have = taken.get(label);
    if (have === undefined || have >= perClass) return;
    taken.set(label, have + 1);
    chosen.push(i);
  });
  const told = Uint8Array.from(chosen, (i) => labels[i]);
  return { images: gathered(images, chosen), labels: told };
}

/**
 * How many those are: of the clothes at hand a class may have fewer.
 *
 * @param {Pick<import("../import/idx.js").Digits, "labels">} digits
 * @param {number[]} classes
 * @param {number} perClass
 */
export function countOfClasses({ labels }, classes, perClass) {
  const had = new Map(classes.map((digit) => [digit, 0]));
  for (const label of labels) {
    const have = had.get(label);
    if (have !== undefined && have < perClass) had.set(label, have + 1);
  }
  return [...had.values()].reduce((sum, count) => sum + count, 0);
}

/**
 * The pictures at these places; a view where they lie side by side, for
 * copying thousands would hold the page up.
 *
 * @param {Uint8Array} images
 * @param {number[]} places rising
 */
export function gathered(images, places) {
  const first = places[0] ?? 0;
  const end = first + places.length;
  if ((places.at(-1) ?? first - 1) === end - 1) {
    return images.subarray(first * PIXELS, end * PIXELS);
  }
  return joined(
    places.map((i) => images.subarray(i * PIXELS, (i + 1) * PIXELS)),
  );
}

/**
 * @param {Uint8Array[]} pictures 784 each
 * @returns {Uint8Array}
 */
export function joined(pictures) {
  const all = new Uint8Array(pictures.length * PIXELS);
  pictures.forEach((picture, i) => all.set(picture, i * PIXELS));
  return all;
}
