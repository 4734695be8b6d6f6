/** Says in a sentence what is open, what Play will do, how a run goes. */

import { forecast, recipe } from "../session/chosen-images.js";
import { words } from "../words/words.js";

/** @typedef {import("../session/session.js").Session} Session */

/**
 * What pressing Play will do, or what is missing for it.
 *
 * @param {Session} session
 * @returns {{ promise: string, ready: boolean }}
 */
export function promiseOfPlay(session) {
  const { settings, model, phase, digits } = session;
  const { data, classes, epochs, batchSize } = settings;
  const { nothing, promise } = words.train;
  // Pressed while another model is being opened, Play would do nothing.
  if (phase !== "ready" || session.switching) {
    return { promise: nothing.lab, ready: false };
  }
  if (data === "mnist" && !digits) {
    return { promise: nothing.digits, ready: false };
  }
  const { images, steps } = forecast(session);
  if (session.starting) return { promise: words.whole.loading, ready: false };
  if (images === 0 && data !== "all" && data !== "fashion") {
    const untold = data === "mine" && session.mine.length > 0;
    return { promise: nothing[untold ? "untold" : data], ready: false };
  }
  const { interrupted } = session;
  if (interrupted) {
    const { step, steps } = interrupted;
    return { promise: words.train.goesOn(step, steps), ready: true };
  }
  const tuned = model.tunedSteps > 0;
  const running = (session.run?.open ?? false) && !isStale(session);
  const chosen = { data, images, classes, epochs, batchSize, steps };
  const sentence = promise({ ...chosen, tuned, running });
  const { fit } = session;
  return {
    promise: fit ? words.priors.playEnds(sentence) : sentence,
    ready: true,
  };
}

/**
 * Whether the settings are other than those of the last run.
 *
 * @param {Session} session
 */
export function isStale(session) {
  const { run, interrupted, runRecipe } = session;
  const made = interrupted ? interrupted.recipe : runRecipe;
  return (run ?? interrupted) !== null && recipe(session) !== made;
}

/**
 * As much of the run as the control shows, all at one moment.
 *
 * @param {Session} session
 * @returns {import("./training-control.js").RunView | null}
 */
export function describeRun({ run, interrupted }) {
  if (interrupted) {
    const { step, steps, epoch, epochs } = interrupted;
    const still = { imagesPerSecond: 0, secondsLeft: 0 };
    return { phase: "interrupted", step, steps, epoch, epochs, ...still };
  }
  if (!run) return null;
  const { phase, step, steps, imagesPerSecond, secondsLeft } = run;
  const { epoch, epochs } = run;
  return { phase, step, steps, imagesPerSecond, secondsLeft, epoch, epochs };
}

/**
 * What a screen reader is told: changes with the state, never with a step.
 *
 * @param {Session} session
 */
export function statusOf({ phase, run, lab, fit }) {
  const { status, devices } = words;
  if (phase === "loading" || !lab) {
    return phase === "failed" ? status.failed : status.loading;
  }
  if (fit && !run?.open) return words.priors.fitting(fit.images);
  if (!run) return status.ready(devices[lab.device.name]);
  switch (run.phase) {
    case "running":
    case "pausing":
      return status.running(run.steps);
    case "paused":
      return status.paused(run.step);
    case "finished":
      return status.finished(run.step);
    case "cancelled":
      return status.cancelled(run.step);
    case "failed":
      return status.stopped(run.step);
  }
}
