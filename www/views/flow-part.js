/** A part of the chain: a button with its sign and shape that opens its note. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { sizeOf, viewOf } from "./flow-parts.js";
import { PageElement } from "./page-element.js";
import { partPanel } from "./part-panel.js";
import "./pop-note.js";

/** @type {Record<import("./part-code.js").PartName, string>} */
const SIGNS = {
  image: "x",
  encoder: "f",
  code: "μ, σ",
  noise: "ε",
  latent: "z",
  decoder: "g",
  likelihood: "p(x|z)",
};

export class FlowPart extends PageElement {
  static properties = {
    which: { attribute: false },
    scene: { attribute: false },
    bare: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("./part-code.js").PartName} */
    this.which = "image";
    /** @type {import("./flow-parts.js").FlowScene | null} */
    this.scene = null;
    /** In a heading: the sign alone, underlined as a term is. */
    this.bare = false;
  }

  render() {
    const { which: part, scene } = this;
    if (!scene) return nothing;
    const { name } = words.picture.parts[part];
    const sign = html`<span aria-hidden="true">${SIGNS[part]}</span
      ><span class="unseen">${name}</span>`;
    return html`<pop-note
      .look=${this.bare ? "term" : "chain-part"}
      .name=${name}
      .label=${
        this.bare ? sign : html`${sign}<small>${sizeOf(part, scene)}</small>`
      }
      .panel=${() => partPanel(viewOf(part, scene))}
    ></pop-note>`;
  }
}
customElements.define("flow-part", FlowPart);
