/** What the user must be told, until it is dismissed. */

import { html, nothing } from "lit";
import { errorText, words } from "../words/words.js";
import { PageElement } from "./page-element.js";

export class PageNotices extends PageElement {
  static properties = {
    notices: { attribute: false },
    failure: { attribute: false },
    named: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../session/notices.js").Notice[]} */
    this.notices = [];
    /** Why there is no model. @type {(Error & { code?: string }) | null} */
    this.failure = null;
    /** Whether the address names a device. */
    this.named = false;
  }

  /**
   * An error's own message, where the text says it otherwise.
   *
   * @param {string} text
   * @param {string} [message]
   */
  original(text, message) {
    if (!message || text.includes(message)) return nothing;
    return html`<small class="original" lang="en">${message}</small>`;
  }

  failed() {
    if (!this.failure) return nothing;
    const { failed, errors } = words;
    const { message, code } = this.failure;
    const text = errorText({ message, code });
    return html`<div class="notice error" role="alert">
      <p>
        <strong>${failed.model}</strong> ${text}
        ${this.closest(".embedded") ? nothing : failed.work}
        ${code ? html`<small>${errors.code} ${code}</small>` : nothing}
        ${this.original(text, message)}
      </p>
      ${
        this.named
          ? html`<button
              type="button"
              @click=${() => this.ask("use-device", "auto")}
            >
              ${failed.automatic}
            </button>`
          : nothing
      }
      <button type="button" @click=${() => this.ask("retry", undefined)}>
        ${failed.retry}
      </button>
    </div>`;
  }

  /** @param {import("../session/notices.js").Notice} notice */
  notice({ id, tone, text, code, original, undo, act }) {
    const { errors } = words;
    const away = () => this.ask("dismiss", id);
    const way = undo ? { label: () => errors.undo, go: undo } : act;
    return html`<div
      class="notice ${tone}"
      role=${tone === "error" ? "alert" : "status"}
    >
      <p>
        ${text} ${code ? html`<small>${errors.code} ${code}</small>` : nothing}
        ${this.original(text, original)}
      </p>
      ${
        way
          ? html`<button
              type="button"
              @click=${() => {
                way.go();
                away();
              }}
            >
              ${way.label()}
            </button>`
          : nothing
      }
      <button
        type="button"
        class="plain close"
        aria-label=${errors.dismiss}
        @click=${away}
      >
        ×
      </button>
    </div>`;
  }

  render() {
    return html`${this.failed()}
    ${this.notices.map((notice) => this.notice(notice))}`;
  }
}
customElements.define("page-notices", PageNotices);
