/** The sizes of some layers, typed with commas between them. */

import { html, nothing } from "lit";
import { SETTINGS } from "../state.js";
import { allowedText, words } from "../words/words.js";
import { focusedBeside } from "./ground.js";
import { PageElement } from "./page-element.js";

export class SizesField extends PageElement {
  static properties = {
    setting: { attribute: false },
    value: { attribute: false },
    label: { attribute: false },
    hint: { attribute: false },
    refusal: { attribute: false },
    usual: { attribute: false },
    rude: { state: true },
  };

  constructor() {
    super();
    /** @type {"hidden" | "channels" | "topHidden" | "growHidden" | "growChannels" | "studentHidden" | "studentChannels"} */
    this.setting = "hidden";
    /** @type {number[]} */
    this.value = [];
    this.label = "";
    this.hint = "";
    /** What the engine says against it; "" for nothing. */
    this.refusal = "";
    /** The sizes that hold where none are told. @type {number[]} */
    this.usual = [];
    this.rude = false;
  }

  /** @param {Event} event */
  typed({ target }) {
    if (!(target instanceof HTMLInputElement)) return;
    const value = SETTINGS[this.setting].read(target.value);
    this.rude = value === undefined;
    if (value !== undefined) this.ask("set", { [this.setting]: value });
  }

  /** Leaving a refused text behind would show what is not so. */
  left() {
    this.rude = false;
  }

  /** What is being typed ("512,") is not rewritten underway. */
  updated() {
    const input = this.querySelector("input");
    if (!input || this.rude || focusedBeside(this) === input) return;
    input.value = SETTINGS[this.setting].write(this.value);
  }

  render() {
    const id = `field-${this.setting}`;
    const { allowed } = SETTINGS[this.setting];
    const wrong = this.rude
      ? words.settings.allowed(allowedText(allowed))
      : this.refusal;
    return html`<div class="field sizes ${wrong ? "refused" : ""}">
      <label for=${id}>${this.label}</label>
      <input
        id=${id}
        type="text"
        inputmode="numeric"
        autocomplete="off"
        placeholder=${SETTINGS[this.setting].write(this.usual)}
        aria-describedby="${id}-hint"
        aria-invalid=${wrong ? "true" : nothing}
        @input=${this.typed}
        @blur=${this.left}
      />
      <p id="${id}-hint" class="hint">${wrong || this.hint}</p>
    </div>`;
  }
}
customElements.define("sizes-field", SizesField);
