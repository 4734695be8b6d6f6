/**
 * What the figures are boiled down to: ratios that hold on other machines too,
 * each with its target, and whether they have become worse.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/steps.mjs";
import { entryOf } from "../engines/list.js";
import { flopOfStep, netOf } from "../shared/net.js";

/** @typedef {import("./table.mjs").Cell} Cell */
/** @typedef {import("../shared/setting.js").Workload} Workload */

/**
 * @typedef {object} Ratio The less, the better.
 * @property {string} id
 * @property {string} title
 * @property {number} value
 * @property {number | null} target
 * @property {string} of What was compared.
 */

/** How much worse a ratio may be than the one on record: what noise makes of it. */
export const TOLERANCE = 0.15;

/** @typedef {import("./report.mjs").Result["ceiling"]} Ceiling */
/** @typedef {{ cells: Cell[], ceiling: Ceiling, workload: Workload }} Figures */

/**
 * @param {Figures} figures
 * @returns {Ratio[]} Those that can be had of these figures.
 */
export function ratiosOf(figures) {
  const { workload } = figures;
  const targets = JSON.parse(
    readFileSync(join(root, "bench", "targets.json"), "utf8"),
  );
  const found = Object.keys(workload.nets).flatMap((net) => [
    ...workload.batches.map((size) => stepRatio(figures, net, size)),
    ...workload.batches.flatMap((size) => ceilingRatios(figures, net, size)),
    ...workload.decoded.flatMap((size) => decodeRatios(figures, net, size)),
    ...workload.batches.map((size) => gpuRatio(figures, net, size)),
    ...gpuFigures(figures, net, workload.batches[0]),
  ]);
  return found
    .filter((ratio) => ratio !== undefined)
    .map((ratio) => ({ ...ratio, target: targets[ratio.id] ?? null }));
}

/**
 * The quickest that is measured, of those that are asked for.
 * @param {Cell[]} cells
 * @param {(cell: Cell, entry: import("../engines/list.js").Entry) => boolean} wanted
 */
function fastest(cells, wanted) {
  const timed = cells.filter(
    (cell) => cell.ms && wanted(cell, entryOf(cell.engine)),
  );
  const median = (/** @type {Cell} */ cell) => cell.ms?.median ?? Infinity;
  return timed.toSorted((a, b) => median(a) - median(b))[0];
}

/** @param {string} net @param {Cell["what"]} what @param {number} size */
const same = (net, what, size) => (/** @type {Cell} */ cell) =>
  cell.net === net && cell.what === what && cell.size === size;

/** @param {Cell} cell */
const nameOf = ({ engine }) => entryOf(engine).title;

/** @param {Cell | undefined} ours @param {Cell | undefined} theirs */
function compare(ours, theirs) {
  if (!ours?.ms || !theirs?.ms) return undefined;
  return {
    value: ours.ms.median / theirs.ms.median,
    of: `${nameOf(ours)} : ${nameOf(theirs)}`,
  };
}

/** @param {Figures} figures @param {string} net @param {number} size */
function stepRatio({ cells }, net, size) {
  const own = cells.filter(same(net, "train", size));
  const ours = fastest(own, (_, { family }) => family === "ours");
  const theirs = fastest(own, (_, { family }) => family !== "ours");
  const compared = compare(ours, theirs);
  if (!compared) return undefined;
  const title = `${net}, step of ${size}: ours to the fastest peer`;
  return { id: `${net}-step-${size}`, title, ...compared };
}

/**
 * A step beside the time that its arithmetic takes at the machine's ceiling: as
 * a browser with relaxed SIMD computes it, beside the ceiling without, which is
 * the one that targets are for; and each module beside its own.
 */
const CEILINGS = /** @type {const} */ ([
  { id: "", engine: "ours-flex", rate: "strict", threads: 1 },
  { id: "-strict", engine: "ours-strict", rate: "strict", threads: 1 },
  { id: "-relaxed", engine: "ours-flex", rate: "relaxed", threads: 1 },
  { id: "-workers", engine: "ours-workers", rate: "strict", threads: 2 },
]);

/** @param {Figures} figures @param {string} net @param {number} size */
function ceilingRatios({ cells, ceiling, workload }, net, size) {
  const flop = size * flopOfStep(netOf(workload.nets[net].config));
  return CEILINGS.map(({ id, engine, rate, threads }) => {
    const cell = cells
      .filter(same(net, "train", size))
      .find((one) => one.engine === engine);
    const gflops = (ceiling?.[rate] ?? 0) * threads;
    if (!cell?.ms || gflops === 0) return undefined;
    const of = threads === 1 ? "one thread" : "two threads";
    const fused = rate === "relaxed" ? ", relaxed SIMD" : "";
    return {
      id: `${net}-ceiling-${size}${id}`,
      title: `${net}, step of ${size}: ours to the ceiling of ${of}${fused}`,
      value: cell.ms.median / (flop / gflops / 1e6),
      of: `${nameOf(cell)} : ${(flop / 1e9).toFixed(3)} GFLOP at ${gflops.toFixed(1)} GFLOP/s`,
    };
  });
}

/** @param {Figures} figures @param {string} net @param {number} size */
function gpuRatio({ cells }, net, size) {
  const own = cells.filter(same(net, "train", size));
  const onGpu = (/** @type {string} */ wanted) =>
    fastest(own, (_, { family, gpu }) => family === wanted && gpu === true);
  const compared = compare(onGpu("ours"), onGpu("jax-js"));
  if (!compared) return undefined;
  const title = `${net}, step of ${size}: ours to jax-js, both on WebGPU`;
  return { id: `${net}-webgpu-${size}`, title, ...compared };
}

/**
 * With as many threads on both sides.
 * @param {Figures} figures
 * @param {string} net
 * @param {number} size
 */
function decodeRatios({ cells }, net, size) {
  const own = cells.filter(same(net, "decode", size));
  const ofThreads = [1, 2].map((count) => {
    const one = (/** @type {string} */ wanted) =>
      fastest(
        own,
        (_, { family, threads }) => family === wanted && threads === count,
      );
    const compared = compare(one("ours"), one("onnx"));
    if (!compared) return undefined;
    const each = count === 1 ? "one thread" : "two threads";
    const title = `${net}, decode of ${size}: ours to onnxruntime-web, ${each} each`;
    return { id: `${net}-decode-${size}-threads-${count}`, title, ...compared };
  });
  return [...ofThreads, byMessageRatio(own, net, size)];
}

/**
 * Where both are asked by message, and neither blocks the page.
 * @param {Cell[]} own
 * @param {string} net
 * @param {number} size
 */
function byMessageRatio(own, net, size) {
  const ours = fastest(
    own,
    (_, { family, threads }) => family === "ours" && threads === 1,
  );
  const theirs = fastest(own, (_, { id }) => id === "onnx-1-worker");
  const compared = compare(ours, theirs);
  if (!compared) return undefined;
  const title = `${net}, decode of ${size}: ours to onnxruntime-web, each in its worker`;
  return { id: `${net}-decode-${size}-workers`, title, ...compared };
}

/** @param {Figures} figures @param {string} net @param {number} size */
function gpuFigures({ cells }, net, size) {
  const cell = cells
    .filter(same(net, "train", size))
    .find(({ engine }) => engine === "ours-webgpu");
  const { counts } = cell ?? {};
  if (!cell || !counts) return [];
  const names = /** @type {const} */ (["dispatches", "submits", "pipelines"]);
  return names.map((name) => ({
    id: `${net}-${name}`,
    title: `${net}, ${name === "pipelines" ? "pipelines compiled" : name} a step on WebGPU`,
    value: counts[name],
    of: `${nameOf(cell)}, batch ${size}`,
  }));
}

/**
 * @param {Ratio[]} ratios
 * @param {Ratio[]} recorded Of the same measurements.
 * @returns {string[]} What has become worse, or is not to be had any more.
 */
export function worseThan(ratios, recorded) {
  return recorded.flatMap(({ id, title, value: before }) => {
    const now = ratios.find((one) => one.id === id);
    if (!now) return [`${title}: not measured, was ${before.toFixed(2)}`];
    if (now.value <= before * (1 + TOLERANCE)) return [];
    return [`${title}: ${now.value.toFixed(2)}, was ${before.toFixed(2)}`];
  });
}
