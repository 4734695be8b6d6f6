/** Generates digits: as many as wanted, from a seed. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./number-field.js";
import "./sample-grid.js";

export class SamplePanel extends PageElement {
  static properties = {
    settings: { attribute: false },
    grid: { attribute: false },
    conditional: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../state.js").Settings | null} */
    this.settings = null;
    /** @type {import("../session/samples.js").Grid | null} */
    this.grid = null;
    /** Whether the model is told which class to draw. */
    this.conditional = false;
  }

  render() {
    const { samples } = words;
    if (!this.settings) return nothing;
    return html`<section class="sample-control">
        <p class="promise">
          ${samples.explain} ${this.conditional ? samples.inTurn : nothing}
        </p>
        <div class="transport">
          <button
            type="button"
            class="primary"
            @click=${() => this.ask("new-samples", undefined)}
          >
            ${samples.fresh}
          </button>
        </div>
        <number-field
          .setting=${"seed"}
          .value=${this.settings.seed}
          .label=${samples.seed}
          .hint=${samples.seedHint}
        ></number-field>
        <number-field
          .setting=${"count"}
          .value=${this.settings.count}
          .label=${samples.count}
          .hint=${samples.train}
        ></number-field>
      </section>
      <sample-grid .grid=${this.grid} .fill=${true}></sample-grid>`;
  }
}
customElements.define("sample-panel", SamplePanel);
