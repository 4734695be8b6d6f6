/** What a conditional model is told: the class of each digit. */

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 */

/**
 * Whether a model is told the class of a digit.
 *
 * @param {Pick<Lab, "config"> | null} lab
 */
export const isConditional = (lab) => (lab?.config.classes ?? 0) > 0;

/**
 * These labels for a model that is told them; for any other, which would
 * refuse them, none.
 *
 * @template {Uint8Array | number[]} T
 * @param {Pick<Lab, "config"> | null} lab
 * @param {T | undefined} labels
 * @returns {{ labels?: T }}
 */
export function labelsFor(lab, labels) {
  return isConditional(lab) ? { labels } : {};
}
