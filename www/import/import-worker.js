/**
 * Reads files, and fetches data sets, beside the page, so that nothing large
 * holds it up.
 */

import { answer } from "./answer.js";
import { answerSet } from "./set-answer.js";

const port = /** @type {MessagePort} */ (/** @type {unknown} */ (globalThis));

port.addEventListener("message", ({ data }) => {
  const say = (
    /** @type {unknown} */ reply,
    /** @type {Transferable[]} */ buffers,
  ) => port.postMessage(reply, buffers);
  void ("name" in data ? answerSet(data, say) : answer(data, say));
});
