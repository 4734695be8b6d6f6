/**
 * Measures a file that the workshop made, and the one it was made of, side by
 * side: each in a Lab of its own, on the same images, with the same noise.
 */

import { DATA } from "./opening.js";
import { labelsFor } from "./labels.js";
import { DECODED, timeDecoding, timeTraining, TRAINED } from "./made-times.js";
import { openTestSet } from "./test-set.js";
import { joined } from "./training-set.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("../import/idx.js").Digits} Digits
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./workshop.js").WorkshopFile} WorkshopFile
 *
 * A file and a Lab that has it open.
 * @typedef {{ file: WorkshopFile, lab: Lab }} Opened
 *
 * @typedef {object} Way
 * @property {AbortSignal} signal
 * @property {(phase: import("./workshop.js").Phase, file: WorkshopFile) => void} begin
 * @property {() => number} now milliseconds
 */

/** Held-out images of the negative ELBO, its noise the same for every file. */
export const HELD_OUT = 2000;
export const FIGURE_SEED = 3;
/** Fewer images for the likelihood, each with so many draws. */
const [NLL_IMAGES, NLL_SAMPLES] = [200, 32];
/** Where decoding is slower than this, the likelihood is left out. */
const NLL_MOST_MS = 8000;
/** Samples, and as many real images: the distance depends on their number. */
export const COMPARED = 1000;
const PIXELS = 784;
export const CLASSES = 10;
/** Digits that are reconstructed, and draws of the prior, each by both. */
export const PAIRED = 8;

/** How many parts a measurement has, for its progress. */
export const PARTS = 12;

/**
 * The images that nothing here was made by: of the test set, without those at
 * hand, which clothes are taken from.
 *
 * @param {Session} session
 * @param {AbortSignal} signal
 * @returns {Promise<Digits | null>} null where they cannot be had
 */
export async function heldOutOf(session, signal) {
  const of = session.digitsOf;
  const theirs = () => {
    const { testSet } = session;
    return testSet?.of === of ? testSet : null;
  };
  // A failure is tried again: this is somebody who asks for it.
  if (!theirs() || theirs()?.failure) void openTestSet(session, of, DATA);
  while (session.digitsOf === of && !theirs()?.digits) {
    // Without the digits at hand there is no map, which the test set waits for.
    if (theirs()?.failure || session.digitsFailure) return null;
    await heard(session, signal);
  }
  const digits = theirs()?.digits;
  if (!digits) return null;
  const first = of === "fashion" ? (session.digits?.labels.length ?? 0) : 0;
  return part(digits, first, HELD_OUT);
}

/**
 * @param {Session} session
 * @param {AbortSignal} signal
 * @returns {Promise<void>} when something has changed
 */
function heard(session, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    const done = () => {
      signal.removeEventListener("abort", stop);
      resolve();
    };
    session.addEventListener("change", done, { once: true });
  });
}

/**
 * @param {Digits} digits
 * @param {number} first
 * @param {number} count
 * @returns {Digits}
 */
export const part = ({ images, labels }, first, count) => {
  const own = labels.subarray(first, first + count);
  return {
    images: images.subarray(first * PIXELS, (first + own.length) * PIXELS),
    labels: own,
    count: own.length,
  };
};

/**
 * Some digits, of different classes where they have as many.
 *
 * @param {Digits} digits
 * @returns {Digits}
 */
export function paired({ images, labels }) {
  const all = Array.from(labels.keys());
  const firsts = all.filter((i) => labels.indexOf(labels[i]) === i);
  const others = all.filter((i) => labels.indexOf(labels[i]) !== i);
  const chosen = [...firsts, ...others].slice(0, PAIRED);
  return {
    images: joined(
      chosen.map((i) => images.subarray(i * PIXELS, (i + 1) * PIXELS)),
    ),
    labels: Uint8Array.from(chosen, (i) => labels[i]),
    count: chosen.length,
  };
}

/**
 * Measures what is not known yet of both, and says so as each part is.
 *
 * @param {Session} session
 * @param {Opened} before
 * @param {Opened} after
 * @param {Way} way
 */
export async function measurePair(session, before, after, way) {
  const { signal, begin } = way;
  const { workshop } = session;
  const both = [before, after];
  for (const { file, lab } of both) file.parameters = lab.summary().parameters;
  if (!after.file.decode) {
    begin("decode", after.file);
    after.file.decode = await timeDecoding(before.lab, after.lab, way);
    session.changed();
  }
  const digits = await heldOutOf(session, signal);
  workshop.unmeasured = digits
    ? null
    : (session.testSet?.failure ?? session.digitsFailure);
  const shown = digits ?? session.digits;
  if (shown) {
    const few = paired(shown);
    workshop.originals = few.images;
    for (const each of both) {
      begin("pictures", each.file);
      await picture(each, few, session.settings.seed);
      signal.throwIfAborted();
      session.changed();
    }
  }
  if (!digits) return;
  for (const { file, lab } of both) {
    begin("negativeElbo", file);
    await natsOf(file, lab, digits, signal);
    session.changed();
  }
  const slow = Math.max(after.file.decode.before, after.file.decode.after);
  const draws = (NLL_IMAGES * NLL_SAMPLES) / DECODED;
  for (const { file, lab } of slow * draws < NLL_MOST_MS ? both : []) {
    begin("nll", file);
    await likelihoodOf(file, lab, part(digits, 0, NLL_IMAGES), signal);
    session.changed();
  }
  for (const { file, lab } of both) {
    begin("frechet", file);
    await distanceOf(file, lab, part(digits, 0, COMPARED), signal);
    session.changed();
  }
  for (const { file, lab } of both) {
    begin("classes", file);
    await classesOf(file, lab, digits, signal);
    session.changed();
  }
  await measureLesson(before, after, { signal, seed: session.settings.seed });
  session.changed();
  if (after.file.train) return;
  begin("train", after.file);
  const some = part(digits, 0, TRAINED);
  // The last: their weights move by it.
  after.file.train = await timeTraining(before.lab, after.lab, some, way);
  session.changed();
}

/**
 * @param {Opened} opened
 * @param {Digits} digits
 * @param {number} seed of the draws
 */
async function picture({ file, lab }, { images, labels }, seed) {
  const drawn = `${seed} ${file.set} ${labels.join("")}`;
  if (file.pictures?.drawn === drawn) return;
  const told = labelsFor(lab, labels);
  const { mean } = await lab.encode(images, told);
  const reconstructions = await lab.decode(mean, told);
  const samples = await lab.sample({ count: PAIRED, seed });
  file.pictures = { reconstructions, samples, drawn };
}

/**
 * @param {WorkshopFile} file
 * @param {Lab} lab
 * @param {Digits} digits
 * @param {AbortSignal} signal
 */
export async function natsOf(file, lab, { images, labels, count }, signal) {
  if (file.figures.negativeElbo) return;
  const { negativeElbo: value, negativeElboError: error = NaN } =
    await lab.evaluate(images, {
      ...labelsFor(lab, labels),
      ...{ seed: FIGURE_SEED, signal },
    });
  file.figures.negativeElbo = { value, error, images: count };
}

/**
 * @param {WorkshopFile} file
 * @param {Lab} lab
 * @param {Digits} digits
 * @param {AbortSignal} signal
 */
async function likelihoodOf(file, lab, { images, labels, count }, signal) {
  if (file.figures.nll) return;
  const { nll: value = NaN, nllError: error = NaN } = await lab.evaluate(
    images,
    {
      ...labelsFor(lab, labels),
      ...{ seed: FIGURE_SEED, importanceSamples: NLL_SAMPLES, signal },
    },
  );
  const samples = NLL_SAMPLES;
  file.figures.nll = { value, error, images: count, samples };
}

/**
 * @param {WorkshopFile} file
 * @param {Lab} lab
 * @param {Digits} digits
 * @param {AbortSignal} signal
 */
async function distanceOf(file, lab, { images, count }, signal) {
  if (file.figures.frechet) return;
  const { samples } = await lab.quality(images, {
    ...{ count, seed: FIGURE_SEED, signal },
  });
  const { frechetDistance: value, count: drawn } = samples;
  file.figures.frechet = { value, samples: drawn, images: count };
}

/**
 * The negative ELBO of each class's images: a mean over all hides what a model
 * that was made for some of them costs the others.
 *
 * @param {WorkshopFile} file
 * @param {Lab} lab
 * @param {Digits} digits
 * @param {AbortSignal} signal
 */
async function classesOf(file, lab, digits, signal) {
  if (file.figures.byClass) return;
  /** @type {(import("./workshop.js").Mean | null)[]} */
  const byClass = [];
  for (let label = 0; label < CLASSES; label++) {
    const { images, labels, count } = ofClass(digits, label);
    if (count === 0) {
      byClass.push(null);
      continue;
    }
    const { negativeElbo: value, negativeElboError: error = NaN } =
      await lab.evaluate(images, {
        ...labelsFor(lab, labels),
        ...{ seed: FIGURE_SEED, signal },
      });
    byClass.push({ value, error, images: count });
  }
  file.figures.byClass = byClass;
}

/**
 * The class that a file learned, by the digits it learned it from.
 *
 * @param {Opened} before
 * @param {Opened} after
 * @param {{ signal: AbortSignal, seed: number }} way the samples' seed
 */
async function measureLesson(before, { file, lab }, { signal, seed }) {
  const { lesson } = file;
  if (!lesson || file.learned) return;
  const label = lesson.labels[0];
  const measured = async (/** @type {Lab} */ lab) => {
    const { negativeElbo: value, negativeElboError: error = NaN } =
      await lab.evaluate(lesson.images, {
        ...labelsFor(lab, lesson.labels),
        ...{ seed: FIGURE_SEED, signal },
      });
    return { value, error, images: lesson.count };
  };
  const few = part(lesson, 0, PAIRED);
  const { classes = 0 } = before.lab.config;
  const was =
    classes > 0 && label >= classes ? null : await measured(before.lab);
  const is = await measured(lab);
  const sampled = (lab.config.classes ?? 0) > 0;
  const pictures = sampled
    ? await lab.sample({ count: PAIRED, seed, label })
    : await lab.decode((await lab.encode(few.images)).mean);
  file.learned = { label, was, is, pictures, sampled };
}

/**
 * @param {Digits} digits
 * @param {number} label
 * @returns {Digits}
 */
export function ofClass({ images, labels }, label) {
  const places = [...labels.keys()].filter((i) => labels[i] === label);
  return {
    images: joined(
      places.map((i) => images.subarray(i * PIXELS, (i + 1) * PIXELS)),
    ),
    labels: new Uint8Array(places.length).fill(label),
    count: places.length,
  };
}
