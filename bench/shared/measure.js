/**
 * Measures one engine: steps of training against the reference's losses, and
 * decoding. The same loop for all.
 * @module
 */
import { countsPerStep } from "./gpu-counts.js";
import { spreadOf } from "./statistics.js";

/** @typedef {import("./statistics.js").Spread} Spread */

/**
 * @typedef {object} Chunk Steps that were done in one go.
 * @property {number[]} losses One a step, in order.
 * @property {number} ms Of all of them, with all that belongs to a step but the
 *   making of its batch by the benchmark.
 */

/**
 * @typedef {object} Engine One net on one device.
 * @property {string} about What ran where, in its own words.
 * @property {() => AsyncGenerator<Chunk, void, void>} train
 * @property {(z: Float32Array) => Promise<Float32Array>} decode
 * @property {() => void} close
 */

/**
 * @typedef {object} TrainingFigures
 * @property {Spread} ms A step.
 * @property {number} warmUp Steps before the first that counts.
 * @property {Record<number, number>} losses At the checked steps that it came to.
 * @property {import("./gpu-counts.js").Counts} counts A step's, warmed up.
 */

/** The first steps are slower, until the browser has optimised the code. */
const WARM_UP = 50;
const LEAST_WARM_UP = 1;
const STEPS = 100;
/** Of steps that are counted, so that a quick engine is seen for a while. */
const COUNTED_MS = 4000;
/** Which share of the budget the warm-up may take. */
const WARM_UP_SHARE = 0.6;

/**
 * Trains until enough steps are counted or the time is up, then goes on to the
 * next steps whose loss is to be on record, as far as the time for that goes.
 * @param {Engine} engine
 * @param {object} options
 * @param {number} options.budgetMs
 * @param {number} options.checkMs For what is no longer timed.
 * @param {Record<string, number>} options.expected Losses by step, of those that
 *   are checked and kept.
 * @param {number} options.tolerance Relative.
 * @param {(step: number, loss: number) => void} options.onStep
 * @param {() => Promise<import("./gpu-counts.js").Counts>} options.count
 * @returns {Promise<TrainingFigures>}
 */
export async function measureTraining(engine, options) {
  const { budgetMs, checkMs, expected } = options;
  const { tolerance, onStep, count } = options;
  const checked = Object.keys(expected).map(Number);
  const start = performance.now();
  const times = [];
  /** @type {Record<number, number>} */
  const losses = {};
  let step = 0;
  let warmUp = 0;
  let counted = 0;
  let from = await count();
  /** @type {import("./gpu-counts.js").Counts | undefined} */
  let counts;
  let timedMs = 0;
  for await (const chunk of engine.train()) {
    for (const loss of chunk.losses) {
      step += 1;
      if (expected[step] === undefined) continue;
      losses[step] = loss;
      checkLoss(step, loss, expected[step], tolerance);
    }
    const passed = performance.now() - start;
    const each = chunk.ms / chunk.losses.length;
    onStep(step, chunk.losses[chunk.losses.length - 1]);
    const goesOn = () => {
      const next = checked.find((one) => one > step);
      const left = checkMs - (performance.now() - start - timedMs);
      return next !== undefined && (next - step) * each <= left;
    };
    if (counts) {
      if (goesOn()) continue;
      break;
    }
    if (warmUp > 0) {
      times.push(...chunk.losses.map(() => each));
      counted += chunk.ms;
    } else if (isWarm(step, passed / budgetMs)) {
      warmUp = step;
      from = await count();
    }
    const enough = times.length >= STEPS && counted >= COUNTED_MS;
    if (!enough && !(passed >= budgetMs && times.length > 0)) continue;
    counts = countsPerStep(from, await count(), times.length);
    timedMs = performance.now() - start;
    if (!goesOn()) break;
  }
  if (!counts) throw new Error("the training ended before it was timed");
  return { ms: spreadOf(times), warmUp, losses, counts };
}

/** @param {number} step @param {number} used Share of the time. */
const isWarm = (step, used) =>
  step >= WARM_UP || (used >= WARM_UP_SHARE && step >= LEAST_WARM_UP);

/**
 * @param {number} step
 * @param {number} loss
 * @param {number} expected
 * @param {number} tolerance
 */
function checkLoss(step, loss, expected, tolerance) {
  if (Math.abs(loss - expected) <= tolerance * Math.abs(expected)) return;
  throw new Error(
    `the loss at step ${step} is ${loss}, the reference's ${expected}: not timed`,
  );
}

/** What is timed at once: more than the clock's grain, whoever is measured. */
const GROUP_MS = 5;

/**
 * @typedef {object} DecodingFigures
 * @property {Spread} ms A call, where its caller is.
 * @property {number} [insideMs] A call's mean inside the engine's worker.
 */

/**
 * @param {Engine} engine
 * @param {Float32Array} z
 * @param {object} options
 * @param {number} options.budgetMs
 * @param {() => Promise<{ count: number, ms: number }>} options.inside
 * @returns {Promise<DecodingFigures>}
 */
export async function measureDecoding(engine, z, { budgetMs, inside }) {
  const start = performance.now();
  const passed = () => performance.now() - start;
  let calls = 0;
  while (calls < WARM_UP && passed() < budgetMs * WARM_UP_SHARE) {
    await engine.decode(z);
    calls += 1;
  }
  const group = Math.max(1, Math.ceil((GROUP_MS * calls) / passed()));
  const before = await inside();
  const times = [];
  do {
    const from = performance.now();
    for (let i = 0; i < group; i++) await engine.decode(z);
    times.push((performance.now() - from) / group);
  } while (times.length < STEPS && passed() < budgetMs);
  const after = await inside();
  const own = after.count - before.count;
  const insideMs = own > 0 ? (after.ms - before.ms) / own : undefined;
  return { ms: spreadOf(times), insideMs };
}
