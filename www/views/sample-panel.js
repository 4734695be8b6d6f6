/** Generates digits: as many as wanted, from a seed, a prior, a temperature. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import { saveButton } from "./save-sign.js";
import "./number-field.js";
import "./prior-control.js";
import "./sample-picker.js";

/**
 * @typedef {object} SampleView
 * @property {import("../state.js").Settings} settings
 * @property {import("../session/samples.js").Grid | null} grid
 * @property {import("../session/session.js").DataName} digitsOf
 * @property {import("../session/priors.js").PriorName[]} priors
 * @property {import("../session/priors.js").PriorName | null} prior drawn from
 * @property {number} classes that can be asked for; 0 where none can
 * @property {import("../session/prior-fit.js").Fit | null} fit
 * @property {import("../session/prior-fit.js").Densities | null} densities
 * @property {number} images that a prior can be fitted to
 */

export class SamplePanel extends PageElement {
  static properties = { view: { attribute: false } };

  constructor() {
    super();
    /** @type {SampleView | null} */
    this.view = null;
  }

  render() {
    const { samples } = words;
    const { view } = this;
    if (!view) return nothing;
    return html`<section class="sample-control">
        <p class="promise">${samples.explain}</p>
        <div class="transport">
          <button
            type="button"
            class="primary"
            @click=${() => this.ask("new-samples", undefined)}
          >
            ${samples.fresh}
          </button>
          ${saveButton({
            name: words.saving.samples,
            ready: view.grid !== null,
            save: () => this.ask("save-shown", "samples.png"),
          })}
        </div>
        <number-field
          .setting=${"seed"}
          .value=${view.settings.seed}
          .label=${samples.seed}
          .hint=${samples.seedHint}
        ></number-field>
        <number-field
          .setting=${"count"}
          .value=${view.settings.count}
          .label=${samples.count}
          .hint=${samples.train}
        ></number-field>
      </section>
      <prior-control .view=${view}></prior-control>
      <sample-picker .grid=${view.grid}></sample-picker>`;
  }
}
customElements.define("sample-panel", SamplePanel);
