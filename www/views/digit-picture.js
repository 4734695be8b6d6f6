/** A digit, 28 × 28, or a square of several, painted in ink on paper. */

import { html } from "lit";
import { token } from "../charts/colour.js";
import { gridShape, paintGrid } from "../charts/picture-grid.js";
import { CanvasElement } from "./canvas-element.js";

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
    const pixels = this.pixels ?? BLANK;
    const shape = gridShape(pixels.length / BLANK.length);
    paintGrid(this.canvas, pixels, shape, {
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
