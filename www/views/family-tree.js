/** Where a file comes from: nested lists, joined by lines, back to the first files. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";

/** @typedef {import("../session/family.js").Relative} Relative */

/** As much of a checksum as tells two files apart by eye. */
const SHOWN = 8;

export class FamilyTree extends PageElement {
  static properties = {
    root: { attribute: false },
    name: { attribute: false },
  };

  constructor() {
    super();
    /** Null where the file tells of no parents. @type {Relative | null} */
    this.root = null;
    /** The file's name. */
    this.name = "";
  }

  /** @param {NonNullable<Relative["making"]>} making */
  making({ operation, settings }) {
    const { done, setting } = words.workshop.family;
    const told = Object.entries(settings).map(([name, value]) =>
      setting(name, value),
    );
    return html`<p class="relative-making">
      <strong>${done(operation)}</strong>${
        told.length > 0 ? html`: ${told.join(" · ")}` : nothing
      }
    </p>`;
  }

  /** @param {Relative["measured"]} measured */
  measured({ negativeElbo, frechet }) {
    const { family } = words.workshop;
    const told = [
      ...(negativeElbo
        ? [
            family.measured(
              negativeElbo.value,
              negativeElbo.images,
              negativeElbo.error,
            ),
          ]
        : []),
      ...(frechet === undefined ? [] : [family.distance(frechet)]),
    ];
    if (told.length === 0) return nothing;
    return html`<p class="relative-figures">${told.join(" · ")}</p>`;
  }

  /** @param {Relative} relative @returns {import("lit").TemplateResult} */
  card(relative) {
    const { name, model, bytes, sha256, making, parents, again } = relative;
    const { family } = words.workshop;
    const sum = sha256.slice(0, SHOWN);
    return html`<li>
      <div class="relative">
        <p>
          <strong>${name || family.unknown}</strong>
          <small>
            ${[model, bytes === null ? "" : family.size(bytes)]
              .filter((part) => part !== "")
              .join(" · ")}
          </small>
        </p>
        ${
          sum
            ? html`<small title=${sha256}>${family.checksum(sum)}</small>`
            : nothing
        }
        ${this.measured(relative.measured)}
        ${making ? this.making(making) : html`<small>${family.first}</small>`}
        ${again ? html`<small>${family.again}</small>` : nothing}
      </div>
      ${
        parents.length > 0
          ? html`<ul aria-label=${family.from}>
              ${parents.map((parent) => this.card(parent))}
            </ul>`
          : nothing
      }
    </li>`;
  }

  render() {
    const { family } = words.workshop;
    return html`<h3>${family.title(this.name)}</h3>
      ${
        this.root
          ? html`<ul class="family">
              ${this.card(this.root)}
            </ul>`
          : html`<p class="hint">${family.none}</p>`
      }`;
  }
}
customElements.define("family-tree", FamilyTree);
