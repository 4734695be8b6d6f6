/** Goes back through the snapshots of a run that is paused or over. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";

/**
 * @typedef {object} LookBackView
 * @property {number[]} steps of the snapshots, in order
 * @property {import("../session/snapshots.js").Which | null} shown what is looked at; null: the latest
 * @property {{ nats?: number } | null} averaged the mean over the steps, where there is one
 * @property {boolean} open whether the run is only paused
 * @property {number} left steps that the run would have left from there
 */

export class LookBack extends PageElement {
  static properties = { view: { attribute: false } };

  constructor() {
    super();
    /** @type {LookBackView | null} */
    this.view = null;
  }

  /** @param {Event} event */
  moved({ target }) {
    if (!(target instanceof HTMLInputElement) || !this.view) return;
    const step = this.view.steps[Number(target.value)];
    if (step !== undefined) this.ask("look", step);
  }

  render() {
    const { view } = this;
    if (!view || view.steps.length < 2) return nothing;
    const { lookBack } = words;
    const last = view.steps.length - 1;
    const found = view.steps.indexOf(Number(view.shown ?? NaN));
    const at = found < 0 ? last : found;
    const mean = view.shown === "average";
    const said = mean
      ? lookBack.mean
      : lookBack.at(view.steps[at], at === last);
    return html`<div class="look-head">
        <label for="look-back">${lookBack.title}</label>
        <output for="look-back">${said}</output>
      </div>
      <div class="look-scale">
        <span aria-hidden="true">${lookBack.step(view.steps[0])}</span>
        <input
          id="look-back"
          type="range"
          min="0"
          max=${last}
          step="1"
          .value=${String(at)}
          aria-valuetext=${said}
          @input=${this.moved}
        />
        <span aria-hidden="true">${lookBack.step(view.steps[last])}</span>
      </div>
      ${this.tools(view, at === last && !mean)}`;
  }

  /**
   * What to do with the step that is looked at; the latest of a paused run is
   * where the run itself resumes.
   *
   * @param {LookBackView} view
   * @param {boolean} latest
   */
  tools({ open, shown, averaged, left }, latest) {
    const { lookBack } = words;
    const away = open && shown !== null;
    return html`<div class="look-tools">
      <button
        type="button"
        ?disabled=${latest}
        @click=${() => this.ask("look-latest", undefined)}
      >
        ${lookBack.latest}
      </button>
      <button
        type="button"
        title=${lookBack.goOnHint}
        ?disabled=${(open && !away) || left < 1}
        @click=${() => this.ask("go-on", undefined)}
      >
        ${lookBack.goOn(left)}
      </button>
      ${
        averaged
          ? html`<button
              type="button"
              class="mean"
              title=${lookBack.averageHint}
              aria-pressed=${String(shown === "average")}
              @click=${() => this.ask("look", "average")}
            >
              ${lookBack.average(averaged.nats)}
            </button>`
          : nothing
      }
      ${away ? html`<p class="hint">${lookBack.ends}</p>` : nothing}
    </div>`;
  }
}
customElements.define("look-back", LookBack);
