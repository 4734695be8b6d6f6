/** Opens the snippet that does again what is on screen, and copies it. */

import { html, nothing } from "lit";
import { IN_ONE_FILE } from "../edition.js";
import { words } from "../words/words.js";
import { codeLines } from "./code-lines.js";
import { copy } from "./copying.js";
import { PageElement } from "./page-element.js";
import "./pop-note.js";

export class CodeNote extends PageElement {
  static properties = {
    snippet: { attribute: false },
    told: { state: true },
  };

  constructor() {
    super();
    /** What is on screen, as code; null before there is a model. @type {() => string | null} */
    this.snippet = () => null;
    /** What became of copying. @type {"" | "copied" | "selected"} */
    this.told = "";
  }

  /** @param {string} code */
  async copy(code) {
    this.told = await copy(code, () => this.select());
  }

  /** Opened again, it has not copied yet. @param {Event} event */
  pressed({ target }) {
    if (target instanceof Element && target.closest(".chip-button")) {
      this.told = "";
    }
  }

  select() {
    const shown = this.querySelector(".snippet code");
    if (shown) getSelection()?.selectAllChildren(shown);
  }

  panel() {
    const { asCode } = words;
    const code = this.snippet();
    if (code === null) return html`<p>${asCode.waiting}</p>`;
    return html`<div class="code-note">
      <strong>${asCode.title}</strong>
      <p class="hint">${IN_ONE_FILE ? asCode.explainAlone : asCode.explain}</p>
      <pre
        class="snippet values"
        tabindex="0"
        role="region"
        aria-label=${asCode.code}
      ><code>${codeLines(code)}</code></pre>
      <p class="copying">
        <button type="button" class="primary" @click=${() => this.copy(code)}>
          ${asCode.copy}
        </button>
        <span role="status"
          >${this.told === "" ? nothing : asCode[this.told]}</span
        >
      </p>
    </div>`;
  }

  render() {
    const { asCode } = words;
    // Read here, so that the open note says what became of copying.
    const { told } = this;
    return html`<pop-note
      class="chip code"
      .name=${asCode.name}
      .look=${"chip-button"}
      .label=${html`<span class="code-sign" aria-hidden="true">{ }</span>
        <span class="chip-name">${asCode.name}</span>`}
      .panel=${() => this.panel()}
      data-told=${told}
      @click=${this.pressed}
    ></pop-note>`;
  }
}
customElements.define("code-note", CodeNote);
