/** What the next run learns from: which images, how many, and its recipe. */

import { isConditional, labelsFor } from "./labels.js";
import { countOfTraining, split } from "./learning-data.js";
import { runOptions } from "./run-options.js";
import { stepsOfRun } from "./training-run.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./training-set.js").TrainingSet} TrainingSet
 */

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

/** @param {Session} session what the next run is chosen from */
export const chosen = (session) => ({
  settings: session.settings,
  digits: session.digits,
  digitsOf: session.digitsOf,
  mine: usableDigits(session),
  sets: session.sets,
});

/**
 * The images of the next run, with labels where the model is told them.
 *
 * @param {Session} session
 * @returns {TrainingSet}
 */
export const chosenImages = (session) =>
  told(session, split(chosen(session)).training);

/**
 * @param {Session} session
 * @param {TrainingSet} set
 */
export const told = ({ lab }, { images, labels }) => ({
  images,
  ...labelsFor(lab, labels),
});

/**
 * Which sentence says what is missing, where no image is chosen.
 *
 * @param {Session} session
 * @returns {"mnist" | "mine" | "untold" | "digits"}
 */
export function whatIsMissing({ settings, digits, mine }) {
  if (settings.data === "mine") return mine.length > 0 ? "untold" : "mine";
  return digits ? "mnist" : "digits";
}

/**
 * How many images and steps the next run takes, without gathering them.
 *
 * @param {Session} session
 */
export function forecast(session) {
  const images = countOfTraining(chosen(session));
  const steps = images === 0 ? 0 : stepsOfRun(images, session.settings);
  return { images, steps };
}

/**
 * The settings a run is made with, as one text: two runs with the same text
 * are the same run.
 *
 * @param {Session} session
 */
export function recipe({ settings, mine }) {
  const { data, classes, perClass } = settings;
  const images = {
    mine: () => mine.map((digit) => digit.id),
    mnist: () => [...classes, perClass],
    all: () => [],
    fashion: () => [],
  }[data]();
  return JSON.stringify([data, images, runOptions(settings)]);
}
