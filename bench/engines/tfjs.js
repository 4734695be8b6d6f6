/**
 * TensorFlow.js with its own gradients and Adam; images are [batch, height,
 * width, channels] there, which all its backends do best.
 * @module
 */
import { BETA_1, BETA_2, EPSILON } from "../shared/adam.js";
import { inChunks } from "../shared/chunks.js";
import { layersOf } from "./tfjs-layers.js";

/** @typedef {import("../shared/setting.js").Setting} Setting */

const FOLDER = new URL("../../peers/@tensorflow/", import.meta.url).href;
const CORE = "tfjs/dist/tf.es2017.min.js";
/** Scripts of the backends that are not in the core. @type {Record<string, string>} */
const BACKENDS = {
  wasm: "tfjs-backend-wasm/dist/tf-backend-wasm.es2017.min.js",
  webgpu: "tfjs-backend-webgpu/dist/tf-backend-webgpu.es2017.min.js",
};

/** @param {string} path */
function load(path) {
  const script = document.createElement("script");
  script.src = FOLDER + path;
  const loaded = new Promise((done, failed) => {
    script.onload = done;
    script.onerror = () => failed(new Error(`${path} could not be loaded`));
  });
  document.head.append(script);
  return loaded;
}

/**
 * @param {Setting} setting
 * @param {{ backend: "wasm" | "webgl" | "webgpu" }} options
 * @returns {Promise<import("../shared/measure.js").Engine>}
 */
export async function open(setting, { backend }) {
  await load(CORE);
  if (BACKENDS[backend]) await load(BACKENDS[backend]);
  const { tf } = /** @type {any} */ (window);
  if (backend === "wasm") prepareWasm(tf);
  if (!(await tf.setBackend(backend)))
    throw new Error(`has no ${backend} backend here`);
  await tf.ready();
  const model = layersOf(tf, setting);
  const { latents } = setting.net;
  return {
    about: aboutOf(tf, backend),
    train: () => train(tf, setting, model),
    decode: async (z) => {
      const pixels = tf.tidy(() => {
        const rows = tf.tensor2d(z, [z.length / latents, latents]);
        return tf.sigmoid(model.decode(rows));
      });
      const values = await pixels.data();
      pixels.dispose();
      return values;
    },
    close: () => {},
  };
}

/**
 * Asks for a thread a core where there can be; `about` tells what came of it.
 * @param {any} tf
 */
function prepareWasm(tf) {
  tf.wasm.setWasmPaths(`${FOLDER}tfjs-backend-wasm/dist/`);
  if (crossOriginIsolated)
    tf.wasm.setThreadsCount(navigator.hardwareConcurrency);
}

/** @param {any} tf @param {string} backend */
function aboutOf(tf, backend) {
  const threads =
    backend === "wasm" ? `, ${tf.wasm.getThreadsCount()} thread(s)` : "";
  return `${backend}${threads}, on the page's thread`;
}

/**
 * @param {any} tf
 * @param {Setting} setting
 * @param {ReturnType<typeof layersOf>} model
 */
function train(tf, setting, { variables, encode, decode }) {
  const adam = tf.train.adam(setting.learningRate, BETA_1, BETA_2, EPSILON);
  /** @type {(images: any, noise: any) => any} */
  const objective = (images, noise) => {
    const [mean, logVar] = encode(images);
    const deviation = tf.exp(tf.mul(logVar, 0.5));
    const logits = decode(tf.add(mean, tf.mul(deviation, noise)));
    const rebuilt = tf.sum(tf.sub(tf.softplus(logits), tf.mul(logits, images)));
    const spread = tf.sub(tf.sub(tf.exp(logVar), logVar), 1);
    const kl = tf.mul(tf.sum(tf.add(spread, tf.square(mean))), 0.5);
    return tf.div(tf.add(rebuilt, kl), images.shape[0]);
  };
  const rows = (
    /** @type {Float32Array} */ values,
    /** @type {number} */ width,
  ) => tf.tensor2d(values, [values.length / width, width]);
  return inChunks(setting.batches(), async (batches) => {
    const losses = batches.map(({ images, noise }) =>
      tf.tidy(() => {
        const x = rows(images, 784);
        const drawn = rows(noise, setting.net.latents);
        return adam.minimize(() => objective(x, drawn), true, variables);
      }),
    );
    const values = [];
    for (const loss of losses) values.push((await loss.data())[0]);
    tf.dispose(losses);
    return values;
  });
}
