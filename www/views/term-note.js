/** A word of the field, underlined, that explains itself when pressed. */

import { html } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./pop-note.js";

export class TermNote extends PageElement {
  static properties = {
    term: { attribute: false },
    shown: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../words/words.js").Term} */
    this.term = "latent";
    /** Written instead of the term's own name. */
    this.shown = "";
  }

  render() {
    const { name, text, formula } = words.terms[this.term];
    return html`<pop-note
      .look=${"term"}
      .label=${this.shown || name}
      .name=${name}
      .panel=${() =>
        html`<strong>${name}</strong>
          <p>${text}</p>
          <p class="formula">${formula}</p>`}
    ></pop-note>`;
  }
}
customElements.define("term-note", TermNote);
