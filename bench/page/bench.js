/**
 * The page that measures in the reader's own browser: choose, start, read.
 * @module
 */
import { ENTRIES } from "../engines/list.js";
import { measureCeiling } from "../shared/ceiling.js";
import { loadWorkload } from "../shared/setting.js";
import { Tables } from "./tables.js";
import { idOf, measurePlace, placesOf } from "./tasks.js";

/** @typedef {import("./tasks.js").Choice} Choice */
/** @typedef {import("./tasks.js").Place} Place */

const workload = await loadWorkload();
/** @param {string} id @returns {any} */
const element = (id) => document.getElementById(id);
const tables = new Tables(element("tables"), workload);
/** This tab's, also of the other address. */
const KEPT = "vae-lab-bench";
/** @type {Record<string, { place: Place, answer: unknown }>} */
const results = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
/** @type {number | undefined} */
let gflops;
let run = new AbortController();

/** @param {string} text */
const say = (text) => void (element("status").textContent = text);

/**
 * Rows with shared memory need the isolated address, the others the plain one.
 * @param {import("../engines/list.js").Entry} entry
 */
function whyNot({ isolated, gpu }) {
  if (isolated !== crossOriginIsolated)
    return isolated ? "at the isolated address" : "at the plain address";
  return gpu && !("gpu" in navigator) ? "no WebGPU here" : undefined;
}

/**
 * @param {string} group
 * @param {string} value
 * @param {string} title
 * @param {string} [reason] Why it cannot be chosen.
 */
function addBox(group, value, title, reason) {
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.value = value;
  box.disabled = reason !== undefined;
  box.checked = !box.disabled;
  label.append(box, ` ${title}${reason ? ` (${reason})` : ""}`);
  element(group).append(label);
}

/** @param {string} group @returns {Set<string>} */
const checked = (group) =>
  new Set(
    [...element(group).querySelectorAll("input:checked")].map(
      ({ value }) => value,
    ),
  );

/** @returns {Choice} */
const choiceOf = () => ({
  engines: checked("engines"),
  nets: checked("nets"),
  budgetMs: 1000 * element("budget").valueAsNumber,
});

/**
 * @param {Place} place
 * @param {string} progress
 * @param {number} budgetMs
 */
async function fill(place, progress, budgetMs) {
  const { entry, net, what, size } = place;
  const name = `${progress}: ${entry.title}, ${net}, ${what} ${size}`;
  say(name);
  tables.busy(place);
  const { signal } = run;
  const onStep = (/** @type {number} */ step) => say(`${name}, step ${step}`);
  try {
    const options = { budgetMs, signal, onStep };
    const answer = await measurePlace(place, options);
    results[idOf(place)] = { place, answer };
    sessionStorage.setItem(KEPT, JSON.stringify(results));
    tables.fill(place, answer);
  } catch (error) {
    tables.clear(place);
    throw error;
  }
}

/** @param {Choice} choice */
async function measureAll(choice) {
  const places = placesOf(workload, choice);
  say("the ceiling of one thread");
  gflops = (await measureCeiling()).strict;
  tables.ceiling(gflops);
  for (const [i, place] of places.entries())
    await fill(place, `${i + 1} of ${places.length}`, choice.budgetMs);
  say(`Done: ${places.length} measurements.`);
}

/** @param {boolean} running */
function showRunning(running) {
  element("start").disabled = running;
  element("stop").disabled = !running;
  element("copy").disabled = Object.keys(results).length === 0;
}

/** @param {SubmitEvent} event */
async function start(event) {
  event.preventDefault();
  run = new AbortController();
  showRunning(true);
  try {
    await measureAll(choiceOf());
  } catch (error) {
    const stopped = error instanceof DOMException;
    say(stopped ? "Stopped." : String(error));
  }
  showRunning(false);
}

async function copy() {
  const { userAgent, hardwareConcurrency } = navigator;
  const machine = { userAgent, hardwareConcurrency, crossOriginIsolated };
  const all = { machine, gflops, results };
  await navigator.clipboard.writeText(JSON.stringify(all, null, 1));
  say("Copied.");
}

for (const [name, { title }] of Object.entries(workload.nets))
  addBox("nets", name, title);
for (const entry of ENTRIES)
  addBox("engines", entry.id, entry.title, whyNot(entry));
const { pathname } = location;
const other = crossOriginIsolated
  ? pathname.replace(/^\/isolated/, "")
  : `/isolated${pathname}`;
const link = document.createElement("a");
link.href = other;
link.textContent = crossOriginIsolated ? "plain one" : "isolated one";
const here = crossOriginIsolated ? "isolated" : "plain";
element("isolation").append(
  `This is the ${here} address; what shares memory between threads runs at the isolated one alone, the rest at the plain one. Go to the `,
  link,
  ".",
);
for (const { place, answer } of Object.values(results))
  tables.fill(place, answer);
const showChosen = () => tables.show(choiceOf());
showChosen();
showRunning(false);
element("choice").addEventListener("change", showChosen);
element("choice").addEventListener("submit", start);
element("stop").addEventListener("click", () => run.abort());
element("copy").addEventListener("click", copy);
