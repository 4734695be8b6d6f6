/** How to learn, in three parts: the numbers, the objective, the model. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./model-form.js";
import "./training-objective.js";
import "./training-settings.js";

/** @typedef {import("../state.js").Settings} Settings */
/** @typedef {{ name: string, message: string, code?: string }} Refusal */

const PARTS = /** @type {const} */ (["settings", "objective", "model"]);

export class TrainingSetup extends PageElement {
  static properties = {
    settings: { attribute: false },
    refusal: { attribute: false },
    ready: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Settings | null} */
    this.settings = null;
    /** @type {Refusal | null} */
    this.refusal = null;
    /** Whether a model can be made. */
    this.ready = false;
  }

  /** @param {Settings["setup"]} setup */
  segment(setup) {
    return html`<label>
      <input
        type="radio"
        name="setup"
        class="unseen"
        .checked=${this.settings?.setup === setup}
        @change=${() => this.ask("set", { setup })}
      />
      <span>${words.setup.parts[setup]}</span>
    </label>`;
  }

  shown() {
    const { settings, refusal } = this;
    if (!settings) return nothing;
    if (settings.setup === "objective") {
      return html`<training-objective
        .settings=${settings}
        .refusal=${refusal}
      ></training-objective>`;
    }
    if (settings.setup === "model") {
      return html`<model-form
        .settings=${settings}
        .refusal=${refusal}
        .ready=${this.ready}
      ></model-form>`;
    }
    return html`<training-settings
      .settings=${settings}
      .refusal=${refusal}
    ></training-settings>`;
  }

  render() {
    return html`<div
        class="segments three"
        role="radiogroup"
        aria-label=${words.setup.title}
      >
        ${PARTS.map((part) => this.segment(part))}
      </div>
      ${this.shown()}`;
  }
}
customElements.define("training-setup", TrainingSetup);
