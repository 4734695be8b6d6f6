/** How to learn: five numbers, each with a sentence. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./number-field.js";

const FIELDS = /** @type {const} */ ([
  "epochs",
  "batchSize",
  "learningRate",
  "beta",
  "trainSeed",
]);

export class TrainingSettings extends PageElement {
  static properties = { settings: { attribute: false } };

  constructor() {
    super();
    /** @type {import("../state.js").Settings | null} */
    this.settings = null;
  }

  render() {
    const { settings } = this;
    if (!settings) return nothing;
    return html`<h3>${words.settings.title}</h3>
      ${FIELDS.map(
        (name) =>
          html`<number-field
            .setting=${name}
            .value=${settings[name]}
            .label=${words.settings[name].label}
            .hint=${words.settings[name].hint}
            .term=${name === "beta" ? name : null}
          ></number-field>`,
      )}`;
  }
}
customElements.define("training-settings", TrainingSettings);
