/**
 * One measurement in a page of its own, so that no engine finds what another
 * has left: told by the address, answered to whoever opened the page.
 * @module
 */
import { entryOf } from "../engines/list.js";
import { latentsOf } from "../shared/batches.js";
import { measureDecoding, measureTraining } from "../shared/measure.js";
import { loadWorkload, settingOf } from "../shared/setting.js";
import { watch } from "./watch.js";
import { freshWeights } from "./weights.js";

/** @typedef {import("../shared/setting.js").Workload} Workload */

/**
 * @typedef {object} Task
 * @property {string} engine
 * @property {string} net
 * @property {"train" | "decode"} what
 * @property {number} size Images a step, or latents a call.
 * @property {number} budgetMs
 */

/** @typedef {{ about: string, figures: object } | { error: string }} Answer */

const TOLERANCE = 1e-3;

/** @returns {Task} */
function taskOf() {
  const wish = new URLSearchParams(location.search);
  const text = (/** @type {string} */ name) => wish.get(name) ?? "";
  const what = text("what") === "decode" ? "decode" : "train";
  return {
    engine: text("engine"),
    net: text("net"),
    what,
    size: Number(text("size")),
    budgetMs: Number(text("budgetMs")),
  };
}

/** @param {object} message */
const tell = (message) => window.parent.postMessage(message, location.origin);

/** @param {string} name */
async function fetchJson(name) {
  const response = await fetch(new URL(`../${name}`, import.meta.url));
  return response.json();
}

/** @param {Task} task */
async function measure(task) {
  const entry = entryOf(task.engine);
  const workload = await loadWorkload();
  const weights =
    entry.family === "ours" ? undefined : await freshWeights(task.net);
  const batchSize = task.what === "train" ? task.size : workload.batches[0];
  const wish = { net: task.net, batchSize, weights };
  const setting = await settingOf(workload, wish);
  const report = watch(entry);
  const { open } = await import(`../engines/${entry.module}`);
  const engine = await open(setting, entry.options);
  const figures =
    task.what === "train"
      ? await measureTraining(engine, {
          budgetMs: task.budgetMs,
          expected: await expectedLosses(task),
          tolerance: TOLERANCE,
          onStep: (step, loss) => tell({ step, loss }),
          count: async () => (await report()).counts,
        })
      : await decode(engine, task, workload, report);
  const { about } = engine;
  engine.close();
  return { about, figures };
}

/** @param {Task} task */
async function expectedLosses({ net, size }) {
  const { losses } = await fetchJson("reference/losses.json");
  return losses[net][size];
}

/**
 * @param {import("../shared/measure.js").Engine} engine
 * @param {Task} task
 * @param {Workload} workload
 * @param {() => Promise<import("./watch.js").Report>} report
 */
async function decode(engine, { net, size, budgetMs }, workload, report) {
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

/** @param {unknown} error */
const messageOf = (error) =>
  error instanceof Error ? error.message : String(error);

/** @type {Promise<Answer>} */
const answer = measure(taskOf()).catch((error) => ({
  error: messageOf(error).slice(0, 400),
}));
Object.assign(window, { answer });
tell({ answer: await answer });
