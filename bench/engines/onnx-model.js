/**
 * A decoder as an ONNX file: latents in, probabilities out.
 * @module
 */
import { tensorOf } from "../shared/tensors.js";
import { message } from "./protobuf.js";

/** @typedef {import("./protobuf.js").Field} Field */
/** @typedef {import("../shared/net.js").Layer} Layer */
/** @typedef {import("../shared/setting.js").Setting} Setting */

// Field numbers and types of onnx.proto.
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE_INTS = 7;
const IR_VERSION = 8;
const OPSET = 17;

export const INPUT = "z";
export const OUTPUT = "pixels";

/**
 * @param {Setting} setting
 * @returns {Uint8Array}
 */
export function decoderModel({ net, tensors }) {
  /** @type {Field[]} */
  const graph = [];
  let value = INPUT;
  let made = 0;
  const node = (
    /** @type {string} */ operator,
    /** @type {string[]} */ inputs,
    /** @type {Record<string, number[]>} */ attributes = {},
    output = `value.${(made += 1)}`,
  ) => {
    graph.push([1, nodeOf(operator, inputs, output, attributes)]);
    value = output;
  };
  const keep = (/** @type {string} */ name, /** @type {Field[]} */ tensor) => {
    graph.push([5, [...tensor, [8, name]]]);
    return name;
  };
  const shape = (/** @type {number[]} */ sizes) => {
    const name = `shape.${graph.length}`;
    node("Reshape", [value, keep(name, integers(sizes))]);
  };
  let wide = false;
  for (const layer of net.decoder) {
    const [weight, bias] = ["weight", "bias"].map((part) => {
      const name = `${layer.path}.${part}`;
      return keep(name, floats(tensorOf(tensors, name)));
    });
    if (layer.kind === "linear") node("Gemm", [value, weight, bias]);
    else {
      const { inputs, sideIn } = layer;
      if (!wide) shape([-1, inputs, sideIn, sideIn]);
      wide = true;
      node("ConvTranspose", [value, weight, bias], attributesOf(layer));
    }
    if (layer.activated) node("Relu", [value]);
  }
  if (wide) shape([-1, 784]);
  node("Sigmoid", [value], {}, OUTPUT);
  graph.push([2, "decoder"]);
  graph.push([11, rowsOf(INPUT, net.latents)], [12, rowsOf(OUTPUT, 784)]);
  return message([
    [1, IR_VERSION],
    [7, graph],
    [8, [[2, OPSET]]],
  ]);
}

/** @param {Layer} layer */
function attributesOf({ stride, sideIn, sideOut }) {
  const extra = sideOut - (sideIn - 1) * stride - 1;
  return {
    strides: [stride, stride],
    pads: [1, 1, 1, 1],
    output_padding: [extra, extra],
  };
}

/**
 * @param {string} operator
 * @param {string[]} inputs
 * @param {string} output
 * @param {Record<string, number[]>} attributes
 * @returns {Field[]}
 */
const nodeOf = (operator, inputs, output, attributes) => [
  .../** @type {Field[]} */ (inputs.map((name) => [1, name])),
  [2, output],
  [4, operator],
  .../** @type {Field[]} */ (
    Object.entries(attributes).map(([name, values]) => [
      5,
      [[1, name], ...values.map((value) => [8, value]), [20, ATTRIBUTE_INTS]],
    ])
  ),
];

/**
 * @param {import("../shared/tensors.js").Tensor} tensor
 * @returns {Field[]}
 */
const floats = ({ shape, data }) => [
  .../** @type {Field[]} */ (shape.map((size) => [1, size])),
  [2, FLOAT],
  [9, new Uint8Array(data.buffer)],
];

/**
 * @param {number[]} values
 * @returns {Field[]}
 */
const integers = (values) => [
  [1, values.length],
  [2, INT64],
  [9, new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer)],
];

/**
 * A matrix with any number of rows.
 * @param {string} name
 * @param {number} width
 * @returns {Field[]}
 */
const rowsOf = (name, width) => [
  [1, name],
  [
    2,
    [
      [
        1,
        [
          [1, FLOAT],
          [
            2,
            [
              [1, [[2, "rows"]]],
              [1, [[1, width]]],
            ],
          ],
        ],
      ],
    ],
  ],
];
