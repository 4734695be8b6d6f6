/** What the decoder makes of the place under the pointer, beside the pointer. */

import { html, nothing } from "lit";
import { styled } from "./styled.js";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./digit-picture.js";

const PIXELS = 28 * 28;

export class PointerTile extends PageElement {
  static properties = {
    probe: { attribute: false },
    map: { attribute: false },
    digitsOf: { attribute: false },
    x: { attribute: false },
    y: { attribute: false },
    side: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../session/probe.js").Probe | null} */
    this.probe = null;
    /** @type {import("../session/latent-map.js").MapOfMeans | null} */
    this.map = null;
    /** @type {import("../session/session.js").DataName} */
    this.digitsOf = "mnist";
    /** In CSS pixels, from the plane's top left. */
    this.x = 0;
    this.y = 0;
    /** Of the plane. */
    this.side = 0;
    this.look = () => this.requestUpdate();
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has("probe")) return;
    const former = /** @type {import("../session/probe.js").Probe | null} */ (
      changed.get("probe")
    );
    former?.removeEventListener("change", this.look);
    this.probe?.addEventListener("change", this.look);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.probe?.removeEventListener("change", this.look);
    this.probe = null;
  }

  /** The digit whose dot it is, if it is one's. @param {number} at in the map */
  digit(at) {
    const { map } = this;
    if (!map || at < 0 || at >= map.labels.length) return null;
    const index = map.indices[at];
    return {
      pixels: map.digits.images.subarray(index * PIXELS, (index + 1) * PIXELS),
      label: map.labels[at],
    };
  }

  render() {
    const look = this.probe?.value;
    if (!look) return nothing;
    const digit = this.digit(look.aim.digit);
    const { real } = words.sets[this.digitsOf];
    const across = this.x > this.side / 2 ? "left" : "right";
    const upwards = this.y > this.side / 2 ? "above" : "below";
    return html`<div
      class="pointer-tile ${across} ${upwards}"
      ${styled({ "--x": `${this.x}px`, "--y": `${this.y}px` })}
      aria-hidden="true"
    >
      <div class="pair">
        ${
          digit
            ? html`<digit-picture .pixels=${digit.pixels}></digit-picture>
                <span class="to">→</span>`
            : nothing
        }
        <digit-picture .pixels=${look.output}></digit-picture>
      </div>
      <p>
        ${digit ? words.plane.decoded(real(digit.label)) : words.plane.here}
      </p>
    </div>`;
  }
}
customElements.define("pointer-tile", PointerTile);
