/**
 * Runs in VAE Lab's worker before its own script: counts what training steps
 * ask of the GPU, keeps hold of the wasm memory to tell its size, and times
 * `decode`. A call lasts from the message that asks to the one that answers;
 * what is between two of them, such as a snapshot, is no step.
 * @module
 */
import { countGpu } from "../shared/gpu-counts.js";

/** @typedef {import("../shared/gpu-counts.js").Counts} Counts */
/** @typedef {{ method: string, at: number, counts: Counts }} Call */

const all = countGpu();
/** Of training steps alone. */
const counts = { ...all };
/** @type {Map<string, Call>} */
const asked = new Map();
const decodes = { count: 0, ms: 0 };

self.addEventListener("message", ({ data }) => {
  const method = data?.path?.at(-1);
  if (method !== "decode" && method !== "trainSteps") return;
  asked.set(data.id, { method, at: performance.now(), counts: { ...all } });
});

const post = self.postMessage;
self.postMessage = (/** @type {any} */ message, /** @type {any} */ ...rest) => {
  const call = asked.get(message?.id);
  if (call) answered(call);
  asked.delete(message?.id);
  return post.call(self, message, ...rest);
};

/** @param {Call} call */
function answered({ method, at, counts: before }) {
  if (method === "decode") {
    decodes.count += 1;
    decodes.ms += performance.now() - at;
  } else
    for (const name of /** @type {(keyof Counts)[]} */ (Object.keys(all)))
      counts[name] += all[name] - before[name];
}

/** @type {WebAssembly.Memory[]} */
const memories = [];
const { instantiate, instantiateStreaming } = WebAssembly;
/** @param {any} made */
const keep = (made) => {
  const { exports } = made.instance ?? made;
  for (const value of Object.values(exports))
    if (value instanceof WebAssembly.Memory) memories.push(value);
  return made;
};
Object.assign(WebAssembly, {
  instantiate: (/** @type {[any, any]} */ ...args) =>
    instantiate(...args).then(keep),
  instantiateStreaming: (/** @type {[any, any]} */ ...args) =>
    instantiateStreaming(...args).then(keep),
});
const wasmBytes = () =>
  memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

const channel = new BroadcastChannel("vae-lab-bench");
channel.onmessage = ({ data }) => {
  if (data === "report")
    channel.postMessage({ counts, decodes, wasmBytes: wasmBytes() });
};
