/** The user's own images: brought in, looked at, added, named. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./camera-box.js";
import "./incoming-images.js";
import "./own-gallery.js";

/**
 * @typedef {object} DataView
 * @property {import("../session/session.js").DrawnDigit[]} mine
 * @property {import("../session/session.js").DataName} digitsOf
 * @property {import("../session/incoming.js").IncomingImage[]} images
 * @property {import("../import/prepare.js").Wishes} wishes
 * @property {number} leftOut
 * @property {import("../session/incoming.js").Busy | null} busy
 * @property {number} ready how many images can be added
 * @property {import("../session/refusals.js").Refusal[]} refusals
 */

export class DataPanel extends PageElement {
  static properties = {
    view: { attribute: false },
    camera: { state: true },
  };

  constructor() {
    super();
    /** @type {DataView | null} */
    this.view = null;
    /** Whether the camera is open. */
    this.camera = false;
  }

  /** @param {Event} event */
  chosen({ target }) {
    if (!(target instanceof HTMLInputElement)) return;
    const files = [...(target.files ?? [])];
    // The same files may be chosen again.
    target.value = "";
    this.ask("bring-files", files);
  }

  sources() {
    const { own } = words;
    return html`<section class="data-sources">
      <h3>${own.bring}</h3>
      <div class="transport">
        <label class="button">
          <input type="file" class="unseen" multiple @change=${this.chosen} />
          <span>${own.choose}</span>
        </label>
        <button
          type="button"
          aria-pressed=${this.camera}
          @click=${() => (this.camera = !this.camera)}
        >
          ${own.camera}
        </button>
      </div>
      <p class="hint">${own.what}</p>
      <p class="data-private"><strong>${own.private}</strong> ${own.proof}</p>
    </section>`;
  }

  /** @param {DataView} view */
  main(view) {
    if (this.camera) {
      return html`<camera-box
        @close-camera=${() => (this.camera = false)}
      ></camera-box>`;
    }
    const { images, busy, refusals, leftOut } = view;
    const coming = images.length > 0 || busy || refusals.length > 0;
    if (coming || leftOut > 0) {
      return html`<incoming-images .view=${view}></incoming-images>`;
    }
    return view.mine.length === 0
      ? html`<p class="data-example">${words.own.example}</p>`
      : nothing;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    return html`${this.sources()}
      <div class="data-main">
        ${this.main(view)}
        ${
          view.images.length > 0
            ? nothing
            : html`<own-gallery
                .mine=${view.mine}
                .digitsOf=${view.digitsOf}
              ></own-gallery>`
        }
      </div>`;
  }
}
customElements.define("data-panel", DataPanel);
