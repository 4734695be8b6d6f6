/** A picture of any size in its own greys, whatever the theme. */

import { html } from "lit";
import { CanvasElement } from "./canvas-element.js";

export class GreyPicture extends CanvasElement {
  static properties = {
    picture: { attribute: false },
    label: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../import/resample.js").Grey | null} */
    this.picture = null;
    /** What it shows; "" when text beside it already says so. */
    this.label = "";
  }

  paint() {
    if (!this.canvas || !this.picture) return;
    const { data, width, height } = this.picture;
    this.canvas.width = width;
    this.canvas.height = height;
    const context = this.canvas.getContext("2d");
    if (!context) return;
    const image = context.createImageData(width, height);
    const out = new Uint32Array(image.data.buffer);
    for (let i = 0; i < out.length; i++)
      out[i] = 0xff000000 | (data[i] * 0x10101);
    context.putImageData(image, 0, 0);
  }

  render() {
    return this.label
      ? html`<canvas role="img" aria-label=${this.label}></canvas>`
      : html`<canvas aria-hidden="true"></canvas>`;
  }
}
customElements.define("grey-picture", GreyPicture);
