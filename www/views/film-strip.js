/** Digits side by side in one row, on one canvas. */

import { html, nothing } from "lit";
import { styled } from "./styled.js";
import { token } from "../charts/colour.js";
import { paintGrid } from "../charts/picture-grid.js";
import { CanvasElement } from "./canvas-element.js";

const PIXELS = 28 * 28;

export class FilmStrip extends CanvasElement {
  static properties = {
    pixels: { attribute: false },
    count: { attribute: false },
    label: { attribute: false },
    at: { attribute: false },
  };

  constructor() {
    super();
    /** Null leaves the row blank. @type {Float32Array | null} */
    this.pixels = null;
    /** How many digits there is room for. */
    this.count = 9;
    /** What it shows; "" while it is blank. */
    this.label = "";
    /** What the row is read for, from 0 at the first to 1 at the last. @type {number | null} */
    this.at = null;
  }

  paint() {
    if (!this.canvas) return;
    const pixels = this.pixels ?? new Float32Array(this.count * PIXELS);
    const shape = { columns: this.count, rows: 1 };
    paintGrid(this.canvas, pixels, shape, {
      field: token(this, "--field"),
      ink: token(this, "--ink"),
    });
  }

  /** Points at the place between the first picture's middle and the last's. */
  mark() {
    if (this.at === null || !(this.at >= 0 && this.at <= 1)) return nothing;
    const place = (0.5 + this.at * (this.count - 1)) / this.count;
    return html`<span
      class="film-mark"
      aria-hidden="true"
      ${styled({ "--at": `${(100 * place).toFixed(2)}%` })}
    ></span>`;
  }

  render() {
    const named = this.label !== "";
    return html`<canvas
        role=${named ? "img" : nothing}
        aria-label=${named ? this.label : nothing}
        aria-hidden=${named ? nothing : "true"}
      ></canvas>
      ${this.mark()}`;
  }
}
customElements.define("film-strip", FilmStrip);
