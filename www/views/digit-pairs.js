/** Some fixed digits, each over what the model makes of it by now. */

import { html } from "lit";
import { token } from "../charts/colour.js";
import { paintGrid } from "../charts/picture-grid.js";
import { words } from "../words/words.js";
import { CanvasElement } from "./canvas-element.js";

const PIXELS = 784;

export class DigitPairs extends CanvasElement {
  static properties = { pairs: { attribute: false } };

  constructor() {
    super();
    /** @type {import("../session/watch.js").Pairs | null} */
    this.pairs = null;
  }

  paint() {
    if (!this.canvas || !this.pairs) return;
    const { originals, pictures } = this.pairs;
    const columns = originals.length / PIXELS;
    const both = new Float32Array(2 * originals.length);
    originals.forEach((grey, i) => (both[i] = grey / 255));
    both.set(pictures, originals.length);
    paintGrid(
      this.canvas,
      both,
      { columns, rows: 2 },
      { field: token(this, "--field"), ink: token(this, "--ink") },
    );
  }

  render() {
    const { pairs } = words.watch;
    if (!this.pairs) return html`<p class="empty">${pairs.empty}</p>`;
    const count = this.pairs.originals.length / PIXELS;
    return html`<canvas
        role="img"
        aria-label=${pairs.name(count, this.pairs.heldOut)}
      ></canvas>
      <p class="hint">${pairs.caption(this.pairs.heldOut)}</p>`;
  }
}
customElements.define("digit-pairs", DigitPairs);
