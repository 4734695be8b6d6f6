/**
 * Runs in VAE Lab's worker before its own script: counts what is asked of the
 * GPU and times `decode` from the message that asks to the one that answers.
 * @module
 */
import { countGpu } from "../shared/gpu-counts.js";

const counts = countGpu();
/** @type {Map<string, number>} */
const asked = new Map();
const decodes = { count: 0, ms: 0 };

self.addEventListener("message", ({ data }) => {
  if (data?.path?.at(-1) === "decode") asked.set(data.id, performance.now());
});

const post = self.postMessage;
self.postMessage = (/** @type {any} */ message, /** @type {any} */ ...rest) => {
  const start = asked.get(message?.id);
  if (start !== undefined) {
    asked.delete(message.id);
    decodes.count += 1;
    decodes.ms += performance.now() - start;
  }
  return post.call(self, message, ...rest);
};

const channel = new BroadcastChannel("vae-lab-bench");
channel.onmessage = ({ data }) => {
  if (data === "report") channel.postMessage({ counts, decodes });
};
