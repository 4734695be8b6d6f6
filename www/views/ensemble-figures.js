/** An ensemble beside its members: figures, classes, and pictures. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./picture-rows.js";

/** @typedef {import("../session/workshop.js").Mean} Mean */

export class EnsembleFigures extends PageElement {
  static properties = {
    view: { attribute: false },
    set: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../session/workshop.js").JudgedEnsemble | null} */
    this.view = null;
    /** @type {import("../session/session.js").DataName} */
    this.set = "mnist";
  }

  /**
   * @param {string} name
   * @param {(Mean | null)[]} means
   * @param {boolean} [exact] whether to tell their standard errors
   */
  row(name, means, exact = false) {
    const { table } = words.workshop;
    return html`<tr>
      <th scope="row">${name}</th>
      ${means.map(
        (mean) =>
          html`<td>
            ${mean ? table.figure(mean.value) : nothing}
            ${
              mean && exact && Number.isFinite(mean.error)
                ? html`<small>${table.error(mean.error)}</small>`
                : nothing
            }
          </td>`,
      )}
    </tr>`;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    const { ensemble, table, pictures } = words.workshop;
    const { judged, images, originals, seed } = view;
    const named = judged.map((each) => ({
      ...each,
      name: each.name === "" ? ensemble.title : each.name,
    }));
    return html`<div class="workshop-figures">
        <table aria-label=${ensemble.name}>
          <caption>
            ${ensemble.title}: ${ensemble.posterior.choices[view.posterior]},
            ${ensemble.average.choices[view.average]}
          </caption>
          <thead>
            <tr>
              <td></td>
              ${named.map(({ name }) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${this.row(
              table.negativeElbo,
              named.map(({ negativeElbo }) => negativeElbo),
              true,
            )}
            ${[...named[0].byClass.keys()].map((label) =>
              this.row(
                words.own.class(this.set, label),
                named.map(({ byClass }) => byClass[label]),
              ),
            )}
          </tbody>
        </table>
        <p class="hint">${table.natsOver(images)}</p>
      </div>
      <div class="workshop-pictures">
        <picture-rows
          .heading=${pictures.reconstructed}
          .rows=${[
            { name: pictures.originals, pixels: originals },
            ...named.map(({ name, reconstructions: pixels }) => ({
              name,
              pixels,
            })),
          ]}
        ></picture-rows>
        <picture-rows
          .heading=${pictures.sampled(seed)}
          .rows=${named.map(({ name, samples: pixels }) => ({ name, pixels }))}
        ></picture-rows>
      </div>`;
  }
}
customElements.define("ensemble-figures", EnsembleFigures);
