/** How much each latent dimension says, over the run: a strip of colour a dimension. */

import { html } from "lit";
import { token } from "../charts/colour.js";
import { byLargest, cellAt, niceEnd, paintHeat } from "../charts/heat-strip.js";
import { words } from "../words/words.js";
import { CanvasElement } from "./canvas-element.js";

/** @typedef {{ row: number, column: number }} Cell */

/** The column that is the newest at each look. */
const NEWEST = Infinity;

/** How an arrow key moves the mark. @type {Record<string, [number, number]>} */
const MOVES = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export class KlStrip extends CanvasElement {
  static properties = {
    points: { attribute: false },
    full: { attribute: false },
    heldOut: { attribute: false },
    mark: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../session/watch.js").WatchPoint[]} */
    this.points = [];
    /** The measurement on all images, at the run's end. @type {import("../session/watch.js").WatchPoint | null} */
    this.full = null;
    this.heldOut = false;
    /** The cell that is pointed at; a run adds columns meanwhile. @type {Cell | null} */
    this.mark = null;
  }

  /** The cell that is read. @returns {Cell | null} */
  get read() {
    if (!this.mark) return null;
    const { row, column } = this.mark;
    return { row, column: Math.min(column, this.points.length - 1) };
  }

  /** The dimensions from above: largest last value first. */
  get order() {
    return byLargest(this.points.at(-1)?.klPerDimension ?? []);
  }

  get most() {
    const all = this.points.flatMap(({ klPerDimension }) => klPerDimension);
    return niceEnd(all.reduce((most, kl) => Math.max(most, kl), 0));
  }

  paint() {
    if (!this.canvas || this.points.length === 0) return;
    const rows = this.order.map((dimension) =>
      this.points.map(({ klPerDimension }) => klPerDimension[dimension]),
    );
    paintHeat(this.canvas, rows, {
      most: this.most,
      low: token(this, "--field"),
      high: token(this, "--encoder"),
      mark: this.read,
      ink: token(this, "--ink"),
    });
  }

  get table() {
    return { rows: this.order.length, columns: this.points.length };
  }

  /** @param {PointerEvent} event */
  pointed({ offsetX: x, offsetY: y, target }) {
    if (!(target instanceof HTMLElement)) return;
    const { clientWidth: width, clientHeight: height } = target;
    this.mark = cellAt({ x, y }, { width, height }, this.table);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const { rows, columns } = this.table;
    const { row, column } = this.read ?? { row: 0, column: columns - 1 };
    const moved = Math.max(0, column + move[1]);
    this.mark = {
      row: Math.min(rows - 1, Math.max(0, row + move[0])),
      column: moved < columns - 1 ? moved : NEWEST,
    };
  }

  focused() {
    this.mark ??= { row: 0, column: NEWEST };
  }

  reading() {
    const { strip } = words.watch;
    const last = this.full ?? this.points[this.points.length - 1];
    const active = strip.active(
      last.activeUnits,
      last.klPerDimension.length,
      last.images,
      this.heldOut,
    );
    const point = this.points[this.read?.column ?? -1];
    const dimension = this.order[this.read?.row ?? -1];
    if (!point || dimension === undefined) return active;
    return strip.cell(dimension, point.step, point.klPerDimension[dimension]);
  }

  render() {
    const { strip } = words.watch;
    if (this.points.length === 0) {
      return html`<p class="empty">${strip.empty}</p>`;
    }
    const [first, last] = [this.points[0], this.points[this.points.length - 1]];
    return html`<p class="strip-reading" aria-live="polite">
        ${this.reading()}
      </p>
      <canvas
        role="img"
        tabindex="0"
        aria-label=${strip.name}
        @pointermove=${this.pointed}
        @pointerleave=${() => (this.mark = null)}
        @keydown=${this.key}
        @focus=${this.focused}
        @blur=${() => (this.mark = null)}
      ></canvas>
      <p class="strip-ends">
        <span>${strip.step(first.step)}</span>
        <span class="strip-scale"
          >${strip.none}
          <span class="strip-ramp"></span> ${strip.most(this.most)}</span
        >
        <span>${strip.step(last.step)}</span>
      </p>`;
  }
}
customElements.define("kl-strip", KlStrip);
