/** How a run goes: its curves or its latents, and what was kept of others. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import { saveSign } from "./save-sign.js";
import "./kept-runs.js";
import "./kl-strip.js";
import "./learning-curves.js";

/**
 * What a run is measured by.
 *
 * @typedef {object} Watched
 * @property {import("../session/watch.js").WatchPoint[]} points
 * @property {import("../session/watch.js").WatchPoint | null} full
 * @property {import("../session/watch.js").Pairs | null} pairs
 * @property {boolean} heldOut
 * @property {string} note what the held-out figure is averaged over, or why there is none
 */

const CURVES = /** @type {const} */ ([
  "curves.png",
  "curves.csv",
  "curves.npy",
]);
const SHOWN = /** @type {const} */ (["curves", "latents"]);

export class TrainingWatch extends PageElement {
  static properties = { view: { attribute: false } };

  constructor() {
    super();
    /** @type {import("./train-panel.js").TrainView | null} */
    this.view = null;
  }

  /** @param {"curves" | "latents"} watch */
  segment(watch) {
    return html`<label>
      <input
        type="radio"
        name="watch"
        class="unseen"
        .checked=${this.view?.settings.watch === watch}
        @change=${() => this.ask("set", { watch })}
      />
      <span>${words.watch.shown[watch]}</span>
    </label>`;
  }

  /** Only what is drawn can be a picture. */
  savePanel() {
    const { saving } = words;
    const { history, settings } = this.view ?? {};
    const empty = history?.empty ?? true;
    const drawn = settings?.watch === "curves";
    return html`<strong>${saving.curves}</strong>
      <p class="hint">${saving.curvesExplain}</p>
      <p class="copying">
        ${CURVES.map(
          (file) =>
            html`<button
              type="button"
              ?disabled=${empty || (file === "curves.png" && !drawn)}
              @click=${() => this.ask("save-shown", file)}
            >
              ${saving.files[file]}
            </button>`,
        )}
      </p>`;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    return html`<div class="watch-head">
        <div class="segments" role="radiogroup" aria-label=${words.watch.title}>
          ${SHOWN.map((each) => this.segment(each))}
        </div>
        <span class="watch-tools">
          <pop-note
            .look=${"save-picture"}
            .label=${html`${saveSign}<span class="unseen"
                >${words.saving.curves}</span
              >`}
            .name=${words.saving.curves}
            .panel=${() => this.savePanel()}
          ></pop-note>
          <kept-runs
            .runs=${view.keptRuns}
            .ready=${!view.history.empty}
          ></kept-runs>
        </span>
      </div>
      ${
        view.settings.watch === "latents"
          ? html`<kl-strip
              .points=${view.watch.points}
              .full=${view.watch.full}
              .heldOut=${view.watch.heldOut}
            ></kl-strip>`
          : html`<learning-curves
              .history=${view.history}
              .beat=${view.run?.step ?? 0}
              .watch=${view.watch}
              .kept=${view.keptRuns}
              .references=${view.references}
            ></learning-curves>`
      }`;
  }
}
customElements.define("training-watch", TrainingWatch);
