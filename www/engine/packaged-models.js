/**
 * The models within the npm package, which is built with this file in the place of
 * shipped-models.js: a bundler fetches all that is spelled out, and a package of
 * every model would be too large.
 * @module
 */

/** @type {ReadonlyMap<string, () => URL>} */
export const SHIPPED_MODELS = new Map([
  [
    "dense-z20",
    () => new URL("./models/dense-z20.safetensors", import.meta.url),
  ],
  ["conv-z2", () => new URL("./models/conv-z2.safetensors", import.meta.url)],
]);

/**
 * The whole file alone.
 * @type {ReadonlyMap<unknown, readonly [() => URL, () => URL]>}
 */
export const DECODER_FIRST = new Map();

/** @type {ReadonlyMap<string, () => URL>} */
export const SHIPPED_CLASSIFIERS = new Map([
  [
    "classifier",
    () => new URL("./models/classifier.safetensors", import.meta.url),
  ],
]);

/** @type {ReadonlyMap<unknown, string>} */
export const CLASSIFIER_OF = new Map([["MNIST", "classifier"]]);
