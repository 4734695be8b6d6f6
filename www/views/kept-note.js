/** Says what this browser keeps of the user's work, and forgets all of it. */

import { html, nothing } from "lit";
import { size } from "../words/numbers.js";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./pop-note.js";

export class KeptNote extends PageElement {
  static properties = {
    kept: { attribute: false },
    asking: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../session/forgetting.js").KeptList | null} */
    this.kept = null;
    /** Whether it was asked to forget, and asks back. */
    this.asking = false;
  }

  /** Opened, it looks at what is kept now. @param {Event} event */
  pressed({ target }) {
    const own = target instanceof Element && target.closest(".kept-open");
    if (!own) return;
    this.asking = false;
    this.ask("list-kept", undefined);
  }

  /** @param {string} name as it is kept */
  nameOf(name) {
    const { names, other } = words.forgetting;
    const known = Object.entries(names).find(([stored]) => stored === name);
    return known?.[1] ?? other;
  }

  forgetPart() {
    const { forgetting } = words;
    if (!this.asking)
      return html`<button type="button" @click=${() => (this.asking = true)}>
        ${forgetting.forget}
      </button>`;
    return html`<p role="alert">${forgetting.sure}</p>
      <p class="copying">
        <button
          type="button"
          class="primary"
          @click=${() => this.ask("forget-kept", undefined)}
        >
          ${forgetting.yes}
        </button>
        <button type="button" @click=${() => (this.asking = false)}>
          ${forgetting.no}
        </button>
      </p>`;
  }

  panel() {
    const { forgetting } = words;
    const kept = this.kept ?? [];
    const bytes = kept.reduce((sum, each) => sum + each.bytes, 0);
    return html`<div class="kept-note">
      <strong>${forgetting.title}</strong>
      <p class="hint">
        ${kept.length > 0 ? forgetting.explain(size(bytes)) : forgetting.nothing}
      </p>
      <ul class="left-behind">
        ${kept.map(
          (each) =>
            html`<li>${this.nameOf(each.name)}: ${size(each.bytes)}</li>`,
        )}
      </ul>
      ${kept.length > 0 ? this.forgetPart() : nothing}
    </div>`;
  }

  render() {
    const { forgetting } = words;
    return html`<pop-note
      .look=${"plain kept-open"}
      .label=${forgetting.name}
      .name=${forgetting.title}
      .panel=${() => this.panel()}
      data-asking=${this.asking}
      @click=${this.pressed}
    ></pop-note>`;
  }
}
customElements.define("kept-note", KeptNote);
