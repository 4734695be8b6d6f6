/** How the costs fall while the model learns. */

import { html, nothing } from "lit";
import { token } from "../charts/colour.js";
import { FIGURES } from "../session/history.js";
import { besideFigure, nearest } from "../session/references.js";
import { words } from "../words/words.js";
import { count } from "../words/numbers.js";
import { CanvasElement } from "./canvas-element.js";
import { afterFirstPicture } from "./first-picture.js";
import { referenceList } from "./reference-list.js";
import "./nats-figure.js";

/** @type {Record<import("../session/history.js").Figure, string>} */
const HUES = {
  reconstruction: "--decoder",
  kl: "--encoder",
  negativeElbo: "--ink",
};
const LABEL_ROOM = 56;

/** @typedef {typeof import("../charts/curves.js")} Charts */

/** The library that draws them, fetched after the first digits. @type {Charts | undefined} */
let charts;
/** @type {Promise<void> | undefined} */
let fetching;

async function fetchCharts() {
  await afterFirstPicture();
  charts = await import(/* webpackChunkName: "curves" */ "../charts/curves.js");
}

export class LearningCurves extends CanvasElement {
  static properties = {
    history: { attribute: false },
    beat: { attribute: false },
    watch: { attribute: false },
    kept: { attribute: false },
    references: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../session/history.js").History | null} */
    this.history = null;
    /** Changes when the history has grown. */
    this.beat = 0;
    /** @type {import("./training-watch.js").Watched | null} */
    this.watch = null;
    /** Curves of earlier runs. @type {import("../session/kept-runs.js").KeptRun[]} */
    this.kept = [];
    /** @type {ReturnType<typeof import("../session/references.js").referencesFor>} */
    this.references = { references: [], missing: null };
    /** @type {ReturnType<Charts["makeCurves"]> | null} */
    this.curves = null;
    this.frame = new ResizeObserver(() => this.curves?.fit());
  }

  makeCurves() {
    const frame = this.querySelector(".curves");
    if (!charts || !(frame instanceof HTMLElement)) return null;
    const curves = FIGURES.map((figure) => ({
      label: () => words.curves.short[figure],
      colour: () => token(this, HUES[figure]),
    }));
    // What stands above may take another line, and leave less for the curves.
    this.frame.observe(frame);
    return charts.makeCurves(
      frame,
      curves,
      { across: () => words.curves.step, count },
      {
        ink: () => token(this, "--ink-quiet"),
        inkFull: () => token(this, "--ink"),
        rule: () => token(this, "--rule"),
        paper: () => token(this, "--panel"),
        font: `${token(this, "--text-small")} ${token(this, "--font")}`,
        room: LABEL_ROOM,
      },
    );
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.frame.disconnect();
    this.curves?.destroy();
    this.curves = null;
  }

  /** Draws as soon as it can be drawn; a library that did not come is asked for again. */
  awaitCharts() {
    fetching ??= fetchCharts();
    fetching.then(
      () => this.isConnected && this.paint(),
      () => (fetching = undefined),
    );
  }

  /** A new size or theme; new figures alone take `updated`. */
  paint() {
    if (!charts) return this.awaitCharts();
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
    this.curves?.show(steps, values, this.underlay());
  }

  /** @returns {import("../charts/underlay.js").Underlay} */
  underlay() {
    const points = this.watch?.heldOut ? this.watch.points : [];
    return {
      earlier: this.kept
        .filter(({ shown }) => shown)
        .map(({ steps, nats, name }) => ({ steps, values: nats, label: name })),
      marks: this.references.references.map(({ name, nats }) => ({
        value: nats,
        label: words.references.mark(name, nats),
      })),
      points: points.map(({ step, negativeElbo }) => ({
        step,
        value: negativeElbo,
      })),
    };
  }

  /** The held-out figure, large like the others: of all images where it is there. */
  heldOut() {
    const { watch } = this;
    const point = watch?.full ?? watch?.points.at(-1);
    if (!watch?.heldOut || !point) return nothing;
    return html`<p class="figure held-out-figure">
      <span class="held-out-value">${words.nats(point.negativeElbo)}</span>
      <span class="figure-unit"></span>
      <span class="figure-name">${words.watch.heldOut}</span>
    </p>`;
  }

  /** @param {import("../session/references.js").Reference[]} references */
  beside(references) {
    const { sentence, beside, mark } = words.references;
    const [first, ...more] = references;
    if (!first) return "";
    if (more.length === 0) return sentence(first.name, first.nats);
    return beside(references.map(({ name, nats }) => mark(name, nats)));
  }

  /** What compares with the figures, or why nothing does. */
  compared() {
    const { missing, references } = this.references;
    const point = this.watch?.full ?? this.watch?.points.at(-1);
    const nats =
      point?.negativeElbo ?? this.history?.latest("negativeElbo") ?? NaN;
    return [
      this.watch?.note ?? "",
      this.beside(besideFigure(this.references, nats)),
      missing && !nearest(references, nats)
        ? words.references.missing[missing]
        : "",
    ]
      .filter((sentence) => sentence !== "")
      .join(" ");
  }

  render() {
    const { history } = this;
    const known = history !== null && !history.empty;
    const held = known ? this.heldOut() : nothing;
    // Four figures leave no room for long names.
    const names = held === nothing ? words.curves : words.curves.short;
    return html`<div class="figures">
        ${FIGURES.map(
          (figure) =>
            html`<nats-figure
              .term=${figure}
              .shown=${names[figure]}
              .value=${known ? history.latest(figure) : null}
              .more=${() => referenceList(this.references.references, figure)}
            ></nats-figure>`,
        )}
        ${held}
      </div>
      <p class="hint measured">
        ${known ? words.curves.averaged(history.meanOver) : words.curves.empty}
        ${known ? this.compared() : nothing}
      </p>
      <div class="curves" role="img" aria-label=${words.curves.name}></div>`;
  }
}
customElements.define("learning-curves", LearningCurves);
