/**
 * Checks of the arrays that callers pass: their type and length here, since
 * they decide how they are cut; their values in the core.
 * @module
 */
import { LabError } from "./lab-error.js";
import { checkLabels, checkPriorLabels } from "./labels.js";
import { show } from "./options.js";

/** @typedef {import("./protocol.js").Images} Images */

/** Decoded, so many digits take 31 MB: more than a page draws at once. */
const MAX_LATENTS = 10_000;

/**
 * @param {unknown} images
 * @param {number} imageLength Pixels of one image.
 * @returns {asserts images is Images}
 * @throws {LabError} `images-type`, `images-empty`, `images-length`.
 */
export function checkImages(images, imageLength) {
  if (!(images instanceof Float32Array) && !(images instanceof Uint8Array)) {
    throw new LabError(
      "images-type",
      `The images are ${show(images)}; they must be a Float32Array in 0..1 ` +
        "or a Uint8Array.",
    );
  }
  if (images.length === 0) {
    throw new LabError(
      "images-empty",
      "There are no images; give at least one.",
    );
  }
  if (images.length % imageLength !== 0) {
    throw new LabError(
      "images-length",
      `The images hold ${images.length} pixels, which is not a whole number ` +
        `of images of ${imageLength} pixels each.`,
    );
  }
}

/**
 * Images with their labels, ready to be sent.
 * @param {unknown} images
 * @param {unknown} labels
 * @param {import("./protocol.js").ModelConfig} config
 * @returns {import("./image-slices.js").ImageSet}
 * @throws {LabError} As `checkImages` and `checkLabels`.
 */
export function checkImageSet(images, labels, { inputDim, classes }) {
  checkImages(images, inputDim);
  const count = images.length / inputDim;
  const checked = checkLabels(labels, count, classes);
  return { images, imageLength: inputDim, labels: checked };
}

/**
 * Images that no labels go with.
 * @param {unknown} images
 * @param {import("./protocol.js").ModelConfig} config
 * @returns {import("./image-slices.js").ImageSet}
 * @throws {LabError} As `checkImages`.
 */
export function checkPlain(images, { inputDim }) {
  checkImages(images, inputDim);
  return { images, imageLength: inputDim };
}

/**
 * Images of which there must be so many.
 * @param {string} option What they are called.
 * @param {unknown} images
 * @param {[number, number]} range
 * @param {import("./protocol.js").ModelConfig} config
 * @returns {import("./image-slices.js").ImageSet}
 * @throws {LabError} As `checkImages`; `option-out-of-range`.
 */
export function checkNumberOf(option, images, [least, most], config) {
  const set = checkPlain(images, config);
  const count = set.images.length / set.imageLength;
  if (count >= least && count <= most) return set;
  const range = count < least ? `at least ${least}` : `at most ${most}`;
  throw new LabError(
    "option-out-of-range",
    `The ${option} are ${count} images; there must be ${range}.`,
  );
}

/**
 * Images for a prior to be fitted to.
 * @param {unknown} images
 * @param {unknown} labels
 * @param {string | undefined} kind Of the prior.
 * @param {import("./protocol.js").ModelConfig} config
 * @returns {import("./image-slices.js").ImageSet}
 * @throws {LabError} As `checkImages` and `checkPriorLabels`.
 */
export function checkFitSet(images, labels, kind, config) {
  const set = checkPlain(images, config);
  const count = set.images.length / set.imageLength;
  const checked = checkPriorLabels(labels, count, kind, config.classes);
  return { ...set, labels: checked };
}

/**
 * @param {unknown} z
 * @param {number} latentDim
 * @returns {asserts z is Float32Array}
 * @throws {LabError} `latents-length`.
 */
export function checkLatents(z, latentDim) {
  if (!(z instanceof Float32Array)) {
    throw new LabError(
      "latents-length",
      `The latents are ${show(z)}; they must be a Float32Array of ` +
        `${latentDim} values a vector.`,
    );
  }
  if (z.length > MAX_LATENTS * latentDim) {
    throw new LabError(
      "latents-length",
      `The latents are ${z.length / latentDim} vectors; at most ` +
        `${MAX_LATENTS} are decoded at a time.`,
    );
  }
  if (z.length === 0 || z.length % latentDim !== 0) {
    throw new LabError(
      "latents-length",
      `The latents hold ${z.length} values, which is not a whole number of ` +
        `vectors of ${latentDim} values each.`,
    );
  }
}
