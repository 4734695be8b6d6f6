/**
 * A whole run: every part that is asked for, one after another.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, say } from "../../scripts/steps.mjs";
import { measureCell } from "./cells.mjs";
import { pinned } from "./install.mjs";
import { machineOf } from "./machine.mjs";
import { measureOpenings } from "./opening.mjs";
import { commandOf } from "./options.mjs";
import { planOf } from "./plan.mjs";
import { ratiosOf } from "./ratios.mjs";
import { measureSlider } from "./slider.mjs";
import { measureStart } from "./start.mjs";
import { short } from "./table.mjs";

/** @typedef {import("./options.mjs").Options} Options */
/** @typedef {import("./table.mjs").Cell} Cell */
/** @typedef {import("./report.mjs").Result} Result */

/** @type {import("../shared/setting.js").Workload} */
export const workload = JSON.parse(
  readFileSync(join(root, "bench", "workload.json"), "utf8"),
);

const MEMORY_STEPS = 10_000;
const QUICK_MEMORY_STEPS = 300;
/** For a step of memory's curve; generous, as nothing is timed there. */
const MEMORY_MS = 60;

/** How long a training may go on for its losses alone. */
const CHECK_MS = 60_000;
const QUICK_CHECK_MS = 5_000;

/**
 * @param {import("./opening.mjs").Server} server
 * @param {Options} options
 * @param {string[]} args
 * @returns {Promise<Result>}
 */
export async function measureAll(server, options, args) {
  const { url } = server;
  const wants = (/** @type {string} */ part) => options.parts.includes(part);
  const ceiling = wants("ceiling") ? await ceilingOf(url) : undefined;
  const { cells, browser } = await cellsOf(url, options);
  const openings = wants("open")
    ? await measureOpenings(server, options)
    : undefined;
  const own = options.only.length === 0 || options.only.includes("ours");
  const start = wants("start") && own ? await startOf(options) : undefined;
  const slider = wants("slider") && own ? await sliderOf(options) : undefined;
  const memory =
    wants("memory") && own ? await memoryOf(url, options) : undefined;
  return {
    command: commandOf(args),
    date: new Date().toISOString().slice(0, 10),
    machine: machineOf(browser),
    peers: pinned(),
    ceiling,
    cells,
    openings,
    start,
    slider,
    memory,
    ratios: ratiosOf({ cells, ceiling, workload }),
  };
}

/**
 * @param {string} url
 * @param {Options} options
 */
async function cellsOf(url, options) {
  const plan = planOf(options, workload.decoded);
  if (plan.length > 0) say(`${plan.length} measurements, ${longest(plan)}`);
  /** @type {Cell[]} */
  const cells = [];
  let browser;
  for (const [i, { entry, net, what, size, budgetMs }] of plan.entries()) {
    const place = `[${i + 1}/${plan.length}]`;
    process.stdout.write(`${place} ${entry.id}, ${net}, ${what} ${size}: `);
    const checkMs = options.quick ? QUICK_CHECK_MS : CHECK_MS;
    const task = { net, what, size, budgetMs, checkMs };
    const answer = await measureCell(url, entry, task);
    browser ??= answer.browser;
    /** @type {Cell} */
    const cell = { engine: entry.id, net, what, size, ...flat(answer) };
    say(cell.ms ? `${short(cell.ms.median)} ms` : `fails: ${cell.error}`);
    cells.push(cell);
    // A run that is cut short leaves what it has measured.
    if (options.json)
      writeFileSync(options.json, JSON.stringify({ cells }, null, 1));
  }
  return { cells, browser };
}

/** @param {import("./plan.mjs").Planned[]} plan */
function longest(plan) {
  const ms = plan.reduce((sum, { budgetMs }) => sum + budgetMs, 0);
  return `up to ${Math.ceil(ms / 60_000)} minutes and what opening takes`;
}

/** @param {import("../page/cell.js").Answer} answer */
const flat = (answer) =>
  "error" in answer
    ? { error: answer.error }
    : { about: answer.about, ...answer.figures };

/**
 * A part that fails leaves a gap and its reason, not the run without an end.
 * @param {import("../page/cell.js").Answer} answer
 * @returns {any}
 */
function figuresOf(answer) {
  if (!("error" in answer)) return answer.figures;
  say(`fails: ${answer.error}`);
  return undefined;
}

/** @param {string} url */
async function ceilingOf(url) {
  process.stdout.write("the ceiling of one thread: ");
  const page = { id: "none", isolated: false };
  const task = /** @type {const} */ ({ net: "", what: "ceiling", size: 0 });
  const found = figuresOf(
    await measureCell(url, page, { ...task, budgetMs: 30_000 }),
  );
  if (found) say(`${short(found.strict)} GFLOP/s`);
  return found;
}

/** @param {Options} options */
async function startOf({ quick }) {
  process.stdout.write("the first digit, from a cold cache: ");
  const start = await measureStart(quick);
  say(`${short(start.localhost.median)} ms`);
  return start;
}

/** @param {Options} options */
async function sliderOf({ quick }) {
  process.stdout.write("from a slider to pixels: ");
  const slider = await measureSlider(quick);
  say(`${short(slider.median)} ms`);
  return slider;
}

/** @param {string} url @param {Options} options */
async function memoryOf(url, { quick }) {
  const size = quick ? QUICK_MEMORY_STEPS : MEMORY_STEPS;
  process.stdout.write(`memory over ${size} steps: `);
  const page = { id: "ours-workers", isolated: true };
  const task = /** @type {const} */ ({ net: "dense", what: "memory", size });
  const budgetMs = size * MEMORY_MS;
  const found = figuresOf(await measureCell(url, page, { ...task, budgetMs }));
  if (!found) return undefined;
  const { memory } = found;
  say(`${(memory[memory.length - 1].wasmBytes / 1e6).toFixed(1)} MB of wasm`);
  return memory;
}
