/**
 * Checks of the labels that a conditional model is told. All of them here: the
 * core meets a set of images in pieces, and would count from a piece's start.
 * @module
 */
import { LabError } from "./lab-error.js";
import { show } from "./options.js";

/** Digits that `sample` draws when nobody says how many. */
const SAMPLES = 16;

/** Labels cross as bytes. */
const MOST_CLASSES = 256;

/**
 * @param {unknown} labels
 * @param {number} count How many images or latents they are for.
 * @param {number} [classes] The model's; 0 for a model without labels.
 * @returns {Uint8Array | undefined} A copy of them; undefined where the model
 *   needs none.
 * @throws {LabError} `labels-missing`, `labels-unexpected`, `labels-type`,
 *   `labels-length`, `labels-range`.
 */
export function checkLabels(labels, count, classes = 0) {
  if (labels === undefined) {
    if (classes === 0) return undefined;
    throw new LabError(
      "labels-missing",
      `The model is conditioned on ${classes} classes, but no labels are ` +
        "given; give one label an image.",
    );
  }
  if (classes === 0) {
    throw new LabError(
      "labels-unexpected",
      "Labels are given, but the model is not conditioned on classes; leave " +
        "them out.",
    );
  }
  const list = listOf(labels);
  if (list.length !== count) {
    throw new LabError(
      "labels-length",
      `There are ${list.length} labels for ${count} images; there must be ` +
        "one an image.",
    );
  }
  checkRange(list, Math.min(classes, MOST_CLASSES) - 1);
  return Uint8Array.from(list);
}

/**
 * The count and labels of `sample`, where `label` is short for the same label
 * for every digit. Without either the core takes the classes in turn.
 *
 * @param {import("./lab-types.js").SampleOptions} options
 * @param {number} [classes] The model's; 0 for a model without labels.
 * @returns {{ count: number, labels?: Uint8Array }}
 * @throws {LabError} As `checkLabels`; `option-out-of-range` where both are
 *   given.
 */
export function checkSampleLabels({ count, label, labels }, classes) {
  if (label !== undefined && labels !== undefined) {
    throw new LabError(
      "option-out-of-range",
      `The option label is ${show(label)}; it must be absent where labels ` +
        "are given.",
    );
  }
  if (labels !== undefined) {
    const many = count ?? listOf(labels).length;
    return { count: many, labels: checkLabels(labels, many, classes) };
  }
  const many = count ?? SAMPLES;
  if (label === undefined) return { count: many };
  const [one] = checkLabels([label], 1, classes) ?? [];
  return { count: many, labels: new Uint8Array(many).fill(one) };
}

/**
 * Labels that go with a prior: those of the model, or of the prior where it alone
 * has classes.
 *
 * @param {unknown} labels
 * @param {number} count
 * @param {string | undefined} prior
 * @param {number} [classes] The model's.
 * @returns {Uint8Array | undefined}
 * @throws {LabError} As `checkLabels`.
 */
export function checkPriorLabels(labels, count, prior, classes = 0) {
  if (prior !== "classConditional" || classes > 0) {
    return checkLabels(labels, count, classes);
  }
  if (labels !== undefined) return checkLabels(labels, count, MOST_CLASSES);
  throw new LabError(
    "labels-missing",
    "A class-conditional prior needs labels, but none are given; give one an " +
      "image.",
  );
}

/**
 * Labels of latents whose density is asked for: of no use but to a prior with
 * classes.
 *
 * @param {unknown} labels
 * @param {number} count
 * @param {string | undefined} prior
 * @param {number} [classes] The model's.
 * @returns {Uint8Array | undefined}
 * @throws {LabError} As `checkLabels`.
 */
export function checkDensityLabels(labels, count, prior, classes) {
  if (prior === "classConditional") {
    return checkPriorLabels(labels, count, prior, classes);
  }
  if (labels === undefined) return undefined;
  throw new LabError(
    "labels-unexpected",
    "Labels are given, but this prior has no classes; leave them out.",
  );
}

/**
 * The classes that `sample` may be asked for: how many the prior knows is the
 * core's to say.
 * @param {string | undefined} prior
 * @param {number} [classes] The model's.
 */
export const sampledClasses = (prior, classes = 0) =>
  prior === "classConditional" && classes === 0 ? MOST_CLASSES : classes;

/**
 * @param {unknown} labels
 * @returns {Uint8Array | unknown[]}
 * @throws {LabError} `labels-type`.
 */
function listOf(labels) {
  if (labels instanceof Uint8Array || Array.isArray(labels)) return labels;
  throw new LabError(
    "labels-type",
    `The labels are ${show(labels)}; they must be a Uint8Array or an array ` +
      "of whole numbers, one an image.",
  );
}

/**
 * @param {Uint8Array | unknown[]} labels
 * @param {number} most
 * @returns {asserts labels is Uint8Array | number[]}
 * @throws {LabError} `labels-range`.
 */
function checkRange(labels, most) {
  for (const [index, label] of labels.entries()) {
    if (Number.isInteger(label) && Number(label) >= 0 && Number(label) <= most)
      continue;
    throw new LabError(
      "labels-range",
      `Label ${index} is ${show(label)}; labels must be whole numbers from 0 ` +
        `to ${most}.`,
    );
  }
}
