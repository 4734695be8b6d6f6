/**
 * Makes of any grey picture the 28 × 28 the model sees: light ink on black,
 * either cropped and centred as MNIST was made, or only resized.
 */

import { mnistDigit, SIDE } from "./mnist-digit.js";
import { paperOf, polarityOf, rimShade, shadeOf } from "./paper.js";
import { areaMeans } from "./resample.js";

/**
 * @typedef {import("./resample.js").Grey} Grey
 * @typedef {import("./paper.js").Polarity} Polarity
 *
 * Cropped to the ink and centred, or whole, only resized.
 * @typedef {"centre" | "whole"} Fit
 *
 * @typedef {object} Wishes
 * @property {Polarity | "auto"} polarity
 * @property {Fit | "auto"} fit
 * @property {number | "auto"} threshold 0..1 of full ink: what is fainter is paper
 *
 * What was made, and how; `pixels` is null where there is nothing but paper.
 *
 * @typedef {object} Prepared
 * @property {Uint8Array | null} pixels 784, 0..255
 * @property {Polarity} polarity
 * @property {Fit} fit
 * @property {number} threshold
 */

/** Shades of 255 between paper and ink below which a picture is one shade. */
const LEAST_CONTRAST = 12;
/** The part of the pixels that full ink is read off: not a single speck. */
const FULLEST = 0.002;
/** Noise below this part of full ink: a program drew the paper, no camera. */
const EVEN = 0.02;
/** What parts a photo's paper from its ink, at least, and above its noise. */
const PHOTO = { least: 0.25, aboveNoise: 2, most: 0.8 };

/**
 * @param {Grey} picture
 * @param {Wishes} wishes
 * @returns {Prepared}
 */
export function prepare(picture, wishes) {
  const { width, height } = picture;
  // A picture that has the model's size already is taken as it is.
  const ready = width === SIDE && height === SIDE;
  const usual = ready ? "whole" : "centre";
  const fit = wishes.fit === "auto" ? usual : wishes.fit;
  const polarity =
    wishes.polarity === "auto" ? polarityOf(picture) : wishes.polarity;
  const make = fit === "whole" ? whole : centred;
  return { polarity, fit, ...make(picture, polarity, wishes.threshold) };
}

/**
 * Only resized, its shape kept; what is beside a narrow picture is paper.
 *
 * @param {Grey} picture
 * @param {Polarity} polarity
 * @param {number | "auto"} wanted
 */
function whole(picture, polarity, wanted) {
  const threshold = wanted === "auto" ? 0 : wanted;
  const scale = SIDE / Math.max(picture.width, picture.height);
  const width = Math.max(1, Math.round(scale * picture.width));
  const height = Math.max(1, Math.round(scale * picture.height));
  const value = (/** @type {number} */ shade) => {
    const ink = polarity === "dark" ? 255 - shade : shade;
    return ink < 255 * threshold ? 0 : Math.round(ink);
  };
  const pixels = new Uint8Array(SIDE * SIDE);
  if (width !== height) pixels.fill(value(rimShade(picture)));
  const [left, top] = [(SIDE - width) >> 1, (SIDE - height) >> 1];
  areaMeans(picture, width, height).forEach((shade, i) => {
    const [x, y] = [left + (i % width), top + Math.floor(i / width)];
    pixels[y * SIDE + x] = value(shade);
  });
  const flat = pixels.every((each) => each === pixels[0]);
  return { pixels: flat ? null : pixels, threshold };
}

/**
 * Paper made 0 and full ink made 1, then cropped and centred as MNIST's.
 *
 * @param {Grey} picture
 * @param {Polarity} polarity
 * @param {number | "auto"} wanted
 */
function centred(picture, polarity, wanted) {
  const { width, height } = picture;
  const paper = paperOf(picture);
  const ink = inkOn(picture, paper, polarity);
  const full = fullest(ink);
  if (full < LEAST_CONTRAST) {
    return { pixels: null, threshold: wanted === "auto" ? 0 : wanted };
  }
  const threshold = wanted === "auto" ? usualThreshold(paper, full) : wanted;
  const data = ink.map((shades) => {
    const above = (shades / full - threshold) / (1 - threshold);
    return Math.min(1, Math.max(0, above));
  });
  return { pixels: mnistDigit({ data, width, height }), threshold };
}

/**
 * How much darker (or lighter) than the paper each pixel is, in shades.
 *
 * @param {Grey} picture
 * @param {import("./paper.js").Paper} paper
 * @param {Polarity} polarity
 */
function inkOn(picture, paper, polarity) {
  const { data, width } = picture;
  const shadeAt = shadeOf(paper, picture);
  const sign = polarity === "dark" ? 1 : -1;
  const ink = new Float32Array(data.length);
  for (let i = 0; i < ink.length; i++) {
    const shade = shadeAt(i % width, Math.floor(i / width));
    ink[i] = sign * (shade - data[i]);
  }
  return ink;
}

/**
 * The ink that only a few pixels exceed, in shades.
 *
 * @param {Float32Array} ink
 */
function fullest(ink) {
  const counts = new Uint32Array(257);
  for (const shades of ink) {
    counts[Math.min(256, Math.max(0, Math.round(shades)))] += 1;
  }
  let left = Math.floor(FULLEST * ink.length);
  let shades = 256;
  while (shades > 0 && counts[shades] <= left) {
    left -= counts[shades];
    shades -= 1;
  }
  return shades;
}

/**
 * @param {import("./paper.js").Paper} paper
 * @param {number} full ink, in shades
 */
function usualThreshold({ noise }, full) {
  const part = noise / full;
  if (part < EVEN) return EVEN;
  const { least, aboveNoise, most } = PHOTO;
  return Math.min(most, Math.max(least, aboveNoise * part));
}
