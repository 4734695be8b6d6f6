/** The curves that were kept of earlier runs: to be shown, hidden, removed. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./pop-note.js";

export class KeptRuns extends PageElement {
  static properties = {
    runs: { attribute: false },
    ready: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../session/kept-runs.js").KeptRun[]} */
    this.runs = [];
    /** Whether there are curves to keep. */
    this.ready = false;
  }

  /** @param {import("../session/kept-runs.js").KeptRun} run */
  row({ id, name, shown }) {
    return html`<li>
      <label class="check">
        <input
          type="checkbox"
          .checked=${shown}
          @change=${() => this.ask("toggle-run", id)}
        />
        <span>${name}</span>
      </label>
      <button
        type="button"
        class="plain"
        aria-label=${words.kept.removeNamed(name)}
        @click=${() => this.ask("drop-run", id)}
      >
        ${words.kept.remove}
      </button>
    </li>`;
  }

  render() {
    const { kept } = words;
    return html`<button
        type="button"
        class="plain"
        ?disabled=${!this.ready}
        @click=${() => this.ask("keep-run", undefined)}
      >
        ${kept.keep}
      </button>
      ${
        this.runs.length === 0
          ? nothing
          : html`<pop-note
              .look=${"plain"}
              .label=${kept.list(this.runs.length)}
              .name=${kept.title}
              .panel=${() =>
                html`<strong>${kept.title}</strong>
                  <ul class="kept-runs">
                    ${this.runs.map((run) => this.row(run))}
                  </ul>`}
            ></pop-note>`
      }`;
  }
}
customElements.define("kept-runs", KeptRuns);
