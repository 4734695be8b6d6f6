/** Credits, licences, privacy, and the keys. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./pop-note.js";

const LICENCE = new URL("./LICENSE.txt", import.meta.url);
const NOTICES = new URL("./THIRD-PARTY-NOTICES.txt", import.meta.url);

/** Whose the parts are, and under which licences. */
export function credits() {
  const { footer } = words;
  return [
    html`<strong>${footer.private}</strong>`,
    html`<span
      >${footer.mnist}
      <a href="https://creativecommons.org/licenses/by-sa/3.0/"
        >${footer.mnistLicence}</a
      ></span
    >`,
    html`<a href=${LICENCE.href}>${footer.licence}</a>`,
    html`<a href=${NOTICES.href}>${footer.notices}</a>`,
  ];
}

export class PageFooter extends PageElement {
  static tag = /** @type {const} */ ("page-footer");
  static properties = {
    shortcuts: { attribute: false },
    offline: { attribute: false },
  };

  constructor() {
    super();
    /** Whether single keys act. */
    this.shortcuts = true;
    /** Whether the page would open without a network. */
    this.offline = false;
  }

  /** Opens or closes the list of keys. */
  toggleKeys() {
    this.querySelector("button")?.click();
  }

  keys() {
    const { keys } = words;
    return html`<strong>${keys.title}</strong>
      <label class="check"
        ><input
          type="checkbox"
          .checked=${this.shortcuts}
          @change=${() =>
            this.ask("set", { shortcuts: this.shortcuts ? "off" : "on" })}
        />${keys.on}</label
      >
      <dl class="keys">
        ${keys.list.map(
          ([key, does]) =>
            html`<dt><kbd>${key}</kbd></dt>
              <dd>${does}</dd>`,
        )}
      </dl>`;
  }

  render() {
    const { footer, keys } = words;
    return html`<footer class="page-footer" aria-label=${footer.label}>
      ${credits()}
      ${this.offline ? html`<span>${footer.offline}</span>` : nothing}
      <pop-note
        .look=${"plain"}
        .label=${footer.keys}
        .name=${keys.title}
        .panel=${() => this.keys()}
      ></pop-note>
    </footer>`;
  }
}
customElements.define(PageFooter.tag, PageFooter);
