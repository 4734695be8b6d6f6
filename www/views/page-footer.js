/** Credits, licences, privacy, and the keys. */

import { html, nothing } from "lit";
import { addressOf, IN_ONE_FILE } from "../edition.js";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./kept-note.js";
import "./pop-note.js";

const LICENCE = new URL("./LICENSE.txt", import.meta.url);
const NOTICES = new URL("./THIRD-PARTY-NOTICES.txt", import.meta.url);

/**
 * Whose the parts are, and under which licences.
 *
 * @param {() => void} [changed] called when their addresses are known
 */
export function credits(changed = () => {}) {
  const { footer } = words;
  return [
    html`<strong>${footer.private}</strong>`,
    IN_ONE_FILE
      ? html`<span title=${footer.oneFileHint}>${footer.oneFile}</span>`
      : nothing,
    html`<span
      >${footer.mnist}
      <a href="https://creativecommons.org/licenses/by-sa/3.0/"
        >${footer.mnistLicence}</a
      ></span
    >`,
    html`<a href=${addressOf(LICENCE, changed)}>${footer.licence}</a>`,
    html`<a href=${addressOf(NOTICES, changed)}>${footer.notices}</a>`,
  ];
}

export class PageFooter extends PageElement {
  static tag = /** @type {const} */ ("page-footer");
  static properties = {
    shortcuts: { attribute: false },
    offline: { attribute: false },
    kept: { attribute: false },
  };

  constructor() {
    super();
    /** Whether single keys act. */
    this.shortcuts = true;
    /** Whether the page would open without a network. */
    this.offline = false;
    /** @type {import("../session/forgetting.js").KeptList | null} */
    this.kept = null;
  }

  /** Opens or closes the list of keys. */
  toggleKeys() {
    const keys = this.querySelector("footer > pop-note button");
    if (keys instanceof HTMLElement) keys.click();
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
      ${credits(() => this.requestUpdate())}
      ${this.offline ? html`<span>${footer.offline}</span>` : nothing}
      <kept-note .kept=${this.kept}></kept-note>
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
