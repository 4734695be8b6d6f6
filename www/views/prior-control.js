/** What samples are drawn from: prior, temperature, class; and fitting a prior. */

import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { SETTINGS } from "../state.js";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";

/** @typedef {import("./sample-panel.js").SampleView} SampleView */

/** @type {("mixture" | "classConditional")[]} */
const FITS = ["mixture", "classConditional"];

export class PriorControl extends PageElement {
  static properties = { view: { attribute: false } };

  constructor() {
    super();
    /** @type {SampleView | null} */
    this.view = null;
  }

  /** @param {SampleView} view */
  prior({ priors, prior }) {
    const { choices, about, title } = words.priors;
    return html`<label class="choice">
        <span>${title}</span>
        <select
          aria-label=${title}
          ?disabled=${priors.length < 2}
          @change=${(/** @type {Event} */ { target }) => {
            if (!(target instanceof HTMLSelectElement)) return;
            const chosen = SETTINGS.prior.read(target.value);
            if (chosen) this.ask("set", { prior: chosen });
          }}
        >
          ${priors.map(
            (name) =>
              html`<option value=${name} .selected=${live(name === prior)}>
                ${choices[name]}
              </option>`,
          )}
        </select>
      </label>
      <p class="hint">${prior ? about[prior] : nothing}</p>`;
  }

  /** @param {SampleView} view */
  temperature({ settings }) {
    const { temperature, temperatureHint, temperatureValue } = words.priors;
    const { least, most } = SETTINGS.temperature;
    const value = settings.temperature;
    return html`<label class="choice">
        <span>${temperature}</span>
        <input
          type="range"
          min=${least ?? 0}
          max=${most ?? 1}
          step="0.05"
          aria-label=${temperature}
          aria-describedby="temperature-hint"
          .value=${live(String(value))}
          @input=${(/** @type {Event} */ { target }) => {
            if (target instanceof HTMLInputElement)
              this.ask("set", { temperature: Number(target.value) });
          }}
        />
        <output>${temperatureValue(value)}</output>
      </label>
      <p class="hint" id="temperature-hint">${temperatureHint}</p>`;
  }

  /** @param {SampleView} view */
  classes({ classes, settings, digitsOf }) {
    if (classes === 0) return nothing;
    const { class: title, turn } = words.priors;
    const { drawn } = settings;
    const names = Array.from({ length: classes }, (_, label) => String(label));
    const option = (/** @type {string} */ value, /** @type {string} */ text) =>
      html`<option value=${value} .selected=${live(value === drawn)}>
        ${text}
      </option>`;
    return html`<label class="choice">
      <span>${title}</span>
      <select
        aria-label=${title}
        @change=${(/** @type {Event} */ { target }) => {
          if (target instanceof HTMLSelectElement)
            this.ask("set", { drawn: target.value });
        }}
      >
        ${option("turn", turn)}
        ${names.map((label) =>
          option(
            label,
            digitsOf === "fashion"
              ? words.sets.fashion.real(Number(label))
              : label,
          ),
        )}
      </select>
    </label>`;
  }

  /** @param {NonNullable<SampleView["fit"]>} fit */
  progress({ phase, done, images, class: label }) {
    const { priors } = words;
    const encoding = phase === "latents";
    return html`<div class="progress">
      <progress
        max=${encoding ? images : 200}
        .value=${done}
        aria-label=${priors.progress}
      ></progress>
      <p class="progress-text">
        ${encoding ? priors.latents(done, images) : priors.steps(done, label)}
      </p>
      <button type="button" @click=${() => this.ask("cancel-fit", undefined)}>
        ${priors.cancel}
      </button>
    </div>`;
  }

  /** @param {SampleView} view */
  fitting({ fit, images, densities }) {
    const { priors } = words;
    if (fit) return this.progress(fit);
    return html`<div class="fits">
        ${FITS.map(
          (kind) =>
            html`<button
              type="button"
              ?disabled=${images === 0}
              @click=${() => this.ask("fit-prior", kind)}
            >
              ${priors.fit[kind]}
            </button>`,
        )}
      </div>
      <p class="hint">
        ${densities ? priors.densities(densities) : priors.fitHint(images)}
      </p>`;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    return html`${this.prior(view)} ${this.temperature(view)}
    ${this.classes(view)} ${this.fitting(view)}`;
  }
}
customElements.define("prior-control", PriorControl);
