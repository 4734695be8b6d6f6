/** One of a few values: labelled, explained, and refused where the engine says so. */

import { html, nothing } from "lit";
import { PageElement } from "./page-element.js";

export class ChoiceField extends PageElement {
  static properties = {
    setting: { attribute: false },
    value: { attribute: false },
    choices: { attribute: false },
    label: { attribute: false },
    hint: { attribute: false },
    refusal: { attribute: false },
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
    /** What the engine says against it; "" for nothing. */
    this.refusal = "";
  }

  /** @param {Event} event */
  chosen({ target }) {
    if (!(target instanceof HTMLSelectElement)) return;
    this.ask("set", { [this.setting]: target.value });
  }

  render() {
    const id = `field-${this.setting}`;
    return html`<div class="field choice ${this.refusal ? "refused" : ""}">
      <label for=${id}>${this.label}</label>
      <select
        id=${id}
        aria-describedby="${id}-hint"
        aria-invalid=${this.refusal ? "true" : nothing}
        @change=${this.chosen}
      >
        ${Object.entries(this.choices).map(
          ([value, text]) =>
            html`<option value=${value} .selected=${value === this.value}>
              ${text}
            </option>`,
        )}
      </select>
      <p id="${id}-hint" class="hint">${this.refusal || this.hint}</p>
    </div>`;
  }
}
customElements.define("choice-field", ChoiceField);
