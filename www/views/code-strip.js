/** The numbers at the waist of the line, one bar each. */

import { html } from "lit";
import { token } from "../charts/colour.js";
import { drawWhiskers } from "../charts/whiskers.js";
import { CanvasElement } from "./canvas-element.js";

/** Latent values beyond three deviations of the prior are rare. */
const EXTENT = 3;

export class CodeStrip extends CanvasElement {
  static properties = {
    mean: { attribute: false },
    logVar: { attribute: false },
    count: { attribute: false },
    hue: { attribute: false },
    name: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Float32Array | null} */
    this.mean = null;
    /** log σ²; null draws no whiskers. @type {Float32Array | null} */
    this.logVar = null;
    this.count = 20;
    /** @type {"--encoder" | "--decoder"} */
    this.hue = "--encoder";
    this.name = "";
  }

  paint() {
    if (!this.canvas) return;
    const deviations = this.logVar?.map((value) => Math.exp(value / 2)) ?? null;
    drawWhiskers(
      this.canvas,
      this.mean ? { values: this.mean, deviations } : null,
      {
        extent: EXTENT,
        count: this.count,
        bar: token(this, this.hue),
        whisker: token(this, "--ink"),
        axis: token(this, "--rule"),
      },
    );
  }

  render() {
    return html`<canvas role="img" aria-label=${this.name}></canvas>`;
  }
}
customElements.define("code-strip", CodeStrip);
