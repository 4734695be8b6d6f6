/** What the forms of the setup share: fields of settings, and what is refused of them. */

import { html } from "lit";
import { errorInFull } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./choice-field.js";
import "./number-field.js";

/**
 * @typedef {import("../state.js").Settings} Settings
 * @typedef {import("../words/words.js").Term} Term
 */

export class SettingFields extends PageElement {
  static properties = {
    settings: { attribute: false },
    refusal: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Settings | null} */
    this.settings = null;
    /** @type {import("./training-setup.js").Refusal | null} */
    this.refusal = null;
  }

  /** What the fields show. @type {Partial<Settings> | null} */
  get values() {
    return this.settings;
  }

  /**
   * @param {string} name
   * @returns {string} what is said against it; "" for nothing
   */
  refused(name) {
    return this.refusal?.name === name ? errorInFull(this.refusal) : "";
  }

  /**
   * @param {import("./number-field.js").NumberSetting} name
   * @param {{ label: string, hint: string, refusal?: string }} said the refusal
   *   where its view knows one before the engine
   * @param {Term | null} [term] that the label opens
   */
  number(name, { label, hint, refusal = "" }, term = null) {
    return html`<number-field
      class=${name}
      .setting=${name}
      .value=${this.values?.[name] ?? 0}
      .label=${label}
      .hint=${hint}
      .term=${term}
      .refusal=${refusal || this.refused(name)}
    ></number-field>`;
  }

  /**
   * @param {import("./choice-field.js").ChoiceSetting} name
   * @param {{ label: string, hint: string, choices: Record<string, string> }} said
   * @param {{ label?: Term | null, hint?: Term | null }} [terms] that they open
   * @param {string[]} [barred] that cannot be chosen now
   */
  choice(name, { label, hint, choices }, terms = {}, barred = []) {
    return html`<choice-field
      class=${name}
      .setting=${name}
      .value=${this.values?.[name] ?? ""}
      .choices=${choices}
      .label=${label}
      .hint=${hint}
      .term=${terms.label ?? null}
      .hintTerm=${terms.hint ?? null}
      .refusal=${this.refused(name)}
      .barred=${barred}
    ></choice-field>`;
  }
}
