/** One cost in nats, large, in its hue, with its name under it. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./term-note.js";

export class NatsFigure extends PageElement {
  static properties = {
    term: { attribute: false },
    value: { attribute: false },
    note: { attribute: false },
    shown: { attribute: false },
    detail: { attribute: false },
    more: { attribute: false },
  };

  constructor() {
    super();
    /** @type {"reconstruction" | "kl" | "negativeElbo"} */
    this.term = "kl";
    /** @type {number | null} */
    this.value = null;
    /** What it is averaged over. */
    this.note = "";
    /** Written instead of the term's own name. */
    this.shown = "";
    /** What its note adds. @type {import("./flow-figures.js").TermDetail | null} */
    this.detail = null;
    /** What else its note shows, asked for when it opens. @type {() => unknown} */
    this.more = () => nothing;
  }

  render() {
    const value = this.value === null ? "–" : words.nats(this.value);
    return html`<p class="figure ${this.term}">
      <span class="figure-value">${value}</span>
      <span class="figure-unit">${this.shown ? "" : words.natsUnit}</span>
      <span class="figure-name"
        ><term-note
          .term=${this.term}
          .shown=${this.shown}
          .detail=${this.detail}
          .more=${this.more}
        ></term-note>
        <span class="figure-note">${this.note}</span></span
      >
    </p>`;
  }
}
customElements.define("nats-figure", NatsFigure);
