/** How many numbers a model learns: counted from its config, before it is made. */

/**
 * @typedef {import("./session.js").ModelConfig} ModelConfig
 */

const KERNEL = 3;

/**
 * Weights and biases of a chain of dense layers.
 *
 * @param {number} from
 * @param {number[]} widths
 */
function chain(from, widths) {
  const inputs = [from, ...widths];
  return widths.reduce((sum, width, i) => sum + linear(inputs[i], width), 0);
}

/** @type {(from: number, to: number) => number} */
const linear = (from, to) => from * to + to;

/** @type {(kernel: number, from: number, to: number) => number} */
const convolution = (kernel, from, to) => from * to * kernel ** 2 + to;

/**
 * The convolutions of encoder and decoder, with their residual blocks.
 *
 * @param {ModelConfig} config
 */
function convolutions({
  channels = [],
  residualBlocks = [],
  kernelSize = KERNEL,
  outputConvolution = false,
}) {
  const output = outputConvolution
    ? convolution(kernelSize, channels[0], 1)
    : 0;
  return channels.reduce((sum, to, i) => {
    const from = channels[i - 1] ?? 1;
    const inner = outputConvolution ? (channels[i + 1] ?? to) : to;
    const next = outputConvolution ? to : from;
    /** @param {number} count */
    const blocks = (count) =>
      2 * (residualBlocks[i] ?? 0) * convolution(KERNEL, count, count);
    const both =
      convolution(kernelSize, from, to) + convolution(kernelSize, inner, next);
    return sum + both + blocks(to) + blocks(inner);
  }, output);
}

/**
 * Numbers behind the convolutions, or those of the image.
 *
 * @param {ModelConfig} config
 */
function flatSize({ channels = [], inputDim }) {
  const side = channels.reduce(
    (size) => Math.ceil(size / 2),
    Math.sqrt(inputDim),
  );
  return channels.length > 0
    ? channels[channels.length - 1] * side ** 2
    : inputDim;
}

/** @param {ModelConfig} config */
function ladderSize(config) {
  const {
    hidden,
    latentDim,
    topHidden = [],
    topLatentDim = 0,
    classes = 0,
  } = config;
  const lower = latentDim - topLatentDim;
  const bottom = hidden[hidden.length - 1] ?? 0;
  const top = topHidden[topHidden.length - 1] ?? bottom;
  const down = [...topHidden].reverse();
  const up = down[down.length - 1] ?? topLatentDim + classes;
  const encoder =
    chain(bottom, topHidden) +
    2 * linear(top, topLatentDim) +
    linear(bottom + (topHidden[0] ?? 0), top) +
    2 * linear(top, lower);
  const decoder = chain(topLatentDim + classes, down) + 2 * linear(up, lower);
  return { parameters: encoder + decoder, decoded: up + lower };
}

/**
 * All parameters of a model of this config.
 *
 * @param {ModelConfig} config
 */
export function parametersOf(config) {
  const { hidden, latentDim, classes = 0, inputDim, channels = [] } = config;
  const { pseudoInputs = 0, mixtureComponents = 0 } = config;
  const { likelihood, sigma, architecture } = config;
  const flat = flatSize(config);
  const deepest = hidden[hidden.length - 1] ?? flat + classes;
  const ladder = architecture === "ladder" ? ladderSize(config) : null;
  const between = ladder?.parameters ?? 2 * linear(deepest, latentDim);
  const decoded = ladder?.decoded ?? latentDim + classes;
  const widths = [...hidden].reverse();
  const outermost = widths[widths.length - 1] ?? decoded;
  const last = channels.length > 0 ? flat : inputDim;
  const learnedSigma = likelihood === "gaussian" && sigma === undefined ? 1 : 0;
  return (
    convolutions(config) +
    chain(flat + classes, hidden) +
    between +
    chain(decoded, widths) +
    linear(outermost, last) +
    pseudoInputs * inputDim +
    // Means and log-variances; all weigh the same.
    2 * mixtureComponents * latentDim +
    learnedSigma
  );
}
