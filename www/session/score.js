/** The negative ELBO of what a run learns from, before and after it. */

import { Lab } from "../engine/lab.js";
import { imagesFor } from "./watch.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./training-run.js").TrainingRun} TrainingRun
 */

/** The noise of the figures before and after, the same for both. */
const SCORE_SEED = 1;
/** Of more training images the first are scored, as many as this time allows. */
const SCORED = 2000;
const SCORE_MS = 1500;
const PIXELS = 784;

/**
 * How many of a run's images are scored, before and after it alike.
 *
 * @param {TrainingRun} run
 * @param {number} msEach what one takes
 */
export function scored({ imageCount }, msEach) {
  const most = Math.min(SCORED, imageCount);
  const images = imagesFor(msEach, most, SCORE_MS);
  return { images, all: images === imageCount };
}

/**
 * The negative ELBO over the first of the run's images, in nats per image.
 *
 * @param {Session} session
 * @param {TrainingRun} run
 * @param {number} images
 * @param {Pick<import("../engine/lab.js").Lab, "evaluate"> | null} [lab] with other weights than the model's
 */
export async function score(session, run, images, lab = session.lab) {
  try {
    const nats = await lab?.evaluate(run.images.subarray(0, images * PIXELS), {
      seed: SCORE_SEED,
      // What is learned in black and white is measured so, as in watch.js.
      binarize: run.options.binarize === "dynamic" ? "fixed" : "none",
      labels: run.labels?.subarray(0, images),
    });
    return nats?.negativeElbo ?? null;
  } catch (error) {
    session.fail(error);
    return null;
  }
}

/**
 * The same of weights that are not the model's.
 *
 * @param {Session} session
 * @param {TrainingRun} run
 * @param {number} images
 * @param {ArrayBuffer} bytes a weights file
 */
export async function scoreOf(session, run, images, bytes) {
  const device = session.lab?.device.name;
  if (!device) return null;
  try {
    const other = await Lab.create({ device, model: bytes });
    const nats = await score(session, run, images, other);
    other.close();
    return nats;
  } catch (error) {
    session.fail(error);
    return null;
  }
}
