/** Figures of others to measure a negative ELBO by, each where it compares. */

import { CLOTHES, COIN, DIGITS, ofClasses } from "./reference-figures.js";

/**
 * @typedef {import("./reference-figures.js").Reference} Reference
 * @typedef {import("./reference-figures.js").ReferenceName} ReferenceName
 * @typedef {"likelihood" | "binarized" | "own" | "classes"} NoReference
 *
 * @typedef {object} Compared
 * @property {Reference[]} references highest first
 * @property {NoReference | null} missing why nothing more compares
 *
 * What a run's figures are of.
 * @typedef {object} Measured
 * @property {"mnist" | "all" | "fashion" | "mine"} data
 * @property {"mnist" | "fashion"} digitsOf what the images at hand are of
 * @property {number[]} classes which of the images at hand
 * @property {string} [likelihood]
 * @property {boolean} binarized whether pixels are drawn black or white
 * @property {number | null} average nats of its images without a latent, where
 *   that is known
 */

const EVERY_CLASS = 10;
/** As a logarithm: two thirds to one and a half times as large. */
const NEAR = Math.log(1.5);

/**
 * What compares with a run's figures; why nothing more does.
 *
 * @param {Measured} measured
 * @returns {Compared}
 */
export function referencesFor(measured) {
  const { data, digitsOf, classes, likelihood, binarized } = measured;
  if (likelihood !== undefined && likelihood !== "bernoulli") {
    return { references: [], missing: "likelihood" };
  }
  // Black and white pixels cost as much as grey ones by a coin or an average.
  const bare = bareOf(measured);
  if (binarized) return { references: bare, missing: "binarized" };
  if (data === "mine") return { references: bare, missing: "own" };
  if (data === "mnist" && classes.length < EVERY_CLASS) {
    const ours = classes.length > 0 ? [ofClasses(digitsOf, classes)] : [];
    return { references: [...bare, ...ours], missing: "classes" };
  }
  const clothes =
    data === "fashion" || (data === "mnist" && digitsOf === "fashion");
  return { references: clothes ? CLOTHES : DIGITS, missing: null };
}

/**
 * What needs no model.
 *
 * @param {Measured} measured
 * @returns {Reference[]}
 */
const bareOf = ({ average }) =>
  average === null ? [COIN] : [COIN, { name: "runAverage", nats: average }];

/**
 * What one image costs without a latent: each pixel's chance of ink is its
 * average over these very images. The cross-entropy is linear in the pixels,
 * so that its mean is the entropy of the averages.
 *
 * @param {Uint8Array} images 784 bytes each, at least one image
 */
export function natsOfAverage(images) {
  const sums = new Float64Array(784);
  for (let from = 0; from < images.length; from += 784) {
    for (let pixel = 0; pixel < 784; pixel++)
      sums[pixel] += images[from + pixel];
  }
  const whole = (255 * images.length) / 784;
  return sums.reduce((nats, sum) => nats + entropy(sum / whole), 0);
}

/** @param {number} share of ink, 0..1 */
const entropy = (share) =>
  [share, 1 - share].reduce(
    (nats, p) => (p > 0 ? nats - p * Math.log(p) : nats),
    0,
  );

/**
 * The reference nearest to a figure, in ratio; null where none is near.
 *
 * @param {Reference[]} references
 * @param {number} nats
 * @returns {Reference | null}
 */
export function nearest(references, nats) {
  const away = (/** @type {Reference} */ { nats: other }) =>
    Math.abs(Math.log(nats / other));
  if (!(nats > 0)) return null;
  const [best] = [...references].sort((a, b) => away(a) - away(b));
  return best && away(best) < NEAR ? best : null;
}

/**
 * What is said beside a figure: the nearest reference; where others' models
 * do not compare and none is near, what needs no model.
 *
 * @param {Compared} compared
 * @param {number} nats
 * @returns {Reference[]}
 */
export function besideFigure({ references, missing }, nats) {
  const near = nearest(references, nats);
  if (near) return [near];
  return missing && Number.isFinite(nats) ? references.slice(0, 2) : [];
}
