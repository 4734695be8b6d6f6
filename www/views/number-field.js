/** A number that is typed: labelled, explained, and refused where it is rude. */

import { html, nothing } from "lit";
import { SETTINGS } from "../state.js";
import { allowedText, words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./term-note.js";

/** @typedef {"epochs" | "batchSize" | "learningRate" | "beta" | "trainSeed" | "perClass" | "seed" | "count" | "gamma" | "capacity" | "importanceSamples" | "freeBits" | "warmupSteps" | "averageDecay" | "latentDim" | "topLatentDim" | "weightSeed" | "share" | "variance" | "rank" | "dead" | "growLatents" | "growClasses" | "growComponents" | "rounds" | "tune" | "learnRate" | "teachClass" | "teachCount" | "teachReplay" | "teachSteps" | "studentLatents" | "studentSteps" | "lossData" | "lossOutputs" | "lossPosterior" | "lossLatent"} NumberSetting */

export class NumberField extends PageElement {
  static properties = {
    setting: { attribute: false },
    value: { attribute: false },
    label: { attribute: false },
    hint: { attribute: false },
    term: { attribute: false },
    refusal: { attribute: false },
    refused: { state: true },
  };

  constructor() {
    super();
    /** @type {NumberSetting} */
    this.setting = "seed";
    this.value = 0;
    this.label = "";
    this.hint = "";
    /** The term that the label opens. @type {import("../words/words.js").Term | null} */
    this.term = null;
    /** What the engine says against the value; "" for nothing. */
    this.refusal = "";
    this.refused = false;
  }

  /** @param {Event} event */
  typed({ target }) {
    if (!(target instanceof HTMLInputElement)) return;
    const value = SETTINGS[this.setting].read(target.value);
    this.refused = value === undefined;
    if (value !== undefined) this.ask("set", { [this.setting]: value });
  }

  /**
   * Leaving a refused text behind would show what is not so.
   *
   * @param {Event} event
   */
  left({ target }) {
    if (!(target instanceof HTMLInputElement) || !this.refused) return;
    target.value = String(this.value);
    this.refused = false;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("value")) this.refused = false;
  }

  /**
   * Not by a binding: what is being typed may already mean the value without
   * being written like it ("0.0010"), and must not be rewritten underway.
   */
  updated() {
    const input = this.querySelector("input");
    if (!input || this.refused) return;
    if (Number(input.value) !== this.value || input.value === "") {
      input.value = String(this.value);
    }
  }

  render() {
    const { allowed, least, most } = SETTINGS[this.setting];
    const id = `field-${this.setting}`;
    const whole = Number.isInteger(least);
    const wrong = this.refused
      ? words.settings.allowed(allowedText(allowed))
      : this.refusal;
    const hint = wrong || this.hint;
    return html`<div class="field ${wrong ? "refused" : ""}">
      ${
        this.term
          ? html`<span class="label"
              ><term-note .term=${this.term} .shown=${this.label}></term-note
            ></span>`
          : html`<label for=${id}>${this.label}</label>`
      }
      <input
        id=${id}
        type="number"
        inputmode=${whole ? "numeric" : "decimal"}
        min=${least ?? nothing}
        max=${most ?? nothing}
        step="any"
        autocomplete="off"
        aria-label=${this.term ? this.label : nothing}
        aria-describedby="${id}-hint"
        aria-invalid=${wrong ? "true" : nothing}
        @input=${this.typed}
        @blur=${this.left}
      />
      <p id="${id}-hint" class="hint">${hint}</p>
    </div>`;
  }
}
customElements.define("number-field", NumberField);
