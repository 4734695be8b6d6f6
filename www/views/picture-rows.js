/** Rows of pictures, one over the other, each row named. */

import { html, nothing } from "lit";
import { token } from "../charts/colour.js";
import { paintGrid } from "../charts/picture-grid.js";
import { words } from "../words/words.js";
import { CanvasElement } from "./canvas-element.js";

/** @typedef {{ name: string, pixels: Float32Array | Uint8Array }} Row */

const PIXELS = 784;

export class PictureRows extends CanvasElement {
  static properties = {
    heading: { attribute: false },
    rows: { attribute: false },
  };

  constructor() {
    super();
    this.heading = "";
    /** @type {Row[]} */
    this.rows = [];
  }

  paint() {
    const look = {
      field: token(this, "--field"),
      ink: token(this, "--ink"),
    };
    for (const [i, canvas] of this.querySelectorAll("canvas").entries()) {
      const { pixels } = this.rows[i] ?? {};
      if (!pixels) continue;
      const columns = pixels.length / PIXELS;
      paintGrid(canvas, pixels, { columns, rows: 1 }, look);
    }
  }

  render() {
    const { row } = words.workshop.pictures;
    if (this.rows.length === 0) return nothing;
    return html`<h3>${this.heading}</h3>
      <ul>
        ${this.rows.map(
          ({ name }) =>
            html`<li>
              <span class="row-name" aria-hidden="true">${name}</span>
              <canvas role="img" aria-label=${row(this.heading, name)}></canvas>
            </li>`,
        )}
      </ul>`;
  }
}
customElements.define("picture-rows", PictureRows);
