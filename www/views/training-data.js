/** Chooses what to learn from: real digits by class, or one's own. */

import { html, nothing } from "lit";
import { isOffered } from "../state.js";
import { styled } from "./styled.js";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./digit-picture.js";
import "./number-field.js";
import "./whole-set.js";

/** As many as are looked through here; the Data panel shows all. */
const NEWEST = 60;
const CLASSES = Array.from({ length: 10 }, (_, digit) => digit);

export class TrainingData extends PageElement {
  static properties = {
    settings: { attribute: false },
    mine: { attribute: false },
    canKeep: { attribute: false },
    whole: { attribute: false },
    atHand: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../state.js").Settings | null} */
    this.settings = null;
    /** @type {import("../session/session.js").DrawnDigit[]} */
    this.mine = [];
    /** Whether there is a digit on the pad. */
    this.canKeep = false;
    /** @type {import("./whole-set.js").SetView | null} */
    this.whole = null;
    /** What the images at hand are of. @type {import("../session/session.js").DataName} */
    this.atHand = "mnist";
  }

  /**
   * @param {import("../state.js").Settings["data"]} data
   * @param {string} text
   */
  source(data, text) {
    if (!isOffered("data", data)) return nothing;
    return html`<label>
      <input
        type="radio"
        name="data"
        class="unseen"
        .checked=${this.settings?.data === data}
        @change=${() => this.ask("set", { data })}
      />
      <span>${text}</span>
    </label>`;
  }

  /** @param {number} digit */
  toggle(digit) {
    const chosen = new Set(this.settings?.classes);
    if (!chosen.delete(digit)) chosen.add(digit);
    this.ask("set", { classes: CLASSES.filter((each) => chosen.has(each)) });
  }

  /** @param {number} digit */
  classBox(digit) {
    const point = (/** @type {number | null} */ to) => () =>
      this.ask("highlight", to);
    return html`<label
      ${styled({ "--class": `var(--class-${digit})` })}
      title=${words.data.class(digit)}
      @pointerenter=${point(digit)}
      @pointerleave=${point(null)}
    >
      <input
        type="checkbox"
        class="unseen"
        aria-label=${words.data.class(digit)}
        .checked=${this.settings?.classes.includes(digit) ?? false}
        @change=${() => this.toggle(digit)}
        @focus=${point(digit)}
        @blur=${point(null)}
      />
      <span>${digit}</span>
    </label>`;
  }

  realDigits() {
    const { data } = words;
    return html`<fieldset class="classes">
        <legend class="unseen">${data.classes}</legend>
        ${CLASSES.map((digit) => this.classBox(digit))}
        <span class="class-all">
          <button
            type="button"
            class="plain"
            @click=${() => this.ask("set", { classes: CLASSES })}
          >
            ${data.all}
          </button>
          <button
            type="button"
            class="plain"
            @click=${() => this.ask("set", { classes: [] })}
          >
            ${data.none}
          </button>
        </span>
      </fieldset>
      <number-field
        .setting=${"perClass"}
        .value=${this.settings?.perClass ?? 0}
        .label=${data.perClass}
        .hint=${data.perClassHint}
      ></number-field>`;
  }

  drawnDigits() {
    const { data } = words;
    const older = Math.max(0, this.mine.length - NEWEST);
    return html`<button
        type="button"
        class="keep"
        ?disabled=${!this.canKeep}
        @click=${() => this.ask("keep-digit", undefined)}
      >
        ${data.add}
      </button>
      ${
        this.mine.length === 0
          ? html`<p class="hint">${data.empty}</p>`
          : html`<ul class="gallery" aria-label=${data.gallery}>
                ${this.mine.slice(-NEWEST).map(
                  ({ id, pixels }, i) =>
                    html`<li>
                      <digit-picture .pixels=${pixels}></digit-picture>
                      <button
                        type="button"
                        aria-label=${data.remove(older + i + 1)}
                        @click=${() => this.ask("drop-digit", id)}
                      >
                        ×
                      </button>
                    </li>`,
                )}
              </ul>
              <p class="hint">
                ${older > 0 ? words.own.older(older) : nothing} ${data.kept}
              </p>`
      }`;
  }

  render() {
    if (!this.settings) return nothing;
    const { data } = this.settings;
    return html`<h3 id="data-title">${words.data.title}</h3>
      <div
        class="segments sources"
        role="radiogroup"
        aria-labelledby="data-title"
      >
        ${this.source("mnist", words.whole.atHand[this.atHand])}
        ${this.source("all", words.whole.all)}
        ${this.source("fashion", words.whole.fashion)}
        ${this.source("mine", words.data.mine(this.mine.length))}
      </div>
      ${data === "mnist" ? this.realDigits() : nothing}
      ${data === "mine" ? this.drawnDigits() : nothing}
      <whole-set .view=${this.whole}></whole-set>`;
  }
}
customElements.define("training-data", TrainingData);
