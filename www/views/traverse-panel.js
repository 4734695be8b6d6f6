/** Traversal: a slider a latent dimension, and the way between two digits. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { latentSlider } from "./latent-slider.js";
import { PageElement } from "./page-element.js";
import "./between-pins.js";
import "./codes-note.js";
import "./film-strip.js";

/** @typedef {import("./latent-slider.js").LatentRow} LatentRow */

/**
 * @typedef {object} TraverseView
 * @property {LatentRow[]} rows those that carry most first
 * @property {LatentRow[]} unused
 * @property {Float32Array | null} z what is decoded; null without a model
 * @property {Float32Array | null} mean of the posterior of the digit on the line
 * @property {boolean} steered
 * @property {number} digits over which the KL is a mean; 0 before it is measured
 * @property {import("../session/session.js").DataName} digitsOf
 * @property {LatentRow | null} along what the strip moves along
 * @property {Float32Array | null} sweep its pictures
 * @property {import("./between-pins.js").BetweenView} between
 * @property {import("./codes-note.js").CodesView} codes
 */

/** The strip's pictures go this far from 0 both ways. */
const REACH = 3;

export class TraversePanel extends PageElement {
  static properties = { view: { attribute: false } };

  constructor() {
    super();
    /** @type {TraverseView | null} */
    this.view = null;
  }

  /**
   * @param {number} dimension from 0
   * @param {number} value
   */
  move(dimension, value) {
    const z = this.view?.z?.slice();
    if (!z) return;
    z[dimension] = value;
    this.ask("steer", z);
  }

  /**
   * Back to the digit's own; where all are, the digit has the line again.
   *
   * @param {number} dimension from 0
   */
  release(dimension) {
    const { z, mean } = this.view ?? {};
    if (!z) return;
    const own = mean ?? new Float32Array(z.length);
    const rest = z.some((value, d) => d !== dimension && value !== own[d]);
    if (rest) this.move(dimension, own[dimension]);
    else this.ask("steer", null);
  }

  /** @param {LatentRow} row */
  row(row) {
    const { dimension } = row;
    return latentSlider(row, {
      moved: (value) => this.move(dimension, value),
      touched: () => this.ask("look-along", dimension),
      released: () => this.release(dimension),
    });
  }

  /** @param {TraverseView} view */
  sliders(view) {
    const { traverse } = words;
    const { digits, digitsOf, unused } = view;
    return html`<section class="latents" aria-labelledby="latents-title">
      <h3>
        <span id="latents-title">${traverse.title}</span>
        <codes-note .view=${view.codes}></codes-note>
        <button
          type="button"
          class="plain"
          ?disabled=${!view.steered}
          @click=${() => this.ask("steer", null)}
        >
          ${traverse.allBack}
        </button>
      </h3>
      <p class="hint">
        ${
          digits > 0
            ? traverse.order(digits, traverse.sets[digitsOf])
            : traverse.unsorted
        }
        ${view.mean ? nothing : traverse.noDigit}
      </p>
      <ul class="latent-rows">
        ${view.rows.map((row) => this.row(row))}
      </ul>
      ${
        unused.length > 0
          ? html`<details class="unused">
              <summary>${traverse.unused(unused.length)}</summary>
              <ul class="latent-rows">
                ${unused.map((row) => this.row(row))}
              </ul>
            </details>`
          : nothing
      }
    </section>`;
  }

  /** @param {TraverseView} view */
  strip({ along, sweep }) {
    const { traverse } = words;
    const name = along?.name ?? "z";
    return html`<section class="along" aria-labelledby="along-title">
      <h3 id="along-title">${traverse.along(name)}</h3>
      <film-strip
        .pixels=${sweep}
        .label=${traverse.strip(name)}
        .at=${along && (along.value + REACH) / (2 * REACH)}
      ></film-strip>
    </section>`;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    return html`${this.sliders(view)}
      <div class="ways">
        ${this.strip(view)}
        <between-pins .view=${view.between}></between-pins>
      </div>`;
  }
}
customElements.define("traverse-panel", TraversePanel);
