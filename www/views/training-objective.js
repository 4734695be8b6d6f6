/** What is minimised, and how its weights and the learning rate go over a run. */

import { html, nothing } from "lit";
import { OWN } from "../session/run-options.js";
import { words } from "../words/words.js";
import { SettingFields } from "./setting-fields.js";

/**
 * @typedef {import("../words/words.js").Term} Term
 * @typedef {"gamma" | "capacity" | "importanceSamples" | "freeBits" | "warmupSteps"} ObjectiveNumber
 */

/** The terms that the fields' labels are. @type {Partial<Record<ObjectiveNumber, Term>>} */
const TERMS = { capacity: "capacity", freeBits: "freeBits" };

/** Objectives that are a term and have no field by its name. @type {Partial<Record<import("../state.js").Settings["objective"], Term>>} */
const OBJECTIVES = {
  importanceWeighted: "importanceWeighted",
  totalCorrelation: "totalCorrelation",
};

export class TrainingObjective extends SettingFields {
  /** @param {ObjectiveNumber} name */
  ownNumber(name) {
    return this.number(name, words.setup[name], TERMS[name]);
  }

  /**
   * @param {"objective" | "warmup" | "schedule" | "binarize"} name
   * @param {{ label?: Term | null, hint?: Term | null }} [terms]
   */
  ownChoice(name, terms) {
    const { label, choices, hints } = words.setup[name];
    const value = this.settings?.[name] ?? "";
    const hint = /** @type {Record<string, string>} */ (hints)[value] ?? "";
    return this.choice(name, { label, choices, hint }, terms);
  }

  render() {
    const { settings } = this;
    if (!settings) return nothing;
    const own = OWN[settings.objective];
    const numbers = own.filter((name) => name !== "beta" && name !== "warmup");
    const warms = own.includes("warmup");
    const hint = OBJECTIVES[settings.objective];
    return html`${this.ownChoice("objective", { hint })}
    ${numbers.map((name) => this.ownNumber(name))}
    ${warms ? this.ownChoice("warmup", { label: "warmUp" }) : nothing}
    ${
      warms && settings.warmup !== "none"
        ? this.ownNumber("warmupSteps")
        : nothing
    }
    ${this.ownChoice("schedule")} ${this.ownChoice("binarize")}`;
  }
}
customElements.define("training-objective", TrainingObjective);
