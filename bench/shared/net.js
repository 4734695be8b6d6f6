/**
 * A config as a list of layers that any engine can be built from, and the
 * arithmetic in them.
 * @module
 */

const SIDE = 28;
const KERNEL = 3;

/**
 * @typedef {object} Layer
 * @property {"linear" | "conv" | "convTranspose"} kind
 * @property {string} path Of its tensors: `path.weight`, `path.bias`.
 * @property {number} inputs Widths or channels.
 * @property {number} outputs
 * @property {number} stride
 * @property {number} sideIn Of the image that goes in; 1 for a linear layer.
 * @property {number} sideOut
 * @property {boolean} activated Whether a ReLU follows.
 */

/**
 * @typedef {object} Net
 * @property {Layer[]} encoder Up to the heads.
 * @property {Layer} mean
 * @property {Layer} logVar
 * @property {Layer[]} decoder The last one gives logits.
 * @property {number} latents
 */

/**
 * @typedef {object} Config What of ModelConfig the benchmark's nets use.
 * @property {"dense" | "conv"} architecture
 * @property {number} inputDim
 * @property {number[]} [channels]
 * @property {number[]} hidden
 * @property {number} latentDim
 * @property {boolean} [outputConvolution]
 */

/**
 * @param {string} path
 * @param {number} inputs
 * @param {number} outputs
 * @returns {Layer}
 */
const linear = (path, inputs, outputs) => ({
  kind: "linear",
  path,
  inputs,
  outputs,
  stride: 1,
  sideIn: 1,
  sideOut: 1,
  activated: true,
});

/**
 * @param {Config} config
 * @returns {Net}
 */
export function netOf(config) {
  const { channels = [], hidden, latentDim: latents } = config;
  const sides = [SIDE];
  while (sides.length <= channels.length)
    sides.push(Math.ceil(sides[sides.length - 1] / 2));
  const stack = [1, ...channels];
  const last = channels.length;
  const flat = last ? stack[last] * sides[last] ** 2 : config.inputDim;
  const widths = [flat, ...hidden];
  const back = [latents, ...hidden.toReversed()];
  const bottom = widths[widths.length - 1];
  const head = (/** @type {string} */ name) => ({
    ...linear(`encoder.${name}`, bottom, latents),
    activated: false,
  });
  const decoder = [
    ...chain("decoder.hidden", back),
    linear(
      last ? "decoder.canvas" : "decoder.output",
      back[back.length - 1],
      flat,
    ),
    ...upwards(config, stack, sides),
  ];
  decoder[decoder.length - 1].activated = false;
  return {
    encoder: [
      ...channels.map((_, i) => downwards(i, stack, sides)),
      ...chain("encoder.hidden", widths),
    ],
    mean: head("mean"),
    logVar: head("log_var"),
    decoder,
    latents,
  };
}

/** @param {string} path @param {number[]} widths */
const chain = (path, widths) =>
  widths.slice(1).map((width, i) => linear(`${path}.${i}`, widths[i], width));

/**
 * @param {number} i
 * @param {number[]} stack
 * @param {number[]} sides
 * @returns {Layer}
 */
const downwards = (i, stack, sides) => ({
  kind: "conv",
  path: `encoder.stages.${i}.conv`,
  inputs: stack[i],
  outputs: stack[i + 1],
  stride: 2,
  sideIn: sides[i],
  sideOut: sides[i + 1],
  activated: true,
});

/**
 * With an output convolution each gives as many channels as its stage has, and
 * the last goes to one channel at full size.
 * @param {Config} config
 * @param {number[]} stack
 * @param {number[]} sides
 * @returns {Layer[]}
 */
function upwards({ channels = [], outputConvolution = false }, stack, sides) {
  if (channels.length === 0) return [];
  const outputs = (
    outputConvolution ? channels : stack.slice(0, -1)
  ).toReversed();
  const inputs = [stack[stack.length - 1], ...outputs];
  const back = sides.toReversed();
  /** @type {(i: number) => Layer} */
  const layer = (i) => ({
    kind: "convTranspose",
    path: `decoder.stages.${i}.conv`,
    inputs: inputs[i],
    outputs: outputs[i],
    stride: 2,
    sideIn: back[i],
    sideOut: back[i + 1],
    activated: true,
  });
  const layers = channels.map((_, i) => layer(i));
  if (!outputConvolution) return layers;
  const end = { inputs: channels[0], outputs: 1, stride: 1 };
  const size = {
    sideIn: SIDE,
    sideOut: SIDE,
    path: "decoder.output_convolution",
  };
  return [...layers, { ...layers[0], ...end, ...size }];
}

/**
 * Multiplications and additions of one pass forwards through a layer.
 * @param {Layer} layer
 */
function flopOf({ kind, inputs, outputs, sideIn, sideOut }) {
  const pixels = { linear: 1, conv: sideOut ** 2, convTranspose: sideIn ** 2 };
  const kernel = kind === "linear" ? 1 : KERNEL ** 2;
  return 2 * inputs * outputs * kernel * pixels[kind];
}

/** @param {Layer[]} layers */
const sum = (layers) => layers.reduce((all, layer) => all + flopOf(layer), 0);

/**
 * Of one image, the layers' products alone: forwards, for the weights'
 * gradients and, behind the first layer, for the inputs' gradients.
 * @param {Net} net
 */
export function flopOfStep(net) {
  const { encoder, mean, logVar, decoder } = net;
  const all = sum([...encoder, mean, logVar, ...decoder]);
  return 3 * all - flopOf(encoder[0]);
}

/** @param {Net} net */
export const flopOfDecode = ({ decoder }) => sum(decoder);
