/**
 * The tables that fill: a cell is empty until it is measured, and then says what
 * was measured or why nothing was.
 * @module
 */
import { flopOfStep, netOf } from "../shared/net.js";
import { columnsOf, entriesOf, idOf } from "./tasks.js";

/** @typedef {import("./tasks.js").Place} Place */
/** @typedef {import("../shared/setting.js").Workload} Workload */

/** @param {number} value */
const short = (value) =>
  value >= 100 ? value.toFixed(0) : value.toPrecision(3);

/**
 * @param {string} name
 * @param {string} [text]
 */
function make(name, text = "") {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

export class Tables {
  /** @type {{ id: string, net: string, row: HTMLElement }[]} */
  #rows = [];
  /** @type {Map<string, HTMLElement>} */
  #cells = new Map();
  #workload;
  #note = make("p");

  /** @param {HTMLElement} host @param {Workload} workload */
  constructor(host, workload) {
    this.#workload = workload;
    host.append(this.#note);
    for (const net of Object.keys(workload.nets))
      host.append(make("h2", workload.nets[net].title), this.#table(net));
  }

  /** @param {string} net */
  #table(net) {
    const columns = columnsOf(this.#workload);
    const table = make("table");
    const head = make("tr");
    const names = columns.map(({ what, size }) => `${what} ${size}, ms`);
    for (const name of ["", ...names]) head.append(make("th", name));
    table.append(head);
    for (const entry of entriesOf(net)) {
      const row = make("tr");
      row.append(make("th", entry.title));
      for (const { what, size } of columns) {
        const does = entry.does.includes(what);
        const cell = make("td", does ? "" : "–");
        cell.dataset.column = `${what} ${size}`;
        row.append(cell);
        this.#cells.set(idOf({ entry, net, what, size }), cell);
      }
      this.#rows.push({ id: entry.id, net, row });
      table.append(row);
    }
    const frame = make("div");
    frame.className = "table";
    frame.append(table);
    return frame;
  }

  /** @param {Place} place @param {string} state @param {...(string | Node)} content */
  #put(place, state, ...content) {
    const cell = this.#cells.get(idOf(place));
    if (!cell) return;
    cell.className = state;
    cell.replaceChildren(...content);
  }

  /**
   * Rows that are chosen, and those that have something to say.
   * @param {import("./tasks.js").Choice} choice
   */
  show({ engines, nets }) {
    for (const { id, net, row } of this.#rows) {
      const isFilled = [...row.querySelectorAll("td")].some(
        ({ children, className }) => children.length > 0 || className !== "",
      );
      row.hidden = !isFilled && !(engines.has(id) && nets.has(net));
    }
  }

  /** @param {Place} place */
  busy(place) {
    this.#put(place, "busy", "…");
  }

  /** @param {Place} place */
  clear(place) {
    this.#put(place, "");
  }

  /** @param {Place} place @param {any} answer */
  fill(place, answer) {
    if (answer.error) return this.#put(place, "failed", answer.error);
    const { median, p10, p90, count } = answer.figures.ms;
    const spread = `${short(p10)}–${short(p90)}, n ${count}`;
    this.#put(place, "", make("b", short(median)), make("small", spread));
  }

  /** @param {number} gflops */
  ceiling(gflops) {
    const { nets, batches } = this.#workload;
    const parts = Object.values(nets).flatMap(({ title, config }) =>
      batches.map((size) => {
        const ms = (size * flopOfStep(netOf(config))) / gflops / 1e6;
        return `${title}, ${size}: ${short(ms)} ms`;
      }),
    );
    this.#note.textContent = `One thread of wasm does ${short(gflops)} GFLOP/s here at most; a step's products alone then take: ${parts.join("; ")}.`;
  }
}
