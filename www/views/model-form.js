/** What training starts from: the weights that are open, or a model from nothing. */

import { html, nothing } from "lit";
import { FRESH, freshConfig, OWN_FIELDS } from "../session/fresh-model.js";
import { parametersOf } from "../session/parameters.js";
import { errorInFull, words } from "../words/words.js";
import { chainOf } from "./network.js";
import { PageElement } from "./page-element.js";
import "./choice-field.js";
import "./number-field.js";
import "./sizes-field.js";

/**
 * @typedef {import("../session/fresh-model.js").FreshSettings} FreshSettings
 * @typedef {import("../state.js").Settings} Settings
 */

/**
 * Sizes that an architecture begins with: small enough to learn in a minute.
 *
 * @type {Record<Settings["architecture"], Partial<FreshSettings>>}
 */
const FIRST = {
  dense: { hidden: [400], latentDim: 20 },
  conv: { channels: [16, 32], hidden: [128], latentDim: 8 },
  ladder: {
    ...{ channels: [16, 32], hidden: [128], topHidden: [64] },
    ...{ latentDim: 24, topLatentDim: 8 },
  },
};

export class ModelForm extends PageElement {
  static properties = {
    settings: { attribute: false },
    refusal: { attribute: false },
    ready: { attribute: false },
    draft: { state: true },
    fresh: { state: true },
    seen: { state: true },
  };

  constructor() {
    super();
    /** @type {Settings | null} */
    this.settings = null;
    /** @type {import("./training-setup.js").Refusal | null} */
    this.refusal = null;
    this.ready = false;
    /** What is filled in and not yet made. @type {Partial<FreshSettings>} */
    this.draft = {};
    /** Whether the form is open; null: as the settings say. @type {boolean | null} */
    this.fresh = null;
    /** A refusal after which something was changed. @type {unknown} */
    this.seen = null;
    this.addEventListener("set", (event) => this.filled(event));
  }

  /**
   * Fields ask as everywhere; here what they ask waits for the button.
   *
   * @param {Event} event
   */
  filled(event) {
    event.stopPropagation();
    const { detail } = /** @type {CustomEvent<Partial<FreshSettings>>} */ (
      event
    );
    const sizes = detail.architecture ? FIRST[detail.architecture] : {};
    this.draft = { ...this.draft, ...sizes, ...detail };
    this.seen = this.refusal;
  }

  /** @returns {FreshSettings} what the button would make */
  get wanted() {
    const entries = FRESH.map((name) => [
      name,
      this.draft[name] ?? this.settings?.[name],
    ]);
    return /** @type {FreshSettings} */ (Object.fromEntries(entries));
  }

  /** @param {string} name */
  refused(name) {
    const { refusal } = this;
    return refusal && refusal !== this.seen && refusal.name === name
      ? errorInFull(refusal)
      : "";
  }

  /** @param {"architecture" | "activation" | "likelihood" | "conditional"} name */
  choice(name) {
    const { label, hint, choices } = words.making[name];
    return html`<choice-field
      .setting=${name}
      .value=${this.wanted[name]}
      .choices=${choices}
      .label=${label}
      .hint=${hint}
      .refusal=${this.refused(name)}
    ></choice-field>`;
  }

  /** @param {"channels" | "hidden" | "topHidden"} name */
  sizes(name) {
    return html`<sizes-field
      .setting=${name}
      .value=${this.wanted[name]}
      .label=${words.making[name].label}
      .hint=${words.making[name].hint}
      .refusal=${this.refused(name)}
    ></sizes-field>`;
  }

  /** @param {"latentDim" | "topLatentDim" | "weightSeed"} name */
  number(name) {
    return html`<number-field
      .setting=${name}
      .value=${this.wanted[name]}
      .label=${words.making[name].label}
      .hint=${words.making[name].hint}
      .refusal=${this.refused(name)}
    ></number-field>`;
  }

  form() {
    const own = OWN_FIELDS[this.wanted.architecture];
    const has = (
      /** @type {"channels" | "topHidden" | "topLatentDim"} */ name,
    ) => own.includes(name);
    const config = freshConfig(this.wanted);
    return html`<p class="making-size">
        ${words.making.size(parametersOf(config), chainOf(config))}
      </p>
      <button
        type="button"
        class="primary"
        ?disabled=${!this.ready}
        @click=${() => this.ask("make-model", this.wanted)}
      >
        ${words.making.make}
      </button>
      ${this.choice("architecture")}
      ${has("channels") ? this.sizes("channels") : nothing}
      ${this.sizes("hidden")}
      ${has("topHidden") ? this.sizes("topHidden") : nothing}
      ${this.number("latentDim")}
      ${has("topLatentDim") ? this.number("topLatentDim") : nothing}
      ${this.choice("activation")} ${this.choice("likelihood")}
      ${this.choice("conditional")} ${this.number("weightSeed")}`;
  }

  /**
   * @param {boolean} fresh
   * @param {boolean} chosen
   */
  start(fresh, chosen) {
    const name = fresh ? "fresh" : "weights";
    return html`<label>
      <input
        type="radio"
        name="start"
        class="unseen"
        .checked=${fresh === chosen}
        @change=${() => (this.fresh = fresh)}
      />
      <span>${words.making.start[name]}</span>
    </label>`;
  }

  render() {
    if (!this.settings) return nothing;
    const fresh = this.fresh ?? this.settings.start === "fresh";
    return html`<div
        class="segments"
        role="radiogroup"
        aria-label=${words.making.from}
      >
        ${this.start(false, fresh)} ${this.start(true, fresh)}
      </div>
      ${fresh ? this.form() : html`<p class="hint">${words.making.goesOn}</p>`}`;
  }
}
customElements.define("model-form", ModelForm);
