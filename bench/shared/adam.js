/**
 * Adam's constants, and its bias corrections folded into step size and ε as in
 * section 2 of Kingma & Ba 2015: the same update as algorithm 1.
 * @module
 */

export const BETA_1 = 0.9;
export const BETA_2 = 0.999;
export const EPSILON = 1e-8;

/**
 * @param {number} step From 1.
 * @param {number} learningRate
 * @returns {Float32Array} Step size and ε of this step.
 */
export function adamScales(step, learningRate) {
  const root = Math.sqrt(1 - BETA_2 ** step);
  const rate = (learningRate * root) / (1 - BETA_1 ** step);
  return Float32Array.of(rate, EPSILON * root);
}
