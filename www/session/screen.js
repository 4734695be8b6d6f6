/** Gathers what the page shows just now, for a snippet that shows it again. */

import { isConditional } from "./labels.js";
import { lessonOf } from "./lesson.js";
import { DRAW_SEED, DRAWS, FIGURE_SEED, SPREAD_DRAWS } from "./line.js";
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

/**
 * Which of the digits at hand this is, if it is one of them to the last pixel:
 * one that was kept from an earlier visit may be of another set.
 *
 * @param {Session} session
 * @param {import("./line.js").Input} input
 */
export function shippedPlace(session, { index, pixels }) {
  const { digits } = session;
  if (index === undefined || !digits) return undefined;
  const there = digits.images.subarray(index * PIXELS, (index + 1) * PIXELS);
  if (there.length !== PIXELS) return undefined;
  if (!there.every((value, i) => value === pixels[i])) return undefined;
  return { file: `${FILES[session.digitsOf]}-images.idx.gz`, index };
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
 * @param {Session["line"]} line
 * @returns {Screen["draws"]}
 */
function drawsOf({ draws, spread }) {
  const seed = DRAW_SEED;
  if (spread) return { count: SPREAD_DRAWS, seed, spread };
  return draws ? { count: DRAWS, seed } : null;
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
    draws: drawsOf(line),
    figureSeed: FIGURE_SEED,
    sample: sampleOf(session),
    lesson: lessonOf(session),
    settings,
  };
}
