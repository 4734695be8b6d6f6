/**
 * A run's figures in words and tables: for the terminal and for
 * docs/performance.md.
 */
import { entryOf } from "../engines/list.js";
import { flopOfDecode, flopOfStep, netOf } from "../shared/net.js";
import { markdown, short, tableOf } from "./table.mjs";

/** @typedef {import("./start.mjs").Start} Start */
/** @typedef {import("../shared/memory.js").MemoryPoint} MemoryPoint */

/**
 * @typedef {object} Result What is written as JSON.
 * @property {string} command
 * @property {string} date
 * @property {ReturnType<typeof import("./machine.mjs").machineOf>} machine
 * @property {Record<string, string>} peers
 * @property {{ strict: number, relaxed?: number, rates: import("../shared/ceiling.js").Rate[] }} [ceiling]
 * @property {import("./table.mjs").Cell[]} cells
 * @property {import("./opening.mjs").Opening[]} [openings]
 * @property {Start} [start]
 * @property {import("../shared/statistics.js").Spread} [slider]
 * @property {MemoryPoint[]} [memory]
 * @property {import("./ratios.mjs").Ratio[]} ratios
 */

/** @typedef {import("../shared/setting.js").Workload} Workload */

const MB = 1e6;

/**
 * @param {Result} result
 * @param {Workload} workload
 * @returns {string[]} Lines of Markdown.
 */
export function reportOf(result, workload) {
  const { cells, ceiling, openings, start, slider, memory, ratios } = result;
  const nets = Object.keys(workload.nets).filter((net) =>
    cells.some((cell) => cell.net === net),
  );
  return [
    ...headOf(result),
    ...(ceiling ? ["", ...ceilingLines(ceiling)] : []),
    ...nets.flatMap((net) => ["", ...netLines(result, workload, net)]),
    ...(openings ? ["", ...openingLines(openings)] : []),
    ...(start ? ["", ...startLines(start)] : []),
    ...(slider ? ["", ...sliderLines(slider)] : []),
    ...(memory ? ["", ...memoryLines(memory)] : []),
    ...(ratios.length > 0 ? ["", ...ratioLines(ratios)] : []),
  ];
}

/** @param {Result} result */
function headOf({ command, date, machine, peers }) {
  const { cpu, cores, memoryGiB, system, browser } = machine;
  const versions = Object.entries(peers).map(([name, at]) => `${name} ${at}`);
  return [
    `\`${command}\` on ${date}: ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}; ${browser}.`,
    `Peers: ${versions.join(", ")}.`,
  ];
}

/** @param {NonNullable<Result["ceiling"]>} ceiling */
function ceilingLines({ strict, relaxed }) {
  const fused = relaxed
    ? `, ${short(relaxed)} with both in one (relaxed SIMD)`
    : "";
  return [
    `The ceiling of one thread in wasm: ${short(strict)} GFLOP/s of multiplications and additions${fused}.`,
  ];
}

/** @param {Result} result @param {Workload} workload @param {string} name */
function netLines({ cells }, workload, name) {
  const { title, config } = workload.nets[name];
  const net = netOf(config);
  const flop = (/** @type {number} */ value) => `${short(value / 1e6)} MFLOP`;
  return [
    `### ${title[0].toUpperCase()}${title.slice(1)}`,
    "",
    `An image costs ${flop(flopOfStep(net))} in a step, ${flop(flopOfDecode(net))} decoded.`,
    "",
    ...tableOf(cells, name),
    ...checkLines(cells, workload, name),
    ...gpuTable(cells, name),
    ...insideLines(cells, name),
  ];
}

/**
 * At which steps losses were compared with the reference: not every engine
 * comes to the last in the time that there is.
 * @param {Result["cells"]} cells
 * @param {Workload} workload
 * @param {string} net
 */
function checkLines(cells, { checkedSteps }, net) {
  const timed = cells.filter((cell) => cell.net === net && cell.losses);
  if (timed.length === 0) return [];
  const last = (/** @type {Result["cells"][number]} */ { losses }) =>
    Math.max(...Object.keys(losses ?? {}).map(Number));
  const fewer = checkedSteps.slice(0, -1).flatMap((step) => {
    const those = timed
      .filter((cell) => last(cell) === step)
      .map(({ engine, size }) => `${engine} ${size}`);
    return those.length > 0 ? [`to step ${step}: ${those.join(", ")}`] : [];
  });
  const all = `Losses equal the reference's to 1e-3 at steps ${checkedSteps.join(", ")}`;
  return ["", [all, ...fewer].join("; ") + "."];
}

/** @param {Result["cells"]} cells @param {string} net */
function gpuTable(cells, net) {
  const counted = cells.filter(
    (cell) =>
      cell.net === net && cell.counts !== undefined && cell.counts.submits > 0,
  );
  if (counted.length === 0) return [];
  const rows = counted.map(({ engine, size, counts }) => [
    `${engine}, batch ${size}`,
    ...Object.values(counts ?? {}).map((count) => short(count)),
  ]);
  const names = Object.keys(counted[0].counts ?? {});
  return ["", ...markdown([["a step asks the GPU for", ...names], ...rows])];
}

/** @param {Result["cells"]} cells @param {string} net */
function insideLines(cells, net) {
  const parts = cells
    .filter((cell) => cell.net === net && cell.insideMs !== undefined)
    .map(
      ({ engine, size, insideMs }) =>
        `${engine} ${size}: ${short(insideMs ?? 0)} ms`,
    );
  if (parts.length === 0) return [];
  return ["", `Decoding inside VAE Lab's worker, mean: ${parts.join("; ")}.`];
}

/** @param {import("./opening.mjs").Opening[]} openings */
function openingLines(openings) {
  const rows = openings.map(({ engine, error, ms, bytes, memoryBytes }) => [
    entryOf(engine).title,
    ms ? `${short(ms.median)} (${short(ms.p10)}–${short(ms.p90)})` : `${error}`,
    bytes === undefined ? "–" : (bytes / MB).toFixed(2),
    memoryBytes === undefined ? "–" : (memoryBytes / MB).toFixed(0),
  ]);
  return [
    "### An engine from a cold cache, dense",
    "",
    "From asking for the engine to a decoded digit on a canvas, its weights being there; its own files after gzip -9, as its package ships them; all heaps after 100 steps of 128, where the browser tells: not what lies on a GPU.",
    "",
    ...markdown([
      ["", "first digit, ms", "downloaded, MB", "heaps, MB"],
      ...rows,
    ]),
  ];
}

/** @param {Start} start */
function startLines({ localhost, throttled, bytes, bytesBefore }) {
  return [
    "### The page from a cold cache",
    "",
    ...markdown([
      ["", "median", "p10", "p90", "target"],
      ...[
        /** @type {const} */ (["first digit on localhost, ms", localhost, 800]),
        /** @type {const} */ ([
          "first digit at 10 Mbit/s and 40 ms, ms",
          throttled,
          2500,
        ]),
      ].map(([name, { median, p10, p90 }, target]) => [
        name,
        ...[median, p10, p90].map((value) => value.toFixed(0)),
        `< ${target}`,
      ]),
    ]),
    "",
    `Downloaded, after gzip -9: ${(bytesBefore / MB).toFixed(2)} MB asked for before the first digit (target: below 1.3), ${(bytes / MB).toFixed(2)} MB in all.`,
  ];
}

/** @param {import("../shared/statistics.js").Spread} slider */
function sliderLines({ median, p10, p90 }) {
  const [middle, low, high] = [median, p10, p90].map((ms) => ms.toFixed(1));
  return [
    "### A slider",
    "",
    `From the event of a latent's slider to the painted picture: ${middle} ms (${low} to ${high}; target: below 4).`,
  ];
}

/** @param {MemoryPoint[]} memory */
function memoryLines(memory) {
  const mb = (/** @type {number | undefined} */ bytes) =>
    bytes === undefined ? "–" : (bytes / MB).toFixed(1);
  return [
    "### Memory of a training, dense, batch 128, flex in two workers",
    "",
    "Target: below 160 MB, and flat.",
    "",
    ...markdown([
      ["after steps", "wasm, MB", "all heaps, MB"],
      ...memory.map(({ step, wasmBytes, allBytes }) => [
        String(step),
        mb(wasmBytes),
        mb(allBytes),
      ]),
    ]),
  ];
}

/** @param {import("./ratios.mjs").Ratio[]} ratios */
function ratioLines(ratios) {
  const verdict = (/** @type {import("./ratios.mjs").Ratio} */ ratio) => {
    if (ratio.target === null) return ["–", "–"];
    const isMet = ratio.value <= ratio.target;
    return [`≤ ${ratio.target}`, isMet ? "met" : "unmet"];
  };
  return [
    "### Ratios",
    "",
    ...markdown([
      ["ratio or number", "value", "target", "", "of"],
      ...ratios.map((ratio) => [
        ratio.title,
        ratio.value.toFixed(2),
        ...verdict(ratio),
        ratio.of,
      ]),
    ]),
  ];
}
