/** The latent plane: where real digits lie, what is decoded there, and the one on the line. */

import { html, nothing } from "lit";
import { plotBox } from "../charts/plane-axes.js";
import { nearestPoint } from "../charts/scatter.js";
import { words } from "../words/words.js";
import { PlaneCanvas } from "./plane-canvas.js";
import { captionOf, nameOf } from "./plane-words.js";
import { axisName } from "./plane-tools.js";
import { saveButton } from "./save-sign.js";
import "./plane-tools.js";
import "./pointer-tile.js";
import "./term-note.js";

/** @typedef {{ x: number, y: number }} Point */

const REACH = 10;
/** Of the keyboard's cross, in CSS pixels. */
const STEP = 8;
/** @type {Record<string, [number, number]>} */
const ARROWS = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

export class LatentMapView extends PlaneCanvas {
  /**
   * Looks at a place of the canvas.
   *
   * @param {Point} place
   */
  aim(place) {
    const { map, points, scales } = this;
    const box = plotBox(this.size);
    const inside =
      place.x >= box.left &&
      place.x <= box.right &&
      place.y >= box.top &&
      place.y <= box.bottom;
    if (!map || !points || !inside) return this.leave();
    const name = this.nameAt(place);
    const digit =
      this.show === "manifold" || name !== null
        ? -1
        : nearestPoint(points, place, scales, REACH);
    this.hovered = { digit, name, place };
    this.ask("look-at", {
      x: scales.x.invert(place.x),
      y: scales.y.invert(place.y),
      digit,
    });
  }

  leave() {
    this.cursor = null;
    if (!this.hovered) return;
    this.hovered = null;
    this.ask("look-at", null);
  }

  /** @param {PointerEvent} event */
  hover({ offsetX, offsetY, pointerType, buttons }) {
    // A finger is no pointer that hovers, and one that drags looks at nothing.
    if (pointerType === "touch" || buttons !== 0) return;
    this.cursor = null;
    this.aim({ x: offsetX, y: offsetY });
  }

  /** @param {MouseEvent} event */
  press({ offsetX, offsetY, detail }) {
    // The second click of two zooms.
    if (detail > 1) return;
    this.aim({ x: offsetX, y: offsetY });
    this.act();
  }

  /** Puts the digit that is aimed at on the line, or decodes the place. */
  act() {
    const { map, hovered } = this;
    if (!map || !hovered) return;
    const { digit, place } = hovered;
    if (digit < 0) {
      const { x, y } = this.scales;
      const z = map.projection.lift(x.invert(place.x), y.invert(place.y));
      this.ask("steer", z);
      return;
    }
    const index = map.indices[digit];
    // The test set's digits are none of those in the strip.
    if (!this.plane?.whole) return this.ask("pick", index);
    const pixels = map.digits.images.slice(index * 784, (index + 1) * 784);
    this.ask("draw", { kind: "mnist", pixels, label: map.labels[digit] });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.#answers(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {KeyboardEvent} event */
  #answers({ key, shiftKey }) {
    const arrow = ARROWS[key];
    if (shiftKey && arrow) return this.#moveCursor(arrow);
    if (key === "Enter" && this.cursor) return (this.act(), true);
    if (key === "Escape" && this.cursor) return (this.leave(), true);
    return this.zoomKey(key);
  }

  /** @param {[number, number]} step */
  #moveCursor([dx, dy]) {
    if (!this.map) return false;
    const { x, y } = this.scales;
    const { left, top, right, bottom } = plotBox(this.size);
    const from = this.cursor
      ? { x: x(this.cursor.x), y: y(this.cursor.y) }
      : { x: (left + right) / 2, y: (top + bottom) / 2 };
    const place = {
      x: Math.min(right, Math.max(left, from.x + dx)),
      y: Math.min(bottom, Math.max(top, from.y + dy)),
    };
    this.cursor = { x: x.invert(place.x), y: y.invert(place.y) };
    this.aim(place);
    return true;
  }

  viewTools() {
    const { fit, fitHint, reset } = words.plane;
    return html`<div class="plane-view">
      ${
        this.map?.moved
          ? html`<button
              type="button"
              title=${fitHint}
              @click=${() => this.ask("fit-map", undefined)}
            >
              ${fit}
            </button>`
          : nothing
      }
      ${
        this.zoomed
          ? html`<button type="button" @click=${() => this.resetView()}>
              ${reset}
            </button>`
          : nothing
      }
      ${saveButton({
        name: words.saving.map,
        ready: this.map !== null,
        save: () => this.ask("save-shown", "map.png"),
      })}
    </div>`;
  }

  render() {
    const { map, plane, hovered } = this;
    return html`<plane-tools
        .show=${this.show}
        .kind=${plane?.kind ?? "pca"}
        .latentDim=${this.latentDim}
      ></plane-tools>
      <div class="plane">
        <canvas
          tabindex="0"
          role="application"
          aria-label=${nameOf(this)}
          @pointermove=${this.hover}
          @pointerleave=${this.leave}
          @click=${this.press}
          @keydown=${this.key}
          @blur=${() => this.cursor && this.leave()}
        ></canvas>
        ${map ? [axisName(this, map, 1), axisName(this, map, 0)] : nothing}
        ${this.viewTools()}
        <pointer-tile
          .probe=${plane?.probe ?? null}
          .map=${map}
          .digitsOf=${this.digitsOf}
          .x=${hovered?.place.x ?? 0}
          .y=${hovered?.place.y ?? 0}
          .side=${this.size.width}
        ></pointer-tile>
      </div>
      <p class="caption">
        <span>${captionOf(this)}</span>
        <span
          >${words.map.rings} <term-note .term=${"prior"}></term-note> ${
            words.map.ringsAt
          }</span
        >
      </p>`;
  }
}
customElements.define("latent-map", LatentMapView);
