/** The files of this visit: bytes against nats, and a list to choose from. */

import { html, nothing } from "lit";
import { token } from "../charts/colour.js";
import { dotAt, frontierOf, paintDots, placed } from "../charts/dot-plot.js";
import { markOf } from "../charts/marks.js";
import { natsKnown } from "../session/workshop.js";
import { words } from "../words/words.js";
import { CanvasElement } from "./canvas-element.js";
import { measuredText } from "./measured-text.js";

/** @typedef {import("../session/workshop.js").WorkshopFile} WorkshopFile */

/** In the order of the legend. */
const FAMILIES = /** @type {const} */ ([
  "model",
  "quantize",
  "prune",
  "factorize",
  "removeLatents",
  "several",
  "other",
]);
/** @typedef {(typeof FAMILIES)[number]} Family */

/**
 * What a file was made by, as far as a chart tells it.
 *
 * @param {WorkshopFile} file
 * @param {WorkshopFile[]} files
 * @returns {Family}
 */
function familyOfFile({ operation, of }, files) {
  if (!operation) return "model";
  const parent = files.find(({ id }) => id === of);
  if (parent?.operation) return "several";
  return FAMILIES.find((family) => family === operation) ?? "other";
}

/** A finger is wider than a pointer. */
const REACH = { mouse: 14, touch: 26 };

export class MadeFiles extends CanvasElement {
  static properties = {
    files: { attribute: false },
    chosen: { attribute: false },
    ready: { attribute: false },
    busy: { attribute: false },
    pointed: { state: true },
  };

  constructor() {
    super();
    /** @type {WorkshopFile[]} */
    this.files = [];
    /** @type {number | null} */
    this.chosen = null;
    /** Whether a file can be opened. */
    this.ready = false;
    /** Whether something is being made or measured. */
    this.busy = false;
    /** The file that is pointed at. @type {number | null} */
    this.pointed = null;
  }

  /** @returns {import("../charts/dot-plot.js").Dot[]} */
  get dots() {
    return this.files.flatMap((file) => {
      const { id, bytes, operation, of, figures } = file;
      const nats = natsKnown(file);
      if (!nats || !Number.isFinite(nats.value)) return [];
      return [
        {
          ...{ key: id, x: bytes.byteLength, y: nats.value },
          from: id === this.chosen ? of : null,
          hollow: !operation || !figures.negativeElbo,
          mark: markOf(familyOfFile(file, this.files)),
        },
      ];
    });
  }

  /** Of files of very different sizes a linear axis shows the largest alone. */
  get log() {
    const sizes = this.dots.map(({ x }) => x);
    return Math.max(...sizes) > 4 * Math.min(...sizes);
  }

  paint() {
    const { canvas, dots, log } = this;
    if (!canvas || dots.length === 0) return;
    const { axes, size } = words.workshop.shelf;
    const { fontFamily } = getComputedStyle(this);
    paintDots(
      canvas,
      dots,
      { across: axes.bytes, up: axes.nats, x: size, y: words.nats, log },
      {
        ...{ ink: token(this, "--ink"), quiet: token(this, "--ink-quiet") },
        ...{ rule: token(this, "--rule"), field: token(this, "--panel") },
        font: `11px ${fontFamily}`,
        ...{ chosen: this.chosen, pointed: this.pointed },
        frontier: frontierOf(dots),
      },
    );
  }

  /** @param {PointerEvent | MouseEvent} event */
  under({ offsetX: x, offsetY: y, target, ...event }) {
    if (!(target instanceof HTMLCanvasElement)) return null;
    const { clientWidth: width, clientHeight: height } = target;
    const touch = "pointerType" in event && event.pointerType === "touch";
    const reach = touch ? REACH.touch : REACH.mouse;
    return dotAt(
      placed(this.dots, { width, height }, this.log),
      { x, y },
      reach,
    );
  }

  /** @param {PointerEvent} event */
  pick(event) {
    const found = this.under(event);
    if (found !== null) this.ask("choose-file", found);
  }

  /** @param {WorkshopFile} file */
  said(file) {
    return words.workshop.shelf.point(file.name, measuredText(file));
  }

  /** Which marks mean what: those that are there. */
  legend() {
    const { families, frontier } = words.workshop.shelf;
    const there = FAMILIES.filter((family) =>
      this.files.some(
        (file) => natsKnown(file) && familyOfFile(file, this.files) === family,
      ),
    );
    if (there.length < 3) return nothing;
    return html`<ul
      class="plot-legend"
      aria-label=${words.workshop.shelf.legend}
    >
      ${there.map(
        (family) =>
          html`<li>
            <svg viewBox="-6 -6 12 12" aria-hidden="true">
              <path
                d=${markOf(family)}
                class=${family === "model" ? "hollow" : ""}
              ></path></svg
            >${families[family]}
          </li>`,
      )}
      <li>
        <svg viewBox="-6 -6 12 12" aria-hidden="true">
          <path class="line" d="M-6,-3H0V4H6"></path></svg
        >${frontier}
      </li>
    </ul>`;
  }

  plot() {
    const { shelf } = words.workshop;
    const { dots } = this;
    if (dots.length === 0) return nothing;
    const shown = this.pointed ?? this.chosen;
    const file = this.files.find(({ id }) => id === shown);
    return html`<canvas
        role="img"
        aria-label=${shelf.plot(dots.length)}
        data-dots=${dots.length}
        @pointermove=${(/** @type {PointerEvent} */ event) =>
          (this.pointed = this.under(event))}
        @pointerleave=${() => (this.pointed = null)}
        @click=${this.pick}
      ></canvas>
      ${this.legend()}
      <p class="hint plot-reading">${file ? this.said(file) : nothing}</p>`;
  }

  /** @param {WorkshopFile} file */
  row(file) {
    const { shelf } = words.workshop;
    const { id, name, operation, measuring } = file;
    const chosen = id === this.chosen;
    return html`<li class=${chosen ? "chosen" : ""}>
      <button
        type="button"
        class="file-look"
        aria-pressed=${chosen}
        @focus=${() => (this.pointed = id)}
        @blur=${() => (this.pointed = null)}
        @pointerenter=${() => (this.pointed = id)}
        @pointerleave=${() => (this.pointed = null)}
        @click=${() => this.ask("choose-file", id)}
      >
        <span class="file-name">${name}</span>
        <small
          >${measuredText(file)}${
            operation ? nothing : html` · ${shelf.was}`
          }</small
        >
      </button>
      <button
        type="button"
        class="plain"
        ?disabled=${!this.ready || measuring}
        aria-label=${shelf.openNamed(name)}
        @click=${() => this.ask("open-made", id)}
      >
        ${shelf.open}
      </button>
      <button
        type="button"
        class="plain"
        ?disabled=${measuring}
        aria-label=${shelf.saveNamed(name)}
        @click=${() => this.ask("save-made", id)}
      >
        ${shelf.save}
      </button>
      <button
        type="button"
        class="plain"
        ?disabled=${measuring || this.busy}
        aria-label=${shelf.dropNamed(name)}
        @click=${() => this.ask("drop-made", id)}
      >
        ×
      </button>
    </li>`;
  }

  /** The newest first: it is what one looks for. */
  render() {
    const { shelf } = words.workshop;
    const survey = html`<div class="survey">
      <button
        type="button"
        ?disabled=${!this.ready || this.busy}
        @click=${() => this.ask("survey", undefined)}
      >
        ${shelf.survey}
      </button>
      ${
        this.files.length > 0
          ? nothing
          : html`<p class="hint">${shelf.surveyHint}</p>`
      }
    </div>`;
    if (this.files.length === 0) {
      return html`${survey}
        <p class="empty">${shelf.empty}</p>`;
    }
    return html`${survey} ${this.plot()}
      <ul class="file-list" aria-label=${shelf.list}>
        ${[...this.files].reverse().map((file) => this.row(file))}
      </ul>`;
  }
}
customElements.define("made-files", MadeFiles);
