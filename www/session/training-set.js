/** Which images a run learns from. */

import { SIDE } from "../import/mnist-digit.js";

const PIXELS = SIDE * SIDE;

/**
 * The first `perClass` digits of each chosen class, class by class.
 *
 * @param {import("../import/idx.js").Digits} digits
 * @param {number[]} classes
 * @param {number} perClass
 * @returns {Uint8Array} 784 a digit
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
  return joined(
    chosen.map((i) => images.subarray(i * PIXELS, (i + 1) * PIXELS)),
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
