/**
 * Seeded noise as src/noise.rs defines it, so that every engine is fed the
 * numbers that VAE Lab draws for itself.
 * @module
 */

/** What a stream is for. */
export const PURPOSE = { shuffle: 2, reparameterize: 3, sample: 6 };

const WORDS = 2 ** 32;
const BLOCK = 16;
/** "expand 32-byte k", little-endian. */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
const COLUMNS = [0, 1, 2, 3].map((i) => [i, i + 4, i + 8, i + 12]);
const DIAGONALS = [0, 1, 2, 3].map((i) => [
  i,
  ((i + 1) % 4) + 4,
  ((i + 2) % 4) + 8,
  ((i + 3) % 4) + 12,
]);

/** One endless stream of 32-bit words: ChaCha with 8 rounds. */
export class Noise {
  #start;
  #block = new Uint32Array(BLOCK);
  #counter = 0;
  #used = BLOCK;

  /**
   * @param {number} seed
   * @param {number} purpose
   * @param {number} index
   */
  constructor(seed, purpose, index) {
    const nonce = [index >>> 0, (purpose << 24) | Math.floor(index / WORDS)];
    const key = [seed >>> 0, Math.floor(seed / WORDS), 0, 0, 0, 0, 0, 0];
    this.#start = Uint32Array.of(...CONSTANTS, ...key, 0, 0, ...nonce);
  }

  /** @returns {number} */
  #word() {
    if (this.#used === BLOCK) this.#fill();
    return this.#block[this.#used++];
  }

  #fill() {
    this.#start[12] = this.#counter >>> 0;
    this.#start[13] = Math.floor(this.#counter / WORDS);
    const words = this.#block;
    words.set(this.#start);
    for (let round = 0; round < 4; round++)
      for (const places of [...COLUMNS, ...DIAGONALS]) mix(words, places);
    for (let i = 0; i < BLOCK; i++) words[i] += this.#start[i];
    this.#counter += 1;
    this.#used = 0;
  }

  /**
   * @param {number} count
   * @returns {Float32Array} Standard normal, by Box and Muller.
   */
  normal(count) {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i += 2) {
      const radius = Math.sqrt(-2 * Math.log((this.#word() + 0.5) / WORDS));
      const angle = 2 * Math.PI * (this.#word() / WORDS);
      values[i] = radius * Math.cos(angle);
      // Outside the array where the count is odd, which writes nothing.
      values[i + 1] = radius * Math.sin(angle);
    }
    return values;
  }

  /**
   * @param {number} count
   * @returns {Uint32Array} 0 to count − 1 in random order, by Fisher and Yates.
   */
  permutation(count) {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = Math.floor((this.#word() * (i + 1)) / WORDS);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}

/**
 * A quarter round.
 * @param {Uint32Array} words
 * @param {number[]} places
 */
function mix(words, [a, b, c, d]) {
  words[a] += words[b];
  words[d] = turn(words[d] ^ words[a], 16);
  words[c] += words[d];
  words[b] = turn(words[b] ^ words[c], 12);
  words[a] += words[b];
  words[d] = turn(words[d] ^ words[a], 8);
  words[c] += words[d];
  words[b] = turn(words[b] ^ words[c], 7);
}

/** @param {number} word @param {number} by */
const turn = (word, by) => (word << by) | (word >>> (32 - by));
