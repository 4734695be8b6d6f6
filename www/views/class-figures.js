/** The negative ELBO of each class's images, before and after: what a mean over all hides. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";

/** @typedef {import("../session/workshop.js").Mean} Mean */

export class ClassFigures extends PageElement {
  static properties = {
    was: { attribute: false },
    is: { attribute: false },
    set: { attribute: false },
    learned: { attribute: false },
  };

  constructor() {
    super();
    /** By class; null where only the other is known. @type {(Mean | null)[] | null} */
    this.was = null;
    /** @type {(Mean | null)[]} */
    this.is = [];
    /** @type {import("../session/session.js").DataName} */
    this.set = "mnist";
    /** The class that was learned. @type {import("../session/workshop.js").Learned | null} */
    this.learned = null;
  }

  /**
   * @param {string} name
   * @param {Mean | null | undefined} was
   * @param {Mean | null | undefined} is
   */
  row(name, was, is) {
    const { table } = words.workshop;
    const figure = (/** @type {Mean | null | undefined} */ mean) =>
      html`<td>${mean ? table.figure(mean.value) : nothing}</td>`;
    const change = was && is ? table.signed(is.value - was.value) : nothing;
    return html`<tr>
      <th scope="row">${name}</th>
      ${this.was ? figure(was) : nothing} ${figure(is)}
      ${this.was ? html`<td>${change}</td>` : nothing}
    </tr>`;
  }

  render() {
    const { was, is, learned } = this;
    const { table } = words.workshop;
    const { classes } = table;
    const some = is.flatMap((mean, label) => (mean ? [label] : []));
    return html`<details ?open=${learned !== null}>
      <summary>${classes.title}</summary>
      <table aria-label=${classes.name}>
        <thead>
          <tr>
            <th scope="col">${classes.class}</th>
            ${was ? html`<th scope="col">${table.before}</th>` : nothing}
            <th scope="col">${table.after}</th>
            ${was ? html`<th scope="col">${table.change}</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${some.map((label) =>
            this.row(words.own.class(this.set, label), was?.[label], is[label]),
          )}
          ${
            learned
              ? this.row(
                  classes.learned(learned.label, learned.is.images),
                  learned.was,
                  learned.is,
                )
              : nothing
          }
        </tbody>
      </table>
      <p class="hint">${classes.note}</p>
    </details>`;
  }
}
customElements.define("class-figures", ClassFigures);
