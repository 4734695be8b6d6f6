/** The files of this visit: bytes against nats, and a list to choose from. */

import { html, nothing } from "lit";
import { token } from "../charts/colour.js";
import { dotAt, paintDots, placed } from "../charts/dot-plot.js";
import { words } from "../words/words.js";
import { CanvasElement } from "./canvas-element.js";

/** @typedef {import("../session/workshop.js").WorkshopFile} WorkshopFile */

/** A finger is wider than a pointer. */
const REACH = { mouse: 14, touch: 26 };

export class MadeFiles extends CanvasElement {
  static properties = {
    files: { attribute: false },
    chosen: { attribute: false },
    ready: { attribute: false },
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
    /** The file that is pointed at. @type {number | null} */
    this.pointed = null;
  }

  /** @returns {import("../charts/dot-plot.js").Dot[]} */
  get dots() {
    return this.files.flatMap(({ id, bytes, figures, operation, of }) =>
      figures.negativeElbo
        ? [
            {
              ...{ key: id, x: bytes.byteLength, from: of },
              ...{ y: figures.negativeElbo.value, hollow: !operation },
            },
          ]
        : [],
    );
  }

  paint() {
    const { canvas, dots } = this;
    if (!canvas || dots.length === 0) return;
    const { axes, size } = words.workshop.shelf;
    const { fontFamily } = getComputedStyle(this);
    paintDots(
      canvas,
      dots,
      { across: axes.bytes, up: axes.nats, x: size, y: words.nats },
      {
        ...{ ink: token(this, "--ink"), quiet: token(this, "--ink-quiet") },
        ...{ rule: token(this, "--rule"), field: token(this, "--panel") },
        font: `11px ${fontFamily}`,
        ...{ chosen: this.chosen, pointed: this.pointed },
      },
    );
  }

  /** @param {PointerEvent | MouseEvent} event */
  under({ offsetX: x, offsetY: y, target, ...event }) {
    if (!(target instanceof HTMLCanvasElement)) return null;
    const { clientWidth: width, clientHeight: height } = target;
    const touch = "pointerType" in event && event.pointerType === "touch";
    const reach = touch ? REACH.touch : REACH.mouse;
    return dotAt(placed(this.dots, { width, height }), { x, y }, reach);
  }

  /** @param {PointerEvent} event */
  pick(event) {
    const found = this.under(event);
    if (found !== null) this.ask("choose-file", found);
  }

  /** @param {WorkshopFile} file */
  said({ name, bytes, figures }) {
    const { point, measured } = words.workshop.shelf;
    const { value } = figures.negativeElbo ?? {};
    return point(name, measured(bytes.byteLength, value));
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
      <p class="hint plot-reading">${file ? this.said(file) : nothing}</p>`;
  }

  /** @param {WorkshopFile} file */
  row(file) {
    const { shelf } = words.workshop;
    const { id, name, bytes, figures, operation, measuring } = file;
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
          >${shelf.measured(bytes.byteLength, figures.negativeElbo?.value)}${
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
    </li>`;
  }

  /** The newest first: it is what one looks for. */
  render() {
    const { shelf } = words.workshop;
    if (this.files.length === 0) {
      return html`<p class="empty">${shelf.empty}</p>`;
    }
    return html`${this.plot()}
      <ul class="file-list" aria-label=${shelf.list}>
        ${[...this.files].reverse().map((file) => this.row(file))}
      </ul>`;
  }
}
customElements.define("made-files", MadeFiles);
