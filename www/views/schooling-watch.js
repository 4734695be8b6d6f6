/** What a model learns in the workshop, as it learns it: a curve, and pictures. */

import { html, nothing } from "lit";
import { token } from "../charts/colour.js";
import { paintDots } from "../charts/dot-plot.js";
import { words } from "../words/words.js";
import { CanvasElement } from "./canvas-element.js";
import "./picture-rows.js";

export class SchoolingWatch extends CanvasElement {
  static properties = { schooling: { attribute: false } };

  constructor() {
    super();
    /** @type {import("../session/schooling.js").Schooling | null} */
    this.schooling = null;
  }

  get canvas() {
    return /** @type {HTMLCanvasElement | null} */ (
      this.querySelector(".schooling-curve")
    );
  }

  paint() {
    const { canvas, schooling } = this;
    if (!canvas || !schooling || schooling.curve.length < 2) return;
    const { learning } = words.workshop;
    const { fontFamily } = getComputedStyle(this);
    const last = schooling.curve.length - 1;
    const dots = schooling.curve.map(({ step, nats }, i) => ({
      ...{ key: i, x: step, y: nats, hollow: false, from: i - 1 },
      bare: i < last,
    }));
    paintDots(
      canvas,
      dots,
      { across: learning.across, up: learning.up, x: String, y: words.nats },
      {
        ...{ ink: token(this, "--ink"), quiet: token(this, "--ink-quiet") },
        ...{ rule: token(this, "--rule"), field: token(this, "--panel") },
        font: `11px ${fontFamily}`,
        ...{ chosen: null, pointed: null },
      },
    );
  }

  /** @param {import("../session/schooling.js").Schooling} schooling */
  pictures({ kind, originals, teacher, student }) {
    if (!originals || !teacher) return nothing;
    const { learning, pictures } = words.workshop;
    return html`<picture-rows
      .heading=${pictures.reconstructed}
      .rows=${[
        { name: pictures.originals, pixels: originals },
        { name: learning.from[kind], pixels: teacher },
        ...(student ? [{ name: learning.learner[kind], pixels: student }] : []),
      ]}
    ></picture-rows>`;
  }

  render() {
    const { schooling } = this;
    if (!schooling) return nothing;
    const { learning } = words.workshop;
    const { name, kind, round, rounds, step, steps, curve } = schooling;
    const now = curve.at(-1)?.nats;
    return html`<h3>${learning.title[kind](name)}</h3>
      <p class="schooling-step">
        ${learning.step(step, steps)}${
          rounds > 1 ? html` · ${learning.round(round, rounds)}` : nothing
        }${
          now === undefined
            ? nothing
            : html` · <strong>${learning.now(now)}</strong>`
        }
      </p>
      <canvas
        class="schooling-curve"
        role="img"
        aria-label=${learning.curve(name)}
        data-points=${curve.length}
      ></canvas>
      ${this.pictures(schooling)}`;
  }
}
customElements.define("schooling-watch", SchoolingWatch);
