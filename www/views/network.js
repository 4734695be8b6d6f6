/** What a model's network is, stage by stage and in a sentence. */

import { words } from "../words/words.js";

/**
 * @typedef {import("../session/session.js").ModelConfig} ModelConfig
 *
 * What lies between two layers.
 * @typedef {object} Stage
 * @property {number} values how many numbers
 * @property {string} size channels × height × width, or the number of values
 * @property {string} text the same where there is little room
 */

/** The shipped model's, for before there is one. @type {ModelConfig} */
export const FIRST_CONFIG = {
  architecture: "dense",
  inputDim: 784,
  hidden: [400],
  latentDim: 20,
};

/**
 * The encoder's stages from the image inwards, without the latents; the
 * decoder has them in reverse. Each convolution halves the image's sides.
 *
 * @param {ModelConfig} config
 * @returns {Stage[]}
 */
export function stagesOf({ inputDim, channels = [], hidden, topHidden = [] }) {
  let side = Math.sqrt(inputDim);
  const stages = [flat(inputDim)];
  for (const count of channels) {
    side = Math.ceil(side / 2);
    stages.push({
      values: count * side * side,
      size: `${count}×${side}×${side}`,
      text: `${count}×${side}²`,
    });
  }
  return [...stages, ...[...hidden, ...topHidden].map(flat)];
}

/**
 * @param {number} values
 * @returns {Stage}
 */
function flat(values) {
  return { values, size: String(values), text: String(values) };
}

/**
 * The decoder's stages from the image inwards: the encoder's, unless the
 * workshop has left them different widths.
 *
 * @param {ModelConfig} config
 */
export const decoderStagesOf = (config) =>
  stagesOf({
    ...config,
    hidden: config.decoderHidden ?? config.hidden,
    channels: config.decoderChannels ?? config.channels,
  });

/**
 * The latents as they are written: "20", or "4 + 8" for a ladder's two levels.
 *
 * @param {ModelConfig} config
 */
export function latentSize({ latentDim, topLatentDim = 0 }) {
  if (topLatentDim === 0) return String(latentDim);
  return `${topLatentDim} + ${latentDim - topLatentDim}`;
}

/**
 * The encoder from end to end: "784–16×14²–128–2".
 *
 * @param {ModelConfig} config
 */
export function chainOf(config) {
  const stages = stagesOf(config).map(({ text }) => text);
  const { topLatentDim = 0 } = config;
  const latents = latentSize(config);
  return [...stages, topLatentDim > 0 ? `(${latents})` : latents].join("–");
}

/**
 * What kind of model it is: one sentence.
 *
 * @param {ModelConfig} config
 */
export function describeModel(config) {
  const { kind } = words;
  const {
    architecture,
    activation = "relu",
    likelihood = "bernoulli",
  } = config;
  const { residualBlocks = [], classes = 0, sigma } = config;
  const { pseudoInputs = 0, mixtureComponents = 0 } = config;
  const parts = [
    kind.architectures[architecture],
    residualBlocks.some((blocks) => blocks > 0) ? kind.residual : "",
    kind.activations[activation],
    kind.likelihoods[likelihood],
    likelihood === "gaussian" ? kind.sigma(sigma) : "",
    pseudoInputs > 0 ? kind.pseudoInputs(pseudoInputs) : "",
    mixtureComponents > 0 ? kind.mixture(mixtureComponents) : "",
    classes > 0 ? kind.classes(classes) : "",
  ];
  return kind.sentence(parts.filter((part) => part !== ""));
}
