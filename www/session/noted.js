/** What was measured of a made file, written into the file itself. */

import { DECODED, TRAINED } from "./made-times.js";
import { checksumOf } from "./workshop.js";

/**
 * @typedef {import("../engine/lab-types.js").MadeFigures} MadeFigures
 * @typedef {import("./workshop.js").Figures} Figures
 * @typedef {import("./workshop.js").WorkshopFile} WorkshopFile
 */

/**
 * @param {import("./workshop.js").Mean | null | undefined} mean
 * @returns {import("../engine/lab-types.js").MeanFigure | undefined} undefined
 *   where a diverged model has none
 */
function meanOf(mean) {
  if (!mean || !Number.isFinite(mean.value)) return undefined;
  const { value, error, images, samples } = mean;
  return {
    ...{ value, images },
    ...(Number.isFinite(error) && { error }),
    ...(samples && { importanceSamples: samples }),
  };
}

/** @param {number | undefined} ms @param {number} images */
const timeOf = (ms, images) =>
  ms !== undefined && Number.isFinite(ms) ? { ms, images } : undefined;

/**
 * The figures by the names that a passport has for them.
 *
 * @param {Figures} figures
 * @param {{ decode?: number, train?: number }} [times] milliseconds
 * @returns {MadeFigures}
 */
export function notedFigures(figures, { decode, train } = {}) {
  const { negativeElbo, nll, frechet, byClass } = figures;
  const classes = byClass?.map((mean) => meanOf(mean) ?? null);
  const noted = {
    negativeElbo: meanOf(negativeElbo),
    nll: meanOf(nll),
    negativeElboByClass: classes,
    frechetDistance:
      frechet && Number.isFinite(frechet.value) ? { ...frechet } : undefined,
    decoding: timeOf(decode, DECODED),
    trainingStep: timeOf(train, TRAINED),
  };
  const known = Object.entries(noted).filter(([, value]) => value);
  return Object.fromEntries(known);
}

/**
 * Writes what is known of a file into it, and what is known of the one it was
 * made of beside that. Not into a file that somebody has already: what was made
 * of it names its checksum.
 *
 * @param {import("../engine/lab.js").Lab} lab any
 * @param {WorkshopFile} before
 * @param {WorkshopFile} after
 */
export async function noteIn(lab, before, after) {
  if (after.given || !after.operation) return;
  const { decode, train } = after;
  const figures = notedFigures(after.figures, {
    ...{ decode: decode?.after, train: train?.after },
  });
  if (Object.keys(figures).length === 0) return;
  const ancestors = before.sha256
    ? {
        [before.sha256]: notedFigures(before.figures, {
          ...{ decode: decode?.before, train: train?.before },
        }),
      }
    : {};
  const noted = await lab.workshop.noteFigures(after.bytes, figures, {
    ancestors,
  });
  const { weights, metadata } = noted;
  after.bytes = weights;
  after.metadata = metadata;
  after.sha256 = await checksumOf(weights);
}
