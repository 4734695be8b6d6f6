/**
 * What each engine costs before it computes: time from asking for it to the
 * first decoded digit, in a browser that has never seen it; the bytes it asks
 * for; and the memory that a short training takes.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { say } from "../../scripts/steps.mjs";
import { spreadOf } from "../shared/statistics.js";
import { measureCell } from "./cells.mjs";
import { chosenEntries } from "./plan.mjs";
import { short } from "./table.mjs";

/** @typedef {import("../engines/list.js").Entry} Entry */
/** @typedef {import("../shared/statistics.js").Spread} Spread */
/** @typedef {Awaited<ReturnType<typeof import("./server.mjs").serveBench>>} Server */

/**
 * @typedef {object} Opening
 * @property {string} engine
 * @property {string} [error]
 * @property {Spread} [ms]
 * @property {number} [bytes] Of the engine's own files, gzip -9.
 * @property {number} [memoryBytes] All heaps of page and workers after the steps.
 */

const NET = "dense";
const TIMES = 5;
const QUICK_TIMES = 2;
const MEMORY_STEPS = 100;
const BUDGET_MS = 60_000;

/**
 * @param {Server} server
 * @param {{ only: string[], quick: boolean }} options
 */
export async function measureOpenings(server, { only, quick }) {
  const entries = chosenEntries(only).filter(({ nets }) => nets.includes(NET));
  const openings = [];
  for (const entry of entries) {
    process.stdout.write(`${entry.id}, from a cold cache: `);
    const opening = await openingOf(server, entry, quick ? QUICK_TIMES : TIMES);
    say(opening.ms ? `${short(opening.ms.median)} ms` : `${opening.error}`);
    openings.push(opening);
  }
  return openings;
}

/**
 * @param {Server} server
 * @param {Entry} entry
 * @param {number} times
 * @returns {Promise<Opening>}
 */
async function openingOf(server, entry, times) {
  const { id: engine } = entry;
  const found = [];
  const what = /** @type {const} */ ("open");
  const task = { net: NET, what, size: 1, budgetMs: BUDGET_MS };
  for (let i = 0; i < times; i++) {
    server.asked.clear();
    const answer = await measureCell(server.url, entry, task);
    if ("error" in answer) return { engine, error: answer.error };
    found.push(/** @type {any} */ (answer.figures).openMs);
  }
  return {
    engine,
    ms: spreadOf(found),
    bytes: bytesOf([...server.asked]),
    memoryBytes: await memoryOf(server, entry),
  };
}

/** @param {string[]} paths Files of dist/ and of the peers' packages. */
const bytesOf = (paths) =>
  paths
    .map((path) => gzipSync(readFileSync(path), { level: 9 }).length)
    .reduce((sum, bytes) => sum + bytes, 0);

/**
 * Only an isolated page is told its memory; there some engines compute
 * otherwise, so that it is none of the row's that is not isolated.
 * @param {Server} server
 * @param {Entry} entry
 */
async function memoryOf(server, entry) {
  const { family, isolated, gpu, threads, does } = entry;
  const same = isolated || gpu || threads === 0 || family === "ours";
  if (!same || !does.includes("train")) return undefined;
  const what = /** @type {const} */ ("memory");
  const task = { net: NET, what, size: MEMORY_STEPS, budgetMs: BUDGET_MS };
  const page = { ...entry, isolated: true };
  const answer = await measureCell(server.url, page, task);
  if ("error" in answer) return undefined;
  const { memory } = /** @type {any} */ (answer.figures);
  return memory[memory.length - 1].allBytes;
}
