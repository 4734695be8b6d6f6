/**
 * What the page can measure: one task a cell of its tables.
 * @module
 */
import { ENTRIES } from "../engines/list.js";

/** @typedef {import("../engines/list.js").Entry} Entry */
/** @typedef {import("./work.js").Task} Task */
/** @typedef {{ entry: Entry, what: "train" | "decode", size: number, net: string }} Place */

/**
 * @typedef {object} Choice
 * @property {Set<string>} engines Ids.
 * @property {Set<string>} nets
 * @property {number} budgetMs
 */

/** @param {import("../shared/setting.js").Workload} workload */
export const columnsOf = ({ batches, decoded }) => [
  ...batches.map((size) => ({ what: /** @type {const} */ ("train"), size })),
  ...decoded.map((size) => ({ what: /** @type {const} */ ("decode"), size })),
];

/** @param {string} net */
export const entriesOf = (net) =>
  ENTRIES.filter(({ nets }) => nets.includes(net));

/** @param {Place} place */
export const idOf = ({ entry, what, size, net }) =>
  [net, entry.id, what, size].join(" ");

/**
 * @param {import("../shared/setting.js").Workload} workload
 * @param {Choice} choice
 * @returns {Place[]} In the order in which they are measured.
 */
export function placesOf(workload, { engines, nets }) {
  return [...nets].flatMap((net) =>
    entriesOf(net)
      .filter(({ id }) => engines.has(id))
      .flatMap((entry) =>
        columnsOf(workload)
          .filter(({ what }) => entry.does.includes(what))
          .map((column) => ({ entry, net, ...column })),
      ),
  );
}

/**
 * Measures in a frame of its own, which is gone afterwards.
 * @param {Place} place
 * @param {{ budgetMs: number, signal: AbortSignal, onStep: (step: number) => void }} options
 * @returns {Promise<any>} The answer of the cell's page.
 */
export function measurePlace(place, { budgetMs, signal, onStep }) {
  const { entry, net, what, size } = place;
  const wish = new URLSearchParams({
    engine: entry.id,
    net,
    what,
    size: String(size),
    budgetMs: String(budgetMs),
  });
  const frame = document.createElement("iframe");
  frame.className = "cell-frame";
  frame.title = "the measurement that runs";
  frame.src = new URL(`cell.html?${wish}`, import.meta.url).href;
  const ended = new AbortController();
  const answer = new Promise((done, failed) => {
    const take = (/** @type {MessageEvent} */ { data, source }) => {
      if (source !== frame.contentWindow) return;
      if (data.answer) done(data.answer);
      else onStep(data.step);
    };
    window.addEventListener("message", take, { signal: ended.signal });
    const stop = () => failed(new DOMException("stopped", "AbortError"));
    signal.addEventListener("abort", stop, { signal: ended.signal });
    document.body.append(frame);
  });
  return answer.finally(() => {
    ended.abort();
    frame.remove();
  });
}
