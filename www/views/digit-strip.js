/** One real digit of each class, to be put on the main line. */

import { html, nothing } from "lit";
import { errorText, words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./digit-picture.js";

const PIXELS = 28 * 28;
const CLASSES = Array.from({ length: 10 }, (_, digit) => digit);

export class DigitStrip extends PageElement {
  static properties = {
    digits: { attribute: false },
    digitsOf: { attribute: false },
    failure: { attribute: false },
    chosen: { attribute: false },
    turn: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../import/idx.js").Digits | null} */
    this.digits = null;
    /** @type {import("../session/session.js").DataName} */
    this.digitsOf = "mnist";
    /** @type {Error | null} */
    this.failure = null;
    /** The index of the digit on the line. @type {number | undefined} */
    this.chosen = undefined;
    /** Which of each class's digits is shown. */
    this.turn = 0;
    /** The shipped digits' places, by class. @type {number[][]} */
    this.places = [];
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has("digits") || !this.digits) return;
    const { labels } = this.digits;
    this.places = CLASSES.map(() => []);
    labels.forEach((label, i) => this.places[label].push(i));
  }

  /** @param {number} index */
  radio(index) {
    if (!this.digits) return nothing;
    const { images, labels } = this.digits;
    const label = labels[index];
    return html`<label title=${words.sets[this.digitsOf].real(label)}>
      <input
        type="radio"
        name="real-digit"
        class="unseen"
        .checked=${index === this.chosen}
        aria-label=${words.sets[this.digitsOf].real(label)}
        @click=${() => this.ask("pick", index)}
        @change=${() => this.ask("pick", index)}
      />
      <digit-picture
        .pixels=${images.subarray(index * PIXELS, (index + 1) * PIXELS)}
      ></digit-picture>
    </label>`;
  }

  /** @param {Error & { code?: string }} failure */
  failed({ message, code }) {
    const { failed, errors } = words;
    return html`<div
      class="strip-failure"
      role="alert"
      title=${errorText({ message, code })}
    >
      <p>
        ${failed.digits} <small>${errors.code} ${code ?? "unexpected"}</small>
      </p>
      <button type="button" @click=${() => this.ask("retry-digits", undefined)}>
        ${failed.retry}
      </button>
    </div>`;
  }

  render() {
    if (this.failure) return this.failed(this.failure);
    const shown = this.places
      .filter((places) => places.length > 0)
      .map((places) => places[this.turn % places.length]);
    return html`<div class="strip-head">
        <span id="strip-name">${words.sets[this.digitsOf].strip}</span>
        <button
          type="button"
          class="plain"
          title=${words.input.othersHint}
          ?disabled=${!this.digits}
          @click=${() => this.turn++}
        >
          ${words.input.others}
        </button>
      </div>
      <div class="strip" role="radiogroup" aria-labelledby="strip-name">
        ${
          this.digits
            ? shown.map((index) => this.radio(index))
            : CLASSES.map(() => html`<span class="blank"></span>`)
        }
      </div>`;
  }
}
customElements.define("digit-strip", DigitStrip);
