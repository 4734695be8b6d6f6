/**
 * Who takes part, and how each is set up: one row a setting.
 * @module
 */

/**
 * @typedef {object} Entry
 * @property {string} id
 * @property {"ours" | "tfjs" | "jax-js" | "onnx"} family
 * @property {string} title
 * @property {string} module Of the adapter, beside this file.
 * @property {Record<string, unknown>} options What the adapter's `open` is told.
 * @property {boolean} isolated Whether the page is cross-origin isolated.
 * @property {boolean} [gpu] Whether it needs WebGPU.
 * @property {boolean} [withoutRelaxedSimd] Whether its browser shall seem to have
 *   none: VAE Lab then computes with the module that others get.
 * @property {number} threads
 * @property {("train" | "decode")[]} does
 * @property {string[]} nets
 */

/** @type {Pick<Entry, "does" | "nets" | "isolated" | "threads">} */
const USUAL = {
  does: ["train", "decode"],
  nets: ["dense", "conv"],
  isolated: false,
  threads: 1,
};

/**
 * @param {string} id
 * @param {string} title
 * @param {Record<string, unknown>} options
 * @param {Partial<Entry>} [more]
 * @returns {Entry}
 */
const ours = (id, title, options, more) => ({
  ...USUAL,
  id: `ours-${id}`,
  family: "ours",
  title: `VAE Lab, ${title}`,
  module: "lab.js",
  options,
  ...more,
});

/**
 * @param {string} id
 * @param {string} title
 * @param {Record<string, unknown>} options
 * @param {Partial<Entry>} [more]
 * @returns {Entry}
 */
const jaxJs = (id, title, options, more) => ({
  ...USUAL,
  id: `jax-js-${id}`,
  family: "jax-js",
  title: `jax-js, ${title}`,
  module: "jax-js.js",
  options,
  ...more,
});

/**
 * @param {string} backend
 * @param {Partial<Entry>} [more]
 * @returns {Entry}
 */
const tfjs = (backend, more) => ({
  ...USUAL,
  id: `tfjs-${backend}`,
  family: "tfjs",
  title: `TensorFlow.js, ${backend}`,
  module: "tfjs.js",
  options: { backend },
  ...more,
});

/**
 * @param {number} threads
 * @param {boolean} [proxy] Whether it computes in a worker of its own.
 * @returns {Entry}
 */
const onnx = (threads, proxy = false) => ({
  ...USUAL,
  id: `onnx-${threads}${proxy ? "-worker" : ""}`,
  family: "onnx",
  title: `onnxruntime-web, wasm, ${threads} thread${threads > 1 ? "s" : ""}${proxy ? ", in its worker" : ""}`,
  module: "onnx.js",
  options: { threads, proxy },
  isolated: threads > 1,
  threads,
  does: ["decode"],
});

const GPU = { gpu: true, threads: 0 };
const SHARED = { isolated: true, threads: 2 };
const REWRITTEN = "transposed convolutions rewritten as subpixel ones";

/** @type {Entry[]} */
export const ENTRIES = [
  ours("flex", "flex (wasm SIMD)", { device: "flex", workers: 1 }),
  ours(
    "strict",
    "flex without relaxed SIMD",
    { device: "flex", workers: 1 },
    { withoutRelaxedSimd: true },
  ),
  ours(
    "workers",
    "flex, 2 workers",
    { device: "flex", workers: 2 },
    { threads: 2, does: ["train"] },
  ),
  ours("ndarray", "ndarray (wasm)", { device: "ndarray" }),
  ours("webgpu", "WebGPU", { device: "webgpu" }, GPU),
  jaxJs("wasm", "wasm", { device: "wasm" }),
  jaxJs("isolated", "wasm, isolated", { device: "wasm" }, SHARED),
  jaxJs("webgpu", "WebGPU", { device: "webgpu" }, GPU),
  jaxJs(
    "wasm-subpixel",
    `wasm, ${REWRITTEN}`,
    { device: "wasm", subpixel: true },
    { nets: ["conv"] },
  ),
  jaxJs(
    "isolated-subpixel",
    `wasm, isolated, ${REWRITTEN}`,
    { device: "wasm", subpixel: true },
    { nets: ["conv"], ...SHARED },
  ),
  jaxJs(
    "webgpu-subpixel",
    `WebGPU, ${REWRITTEN}`,
    { device: "webgpu", subpixel: true },
    { nets: ["conv"], ...GPU },
  ),
  tfjs("wasm"),
  tfjs("wasm", {
    ...SHARED,
    id: "tfjs-isolated",
    title: "TensorFlow.js, wasm, isolated",
  }),
  tfjs("webgl", { threads: 0 }),
  tfjs("webgpu", GPU),
  onnx(1),
  onnx(1, true),
  onnx(2),
];

/** @param {string} id */
export function entryOf(id) {
  const entry = ENTRIES.find((one) => one.id === id);
  if (!entry) throw new Error(`there is no engine ${id}`);
  return entry;
}
