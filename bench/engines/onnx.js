/**
 * onnxruntime-web on the CPU: decoding alone, as it does not train.
 * @module
 */
import { decoderModel, INPUT, OUTPUT } from "./onnx-model.js";

const FOLDER = new URL("../../peers/onnxruntime-web/dist/", import.meta.url)
  .href;

/**
 * @param {import("../shared/setting.js").Setting} setting
 * @param {{ threads: number, proxy: boolean }} options proxy: in its own worker.
 * @returns {Promise<import("../shared/measure.js").Engine>}
 */
export async function open(setting, { threads, proxy }) {
  const ort = await import(`${FOLDER}ort.wasm.min.mjs`);
  ort.env.wasm.wasmPaths = FOLDER;
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.proxy = proxy;
  const session = await ort.InferenceSession.create(decoderModel(setting), {
    executionProviders: ["wasm"],
    graphOptimizationLevel: "all",
  });
  const { latents } = setting.net;
  return {
    about: `wasm, ${threads} thread(s), ${proxy ? "in its worker" : "on the page's thread"}`,
    train: () => {
      throw new Error("does not train");
    },
    decode: async (z) => {
      // It takes away what it sends to its worker.
      const own = proxy ? z.slice() : z;
      const rows = new ort.Tensor("float32", own, [
        z.length / latents,
        latents,
      ]);
      const found = await session.run({ [INPUT]: rows });
      return found[OUTPUT].data;
    },
    close: () => void session.release(),
  };
}
