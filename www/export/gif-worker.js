/** Makes GIFs beside the page, so that it goes on moving meanwhile. */

import { gifOf } from "./gif.js";

const port = /** @type {MessagePort} */ (/** @type {unknown} */ (globalThis));

port.addEventListener("message", async ({ data }) => {
  try {
    const bytes = await gifOf(data, (done) => port.postMessage({ done }));
    port.postMessage({ bytes }, [bytes]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    port.postMessage({ message });
  }
});
