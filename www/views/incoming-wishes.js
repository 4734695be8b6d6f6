/** How incoming images are made 28 × 28: for all of them, or for one alone. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { classMenu } from "./class-menu.js";
import { PageElement } from "./page-element.js";

/**
 * @typedef {import("../import/prepare.js").Wishes} Wishes
 * @typedef {import("../session/incoming.js").IncomingImage} IncomingImage
 */

const POLARITIES = /** @type {const} */ (["auto", "dark", "light"]);
const FITS = /** @type {const} */ (["auto", "centre", "whole"]);
/** Above this hardly any ink is left. */
const MOST_THRESHOLD = 0.9;

export class IncomingWishes extends PageElement {
  static properties = {
    view: { attribute: false },
    image: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("./data-panel.js").DataView | null} */
    this.view = null;
    /** The one image meant, or all. @type {IncomingImage | null} */
    this.image = null;
  }

  /** @param {{ wishes?: Partial<Wishes>, label?: number | null }} change */
  wish(change) {
    this.ask("wish-incoming", { id: this.image?.id ?? null, ...change });
  }

  /**
   * @template {string} T
   * @param {{ name: "polarity" | "fit", title: string, texts: Record<T, string>, choices: readonly T[], chosen: T }} group
   */
  choice({ name, title, texts, choices, chosen }) {
    return html`<div class="wish">
      <span id="wish-${name}">${title}</span>
      <div
        class="segments three"
        role="radiogroup"
        aria-labelledby="wish-${name}"
      >
        ${choices.map(
          (choice) =>
            html`<label>
              <input
                type="radio"
                name="wish-${name}"
                class="unseen"
                .checked=${choice === chosen}
                @change=${() => this.wish({ wishes: { [name]: choice } })}
              />
              <span>${texts[choice]}</span>
            </label>`,
        )}
      </div>
    </div>`;
  }

  /** @param {Wishes["threshold"]} threshold */
  shade(threshold) {
    const { own } = words;
    const auto = threshold === "auto";
    const first = this.image ?? this.view?.images[0];
    const found = first?.made?.threshold ?? 0;
    return html`<div class="wish">
      <label for="wish-threshold">${own.threshold}</label>
      <input
        id="wish-threshold"
        type="range"
        min="0"
        max=${MOST_THRESHOLD}
        step="0.01"
        .value=${String(auto ? found : threshold)}
        aria-describedby="wish-threshold-hint"
        @input=${(/** @type {Event} */ { target }) => {
          if (!(target instanceof HTMLInputElement)) return;
          this.wish({ wishes: { threshold: Number(target.value) } });
        }}
      />
      <span id="wish-threshold-hint" class="hint">
        ${auto ? own.thresholdAuto : own.thresholdAt(threshold)}
      </span>
      ${
        auto
          ? nothing
          : html`<button
              type="button"
              class="plain"
              @click=${() => this.wish({ wishes: { threshold: "auto" } })}
            >
              ${own.thresholdReset}
            </button>`
      }
    </div>`;
  }

  /** @returns {number | null | "mixed"} */
  get label() {
    if (this.image) return this.image.label ?? null;
    const [first, ...others] = this.view?.images ?? [];
    const same = others.every(({ label }) => label === first.label);
    return same ? (first?.label ?? null) : "mixed";
  }

  render() {
    const { view, image } = this;
    if (!view) return nothing;
    const { own } = words;
    const { polarity, fit, threshold } = { ...view.wishes, ...image?.own };
    return html`<fieldset class="wishes">
      <legend>
        ${image ? own.settingsOne(image.name) : own.settingsOf(view.images.length)}
        ${
          image
            ? html`<button
                type="button"
                class="plain"
                @click=${() => this.dispatchEvent(new CustomEvent("unchoose"))}
              >
                ${own.toAll}
              </button>`
            : nothing
        }
      </legend>
      ${this.choice({
        ...{ name: "polarity", title: own.ink, texts: own.polarity },
        ...{ choices: POLARITIES, chosen: polarity },
      })}
      ${this.choice({
        ...{ name: "fit", title: own.fitTitle, texts: own.fit },
        ...{ choices: FITS, chosen: fit },
      })}
      ${this.shade(threshold)}
      <div class="wish">
        <span>${own.label}</span>
        ${classMenu({
          ...{ set: view.digitsOf, chosen: this.label, name: own.label },
          choose: (label) => this.wish({ label }),
        })}
      </div>
    </fieldset>`;
  }
}
customElements.define("incoming-wishes", IncomingWishes);
