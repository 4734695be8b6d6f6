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

/**
 * @param {any} jax
 * @param {Setting} setting
 * @param {{ encode: Function, decode: Function, params: any[] }} model
 */
function train(jax, setting, { encode, decode, params }) {
  const { numpy: np, nn } = jax;
  /** @type {(own: any[], images: any, noise: any) => any} */
  const loss = (own, images, noise) => {
    const batch = images.shape[0];
    const [mean, logVar] = encode(own, images.ref);
    const deviation = np.exp(logVar.ref.mul(0.5));
    const logits = decode(own, mean.ref.add(deviation.mul(noise)));
    const rebuilt = nn.softplus(logits.ref).sub(logits.mul(images)).sum();
    const spread = np.exp(logVar.ref).sub(logVar).sub(1);
    const kl = spread.add(np.square(mean)).sum().mul(0.5);
    return rebuilt.add(kl).div(batch);
  };
  const step = jax.jit(
    (
      /** @type {any[]} */ own,
      /** @type {any[]} */ means,
      /** @type {any[]} */ squares,
      /** @type {any} */ images,
      /** @type {any} */ noise,
      /** @type {any} */ scales,
    ) => {
      const [value, gradients] = jax.valueAndGrad(loss)(
        jax.tree.ref(own),
        images,
        noise,
      );
      const [rate, epsilon] = [0, 1].map((i) => scales.ref.slice(i));
      scales.dispose();
      const m = means.map((mean, i) =>
        mean.mul(BETA_1).add(gradients[i].ref.mul(1 - BETA_1)),
      );
      const v = squares.map((square, i) =>
        square.mul(BETA_2).add(np.square(gradients[i]).mul(1 - BETA_2)),
      );
      const moved = own.map((param, i) => {
        const root = np.sqrt(v[i].ref).add(epsilon.ref);
        return param.sub(m[i].ref.div(root).mul(rate.ref));
      });
      rate.dispose();
      epsilon.dispose();
      return [value, moved, m, v];
    },
  );
  let state = [
    jax.tree.ref(params),
    params.map((param) => np.zeros(param.shape)),
    params.map((param) => np.zeros(param.shape)),
  ];
  let done = 0;
  const rows = (
    /** @type {Float32Array} */ values,
    /** @type {number} */ width,
  ) => np.array(values).reshape([values.length / width, width]);
  return inChunks(setting.batches(), async (batches) => {
    const losses = [];
    for (const { images, noise } of batches) {
      done += 1;
      const scales = np.array(adamScales(done, setting.learningRate));
      const [value, ...next] = step(
        ...state,
        rows(images, 784),
        rows(noise, setting.net.latents),
        scales,
      );
      state = next;
      losses.push(value);
    }
    const values = [];
    for (const value of losses) values.push((await value.data())[0]);
    return values;
  });
}
