/** Training: what from, how, how far, what it costs, what it draws by now. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./learning-curves.js";
import "./sample-grid.js";
import "./training-control.js";
import "./training-data.js";
import "./training-settings.js";

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
 */

export class TrainPanel extends PageElement {
  static properties = { view: { attribute: false } };

  constructor() {
    super();
    /** @type {TrainView | null} */
    this.view = null;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    return html`<training-control
        .run=${view.run}
        .promise=${view.promise}
        .ready=${view.ready}
        .stale=${view.stale}
        .score=${view.score}
      ></training-control>
      <training-data
        .settings=${view.settings}
        .mine=${view.mine}
        .canKeep=${view.canKeep}
      ></training-data>
      <training-settings .settings=${view.settings}></training-settings>
      <section class="train-curves">
        <h3>${words.curves.title}</h3>
        <learning-curves
          .history=${view.history}
          .beat=${view.run?.step ?? 0}
        ></learning-curves>
      </section>
      <section class="train-samples">
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
        <sample-grid .grid=${view.grid}></sample-grid>
      </section>`;
  }
}
customElements.define("train-panel", TrainPanel);
