/**
 * jax-js: loss, gradient and Adam in one jit-compiled function.
 * @module
 */
import { adamScales, BETA_1, BETA_2 } from "../shared/adam.js";
import { inChunks } from "../shared/chunks.js";
import { tensorOf } from "../shared/tensors.js";
import { layersOf } from "./jax-js-layers.js";

/** @typedef {import("../shared/setting.js").Setting} Setting */

const LIBRARY = new URL(
  "../../peers/@jax-js/jax/dist/index.js",
  import.meta.url,
).href;

/**
 * @param {Setting} setting
 * @param {{ device: "wasm" | "webgpu", subpixel?: boolean }} options
 * @returns {Promise<import("../shared/measure.js").Engine>}
 */
export async function open(setting, { device, subpixel = false }) {
  const jax = await import(LIBRARY);
  const devices = await jax.init(device);
  if (!devices.includes(device)) throw new Error(`has no ${device} here`);
  jax.defaultDevice(device);
  const { encode, decode, names } = layersOf(jax, setting.net, subpixel);
  const shared = typeof SharedArrayBuffer !== "undefined";
  const threads = shared ? navigator.hardwareConcurrency : 1;
  const where = device === "wasm" ? `wasm, ${threads} thread(s)` : device;
  /** @type {any[]} */
  const params = names.map((name) => {
    const { data, shape } = tensorOf(setting.tensors, name);
    return jax.numpy.array(data).reshape(shape);
  });
  const draw = jax.jit((/** @type {any[]} */ own, /** @type {any} */ z) =>
    jax.nn.sigmoid(decode(own, z)),
  );
  return {
    about: where,
    train: () => train(jax, setting, { encode, decode, params }),
    decode: async (z) => {
      const { latents } = setting.net;
      const rows = jax.numpy.array(z).reshape([z.length / latents, latents]);
      return draw(jax.tree.ref(params), rows).data();
    },
    close: () => {},
  };
}

/** @typedef {{ encode: Function, decode: Function, params: any[] }} Model */

/**
 * The negative ELBO, mean over a batch.
 * @param {any} jax
 * @param {Model} model
 * @returns {(own: any[], images: any, noise: any) => any}
 */
const objectiveOf =
  ({ numpy: np, nn }, { encode, decode }) =>
  (own, images, noise) => {
    const batch = images.shape[0];
    const [mean, logVar] = encode(own, images.ref);
    const deviation = np.exp(logVar.ref.mul(0.5));
    const logits = decode(own, mean.ref.add(deviation.mul(noise)));
    const rebuilt = nn.softplus(logits.ref).sub(logits.mul(images)).sum();
    const spread = np.exp(logVar.ref).sub(logVar).sub(1);
    const kl = spread.add(np.square(mean)).sum().mul(0.5);
    return rebuilt.add(kl).div(batch);
  };

/**
 * Loss, gradient and Adam in one go: `[loss, parameters, means, squares]`.
 * @param {any} jax
 * @param {Model} model
 */
function stepOf(jax, model) {
  const { numpy: np } = jax;
  const lossAndGradient = jax.valueAndGrad(objectiveOf(jax, model));
  const running = (
    /** @type {any[]} */ before,
    /** @type {any[]} */ now,
    /** @type {number} */ beta,
  ) => before.map((mean, i) => mean.mul(beta).add(now[i].mul(1 - beta)));
  return jax.jit((/** @type {any[]} */ [own, means, squares, ...rest]) => {
    const [images, noise, scales] = rest;
    const [rate, epsilon] = [scales.ref.slice(0), scales.slice(1)];
    const [loss, gradients] = lossAndGradient(jax.tree.ref(own), images, noise);
    const squared = gradients.map((/** @type {any} */ g) => np.square(g.ref));
    const m = running(means, gradients, BETA_1);
    const v = running(squares, squared, BETA_2);
    const moved = own.map(
      (/** @type {any} */ param, /** @type {number} */ i) => {
        const root = np.sqrt(v[i].ref).add(epsilon.ref);
        return param.sub(m[i].ref.div(root).mul(rate.ref));
      },
    );
    jax.tree.dispose([rate, epsilon]);
    return [loss, moved, m, v];
  });
}

/**
 * @param {any} jax
 * @param {Setting} setting
 * @param {Model} model
 */
function train(jax, setting, model) {
  const { numpy: np } = jax;
  const { params } = model;
  const zeros = () => params.map((param) => np.zeros(param.shape));
  const step = stepOf(jax, model);
  let state = [jax.tree.ref(params), zeros(), zeros()];
  let done = 0;
  const rows = (
    /** @type {Float32Array} */ values,
    /** @type {number} */ width,
  ) => np.array(values).reshape([values.length / width, width]);
  return inChunks(setting.batches(), async (batches) => {
    const losses = batches.map(({ images, noise }) => {
      done += 1;
      const scales = np.array(adamScales(done, setting.learningRate));
      const drawn = rows(noise, setting.net.latents);
      const [loss, ...next] = step([
        ...state,
        rows(images, 784),
        drawn,
        scales,
      ]);
      state = next;
      return loss;
    });
    const values = [];
    for (const loss of losses) values.push((await loss.data())[0]);
    return values;
  });
}
