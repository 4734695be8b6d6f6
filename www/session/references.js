/** Figures of others to measure a negative ELBO by, each where it compares. */

/**
 * What a run's figures are of.
 *
 * @typedef {object} Measured
 * @property {"mnist" | "all" | "fashion" | "mine"} data
 * @property {number[]} classes which of the digits at hand
 * @property {string} [likelihood]
 * @property {boolean} binarized whether pixels are drawn black or white
 *
 * @typedef {"coin" | "average" | "keras" | "pytorch" | "dense" | "fashionConv" | "fashionDense"} ReferenceName
 * @typedef {{ name: ReferenceName, nats: number }} Reference
 * @typedef {"likelihood" | "binarized" | "own" | "classes"} NoReference
 */

/** 784 · ln 2: each pixel's chance of ink is a half. */
const COIN = { name: /** @type {const} */ ("coin"), nats: 784 * Math.LN2 };

/**
 * Nats per image, grey pixels, highest first: docs/objectives.md and
 * models/README.md say where each comes from.
 *
 * @type {Reference[]}
 */
const DIGITS = [
  COIN,
  { name: "average", nats: 206 },
  { name: "keras", nats: 146.95 },
  { name: "pytorch", nats: 106.66 },
  { name: "dense", nats: 100.26 },
];

/** @type {Reference[]} */
const CLOTHES = [
  COIN,
  { name: "fashionDense", nats: 245.15 },
  { name: "fashionConv", nats: 239.18 },
];

/** As a logarithm: two thirds to one and a half times as large. */
const NEAR = Math.log(1.5);

/**
 * What compares with a run's figures; why nothing more does.
 *
 * @param {Measured} measured
 * @returns {{ references: Reference[], missing: NoReference | null }}
 */
export function referencesFor({ data, classes, likelihood, binarized }) {
  if (likelihood !== undefined && likelihood !== "bernoulli") {
    return { references: [], missing: "likelihood" };
  }
  // Black and white pixels cost no more than a coin toss each, too.
  if (binarized) return { references: [COIN], missing: "binarized" };
  if (data === "mine") return { references: [COIN], missing: "own" };
  if (data === "fashion") return { references: CLOTHES, missing: null };
  if (data === "mnist" && classes.length < 10) {
    return { references: [COIN], missing: "classes" };
  }
  return { references: DIGITS, missing: null };
}

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
