/** Smaller, larger, fused: what can be made of the model, and what it is worth. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./before-after.js";
import "./ensemble-figures.js";
import "./family-tree.js";
import "./made-files.js";
import "./schooling-watch.js";
import "./workshop-form.js";

/**
 * @typedef {object} WorkshopView
 * @property {import("../state.js").Settings} settings
 * @property {import("../session/workshop.js").Work | null} work
 * @property {import("../session/workshop.js").Other[]} others
 * @property {number} share what the model itself weighs in a mean
 * @property {import("../session/workshop.js").WalkedLine | null} line
 * @property {string} name the model's that is open
 * @property {import("../session/workshop.js").WorkshopFile[]} files
 * @property {number | null} chosen
 * @property {import("./before-after.js").Compared | null} compared
 * @property {{ name: string, root: import("../session/family.js").Relative | null }[]} families
 * @property {{ images: number, bytes: number | undefined } | null} whole the
 *   training set, and what of it is still to be fetched; null without one
 * @property {import("../session/schooling.js").Schooling | null} schooling
 * @property {import("../session/workshop.js").JudgedEnsemble | null} ensemble
 * @property {number} drawn the user's own digits of the class to learn
 * @property {number} ofClass those at hand
 * @property {import("../session/session.js").DataName} set what images are of
 * @property {number} digits that layers can be measured by
 * @property {number} latents of the model that is open
 * @property {number} classes
 * @property {number[]} hidden widths of its layers
 * @property {number[]} channels none but of a convolutional one
 * @property {boolean} trainedPrior whether the prior is trained with it already
 * @property {boolean} ladder
 * @property {boolean} ready
 */

/** @type {("files" | "family")[]} */
const SHELVES = ["files", "family"];

export class WorkshopPanel extends PageElement {
  static properties = { view: { attribute: false } };

  constructor() {
    super();
    /** @type {WorkshopView | null} */
    this.view = null;
  }

  /** @param {WorkshopView} view */
  shelf({ settings, files, chosen, families, ready, work }) {
    const { shelf } = words.workshop;
    return html`<section class="workshop-shelf">
      <div class="segments" role="radiogroup" aria-label=${shelf.label}>
        ${SHELVES.map(
          (name) =>
            html`<label>
              <input
                type="radio"
                name="shelf"
                class="unseen"
                .checked=${settings.shelf === name}
                @change=${() => this.ask("set", { shelf: name })}
              />
              <span>${shelf.shown[name]}</span>
            </label>`,
        )}
      </div>
      ${
        settings.shelf === "files"
          ? html`<made-files
              .files=${[...files]}
              .chosen=${chosen}
              .ready=${ready}
              .busy=${work !== null}
            ></made-files>`
          : families.map(
              ({ name, root }) =>
                html`<family-tree .root=${root} .name=${name}></family-tree>`,
            )
      }
    </section>`;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    return html`<workshop-form .view=${view}></workshop-form> ${
        view.schooling
          ? html`<schooling-watch
              .schooling=${view.schooling}
            ></schooling-watch>`
          : view.ensemble
            ? html`<ensemble-figures
                .view=${view.ensemble}
                .set=${view.set}
              ></ensemble-figures>`
            : html`<before-after
                .view=${view.compared}
                .some=${view.files.length > 0}
              ></before-after>`
      }
      ${this.shelf(view)}`;
  }
}
customElements.define("workshop-panel", WorkshopPanel);
