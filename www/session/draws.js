/** The draws of z behind the nine pictures, and behind a digit's figures. */

import { normalNoise, PURPOSE } from "./noise.js";

/**
 * @typedef {import("./line.js").Reading} Reading
 *
 * @typedef {object} LatentDraw
 * @property {Float32Array} noise ε: [latentDim]
 * @property {Float32Array} z μ + σ ⊙ ε: of a ladder the upper level alone
 */

/**
 * The draws that `reconstruct` decodes for the first images of a set.
 *
 * @param {Reading} reading
 * @param {{ seed: number, count: number, upper?: number }} wish `upper`: how
 *   many latents a ladder's upper level has; its lower one goes with the draw
 * @returns {LatentDraw[]}
 */
export function drawsOf({ mean, logVar }, { seed, count, upper }) {
  const shown = upper || mean.length;
  return Array.from({ length: count }, (_, index) => {
    const noise = normalNoise(seed, PURPOSE.reconstruct, index, mean.length);
    const z = mean
      .slice(0, shown)
      .map((m, j) => m + Math.exp(logVar[j] / 2) * noise[j]);
    return { noise, z };
  });
}

/**
 * The ε of the one draw that a lone digit's figures are measured with.
 *
 * @param {number} seed
 * @param {number} latentDim
 */
export const noiseOfFigures = (seed, latentDim) =>
  normalNoise(seed, PURPOSE.evaluate, 0, latentDim);
