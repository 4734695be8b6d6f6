/** How much pictures differ, pixel by pixel. */

/**
 * The standard deviation of each pixel over several pictures (of a sample,
 * n - 1), as part of the largest.
 *
 * @param {Float32Array} pictures [count * pixels]
 * @param {number} count at least 2
 * @returns {{ output: Float32Array, largest: number }} 0..1, and what 1 stands
 *   for
 */
export function spreadOf(pictures, count) {
  const pixels = pictures.length / count;
  const spread = new Float32Array(pixels);
  let largest = 0;
  for (let p = 0; p < pixels; p++) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += pictures[i * pixels + p];
    const mean = sum / count;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      squares += (pictures[i * pixels + p] - mean) ** 2;
    }
    spread[p] = Math.sqrt(squares / (count - 1));
    largest = Math.max(largest, spread[p]);
  }
  const scale = largest === 0 ? 1 : largest;
  return { output: spread.map((value) => value / scale), largest };
}
