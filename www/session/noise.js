/**
 * The standard normal noise ε of one image, as the core draws it (src/noise.rs):
 * ChaCha with 8 rounds, a stream for each seed, purpose and index, then
 * Box–Muller. The core does not send its ε; this is how the page can show it.
 */

/** What a stream is for, of those that draw latents of a digit. */
export const PURPOSE = { reconstruct: 7, evaluate: 8 };

const WORDS = 2 ** 32;
const ROUNDS = 8;
/** "expand 32-byte k" */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
/** Which four words each quarter round mixes: columns, then diagonals. */
const QUARTERS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];

/** @param {number} word @param {number} by bits */
const rotated = (word, by) => (word << by) | (word >>> (32 - by));

/**
 * @param {Uint32Array} x
 * @param {number[]} places
 */
function quarterRound(x, [a, b, c, d]) {
  x[a] += x[b];
  x[d] = rotated(x[d] ^ x[a], 16);
  x[c] += x[d];
  x[b] = rotated(x[b] ^ x[c], 12);
  x[a] += x[b];
  x[d] = rotated(x[d] ^ x[a], 8);
  x[c] += x[d];
  x[b] = rotated(x[b] ^ x[c], 7);
}

/**
 * The words of a stream: key is the seed, nonce is `purpose << 56 | index`.
 *
 * @param {number} seed
 * @param {number} purpose
 * @param {number} index
 * @param {number} block 16 words each, from 0
 * @returns {Uint32Array}
 */
function wordsOf(seed, purpose, index, block) {
  const start = new Uint32Array(16);
  start.set(CONSTANTS);
  start.set([seed, seed / WORDS], 4);
  start.set([block, 0, index, (purpose << 24) | (index / WORDS)], 12);
  const mixed = start.slice();
  for (let round = 0; round < ROUNDS; round += 2) {
    for (const places of QUARTERS) quarterRound(mixed, places);
  }
  return mixed.map((word, i) => word + start[i]);
}

/**
 * `count` standard normal numbers.
 *
 * @param {number} seed a whole number of at most 53 bits
 * @param {number} purpose one of {@link PURPOSE}
 * @param {number} index of the image in its set
 * @param {number} count
 * @returns {Float32Array}
 */
export function normalNoise(seed, purpose, index, count) {
  const values = new Float32Array(count + 1);
  /** @type {Uint32Array} */
  let words = new Uint32Array(0);
  for (let i = 0; i < count; i += 2) {
    if (i % 16 === 0) words = wordsOf(seed, purpose, index, i / 16);
    const radius = Math.sqrt(-2 * Math.log((words[i % 16] + 0.5) / WORDS));
    const angle = 2 * Math.PI * (words[(i % 16) + 1] / WORDS);
    values[i] = radius * Math.cos(angle);
    values[i + 1] = radius * Math.sin(angle);
  }
  return values.slice(0, count);
}
