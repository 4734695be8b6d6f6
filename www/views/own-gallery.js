/** The user's own images, each with its class. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { classMenu } from "./class-menu.js";
import { Growing } from "./growing.js";
import { PageElement } from "./page-element.js";
import { pageOf, pager } from "./pages.js";
import "./digit-picture.js";

const PER_PAGE = 24;

export class OwnGallery extends PageElement {
  #tiles = new Growing(this);
  static properties = {
    mine: { attribute: false },
    digitsOf: { attribute: false },
    page: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../session/session.js").DrawnDigit[]} */
    this.mine = [];
    /** @type {import("../session/session.js").DataName} */
    this.digitsOf = "mnist";
    this.page = 0;
  }

  /**
   * @param {import("../session/session.js").DrawnDigit} digit
   * @param {number} place from 1
   */
  tile({ id, pixels, label }, place) {
    const { own, data } = words;
    const put = () =>
      // A copy: what is on the line goes its own way.
      this.ask("draw", { kind: "own", pixels: pixels.slice(), label });
    return html`<li>
      <button
        type="button"
        class="tile"
        aria-label=${own.toLine(place)}
        title=${own.line}
        @click=${put}
      >
        <digit-picture .pixels=${pixels}></digit-picture>
      </button>
      <button
        type="button"
        class="away"
        aria-label=${data.remove(place)}
        @click=${() => this.ask("drop-digit", id)}
      >
        ×
      </button>
      ${classMenu({
        set: this.digitsOf,
        chosen: label ?? null,
        name: own.labelOf(place),
        choose: (to) => this.ask("label-digit", { id, label: to }),
      })}
    </li>`;
  }

  render() {
    const { own, data } = words;
    const { mine } = this;
    const shown = pageOf(mine.length, this.page, PER_PAGE);
    const { first } = shown;
    const last = first + this.#tiles.of(shown.last - first);
    return html`<h3>
        ${own.title} ${pager(mine.length, shown, (page) => (this.page = page))}
        ${
          mine.length > 0
            ? html`<button
                type="button"
                class="plain"
                @click=${() => this.ask("drop-all-digits", undefined)}
              >
                ${own.removeAll}
              </button>`
            : nothing
        }
      </h3>
      ${
        mine.length === 0
          ? html`<p class="hint">${own.none}</p>`
          : html`<ul class="tiles" aria-label=${own.title}>
                ${mine
                  .slice(first, last)
                  .map((digit, i) => this.tile(digit, first + i + 1))}
              </ul>
              <p class="hint">${data.kept}</p>`
      }`;
  }
}
customElements.define("own-gallery", OwnGallery);
