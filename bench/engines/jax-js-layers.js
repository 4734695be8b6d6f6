/**
 * The layers of a net in jax-js, whose arrays are used up by what takes them:
 * `ref` is one use more.
 * @module
 */

/** @typedef {import("../shared/net.js").Layer} Layer */
/** @typedef {import("../shared/net.js").Net} Net */

const KERNEL = 3;

/**
 * Which kernel row a row of a 2 × 2 kernel takes, for each of the two phases of
 * an output twice as high; none, where the phase has only one.
 */
const ROWS = [
  [1, undefined],
  [2, 0],
];

/**
 * @param {any} jax
 * @param {Net} net
 * @param {boolean} subpixel Transposed convolutions of stride 2 as convolutions
 *   that give four images, which are woven into one.
 */
export function layersOf(jax, net, subpixel) {
  const { numpy: np, nn } = jax;
  const { encoder, mean, logVar, decoder } = net;
  const order = [...encoder, mean, logVar, ...decoder];
  const names = order.flatMap(({ path }) => [`${path}.weight`, `${path}.bias`]);
  /** @type {(layer: Layer, own: any[], x: any) => any} */
  const apply = (layer, own, x) => {
    const [weight, bias] = [0, 1].map(
      (i) => own[2 * order.indexOf(layer) + i].ref,
    );
    const y =
      layer.kind === "linear"
        ? np.matmul(flat(x), weight).add(bias)
        : convolve(jax, layer, shaped(layer, x), weight, subpixel).add(
            bias.reshape([1, layer.outputs, 1, 1]),
          );
    return layer.activated ? nn.relu(y) : y;
  };
  /** @type {(layers: Layer[]) => (own: any[], x: any) => any} */
  const chain = (layers) => (own, x) =>
    layers.reduce((value, layer) => apply(layer, own, value), x);
  const [up, down] = [chain(encoder), chain(decoder)];
  return {
    names,
    encode: (/** @type {any[]} */ own, /** @type {any} */ images) => {
      const features = up(own, images);
      return [apply(mean, own, features.ref), apply(logVar, own, features)];
    },
    decode: (/** @type {any[]} */ own, /** @type {any} */ z) =>
      flat(down(own, z)),
  };
}

/** @param {any} x */
const flat = (x) => (x.ndim === 2 ? x : x.reshape([x.shape[0], -1]));

/** @param {Layer} layer @param {any} x */
const shaped = ({ inputs, sideIn }, x) =>
  x.ndim === 4 ? x : x.reshape([x.shape[0], inputs, sideIn, sideIn]);

/**
 * @param {any} jax
 * @param {Layer} layer
 * @param {any} x
 * @param {any} weight
 * @param {boolean} subpixel
 */
function convolve(jax, layer, x, weight, subpixel) {
  const { numpy: np, lax } = jax;
  const { kind, stride, sideIn, sideOut } = layer;
  const both = (/** @type {any} */ value) => [value, value];
  if (kind === "conv")
    return lax.convGeneralDilated(x, weight, both(stride), both([1, 1]));
  if (subpixel && stride === 2) return weave(jax, layer, x, weight);
  const turned = np.moveaxis(np.flip(weight, [2, 3]), 0, 1);
  const end = sideOut - (sideIn - 1) * stride - 2 + KERNEL - 1;
  return lax.convGeneralDilated(x, turned, both(1), both([1, end]), {
    lhsDilation: both(stride),
  });
}

/**
 * @param {any} jax
 * @param {Layer} layer
 * @param {any} x
 * @param {any} weight
 */
function weave({ numpy: np, lax }, { inputs, outputs, sideIn }, x, weight) {
  const small = np
    .matmul(weight.reshape([inputs * outputs, KERNEL ** 2]), np.array(chosen()))
    .reshape([inputs, outputs, 2, 2, 2, 2])
    .transpose([1, 2, 3, 0, 4, 5])
    .reshape([outputs * 4, inputs, 2, 2]);
  const edge = [0, 1];
  return lax
    .convGeneralDilated(x, small, [1, 1], [edge, edge])
    .reshape([-1, outputs, 2, 2, sideIn, sideIn])
    .transpose([0, 1, 4, 2, 5, 3])
    .reshape([-1, outputs, 2 * sideIn, 2 * sideIn]);
}

/** @returns {number[][]} 9 × 16 of 0 and 1: kernel to (phase, phase, 2, 2). */
function chosen() {
  const matrix = Array.from({ length: KERNEL ** 2 }, () => Array(16).fill(0));
  for (let place = 0; place < 16; place++) {
    const [a, b, u, v] = [8, 4, 2, 1].map((bit) => Number((place & bit) > 0));
    const [row, column] = [ROWS[a][u], ROWS[b][v]];
    if (row === undefined || column === undefined) continue;
    matrix[row * KERNEL + column][place] = 1;
  }
  return matrix;
}
