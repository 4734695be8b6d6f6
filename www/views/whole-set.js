/** A data set that is fetched when it is wanted: its size, its progress, its failure. */

import { html } from "lit";
import { errorInFull, words } from "../words/words.js";
import { PageElement } from "./page-element.js";

/**
 * @typedef {object} SetView
 * @property {import("../session/whole-sets.js").Loading | null} loading
 * @property {(Error & { code?: string }) | null} failure
 * @property {number | undefined} bytes still to fetch; undefined: not known
 * @property {boolean} here whether all of it is
 * @property {boolean} needed whether nothing can be learned without it
 * @property {string} heldOut what is held out: a sentence
 */

export class WholeSet extends PageElement {
  static properties = { view: { attribute: false } };

  constructor() {
    super();
    /** @type {SetView | null} */
    this.view = null;
  }

  /** @param {import("../session/whole-sets.js").Loading} loading */
  progress({ loadedBytes, totalBytes }) {
    const { whole, loading } = words;
    return html`<progress
        max=${totalBytes ?? 1}
        .value=${totalBytes === undefined ? 0 : loadedBytes}
        aria-label=${whole.progress}
      ></progress>
      <p class="hint">${loading.bytes(loadedBytes, totalBytes)}</p>
      <button type="button" @click=${() => this.ask("cancel-data", undefined)}>
        ${whole.cancel}
      </button>`;
  }

  /** @param {Error & { code?: string }} failure */
  failed(failure) {
    return html`<p class="set-failure" role="alert">
        ${words.whole.failed} ${errorInFull(failure)}
        <small>${words.errors.code} ${failure.code ?? "unexpected"}</small>
      </p>
      <button type="button" @click=${() => this.ask("load-data", undefined)}>
        ${words.failed.retry}
      </button>`;
  }

  state() {
    const { view } = this;
    if (!view) return "";
    if (view.loading) return this.progress(view.loading);
    if (view.failure) return this.failed(view.failure);
    if (view.here || !view.needed) return "";
    return html`<button
        type="button"
        @click=${() => this.ask("load-data", undefined)}
      >
        ${words.whole.load(view.bytes)}
      </button>
      <p class="hint">${words.whole.orPlay}</p>`;
  }

  render() {
    return html`${this.state()}
      <p class="hint held-out">${this.view?.heldOut ?? ""}</p>`;
  }
}
customElements.define("whole-set", WholeSet);
