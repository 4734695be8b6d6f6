/** A word of the field, underlined, that explains itself when pressed. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { formulaOf } from "./formulas.js";
import { PageElement } from "./page-element.js";
import { codeRows } from "./part-panel.js";
import "./math-formula.js";
import "./pop-note.js";

export class TermNote extends PageElement {
  static properties = {
    term: { attribute: false },
    shown: { attribute: false },
    detail: { attribute: false },
    more: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../words/words.js").Term} */
    this.term = "latent";
    /** Written instead of the term's own name. */
    this.shown = "";
    /** What is known of it here. @type {import("./flow-figures.js").TermDetail | null} */
    this.detail = null;
    /** What else its panel shows, asked for when it opens. @type {() => unknown} */
    this.more = () => nothing;
  }

  panel() {
    const { name, text, formula } = words.terms[this.term];
    const { detail } = this;
    return html`<strong>${name}</strong>
      <p>${text}</p>
      <math-formula
        class="formula"
        .formula=${detail?.formula ?? formulaOf(this.term)}
        .text=${detail?.spoken ?? formula}
      ></math-formula>
      ${detail?.notes.map((note) => html`<p class="hint">${note}</p>`)}
      ${detail ? codeRows(detail.code) : nothing} ${this.more()}`;
  }

  render() {
    const { name } = words.terms[this.term];
    return html`<pop-note
      .look=${"term"}
      .label=${this.shown || name}
      .name=${name}
      .panel=${() => this.panel()}
    ></pop-note>`;
  }
}
customElements.define("term-note", TermNote);
