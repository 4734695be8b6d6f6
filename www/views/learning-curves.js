/** How the costs fall while the model learns. */

import { html } from "lit";
import { token } from "../charts/colour.js";
import { makeCurves } from "../charts/curves.js";
import { FIGURES } from "../session/history.js";
import { words } from "../words/words.js";
import { count } from "../words/numbers.js";
import { CanvasElement } from "./canvas-element.js";
import "./nats-figure.js";

/** @type {Record<import("../session/history.js").Figure, string>} */
const HUES = {
  reconstruction: "--decoder",
  kl: "--encoder",
  negativeElbo: "--ink",
};
const LABEL_ROOM = 56;

export class LearningCurves extends CanvasElement {
  static properties = {
    history: { attribute: false },
    beat: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../session/history.js").History | null} */
    this.history = null;
    /** Changes when the history has grown. */
    this.beat = 0;
    /** @type {ReturnType<typeof makeCurves> | null} */
    this.curves = null;
  }

  makeCurves() {
    const frame = this.querySelector(".curves");
    if (!(frame instanceof HTMLElement)) return null;
    const curves = FIGURES.map((figure) => ({
      label: () => words.curves.short[figure],
      colour: () => token(this, HUES[figure]),
    }));
    return makeCurves(
      frame,
      curves,
      { across: () => words.curves.step, count },
      {
        ink: () => token(this, "--ink-quiet"),
        rule: () => token(this, "--rule"),
        font: `12px ${token(this, "--font")}`,
        room: LABEL_ROOM,
      },
    );
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.curves?.destroy();
    this.curves = null;
  }

  /** A new size or theme; new figures alone take `updated`. */
  paint() {
    this.curves ??= this.makeCurves();
    this.curves?.fit();
    this.updated();
  }

  updated() {
    if (!this.history) return;
    const { steps, columns } = this.history;
    const values = FIGURES.map((figure) => ({
      raw: columns[figure].batch,
      mean: columns[figure].mean,
    }));
    this.curves?.show(steps, values);
  }

  render() {
    const { history } = this;
    const known = history !== null && !history.empty;
    return html`<div class="figures">
        ${FIGURES.map(
          (figure) =>
            html`<nats-figure
              .term=${figure}
              .shown=${words.curves[figure]}
              .value=${known ? history.latest(figure) : null}
            ></nats-figure>`,
        )}
      </div>
      <p class="caption">
        ${known ? words.curves.averaged(history.meanOver) : words.curves.empty}
      </p>
      <div class="curves" role="img" aria-label=${words.curves.name}></div>`;
  }
}
customElements.define("learning-curves", LearningCurves);
