/** The choices about the map: what it shows, and of which plane. */

import { html, nothing } from "lit";
import { byCost } from "../session/encoded.js";
import { SETTINGS } from "../state.js";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";

/** @typedef {"points" | "manifold" | "both"} Show */

const SHOWS = /** @type {Show[]} */ (["points", "manifold", "both"]);
const KINDS = /** @type {("pca" | "axes")[]} */ (["pca", "axes"]);

/** @param {Event} event of a select */
const chosen = ({ target }) =>
  target instanceof HTMLSelectElement ? target.value : "";

export class PlaneTools extends PageElement {
  static properties = {
    show: { attribute: false },
    kind: { attribute: false },
    latentDim: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Show} */
    this.show = SETTINGS.map.start;
    /** @type {"pca" | "axes"} */
    this.kind = SETTINGS.plane.start;
    this.latentDim = 0;
  }

  /** @param {Show} show */
  choice(show) {
    return html`<label>
      <input
        type="radio"
        name="map-shows"
        class="unseen"
        .checked=${this.show === show}
        @change=${() => this.ask("set", { map: show })}
      />
      <span>${words.plane.shows[show]}</span>
    </label>`;
  }

  kindChoice() {
    if (this.latentDim <= 2) return nothing;
    const { kind, kinds, kindHint } = words.plane;
    return html`<select
      aria-label=${kind}
      title=${kindHint}
      @change=${(/** @type {Event} */ event) => {
        const plane = KINDS.find((name) => name === chosen(event));
        if (plane) this.ask("set", { plane });
      }}
    >
      ${KINDS.map(
        (name) =>
          html`<option value=${name} .selected=${name === this.kind}>
            ${kinds[name]}
          </option>`,
      )}
    </select>`;
  }

  render() {
    return html`${this.kindChoice()}
      <div
        class="segments three"
        role="radiogroup"
        aria-label=${words.plane.show}
      >
        ${SHOWS.map((show) => this.choice(show))}
      </div>`;
  }
}
customElements.define("plane-tools", PlaneTools);

/**
 * What stands along an axis of the map: its name, or a choice among all.
 *
 * @param {PageElement} view
 * @param {import("../session/latent-map.js").MapOfMeans} map
 * @param {0 | 1} which across, or upwards
 */
export function axisName(view, { projection, shares, costs }, which) {
  const { axes, kind } = projection;
  const place = which === 0 ? "axis-x" : "axis-y";
  if (!axes || kind !== "axes") {
    const name = axes
      ? words.map.axis(axes[which])
      : words.plane.component(which + 1, shares[which]);
    return html`<span class=${place} aria-hidden="true">${name}</span>`;
  }
  const { axis, axisHint, axisCost } = words.plane;
  return html`<select
    class=${place}
    aria-label=${axis[which]}
    title=${axisHint}
    @change=${(/** @type {Event} */ event) =>
      view.ask("set", withAxis(axes, which, Number(chosen(event))))}
  >
    ${byCost(costs).map(
      (d) =>
        html`<option value=${d} .selected=${d === axes[which]}>
          ${axisCost(words.map.axis(d), costs[d])}
        </option>`,
    )}
  </select>`;
}

/**
 * The settings that show this latent on one axis; where the other axis has it,
 * they change places.
 *
 * @param {[number, number]} axes from 0
 * @param {0 | 1} which
 * @param {number} d
 */
export function withAxis(axes, which, d) {
  const next = [...axes];
  const other = 1 - which;
  if (next[other] === d) next[other] = axes[which];
  next[which] = d;
  return { axisX: next[0] + 1, axisY: next[1] + 1 };
}
