/** The latent plane: where real digits lie, and the one on the line. */

import { html, nothing } from "lit";
import { token } from "../charts/colour.js";
import { planeScales } from "../charts/plane-axes.js";
import { drawScatter, nearestPoint, planeExtent } from "../charts/scatter.js";
import { words } from "../words/words.js";
import { CanvasElement } from "./canvas-element.js";
import "./term-note.js";

/** Three deviations of the prior hold nearly all of it. */
const LEAST_EXTENT = 3;
const REACH = 12;

export class LatentMapView extends CanvasElement {
  static properties = {
    map: { attribute: false },
    reading: { attribute: false },
    latentDim: { attribute: false },
    highlight: { attribute: false },
    digitsOf: { attribute: false },
    hovered: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../session/latent-map.js").MapOfMeans | null} */
    this.map = null;
    /** @type {import("../session/line.js").Reading | null} */
    this.reading = null;
    this.latentDim = 0;
    /** A class that another view points at. @type {number | null} */
    this.highlight = null;
    /** What the points are of. @type {import("../session/session.js").DataName} */
    this.digitsOf = "mnist";
    /** The digit under the pointer, or -1. */
    this.hovered = -1;
  }

  get points() {
    return (
      this.map && { x: this.map.x, y: this.map.y, classes: this.map.labels }
    );
  }

  /** The posterior of the digit on the line, on the two axes shown. */
  get ellipse() {
    if (!this.map || !this.reading) return null;
    const [first, second] = this.map.axes;
    const { mean, logVar } = this.reading;
    return {
      x: mean[first],
      y: mean[second],
      deviationX: Math.exp(logVar[first] / 2),
      deviationY: Math.exp(logVar[second] / 2),
    };
  }

  get palette() {
    return {
      classes: Array.from({ length: 10 }, (_, i) =>
        token(this, `--class-${i}`),
      ),
      ink: token(this, "--ink"),
      quiet: token(this, "--ink-quiet"),
      rule: token(this, "--rule"),
      field: token(this, "--field"),
      mark: token(this, "--encoder"),
      font: `12px ${token(this, "--font")}`,
    };
  }

  paint() {
    if (!this.canvas) return;
    const hovered = this.map?.labels[this.hovered] ?? null;
    drawScatter(
      this.canvas,
      {
        points: this.points,
        ellipse: this.ellipse,
        extent: planeExtent(this.points, LEAST_EXTENT),
        highlight: this.highlight ?? hovered,
      },
      this.palette,
    );
  }

  /** @param {MouseEvent} event */
  digitAt({ offsetX, offsetY }) {
    const { points, canvas } = this;
    if (!points || !canvas) return -1;
    const scales = planeScales(planeExtent(points, LEAST_EXTENT), {
      width: canvas.clientWidth,
      height: canvas.clientHeight,
    });
    return nearestPoint(points, { x: offsetX, y: offsetY }, scales, REACH);
  }

  /** @param {MouseEvent} event */
  pick(event) {
    const index = this.digitAt(event);
    if (index >= 0) this.ask("pick", index);
  }

  caption() {
    if (!this.map) return words.map.empty;
    const shown = this.map.labels.length;
    if (this.hovered >= 0) {
      const { real } = words.sets[this.digitsOf];
      return words.map.pick(real(this.map.labels[this.hovered]));
    }
    return this.latentDim > 2
      ? words.map.caption(shown, this.latentDim)
      : words.map.captionTwo(shown);
  }

  render() {
    const [first, second] = this.map?.axes ?? [0, 1];
    const shown = this.map?.labels.length ?? 0;
    return html`<div class="plane">
        <canvas
          role="img"
          aria-label=${
            this.map ? words.map.name(shown, first, second) : words.map.empty
          }
          @pointermove=${(/** @type {PointerEvent} */ event) =>
            (this.hovered = this.digitAt(event))}
          @pointerleave=${() => (this.hovered = -1)}
          @click=${this.pick}
        ></canvas>
        <span class="axis-y" aria-hidden="true"
          >${this.map ? words.map.axis(second) : nothing}</span
        >
        <span class="axis-x" aria-hidden="true"
          >${this.map ? words.map.axis(first) : nothing}</span
        >
      </div>
      <p class="caption">
        <span>${this.caption()}</span>
        <span
          >${words.map.rings} <term-note .term=${"prior"}></term-note> ${
            words.map.ringsAt
          }</span
        >
      </p>`;
  }
}
customElements.define("latent-map", LatentMapView);
