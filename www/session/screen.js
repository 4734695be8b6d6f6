/** Gathers what the page shows just now, for a snippet that shows it again. */

import { isConditional } from "./labels.js";
import { DRAW_SEED, DRAWS, FIGURE_SEED } from "./line.js";
import { usableDigits } from "./chosen-images.js";
import { words } from "../words/words.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./as-code.js").Screen} Screen
 */

const PIXELS = 784;

/** Where the digits at hand come from. */
const FILES = {
  mnist: "mnist-2000",
  fashion: "fashion-test",
};

/** @param {Session} session */
const filesOf = ({ digitsOf }) => ({
  file: `${FILES[digitsOf]}-images.idx.gz`,
  labels: `${FILES[digitsOf]}-labels.idx.gz`,
});

/**
 * Which of the digits at hand this is, if it is one of them to the last pixel:
 * one that was kept from an earlier visit may be of another set.
 *
 * @param {Session} session
 * @param {import("./line.js").Input} input
 */
function shippedPlace(session, { index, pixels }) {
  const { digits } = session;
  if (index === undefined || !digits) return undefined;
  const there = digits.images.subarray(index * PIXELS, (index + 1) * PIXELS);
  if (there.length !== PIXELS) return undefined;
  if (!there.every((value, i) => value === pixels[i])) return undefined;
  return { file: filesOf(session).file, index };
}

/** @param {Session} session @returns {Screen["digit"]} */
function digitOf(session) {
  const { input } = session.line;
  if (!input) return null;
  const { input: said, sets } = words;
  const names = {
    drawn: said.drawn,
    sample: said.sampled,
    mnist: said.sampled,
    own: words.own.onLine,
  };
  const shipped = shippedPlace(session, input);
  const what =
    shipped && input.label !== undefined
      ? sets[session.digitsOf].of(input.label)
      : names[input.kind];
  return { pixels: input.pixels, shipped, what };
}

/** @param {Session} session @returns {Screen["lesson"]} */
function lessonOf(session) {
  const { settings, digits } = session;
  const { classes, perClass } = settings;
  if (settings.data === "mine") {
    const mine = usableDigits(session);
    return mine.length > 0 ? { mine } : null;
  }
  if (settings.data !== "mnist" || !digits || classes.length === 0) return null;
  const { count } = digits;
  return { shipped: { ...filesOf(session), count, classes, perClass } };
}

/**
 * What the samples shown were asked for.
 *
 * @param {Session} session
 */
function sampleOf({ samples, settings }) {
  const { count, seed } = samples.grid ?? settings;
  const { prior, temperature, label } = /** @type {Record<string, unknown>} */ (
    samples.grid ?? {}
  );
  const warmth = temperature === 1 ? undefined : temperature;
  return { count, seed, prior, temperature: warmth, label };
}

/**
 * @param {Session} session
 * @returns {Screen | null} null before there is a model
 */
export function screenOf(session) {
  const { lab, line, model, settings } = session;
  if (!lab) return null;
  const { tunedSteps } = model;
  const stem = model.name.replace(/\.safetensors$/, "");
  const tuned = tunedSteps > 0 ? `-plus-${tunedSteps}-steps` : "";
  const shipped = model.source === "shipped" && tunedSteps === 0;
  return {
    model: {
      name: shipped ? model.name : `${stem}${tuned}.safetensors`,
      shipped,
    },
    device: lab.device.name,
    label: isConditional(lab) ? line.label : undefined,
    digit: digitOf(session),
    hand: line.hand,
    draws: line.draws ? { count: DRAWS, seed: DRAW_SEED } : null,
    figureSeed: FIGURE_SEED,
    sample: sampleOf(session),
    lesson: lessonOf(session),
    settings,
  };
}
