/**
 * One measurement: opens an engine, checks it against the reference, times it.
 * @module
 */
import { entryOf } from "../engines/list.js";
import { latentsOf } from "../shared/batches.js";
import { measureCeiling } from "../shared/ceiling.js";
import { measureDecoding, measureTraining } from "../shared/measure.js";
import { measureMemory } from "../shared/memory.js";
import { loadWorkload, settingOf } from "../shared/setting.js";
import { watch } from "./watch.js";

/** @typedef {import("../shared/setting.js").Workload} Workload */

/**
 * @typedef {object} Task
 * @property {string} engine
 * @property {string} net
 * @property {"train" | "decode" | "open" | "memory" | "ceiling"} what
 * @property {number} size Images a step, or latents a call; steps for memory.
 * @property {number} budgetMs
 * @property {number} [checkMs] How long a training may go on for its losses alone.
 */

/** @typedef {{ about: string, figures: object } | { error: string }} Answer */

const TOLERANCE = 1e-3;

/** @param {string} name */
async function fetchJson(name) {
  const response = await fetch(new URL(`../${name}`, import.meta.url));
  return response.json();
}

/**
 * @param {Task} task
 * @param {{ weights?: ArrayBuffer, onStep: OnStep }} means
 */
export async function measure(task, { weights, onStep }) {
  if (task.what === "ceiling")
    return { about: "wasm, 1 thread", figures: await measureCeiling() };
  const entry = entryOf(task.engine);
  const workload = await loadWorkload();
  const batchSize = task.what === "train" ? task.size : workload.batches[0];
  const wish = { net: task.net, batchSize, weights };
  const setting = await settingOf(workload, wish);
  const report = watch(entry);
  const start = performance.now();
  const { open } = await import(`../engines/${entry.module}`);
  const engine = await open(setting, entry.options);
  const figures = await MEASURES[task.what](engine, {
    task,
    workload,
    start,
    report,
    onStep,
  });
  const { about } = engine;
  engine.close();
  return { about, figures };
}

/** @typedef {import("../shared/measure.js").Engine} Engine */
/** @typedef {() => Promise<import("./watch.js").Report>} Reporter */
/** @typedef {(step: number, loss: number) => void} OnStep */
/** @typedef {{ task: Task, workload: Workload, start: number, report: Reporter, onStep: OnStep }} Means */
/** @typedef {(engine: Engine, means: Means) => Promise<object>} Measure */

/** @type {Measure} */
const train = async (engine, { task, workload, report, onStep }) =>
  measureTraining(engine, {
    budgetMs: task.budgetMs,
    checkMs: task.checkMs ?? task.budgetMs,
    expected: await expectedLosses(task, workload.checkedSteps),
    tolerance: TOLERANCE,
    onStep,
    count: async () => (await report()).counts,
  });

/** @type {Measure} */
const memory = (engine, { task: { size }, report, onStep }) =>
  measureMemory(engine, {
    steps: [0.01, 0.03, 0.1, 0.3, 1].map((share) => Math.round(share * size)),
    wasmBytes: async () => (await report()).wasmBytes,
    onStep,
  });

/** @type {Measure} */
async function decode(engine, { task, workload, report }) {
  const { net, size, budgetMs } = task;
  const { seed, nets } = workload;
  const latents = nets[net].config.latentDim;
  const most = latentsOf({ seed, count: 64, latents });
  const { decoded } = await fetchJson("reference/losses.json");
  checkPixels(await engine.decode(most), decoded[net]);
  const z = most.slice(0, size * latents);
  const inside = async () => (await report()).decodes;
  return measureDecoding(engine, z, { budgetMs, inside });
}

/**
 * From asking for the engine to a digit on a canvas; its weights are there before.
 * @type {Measure}
 */
async function open(engine, { task: { net }, workload, start }) {
  const latents = workload.nets[net].config.latentDim;
  const z = latentsOf({ seed: workload.seed, count: 1, latents });
  const pixels = await engine.decode(z);
  paint(pixels);
  return { openMs: performance.now() - start };
}

/** @param {Float32Array} pixels 784 in 0..1 */
function paint(pixels) {
  const side = 28;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  document.body.append(canvas);
  const bytes = new Uint8ClampedArray(4 * side * side).fill(255);
  pixels.forEach((ink, i) => bytes.fill(255 * (1 - ink), 4 * i, 4 * i + 3));
  const context = canvas.getContext("2d");
  context?.putImageData(new ImageData(bytes, side, side), 0, 0);
}

const MEASURES = { train, decode, open, memory };

/**
 * @param {Task} task
 * @param {number[]} steps
 * @returns {Promise<Record<string, number>>} The reference's losses at these steps.
 */
async function expectedLosses({ net, size }, steps) {
  const { losses } = await fetchJson("reference/losses.json");
  const all = losses[net][size];
  return Object.fromEntries(steps.map((step) => [step, all[step]]));
}

/**
 * @param {Float32Array} pixels
 * @param {number[]} expected The sum of every image.
 */
function checkPixels(pixels, expected) {
  const each = pixels.length / expected.length;
  expected.forEach((sum, i) => {
    const found = pixels
      .subarray(i * each, (i + 1) * each)
      .reduce((all, value) => all + value, 0);
    if (!(Math.abs(found - sum) <= TOLERANCE * sum))
      throw new Error(
        `image ${i} decodes to a sum of ${found}, the reference's is ${sum}: not timed`,
      );
  });
}
