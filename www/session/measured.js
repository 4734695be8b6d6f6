/** What the figures of a run are of, as it was made: settings change meanwhile. */

import { natsOfAverage } from "./references.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./references.js").Measured} Measured
 */

/** Of more images the averages are known: a page must not wait for them. */
const AVERAGED = 10_000;
const PIXELS = 784;

/**
 * @param {Session} session
 * @returns {Measured} what a run with today's settings would be of
 */
export function measuredNow({ settings, digitsOf, lab }) {
  const { data, classes, binarize } = settings;
  return {
    ...{ data, digitsOf, classes, average: null },
    likelihood: lab?.config.likelihood,
    binarized: binarize === "dynamic",
  };
}

/**
 * @param {Session} session
 * @param {import("./training-run.js").TrainingRun} run that begins
 * @returns {Measured}
 */
export function measuredBy(session, { images, imageCount, options }) {
  const few = imageCount > 0 && imageCount <= AVERAGED;
  return {
    ...measuredNow(session),
    binarized: options.binarize === "dynamic",
    average: few
      ? natsOfAverage(images.subarray(0, imageCount * PIXELS))
      : null,
  };
}

/** @param {Session} session what is shown: of the run, where there is one */
export const measuredOf = (session) =>
  ((session.run ?? session.interrupted) && session.measured) ??
  measuredNow(session);
