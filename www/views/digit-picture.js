/** One digit, 28 × 28, painted in ink on paper. */

import { html } from "lit";
import { token } from "../charts/colour.js";
import { paintGrid } from "../charts/picture-grid.js";
import { CanvasElement } from "./canvas-element.js";

const ONE = { columns: 1, rows: 1 };
const BLANK = new Uint8Array(28 * 28);

export class DigitPicture extends CanvasElement {
  static properties = {
    pixels: { attribute: false },
    label: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Uint8Array | Float32Array | null} */
    this.pixels = null;
    /** What it shows; "" when text beside it already says so. */
    this.label = "";
  }

  paint() {
    if (!this.canvas) return;
    paintGrid(this.canvas, this.pixels ?? BLANK, ONE, {
      field: token(this, "--field"),
      ink: token(this, "--ink"),
    });
  }

  render() {
    return this.label
      ? html`<canvas role="img" aria-label=${this.label}></canvas>`
      : html`<canvas aria-hidden="true"></canvas>`;
  }
}
customElements.define("digit-picture", DigitPicture);
