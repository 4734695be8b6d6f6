/** Images before they are added: beside each, what the model will see of it. */

import { html, nothing } from "lit";
import { MOST_OWN } from "../session/incoming.js";
import { errorInFull, words } from "../words/words.js";
import { Growing } from "./growing.js";
import { PageElement } from "./page-element.js";
import { pageOf, pager } from "./pages.js";
import "./digit-picture.js";
import "./grey-picture.js";
import "./incoming-wishes.js";

/**
 * @typedef {import("./data-panel.js").DataView} DataView
 * @typedef {import("../session/incoming.js").IncomingImage} IncomingImage
 */

const PER_PAGE = 24;

export class IncomingImages extends PageElement {
  #cards = new Growing(this);
  static properties = {
    view: { attribute: false },
    page: { state: true },
    chosen: { state: true },
  };

  constructor() {
    super();
    /** @type {DataView | null} */
    this.view = null;
    this.page = 0;
    /** The one image that the settings are for. @type {number | null} */
    this.chosen = null;
  }

  /** @param {NonNullable<DataView["busy"]>} busy */
  progress({ phase, done, total }) {
    const { own } = words;
    const part = Math.floor((1000 * done) / Math.max(1, total)) / 1000;
    return html`<div class="data-progress">
      <progress aria-label=${own.progress} .value=${part}></progress>
      <span>${own[phase](done, total)}</span>
      ${
        phase === "reading"
          ? html`<button
              type="button"
              @click=${() => this.ask("stop-bringing", undefined)}
            >
              ${own.stop}
            </button>`
          : nothing
      }
    </div>`;
  }

  /** @param {DataView} view */
  actions({ ready, busy, images }) {
    const { own } = words;
    const image = images.find(({ id }) => id === this.chosen) ?? images[0];
    const pixels = image?.made?.pixels;
    const put = () => {
      if (!pixels) return;
      this.ask("draw", { kind: "own", pixels, label: image.label });
    };
    return html`<div class="transport">
      <button
        type="button"
        class="primary"
        ?disabled=${ready === 0 || busy !== null}
        @click=${() => this.ask("add-incoming", undefined)}
      >
        ${own.add(ready)}
      </button>
      <button type="button" ?disabled=${!pixels} @click=${put}>
        ${own.line}
      </button>
      <button
        type="button"
        class="plain"
        @click=${() => this.ask("clear-incoming", undefined)}
      >
        ${own.clear}
      </button>
    </div>`;
  }

  /** @param {DataView} view */
  refused({ refusals, leftOut }) {
    const { own, errors } = words;
    if (refusals.length === 0 && leftOut === 0) return nothing;
    return html`<ul class="refusals" role="alert">
      ${refusals.map(
        ({ count, names, message, code }) =>
          html`<li>
            ${own.refused(count, names, errorInFull({ message, code }))}
            <small>${errors.code} ${code}</small>
          </li>`,
      )}
      ${leftOut > 0 ? html`<li>${own.leftOut(leftOut, MOST_OWN)}</li>` : nothing}
    </ul>`;
  }

  /** @param {IncomingImage} image */
  card({ id, name, picture, made, label }) {
    const { own } = words;
    const choose = () => (this.chosen = this.chosen === id ? null : id);
    return html`<li>
      <button
        type="button"
        class="card"
        aria-pressed=${this.chosen === id}
        title=${name}
        @click=${choose}
      >
        <grey-picture
          .picture=${picture}
          .label=${own.source(name)}
        ></grey-picture>
        <digit-picture
          .pixels=${made?.pixels ?? null}
          .label=${own.seen(name)}
        ></digit-picture>
        <span class="card-name">${name}</span>
        <span class="card-made">${described(made, label, this.view)}</span>
      </button>
      <button
        type="button"
        class="away"
        aria-label=${own.remove(name)}
        @click=${() => this.ask("drop-incoming", id)}
      >
        ×
      </button>
    </li>`;
  }

  /** @param {DataView} view */
  cards(view) {
    const { own } = words;
    const { images } = view;
    const shown = pageOf(images.length, this.page, PER_PAGE);
    const { first } = shown;
    const last = first + this.#cards.of(shown.last - first);
    return html`<div class="incoming-cards">
      <h3>
        ${own.preview}
        ${pager(images.length, shown, (page) => (this.page = page))}
      </h3>
      ${this.refused(view)}
      <ul class="cards" aria-label=${own.preview}>
        ${images.slice(first, last).map((image) => this.card(image))}
      </ul>
    </div>`;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    const { images, busy } = view;
    const some = images.length > 0;
    return html`${some ? this.cards(view) : nothing}
      <div class="incoming-side">
        ${some || busy ? this.actions(view) : nothing}
        ${busy ? this.progress(busy) : nothing}
        ${some ? nothing : this.refused(view)}
        ${
          some
            ? html`<incoming-wishes
                .view=${view}
                .image=${images.find(({ id }) => id === this.chosen) ?? null}
                @unchoose=${() => (this.chosen = null)}
              ></incoming-wishes>`
            : html`<button
                type="button"
                class="plain"
                @click=${() => this.ask("clear-incoming", undefined)}
              >
                ${words.own.clear}
              </button>`
        }
      </div>`;
  }
}
customElements.define("incoming-images", IncomingImages);

/**
 * What was done to an image, in a few words.
 *
 * @param {IncomingImage["made"]} made
 * @param {number | undefined} label
 * @param {DataView | null} view
 */
function described(made, label, view) {
  const { own } = words;
  if (!made) return own.waiting;
  if (!made.pixels) return own.blank;
  const named =
    label === undefined || !view
      ? ""
      : ` · ${own.label} ${own.class(view.digitsOf, label)}`;
  return `${own.made[made.polarity]}, ${own.made[made.fit]}${named}`;
}
