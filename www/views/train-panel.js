/** Training: what from, how, how far, what it costs, what it draws by now. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./digit-pairs.js";
import "./look-back.js";
import "./sample-grid.js";
import "./training-control.js";
import "./training-data.js";
import "./training-setup.js";
import "./training-watch.js";

/**
 * @typedef {object} TrainView
 * @property {import("../state.js").Settings} settings
 * @property {import("../session/session.js").DrawnDigit[]} mine
 * @property {boolean} canKeep
 * @property {import("./training-control.js").RunView | null} run
 * @property {string} promise
 * @property {boolean} ready
 * @property {boolean} stale
 * @property {boolean} changed whether a reset would change the weights
 * @property {import("../session/session.js").Score | null} score
 * @property {import("../session/history.js").History} history
 * @property {import("../session/samples.js").Grid | null} grid
 * @property {boolean} conditional whether the model is told classes
 * @property {import("../session/session.js").DataName} atHand what the images at hand are of
 * @property {import("./whole-set.js").SetView} whole
 * @property {import("./training-watch.js").Watched} watch
 * @property {import("./look-back.js").LookBackView | null} lookBack
 * @property {import("../session/kept-runs.js").KeptRun[]} keptRuns
 * @property {ReturnType<typeof import("../session/references.js").referencesFor>} references
 * @property {import("./training-setup.js").Refusal | null} refusal
 * @property {boolean} canMake whether a model can be made now
 */

export class TrainPanel extends PageElement {
  static properties = { view: { attribute: false } };

  constructor() {
    super();
    /** @type {TrainView | null} */
    this.view = null;
  }

  /** @param {TrainView} view */
  pictures({ grid, watch }) {
    return html`<section class="train-samples">
      <h3>
        ${words.samples.title}
        <button
          type="button"
          class="plain"
          @click=${() => this.ask("new-samples", undefined)}
        >
          ${words.samples.fresh}
        </button>
      </h3>
      <sample-grid .grid=${grid}></sample-grid>
      <digit-pairs .pairs=${watch.pairs}></digit-pairs>
    </section>`;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    return html`<div class="train-control">
        <training-control
          .run=${view.run}
          .promise=${view.promise}
          .ready=${view.ready}
          .stale=${view.stale}
          .score=${view.score}
        ></training-control>
        <look-back .view=${view.lookBack}></look-back>
      </div>
      <training-data
        .settings=${view.settings}
        .mine=${view.mine}
        .canKeep=${view.canKeep}
        .whole=${view.whole}
        .atHand=${view.atHand}
      ></training-data>
      <training-setup
        .settings=${view.settings}
        .refusal=${view.refusal}
        .ready=${view.canMake}
      ></training-setup>
      <training-watch class="train-curves" .view=${view}></training-watch>
      ${this.pictures(view)}`;
  }
}
customElements.define("train-panel", TrainPanel);
