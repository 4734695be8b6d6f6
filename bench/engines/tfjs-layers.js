/**
 * The layers of a net in TensorFlow.js. Behind a convolution the numbers of an
 * image lie in another order here, so the rows and columns of the dense weights
 * that meet them are put in that order once.
 * @module
 */
import { tensorOf } from "../shared/tensors.js";

/** @typedef {import("../shared/net.js").Layer} Layer */
/** @typedef {import("../shared/setting.js").Setting} Setting */

/** One row above and left, none below and right: 28 to 14 by stride 2. */
const HALVING = [
  [0, 0],
  [1, 0],
  [1, 0],
  [0, 0],
];

/**
 * @param {any} tf
 * @param {Setting} setting
 */
export function layersOf(tf, { net, tensors }) {
  const { encoder, mean, logVar, decoder } = net;
  const order = [...encoder, mean, logVar, ...decoder];
  const own = new Map(
    order.map((layer, i) => {
      const weight = tf.variable(
        weightOf(tf, tensors, layer, order[i - 1], order[i + 1]),
      );
      return [
        layer,
        { weight, bias: tf.variable(biasOf(tf, tensors, layer, order[i + 1])) },
      ];
    }),
  );
  /** @type {(layer: Layer, x: any) => any} */
  const apply = (layer, x) => {
    const { weight, bias } = own.get(layer) ?? {};
    const { kind, stride, inputs, outputs, sideIn, sideOut } = layer;
    const pad = stride === 2 ? HALVING : "same";
    let y;
    if (kind === "linear") y = tf.matMul(flat(x), weight);
    else {
      const image = tf.reshape(x, [x.shape[0], sideIn, sideIn, inputs]);
      const size = [x.shape[0], sideOut, sideOut, outputs];
      y =
        kind === "conv"
          ? tf.conv2d(image, weight, stride, pad)
          : tf.conv2dTranspose(image, weight, size, stride, pad);
    }
    y = tf.add(y, bias);
    return layer.activated ? tf.relu(y) : y;
  };
  /** @type {(layers: Layer[], x: any) => any} */
  const chain = (layers, x) =>
    layers.reduce((value, layer) => apply(layer, value), x);
  return {
    variables: [...own.values()].flatMap(({ weight, bias }) => [weight, bias]),
    encode: (/** @type {any} */ images) => {
      const features = chain(encoder, images);
      return [apply(mean, features), apply(logVar, features)];
    },
    decode: (/** @type {any} */ z) => flat(chain(decoder, z)),
  };
}

/** @param {any} x */
const flat = (x) => (x.rank === 2 ? x : x.reshape([x.shape[0], -1]));

/** @param {Layer | undefined} layer */
const isImage = (layer) => layer !== undefined && layer.kind !== "linear";

/**
 * @param {any} tf
 * @param {import("../shared/tensors.js").Tensors} tensors
 * @param {Layer} layer
 * @param {Layer} [before]
 * @param {Layer} [after]
 */
function weightOf(tf, tensors, layer, before, after) {
  const { data, shape } = tensorOf(tensors, `${layer.path}.weight`);
  const weight = tf.tensor(data, shape);
  // [out, in, row, column] of a convolution, [in, out, …] of a transposed one.
  if (layer.kind !== "linear") return weight.transpose([2, 3, 1, 0]);
  const { inputs, outputs } = layer;
  if (before?.kind === "conv") {
    const { outputs: channels, sideOut: side } = before;
    return weight
      .reshape([channels, side, side, outputs])
      .transpose([1, 2, 0, 3])
      .reshape([inputs, outputs]);
  }
  if (!after || !isImage(after)) return weight;
  const { inputs: channels, sideIn: side } = after;
  return weight
    .reshape([inputs, channels, side, side])
    .transpose([0, 2, 3, 1])
    .reshape([inputs, outputs]);
}

/**
 * @param {any} tf
 * @param {import("../shared/tensors.js").Tensors} tensors
 * @param {Layer} layer
 * @param {Layer} [after]
 */
function biasOf(tf, tensors, layer, after) {
  const { data } = tensorOf(tensors, `${layer.path}.bias`);
  const bias = tf.tensor1d(data);
  if (layer.kind !== "linear" || !after || !isImage(after)) return bias;
  const { inputs: channels, sideIn: side } = after;
  return bias
    .reshape([channels, side, side])
    .transpose([1, 2, 0])
    .reshape([-1]);
}
