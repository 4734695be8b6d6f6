/**
 * What one thread of this machine can do in wasm at most: a loop of nothing but
 * four-wide multiplications and additions, in as many chains as are quickest.
 * @module
 */

/** @typedef {{ accumulators: number, relaxed: boolean, gflops: number }} Rate */

const ACCUMULATORS = [4, 6, 8, 10, 12, 14];
/** Products a turn of the loop, so that the loop itself costs nothing. */
const PER_TURN = 120;
const LANES = 4;

const I32 = 0x7f;
const F32 = 0x7d;
const V128 = 0x7b;
const GET = 0x20;
const SET = 0x21;
const SPLAT = [0xfd, 0x13];
const MUL = [0xfd, 0xe6, 0x01];
const ADD = [0xfd, 0xe4, 0x01];
const RELAXED_MADD = [0xfd, 0x85, 0x02];
const EXTRACT_FIRST = [0xfd, 0x1f, 0x00];

/** @param {number[]} content */
const sized = (content) => [...unsigned(content.length), ...content];

/** @param {number} value @returns {number[]} */
const unsigned = (value) =>
  value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >> 7)];

/** @param {number} id @param {number[]} content */
const section = (id, content) => [id, ...sized(content)];

/**
 * A module whose `run(turns, factor, term)` turns every accumulator a into
 * a · factor + term, over and over, and gives their sum.
 * @param {number} accumulators
 * @param {boolean} relaxed One instruction for both, where there is one.
 */
function assemble(accumulators, relaxed) {
  const [turns, factor, term, factors, terms, first] = [0, 1, 2, 3, 4, 5];
  const own = Array.from({ length: accumulators }, (_, i) => first + i);
  const step = (/** @type {number} */ a) =>
    relaxed
      ? [GET, a, GET, factors, GET, terms, ...RELAXED_MADD, SET, a]
      : [GET, a, GET, factors, ...MUL, GET, terms, ...ADD, SET, a];
  const rounds = Math.round(PER_TURN / accumulators);
  const turn = Array.from({ length: rounds }, () => own.flatMap(step)).flat();
  const code = [
    ...[GET, factor, ...SPLAT, SET, factors],
    ...[GET, term, ...SPLAT, SET, terms],
    // Each its own start, or they would be one and the same.
    ...own.flatMap((a) => [0x41, a, 0xb2, ...SPLAT, SET, a]),
    ...[0x03, 0x40],
    ...turn,
    // turns − 1, again while it is not 0.
    ...[GET, turns, 0x41, 1, 0x6b, 0x22, turns, 0x0d, 0, 0x0b],
    ...own.flatMap((a, i) => [GET, a, ...(i ? ADD : [])]),
    ...EXTRACT_FIRST,
    0x0b,
  ];
  const body = [1, accumulators + 2, V128, ...code];
  return Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 3, I32, F32, F32, 1, F32]),
    ...section(3, [1, 0]),
    ...section(7, [1, 3, ...new TextEncoder().encode("run"), 0, 0]),
    ...section(10, [1, ...sized(body)]),
  );
}

const WARM_UP_MS = 150;
const TRIES = 30;
const TRY_MS = 5;

/**
 * @param {number} accumulators
 * @param {boolean} relaxed
 * @returns {Promise<Rate>}
 */
async function rateOf(accumulators, relaxed) {
  const bytes = assemble(accumulators, relaxed);
  const { instance } = await WebAssembly.instantiate(bytes);
  const run = /** @type {(turns: number, f: number, t: number) => number} */ (
    instance.exports.run
  );
  const time = (/** @type {number} */ turns) => {
    const start = performance.now();
    run(turns, 0.999, 0.001);
    return performance.now() - start;
  };
  // Short calls: the quicker code is taken up between two of them.
  let turns = 1000;
  const start = performance.now();
  while (performance.now() - start < WARM_UP_MS || time(turns) < TRY_MS)
    if (time(turns) < TRY_MS) turns *= 2;
  const tries = Array.from({ length: TRIES }, () => time(turns));
  const products = Math.round(PER_TURN / accumulators) * accumulators;
  const flop = turns * products * LANES * 2;
  return { accumulators, relaxed, gflops: flop / Math.min(...tries) / 1e6 };
}

/**
 * @returns {Promise<{ strict: number, relaxed?: number, rates: Rate[] }>} The best
 *   GFLOP/s with a multiplication and an addition, and with both in one.
 */
export async function measureCeiling() {
  /** @type {Rate[]} */
  const rates = [];
  for (const relaxed of [false, true]) {
    if (!WebAssembly.validate(assemble(4, relaxed))) continue;
    for (const count of ACCUMULATORS) rates.push(await rateOf(count, relaxed));
  }
  const best = (/** @type {boolean} */ kind) =>
    rates
      .filter(({ relaxed }) => relaxed === kind)
      .reduce((most, { gflops }) => Math.max(most, gflops), 0);
  return { strict: best(false), relaxed: best(true) || undefined, rates };
}
