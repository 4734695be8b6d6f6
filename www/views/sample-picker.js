/** The generated digits, each of which can be put on the line. */

import { html, nothing } from "lit";
import { GAP, CELL, gridSize } from "../charts/picture-grid.js";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./sample-grid.js";

const PITCH = CELL + GAP;

export class SamplePicker extends PageElement {
  static properties = {
    grid: { attribute: false },
    chosen: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../session/samples.js").Grid | null} */
    this.grid = null;
    /** The digit that the keyboard is at. */
    this.chosen = 0;
  }

  /** The grid as it lies on the page, its own pixels to the page's. */
  get laidOut() {
    const canvas = this.querySelector("canvas");
    if (!canvas) return null;
    const columns = Number(canvas.dataset.columns);
    const rows = Number(canvas.dataset.rows);
    const { width, height } = gridSize({ columns, rows });
    const { clientWidth, clientHeight } = canvas;
    const scale = Math.min(clientWidth / width, clientHeight / height);
    return { canvas, columns, scale };
  }

  /** @param {MouseEvent} event */
  digitAt({ clientX, clientY }) {
    const { canvas, columns, scale } = this.laidOut ?? {};
    if (!canvas || !columns || !scale || !this.grid) return -1;
    const box = canvas.getBoundingClientRect();
    const x = (clientX - box.left - canvas.clientLeft) / scale / PITCH;
    const y = (clientY - box.top - canvas.clientTop) / scale / PITCH;
    if (x < 0 || x >= columns || y < 0) return -1;
    const index = Math.floor(y) * columns + Math.floor(x);
    return index < this.grid.count ? index : -1;
  }

  /** @param {MouseEvent} event */
  pick(event) {
    const index = this.digitAt(event);
    if (index < 0) return;
    this.chosen = index;
    this.ask("pick-sample", index);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const columns = this.laidOut?.columns;
    if (!columns || !this.grid) return;
    const by = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
    }[event.key];
    if (event.key === "Enter") this.ask("pick-sample", this.chosen);
    else if (by === undefined) return;
    else {
      const next = this.chosen + by;
      if (next >= 0 && next < this.grid.count) this.chosen = next;
    }
    event.preventDefault();
  }

  willUpdate() {
    const last = (this.grid?.count ?? 1) - 1;
    if (this.chosen > last) this.chosen = last;
  }

  /** The frame around the digit that the keyboard is at. */
  updated() {
    const { columns, scale } = this.laidOut ?? {};
    const frame = this.querySelector(".sample-frame");
    if (!columns || !scale || !(frame instanceof HTMLElement)) return;
    const at = { x: this.chosen % columns, y: 0, side: CELL * scale };
    at.y = Math.floor(this.chosen / columns);
    frame.style.setProperty("--x", `${at.x * PITCH * scale}px`);
    frame.style.setProperty("--y", `${at.y * PITCH * scale}px`);
    frame.style.setProperty("--side", `${at.side}px`);
  }

  render() {
    const { priors } = words;
    const count = this.grid?.count ?? 0;
    return html`<div
      class="sample-choice"
      tabindex=${this.grid ? 0 : -1}
      role="application"
      aria-label=${priors.pick}
      @click=${this.pick}
      @keydown=${this.key}
      @focus=${() => this.requestUpdate()}
    >
      <sample-grid .grid=${this.grid} .fill=${true}></sample-grid>
      <span class="sample-frame" aria-hidden="true"></span>
      ${
        this.grid
          ? html`<span class="unseen" role="status"
              >${priors.chosen(this.chosen + 1, count)}</span
            >`
          : nothing
      }
    </div>`;
  }
}
customElements.define("sample-picker", SamplePicker);
