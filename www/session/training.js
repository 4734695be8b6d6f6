/** Play, pause, cancel: one run at a time, on the images that are chosen. */

import { History } from "./history.js";
import { isConditional, labelsFor } from "./labels.js";
import { keepWeights } from "./opening.js";
import { stepsOfRun, TrainingRun } from "./training-run.js";
import { digitsOfClasses, joined } from "./training-set.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").Settings} Settings
 */

/** The noise of the figures before and after, the same for both. */
const SCORE_SEED = 1;
/** A crash or a closed tab loses at most this much training. */
const KEEP_EVERY_MS = 10_000;

/**
 * The user's digits that the model can learn from: one that is told classes
 * needs to know theirs.
 *
 * @param {Pick<Session, "mine" | "lab">} session
 */
export function usableDigits({ mine, lab }) {
  if (!isConditional(lab)) return mine;
  return mine.filter(({ label }) => label !== undefined);
}

/**
 * @param {Pick<Session, "settings" | "digits" | "mine" | "lab">} session
 * @returns {import("./training-set.js").TrainingSet}
 */
function everyChosen(session) {
  const { settings, digits } = session;
  if (settings.data === "mine") {
    const mine = usableDigits(session);
    return {
      images: joined(mine.map(({ pixels }) => pixels)),
      labels: Uint8Array.from(mine, ({ label = 0 }) => label),
    };
  }
  if (!digits) return { images: new Uint8Array(0) };
  return digitsOfClasses(digits, settings.classes, settings.perClass);
}

/**
 * The images of the next run, with labels where the model is told them.
 *
 * @param {Pick<Session, "settings" | "digits" | "mine" | "lab">} session
 * @returns {import("./training-set.js").TrainingSet}
 */
export function chosenImages(session) {
  const { images, labels } = everyChosen(session);
  return { images, ...labelsFor(session.lab, labels) };
}

/**
 * How many images and steps the next run takes, without gathering them.
 *
 * @param {Session} session
 */
export function forecast(session) {
  const { settings } = session;
  const images =
    settings.data === "mine"
      ? usableDigits(session).length
      : settings.classes.length * settings.perClass;
  return { images, steps: images === 0 ? 0 : stepsOfRun(images, settings) };
}

/**
 * The settings a run is made with, as one text: two runs with the same text
 * are the same run.
 *
 * @param {Session} session
 */
export function recipe({ settings, mine }) {
  const { data, classes, perClass } = settings;
  const { epochs, batchSize, learningRate, beta, trainSeed } = settings;
  const images =
    data === "mine" ? mine.map((digit) => digit.id) : [...classes, perClass];
  const chosen = [data, images, epochs, batchSize, learningRate];
  return JSON.stringify([...chosen, beta, trainSeed]);
}

/** @param {Session} session starts a run, or goes on with the paused one */
export function play(session) {
  const { run, lab, settings } = session;
  // While another device is being opened, this Lab is about to be closed.
  if (!lab || session.switching || session.phase !== "ready") return;
  if (run?.open) {
    run.resume();
    session.changed();
    return;
  }
  const set = chosenImages(session);
  if (set.images.length === 0) return;
  const { epochs, batchSize, learningRate, beta, trainSeed } = settings;
  const next = new TrainingRun(set, {
    epochs,
    batchSize,
    learningRate,
    beta,
    seed: trainSeed,
  });
  session.run = next;
  session.runRecipe = recipe(session);
  session.history = new History();
  session.score = null;
  session.changed();
  session.runEnd = train(session, next);
}

/**
 * @param {Session} session
 * @param {TrainingRun} run
 */
async function train(session, run) {
  const lab = session.lab;
  if (!lab) return;
  const before = await score(session, run);
  if (before !== null) session.score = { images: run.imageCount, before };
  const stepsBefore = session.model.tunedSteps;
  let keepFrom = performance.now() + KEEP_EVERY_MS;
  await run.follow(lab, {
    onRecord(record) {
      session.history.push(record);
      const tunedSteps = stepsBefore + record.step;
      session.model = { ...session.model, tunedSteps };
      session.refresh();
      session.changed();
      if (performance.now() < keepFrom) return;
      keepFrom = performance.now() + KEEP_EVERY_MS;
      void keepWeights(session);
    },
    onPause() {
      session.changed();
      // Keeping takes back the steps of which no record was seen yet: what is
      // on screen must not be ahead of it.
      void keepWeights(session).then(() => session.refresh());
    },
  });
  if (run.error) session.fail(run.error);
  const after = run.step > 0 ? await score(session, run) : null;
  if (session.score && after !== null) {
    session.score = { ...session.score, after };
  }
  session.refresh();
  session.changed();
  if (run.step > 0) await keepWeights(session);
}

/**
 * The negative ELBO over the run's images, in nats per image.
 *
 * @param {Session} session
 * @param {TrainingRun} run
 */
async function score(session, run) {
  try {
    const nats = await session.lab?.evaluate(run.images, {
      seed: SCORE_SEED,
      labels: run.labels,
    });
    return nats?.negativeElbo ?? null;
  } catch (error) {
    session.fail(error);
    return null;
  }
}

/** @param {Session} session */
export function pause(session) {
  session.run?.pause();
  session.changed();
}

/** @param {Session} session keeps the steps done */
export async function cancel(session) {
  session.run?.cancel();
  await session.runEnd;
  session.changed();
}
