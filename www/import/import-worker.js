/** Reads files beside the page, so that no large picture holds it up. */

import { answer } from "./answer.js";

const port = /** @type {MessagePort} */ (/** @type {unknown} */ (globalThis));

port.addEventListener("message", ({ data }) => {
  void answer(data, (reply, buffers) => port.postMessage(reply, buffers));
});
