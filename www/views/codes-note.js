/** Saves the codes of images: posterior means and deviations, and their labels. */

import { html } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./pop-note.js";

/**
 * @typedef {object} CodesView
 * @property {Record<"atHand" | "test", number>} counts images of each set; 0
 *   where they are not there
 * @property {{ done: number, total: number } | null} coding
 */

/** @type {import("../session/exports.js").CodesFile[]} */
const FILES = ["codes.csv", "mean.npy", "deviation.npy", "labels.npy"];
const SETS = /** @type {const} */ (["atHand", "test"]);

export class CodesNote extends PageElement {
  static properties = { view: { attribute: false } };

  constructor() {
    super();
    /** @type {CodesView | null} */
    this.view = null;
  }

  /**
   * @param {"atHand" | "test"} set
   * @param {number} count
   */
  set(set, count) {
    const { saving } = words;
    return html`<fieldset class="codes-of" ?disabled=${count === 0}>
      <legend>${saving.sets[set](count)}</legend>
      ${FILES.map(
        (file) =>
          html`<button
            type="button"
            @click=${() => this.ask("save-codes", { file, set })}
          >
            ${saving.codes[file]}
          </button>`,
      )}
    </fieldset>`;
  }

  panel() {
    const { saving } = words;
    const { counts, coding } = this.view ?? {
      counts: { atHand: 0, test: 0 },
      coding: null,
    };
    return html`<div class="codes-note">
      <strong>${saving.codesTitle}</strong>
      <p class="hint">${saving.codesExplain}</p>
      ${
        coding
          ? html`<p class="copying">
              <progress
                max=${coding.total}
                .value=${coding.done}
                aria-label=${saving.coding(coding.done, coding.total)}
              ></progress>
              <button
                type="button"
                @click=${() => this.ask("cancel-codes", undefined)}
              >
                ${words.between.cancel}
              </button>
            </p>`
          : SETS.map((set) => this.set(set, counts[set]))
      }
    </div>`;
  }

  render() {
    const { saving } = words;
    return html`<pop-note
      .look=${"plain"}
      .label=${saving.codesName}
      .name=${saving.codesTitle}
      .panel=${() => this.panel()}
    ></pop-note>`;
  }
}
customElements.define("codes-note", CodesNote);
