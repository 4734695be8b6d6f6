/**
 * The weights that VAE Lab draws from the seed, for everybody else: made in a
 * frame that is gone before anything is timed.
 * @module
 */

/**
 * @param {string} net
 * @returns {Promise<ArrayBuffer>}
 */
export async function freshWeights(net) {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.src = new URL(`weights.html?net=${net}`, import.meta.url).href;
  const made = new Promise((done, failed) => {
    window.addEventListener("message", function take({ data, source }) {
      if (source !== frame.contentWindow) return;
      window.removeEventListener("message", take);
      if (data.weights) done(data.weights);
      else failed(new Error(data.error));
    });
  });
  document.documentElement.append(frame);
  try {
    return await made;
  } finally {
    frame.remove();
  }
}
