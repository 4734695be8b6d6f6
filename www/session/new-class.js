/** A class learned from a handful of digits, replayed what was known. */

import { joined } from "./training-set.js";
import { School } from "./schooling.js";
import { labelsFor } from "./labels.js";
import { teachOptions } from "./workshop-options.js";
import { words } from "../words/words.js";

/**
 * @typedef {import("../import/idx.js").Digits} Digits
 * @typedef {import("./operations.js").Bench} Bench
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").Settings} Settings
 */

const PIXELS = 784;
/** Classes that a digit can be drawn as; a new one's are drawn without. */
const NAMED = 10;

/**
 * The user's own digits of a class.
 *
 * @param {Pick<Session, "mine">} session
 * @param {number} wanted
 */
export const drawnOf = ({ mine }, wanted) =>
  mine.filter(({ label }) =>
    wanted < NAMED ? label === wanted : label === undefined,
  );

/**
 * Where the digits at hand have a class.
 *
 * @param {Pick<Session, "digits">} session
 * @param {number} wanted
 * @returns {number[]} their places, in order
 */
export function placesOf({ digits }, wanted) {
  const all = [...(digits?.labels.keys() ?? [])];
  return all.filter((i) => digits?.labels[i] === wanted);
}

/**
 * What the class is to be learned from.
 *
 * @param {Session} session
 * @returns {Digits}
 */
export function handfulOf(session) {
  const { settings, digits } = session;
  const { teachClass, teachFrom, teachCount } = settings;
  const images =
    teachFrom === "mine"
      ? drawnOf(session, teachClass).map(({ pixels }) => pixels)
      : placesOf(session, teachClass)
          .slice(0, teachCount)
          .map(
            (i) =>
              digits?.images.subarray(i * PIXELS, (i + 1) * PIXELS) ??
              new Uint8Array(),
          );
  const count = images.length;
  const labels = new Uint8Array(count).fill(teachClass);
  return { images: joined(images), labels, count };
}

/**
 * A conditional model that lacks the class grows a label for it first.
 *
 * @param {Bench} bench
 * @param {Settings} settings
 * @returns {Promise<import("../engine/lab-types.js").Made & { lesson: Digits }>}
 */
export async function teach(bench, settings) {
  const { session, lab, file, say, open, signal } = bench;
  const { teachClass, teachSteps: steps } = settings;
  const lesson = handfulOf(session);
  if (lesson.count === 0) throw new Error(words.workshop.teach.none);
  const { classes = 0 } = lab.config;
  let bytes = file.bytes;
  if (classes > 0 && teachClass >= classes) {
    say("making");
    const wanted = { classes: teachClass + 1, signal };
    bytes = (await lab.workshop.grow(wanted)).weights;
  }
  const learner = await open(bytes);
  const plan = { name: file.name, rounds: 1, steps };
  const school = new School(bench, { ...plan, kind: "class" });
  await school.begin(lab);
  say("rehearsing");
  const { images, labels } = lesson;
  const learned = { images, ...labelsFor(learner, labels) };
  await school.teach(learner, learned, teachOptions(settings));
  const weights = await learner.exportWeights();
  return { weights, metadata: learner.metadata, lesson };
}
