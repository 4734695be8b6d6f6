/** The negative ELBO of what a run learns from, before and after it. */

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./training-run.js").TrainingRun} TrainingRun
 */

/** The noise of the figures before and after, the same for both. */
const SCORE_SEED = 1;
/** Of more training images the first are scored: it must not take minutes. */
const SCORED = 2000;
const PIXELS = 784;

/** @param {TrainingRun} run how many of its images are scored */
export function scored({ imageCount }) {
  const images = Math.min(SCORED, imageCount);
  return { images, all: images === imageCount };
}

/**
 * The negative ELBO over the run's images, in nats per image.
 *
 * @param {Session} session
 * @param {TrainingRun} run
 */
export async function score(session, run) {
  const { images } = scored(run);
  try {
    const nats = await session.lab?.evaluate(
      run.images.subarray(0, images * PIXELS),
      { seed: SCORE_SEED, labels: run.labels?.subarray(0, images) },
    );
    return nats?.negativeElbo ?? null;
  } catch (error) {
    session.fail(error);
    return null;
  }
}
