/**
 * Which measurements a run makes, in which order.
 */
import { Stop } from "../../scripts/steps.mjs";
import { ENTRIES } from "../engines/list.js";

/** @typedef {import("../engines/list.js").Entry} Entry */
/** @typedef {import("./options.mjs").Options} Options */
/** @typedef {{ entry: Entry, net: string, what: "train" | "decode", size: number, budgetMs: number }} Planned */

/** Decoding is quick everywhere, or is told after a few calls. */
const DECODE_SHARE = 1 / 3;

/** @param {string[]} only */
export function chosenEntries(only) {
  const unknown = only.find(
    (name) => !ENTRIES.some(({ id, family }) => name === id || name === family),
  );
  if (unknown) {
    const ids = ENTRIES.map(({ id }) => id).join(", ");
    throw new Stop(`There is no engine ${unknown}. Ids: ${ids}.`);
  }
  const isChosen = (/** @type {Entry} */ { id, family }) =>
    only.length === 0 || only.includes(id) || only.includes(family);
  return ENTRIES.filter(isChosen);
}

/**
 * @param {Options} options
 * @param {number[]} decoded
 * @returns {Planned[]}
 */
export function planOf({ only, nets, batches, parts, budgetMs }, decoded) {
  const entries = chosenEntries(only);
  const cells = [];
  for (const net of nets)
    for (const entry of entries.filter((one) => one.nets.includes(net))) {
      const does = (/** @type {"train" | "decode"} */ what) =>
        parts.includes(what) && entry.does.includes(what);
      if (does("train"))
        for (const size of batches)
          cells.push({ entry, net, what: "train", size, budgetMs });
      if (does("decode"))
        for (const size of decoded)
          cells.push({
            entry,
            net,
            what: "decode",
            size,
            budgetMs: budgetMs * DECODE_SHARE,
          });
    }
  return /** @type {Planned[]} */ (cells);
}
