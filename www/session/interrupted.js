/**
 * A run that was open when its weights were kept: after a reload or a crash it is
 * shown as it stood, and goes on with the same images in the same order.
 */

import { hashOf } from "./formers.js";
import { History } from "./history.js";

/**
 * @typedef {import("./session.js").Session} Session
 *
 * @typedef {object} Interrupted
 * @property {Pick<import("../state.js").Settings, "data" | "classes" | "perClass">} choice
 *   of its images
 * @property {number} images a hash of them, which must be the same to go on
 * @property {string} recipe the settings it was made with
 * @property {import("./run-options.js").RunOptions} options
 * @property {number} from the step of the run before that it went on from; 0
 * @property {number} step of the weights that are kept with it
 * @property {number} steps
 * @property {number} epoch
 * @property {number} epochs
 * @property {import("./session.js").Score | null} score before it
 * @property {import("./references.js").Measured | null} measured
 * @property {import("./history.js").SavedHistory} history
 * @property {import("./watch.js").WatchPoint[]} points
 * @property {boolean} heldOut whether those are of images that it does not learn from
 * @property {Session["unheld"]} unheld why not
 */

/** A run's images do not change: they are hashed once. @type {WeakMap<Uint8Array, number>} */
const hashes = new WeakMap();

/** @param {Uint8Array} images */
export function hashOfImages(images) {
  const known = hashes.get(images) ?? hashOf(images);
  hashes.set(images, known);
  return known;
}

/**
 * What goes with weights that are kept now; undefined where no run is under way.
 *
 * @param {Session} session
 * @returns {Interrupted | undefined}
 */
export function runToKeep(session) {
  const { run, interrupted, history, watch, score } = session;
  if (!run?.open) return interrupted ?? undefined;
  const { options, from, step, steps, epoch, epochs, images, choice } = run;
  return {
    ...{ options, from, step, steps, epoch, epochs, choice },
    images: hashOfImages(images),
    recipe: session.runRecipe,
    measured: session.measured,
    score: score && { ...score, after: undefined },
    history: history.saved(),
    points: watch.points,
    heldOut: watch.heldOut,
    unheld: session.unheld,
  };
}

/**
 * @param {Session} session
 * @param {Interrupted} run
 */
export function showInterrupted(session, run) {
  session.run = null;
  session.interrupted = run;
  session.history = History.from(run.history);
  session.watch.points = run.points;
  session.watch.heldOut = run.heldOut;
  session.unheld = run.unheld;
  session.measured = run.measured;
  session.score = run.score;
  session.changed();
}

/**
 * Kept things are checked: they may come from an older version of the page.
 *
 * @param {unknown} value
 * @returns {value is Interrupted}
 */
export function isInterrupted(value) {
  if (typeof value !== "object" || value === null) return false;
  const run = /** @type {Interrupted} */ (value);
  const numbers = [run.from, run.step, run.steps, run.images];
  return (
    numbers.every(Number.isSafeInteger) &&
    run.step > run.from &&
    run.step < run.steps &&
    typeof run.options?.batchSize === "number" &&
    typeof run.recipe === "string" &&
    Array.isArray(run.choice?.classes) &&
    Array.isArray(run.points) &&
    History.holds(run.history)
  );
}
