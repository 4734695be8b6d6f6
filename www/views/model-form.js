/** What training starts from: the weights that are open, or a model from nothing. */

import { html, nothing } from "lit";
import { freshConfig, OWN_FIELDS } from "../session/fresh-model.js";
import { parametersOf } from "../session/parameters.js";
import { FRESH } from "../session/setup-parts.js";
import { words } from "../words/words.js";
import { chainOf } from "./network.js";
import { SettingFields } from "./setting-fields.js";
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

export class ModelForm extends SettingFields {
  static properties = {
    ...SettingFields.properties,
    ready: { attribute: false },
    draft: { state: true },
    fresh: { state: true },
    seen: { state: true },
  };

  constructor() {
    super();
    /** Whether a model can be made. */
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

  /** @override */
  get values() {
    return this.wanted;
  }

  /**
   * @param {string} name
   * @override
   */
  refused(name) {
    return this.refusal === this.seen ? "" : super.refused(name);
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

  form() {
    const own = OWN_FIELDS[this.wanted.architecture];
    const has = (
      /** @type {"channels" | "topHidden" | "topLatentDim"} */ name,
    ) => own.includes(name);
    const config = freshConfig(this.wanted);
    const { making } = words;
    return html`<p class="making-size">
        ${making.size(parametersOf(config), chainOf(config))}
      </p>
      <div class="making-fields ${this.wanted.architecture}">
        ${this.choice("architecture", making.architecture)}
        ${has("channels") ? this.sizes("channels") : nothing}
        ${this.sizes("hidden")}
        ${has("topHidden") ? this.sizes("topHidden") : nothing}
        ${this.number("latentDim", making.latentDim)}
        ${
          has("topLatentDim")
            ? this.number("topLatentDim", making.topLatentDim)
            : nothing
        }
        ${this.number("weightSeed", making.weightSeed)}
        ${this.choice("activation", making.activation)}
        ${this.choice("likelihood", making.likelihood)}
        ${this.choice("conditional", making.conditional)}
      </div>`;
  }

  /** The button stands beside what it begins from. */
  make() {
    return html`<button
      type="button"
      class="primary"
      ?disabled=${!this.ready}
      @click=${() => this.ask("make-model", this.wanted)}
    >
      ${words.making.make}
    </button>`;
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
    return html`<div class="making-start">
        <div class="segments" role="radiogroup" aria-label=${words.making.from}>
          ${this.start(false, fresh)} ${this.start(true, fresh)}
        </div>
        ${fresh ? this.make() : nothing}
      </div>
      ${fresh ? this.form() : html`<p class="hint">${words.making.goesOn}</p>`}`;
  }
}
customElements.define("model-form", ModelForm);
