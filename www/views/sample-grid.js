/** The generated digits, all on one canvas. */

import { html } from "lit";
import { token } from "../charts/colour.js";
import { gridShape, paintGrid } from "../charts/picture-grid.js";
import { words } from "../words/words.js";
import { CanvasElement } from "./canvas-element.js";

const narrow = matchMedia("(max-width: 719px)");

export class SampleGrid extends CanvasElement {
  static properties = {
    grid: { attribute: false },
    aspect: { attribute: false },
    fill: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../session/samples.js").Grid | null} */
    this.grid = null;
    /** Whether the grid takes the shape of the room it has. */
    this.fill = false;
    /** Width / height of that room. */
    this.aspect = 1;
  }

  paint() {
    // On a narrow screen the room grows with the grid: there is no shape yet.
    if (this.fill && !narrow.matches && this.clientHeight > 0) {
      this.aspect = this.clientWidth / this.clientHeight;
    }
    if (!this.canvas || !this.grid) return;
    const { pixels, count } = this.grid;
    paintGrid(this.canvas, pixels, gridShape(count, this.aspect), {
      field: token(this, "--field"),
      ink: token(this, "--ink"),
    });
  }

  render() {
    if (!this.grid) {
      return html`<p class="empty">${words.samples.waiting}</p>`;
    }
    const { count, seed, steps } = this.grid;
    const { columns, rows } = gridShape(count, this.aspect);
    return html`<canvas
      role="img"
      aria-label=${words.samples.name(count, seed)}
      data-count=${count}
      data-seed=${seed}
      data-steps=${steps}
      data-columns=${columns}
      data-rows=${rows}
    ></canvas>`;
  }
}
customElements.define("sample-grid", SampleGrid);
