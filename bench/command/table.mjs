/**
 * The figures as Markdown tables, which are read as they are on a terminal too.
 */
import { ENTRIES } from "../engines/list.js";

/** @typedef {import("../shared/statistics.js").Spread} Spread */

/**
 * @typedef {object} Cell One measurement, as it is written to JSON.
 * @property {string} engine
 * @property {string} net
 * @property {"train" | "decode"} what
 * @property {number} size
 * @property {string} [error]
 * @property {string} [about]
 * @property {Spread} [ms]
 * @property {number} [warmUp]
 * @property {number} [insideMs] A decode's mean inside the worker.
 * @property {Record<string, number>} [losses]
 * @property {import("../shared/gpu-counts.js").Counts} [counts] A step's.
 */

/** @param {number} value */
export const short = (value) =>
  value >= 100 ? value.toFixed(0) : value.toPrecision(3);

/** @param {Spread} ms */
const timeOf = ({ median, p10, p90, count }) =>
  count === 1
    ? `${short(median)} n 1`
    : `${short(median)} (${short(p10)}–${short(p90)})${count < 100 ? ` n ${count}` : ""}`;

/**
 * @param {string[][]} rows The first is the head.
 * @returns {string[]}
 */
export function markdown(rows) {
  const widths = rows[0].map((_, i) =>
    Math.max(3, ...rows.map((row) => row[i].length)),
  );
  const line = (/** @type {string[]} */ row) =>
    `| ${row.map((text, i) => text.padEnd(widths[i])).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  const [head, ...body] = rows;
  return [line(head), rule, ...body.map(line)];
}

/**
 * @param {Cell[]} cells
 * @param {string} net
 * @returns {string[]} Lines: the table, then what failed and why.
 */
export function tableOf(cells, net) {
  const own = cells.filter((cell) => cell.net === net);
  const columns = columnsOf(own);
  /** @type {string[]} */
  const notes = [];
  const noteOf = (/** @type {string} */ error) => {
    if (!notes.includes(error)) notes.push(error);
    return `fails [${notes.indexOf(error) + 1}]`;
  };
  const rows = ENTRIES.filter(({ id }) =>
    own.some(({ engine }) => engine === id),
  ).map(({ id, title }) => [
    title,
    ...columns.map(({ what, size }) => {
      const cell = own.find(
        (one) => one.engine === id && one.what === what && one.size === size,
      );
      if (cell?.error) return noteOf(cell.error);
      return cell?.ms ? timeOf(cell.ms) : "–";
    }),
  ]);
  const head = ["ms", ...columns.map(({ what, size }) => `${what} ${size}`)];
  return [
    ...markdown([head, ...rows]),
    ...notes.flatMap((note, i) => ["", `[${i + 1}] ${note}`]),
  ];
}

/** @param {Cell[]} cells */
function columnsOf(cells) {
  /** @type {Pick<Cell, "what" | "size">[]} */
  const columns = [];
  for (const { what, size } of cells)
    if (!columns.some((one) => one.what === what && one.size === size))
      columns.push({ what, size });
  const rank = (/** @type {Pick<Cell, "what" | "size">} */ { what, size }) =>
    what === "train" ? -size : size;
  return columns.toSorted((a, b) => rank(a) - rank(b));
}
