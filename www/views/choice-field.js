/** One of a few values: labelled, explained, and refused where the engine says so. */

import { html, nothing } from "lit";
import { PageElement } from "./page-element.js";
import "./term-note.js";

/**
 * @typedef {import("../words/words.js").Term} Term
 * @typedef {"objective" | "warmup" | "schedule" | "binarize" | "architecture" | "activation" | "likelihood" | "conditional" | "operation" | "bits" | "per" | "scheme" | "prune" | "among" | "factorBy" | "fuseBy" | "learnFrom" | "teachFrom" | "growPrior" | "growLikelihood" | "posterior" | "average"} ChoiceSetting
 */

export class ChoiceField extends PageElement {
  static properties = {
    setting: { attribute: false },
    value: { attribute: false },
    choices: { attribute: false },
    label: { attribute: false },
    hint: { attribute: false },
    term: { attribute: false },
    hintTerm: { attribute: false },
    refusal: { attribute: false },
    barred: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../state.js").SettingName} */
    this.setting = "objective";
    this.value = "";
    /** What can be chosen, each with its text. @type {Record<string, string>} */
    this.choices = {};
    this.label = "";
    this.hint = "";
    /** The term that the label opens. @type {Term | null} */
    this.term = null;
    /** The term that the hint is about. @type {Term | null} */
    this.hintTerm = null;
    /** What the engine says against it; "" for nothing. */
    this.refusal = "";
    /** Those that cannot be chosen now. @type {string[]} */
    this.barred = [];
  }

  /** @param {Event} event */
  chosen({ target }) {
    if (!(target instanceof HTMLSelectElement)) return;
    this.ask("set", { [this.setting]: target.value });
  }

  render() {
    const id = `field-${this.setting}`;
    const { term, hintTerm, label, refusal } = this;
    return html`<div class="field choice ${refusal ? "refused" : ""}">
      ${
        term
          ? html`<span class="label"
              ><term-note .term=${term} .shown=${label}></term-note
            ></span>`
          : html`<label for=${id}>${label}</label>`
      }
      <select
        id=${id}
        aria-label=${term ? label : nothing}
        aria-describedby="${id}-hint"
        aria-invalid=${refusal ? "true" : nothing}
        @change=${this.chosen}
      >
        ${Object.entries(this.choices).map(
          ([value, text]) =>
            html`<option
              value=${value}
              ?disabled=${this.barred.includes(value)}
              .selected=${value === this.value}
            >
              ${text}
            </option>`,
        )}
      </select>
      <p id="${id}-hint" class="hint">
        ${refusal || this.hint}
        ${hintTerm ? html`<term-note .term=${hintTerm}></term-note>` : nothing}
      </p>
    </div>`;
  }
}
customElements.define("choice-field", ChoiceField);
