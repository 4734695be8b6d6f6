/** Seeded noise for what the page draws itself. */

/**
 * Numbers from N(0, 1), the same for the same seed: mulberry32 for uniform ones,
 * Box and Muller's transform of two of them.
 *
 * @param {number} seed a whole number
 * @returns {() => number}
 */
export function normals(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    // In (0, 1]: the transform takes its logarithm.
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 1) / 2 ** 32;
  };
  return () =>
    Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
