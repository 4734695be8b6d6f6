/** The user's own images as they are kept: in one piece, however many. */

import { SIDE } from "../import/mnist-digit.js";

/** @typedef {import("./session.js").DrawnDigit} DrawnDigit */

const PIXELS = SIDE * SIDE;
const NO_LABEL = -1;

/**
 * Ten thousand objects take a browser long to clone, three arrays do not.
 *
 * @param {DrawnDigit[]} digits
 */
export function packed(digits) {
  const pixels = new Uint8Array(digits.length * PIXELS);
  digits.forEach((digit, i) => pixels.set(digit.pixels, i * PIXELS));
  return {
    ids: Float64Array.from(digits, ({ id }) => id),
    labels: Int16Array.from(digits, ({ label = NO_LABEL }) => label),
    pixels,
  };
}

/**
 * What was kept, checked: it may come from an older version of the page, which
 * kept a list.
 *
 * @param {unknown} kept
 * @returns {DrawnDigit[]}
 */
export function unpacked(kept) {
  if (Array.isArray(kept)) return kept.filter(isDrawnDigit);
  if (typeof kept !== "object" || kept === null) return [];
  const { ids, labels, pixels } = /** @type {Record<string, unknown>} */ (kept);
  if (!(ids instanceof Float64Array && labels instanceof Int16Array)) return [];
  const fits = labels.length === ids.length;
  if (!(pixels instanceof Uint8Array) || !fits) return [];
  if (pixels.length !== ids.length * PIXELS) return [];
  return Array.from(ids, (id, i) => {
    const digit = { id, pixels: pixels.subarray(i * PIXELS, (i + 1) * PIXELS) };
    return labels[i] === NO_LABEL ? digit : { ...digit, label: labels[i] };
  });
}

/** Whether all of what was kept can be read. @param {unknown} kept */
export const isPacked = (kept) =>
  Array.isArray(kept)
    ? kept.every(isDrawnDigit)
    : unpacked(kept).length > 0 || isNothing(kept);

/** @param {unknown} kept */
const isNothing = (kept) =>
  /** @type {{ ids?: unknown[] } | null} */ (kept)?.ids?.length === 0;

/**
 * What is kept when several tabs add, name and remove: this tab's images with
 * what others have done since it last looked.
 *
 * @param {Map<number, number | undefined>} known label by id, as last looked at
 * @param {DrawnDigit[]} mine this tab's
 * @param {DrawnDigit[]} stored
 * @returns {DrawnDigit[]} in this tab's order, then what is new to it
 */
export function merged(known, mine, stored) {
  const there = new Map(stored.map((digit) => [digit.id, digit]));
  const own = new Set(mine.map(({ id }) => id));
  const stay = mine.filter(({ id }) => there.has(id) || !known.has(id));
  const named = stay.map((digit) => {
    const renamed = digit.label !== known.get(digit.id);
    return renamed ? digit : (there.get(digit.id) ?? digit);
  });
  const others = stored.filter(({ id }) => !own.has(id) && !known.has(id));
  return [...named, ...others];
}

/** @param {DrawnDigit[]} digits what `merged` compares with the next time */
export const labelsById = (digits) =>
  new Map(digits.map(({ id, label }) => [id, label]));

/**
 * @param {unknown} value
 * @returns {value is DrawnDigit}
 */
function isDrawnDigit(value) {
  if (typeof value !== "object" || value === null) return false;
  const { id, pixels } = /** @type {Record<string, unknown>} */ (value);
  const isPicture = pixels instanceof Uint8Array && pixels.length === PIXELS;
  return typeof id === "number" && isPicture;
}
