/** What is known of a file of the workshop, in one line. */

import { words } from "../words/words.js";

/** @param {import("../session/workshop.js").WorkshopFile} file */
export function measuredText({ bytes, figures }) {
  const { measured, estimated } = words.workshop.shelf;
  const { negativeElbo, estimate } = figures;
  return !negativeElbo && estimate
    ? estimated(bytes.byteLength, estimate.value, estimate.images)
    : measured(bytes.byteLength, negativeElbo?.value);
}
