/**
 * The models that ship beside the engine.
 * @module
 */

/**
 * The one list of them: a model is shipped when its file lies in models/ and its
 * line stands here. Each URL is spelled out because bundlers follow only this
 * literal pattern.
 * @type {ReadonlyMap<string, () => URL>}
 */
export const SHIPPED_MODELS = new Map([
  [
    "dense-z20",
    () => new URL("./models/dense-z20.safetensors", import.meta.url),
  ],
  ["conv-z2", () => new URL("./models/conv-z2.safetensors", import.meta.url)],
  [
    "dense-z40",
    () => new URL("./models/dense-z40.safetensors", import.meta.url),
  ],
  ["flagship", () => new URL("./models/flagship.safetensors", import.meta.url)],
  [
    "conditional",
    () => new URL("./models/conditional.safetensors", import.meta.url),
  ],
  [
    "fashion-conv-z8",
    () => new URL("./models/fashion-conv-z8.safetensors", import.meta.url),
  ],
]);

/**
 * The one that a first visit opens also lies there in two parts, the decoder's
 * first.
 * @type {ReadonlyMap<unknown, readonly [() => URL, () => URL]>}
 */
export const DECODER_FIRST = new Map([
  [
    "dense-z20",
    [
      () => new URL("./models/dense-z20.decoder.part", import.meta.url),
      () => new URL("./models/dense-z20.encoder.part", import.meta.url),
    ],
  ],
]);

/**
 * The classifiers in whose features samples are compared; each file lies in
 * models/.
 * @type {ReadonlyMap<string, () => URL>}
 */
export const SHIPPED_CLASSIFIERS = new Map([
  [
    "classifier",
    () => new URL("./models/classifier.safetensors", import.meta.url),
  ],
  [
    "fashion-classifier",
    () => new URL("./models/fashion-classifier.safetensors", import.meta.url),
  ],
]);

/**
 * Which of them judges models of a data set.
 * @type {ReadonlyMap<unknown, string>}
 */
export const CLASSIFIER_OF = new Map([
  ["MNIST", "classifier"],
  ["Fashion-MNIST", "fashion-classifier"],
]);
