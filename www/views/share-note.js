/** Copies a link to what is seen, and says what the link does not carry. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { copy } from "./copying.js";
import { PageElement } from "./page-element.js";
import "./pop-note.js";

/**
 * @typedef {object} Shared
 * @property {string} link
 * @property {ReturnType<typeof import("../session/link.js").leftBehind>} left
 */

/** An arrow out of a tray. */
const SIGN = html`<svg
  class="share-sign"
  viewBox="0 0 16 16"
  aria-hidden="true"
  fill="none"
  stroke="currentColor"
  stroke-width="1.5"
>
  <path d="M8 10V2M4.5 5 8 1.5 11.5 5M3 8v6h10V8" />
</svg>`;

export class ShareNote extends PageElement {
  static properties = {
    shared: { attribute: false },
    told: { state: true },
  };

  constructor() {
    super();
    /** What is seen, as a link; null before there is a model. @type {() => Shared | null} */
    this.shared = () => null;
    /** What became of copying. @type {"" | "copied" | "selected"} */
    this.told = "";
  }

  /** @param {string} link */
  async copy(link) {
    this.told = await copy(link, async () => {
      await this.updateComplete;
      this.querySelector("input")?.select();
    });
  }

  /** Opened, it copies at once. @param {Event} event */
  pressed({ target }) {
    const own = target instanceof Element && target.closest(".chip-button");
    if (!own) return;
    this.told = "";
    const opens = own.getAttribute("aria-expanded") === "false";
    const shared = opens ? this.shared() : null;
    if (shared) void this.copy(shared.link);
  }

  /** @param {Shared["left"]} left */
  leftPart({ weights, drawings, curves, files }) {
    const { share } = words;
    const list = [
      weights ? share.left.weights : "",
      drawings > 0 ? share.left.drawings(drawings) : "",
      curves ? share.left.curves : "",
      files > 0 ? share.left.files(files) : "",
    ].filter((sentence) => sentence !== "");
    if (list.length === 0) return nothing;
    return html`<p class="hint">${share.without}</p>
      <ul class="left-behind">
        ${list.map((sentence) => html`<li>${sentence}</li>`)}
      </ul>
      ${
        weights
          ? html`<button
              type="button"
              @click=${() => this.ask("save-file", undefined)}
            >
              ${share.saveWeights}
            </button>`
          : nothing
      }`;
  }

  panel() {
    const { share } = words;
    const shared = this.shared();
    if (!shared) return html`<p>${share.waiting}</p>`;
    return html`<div class="share-note">
      <strong>${share.title}</strong>
      <p class="hint">${share.explain}</p>
      <input
        type="text"
        readonly
        aria-label=${share.link}
        .value=${shared.link}
        @focus=${(/** @type {Event} */ { target }) => {
          if (target instanceof HTMLInputElement) target.select();
        }}
      />
      <p class="copying">
        <button
          type="button"
          class="primary"
          @click=${() => this.copy(shared.link)}
        >
          ${share.copy}
        </button>
        <span role="status"
          >${this.told === "" ? nothing : share[this.told]}</span
        >
      </p>
      ${this.leftPart(shared.left)}
    </div>`;
  }

  render() {
    const { share } = words;
    // Read here, so that the open note says what became of copying.
    const { told } = this;
    return html`<pop-note
      class="chip share"
      .name=${share.title}
      .look=${"chip-button"}
      .label=${html`${SIGN}<span class="chip-name">${share.name}</span>`}
      .panel=${() => this.panel()}
      data-told=${told}
      @click=${{ handleEvent: (/** @type {Event} */ event) => this.pressed(event), capture: true }}
    ></pop-note>`;
  }
}
customElements.define("share-note", ShareNote);
