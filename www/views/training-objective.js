/** What is minimised, and how its weights and the learning rate go over a run. */

import { html, nothing } from "lit";
import { OWN } from "../session/run-options.js";
import { errorInFull, words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./choice-field.js";
import "./number-field.js";

/** @typedef {"gamma" | "capacity" | "importanceSamples" | "freeBits" | "warmupSteps"} ObjectiveNumber */

export class TrainingObjective extends PageElement {
  static properties = {
    settings: { attribute: false },
    refusal: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../state.js").Settings | null} */
    this.settings = null;
    /** @type {import("./training-setup.js").Refusal | null} */
    this.refusal = null;
  }

  /** @param {string} name */
  refused(name) {
    return this.refusal?.name === name ? errorInFull(this.refusal) : "";
  }

  /** @param {ObjectiveNumber} name */
  number(name) {
    return html`<number-field
      .setting=${name}
      .value=${this.settings?.[name] ?? 0}
      .label=${words.setup[name].label}
      .hint=${words.setup[name].hint}
      .refusal=${this.refused(name)}
    ></number-field>`;
  }

  /** @param {"objective" | "warmup" | "schedule" | "binarize"} name */
  choice(name) {
    const value = this.settings?.[name] ?? "";
    const { label, choices, hints } = words.setup[name];
    return html`<choice-field
      .setting=${name}
      .value=${value}
      .choices=${choices}
      .label=${label}
      .hint=${/** @type {Record<string, string>} */ (hints)[value] ?? ""}
      .refusal=${this.refused(name)}
    ></choice-field>`;
  }

  render() {
    const { settings } = this;
    if (!settings) return nothing;
    const own = OWN[settings.objective];
    const numbers = own.filter((name) => name !== "beta" && name !== "warmup");
    const warms = own.includes("warmup");
    return html`${this.choice("objective")}
    ${numbers.map((name) => this.number(name))}
    ${warms ? this.choice("warmup") : nothing}
    ${
      warms && settings.warmup !== "none" ? this.number("warmupSteps") : nothing
    }
    ${this.choice("schedule")} ${this.choice("binarize")}`;
  }
}
customElements.define("training-objective", TrainingObjective);
