/** How to learn: five numbers, each with a sentence. */

import { html, nothing } from "lit";
import { OWN } from "../session/run-options.js";
import { errorInFull, words } from "../words/words.js";
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
  static properties = {
    settings: { attribute: false },
    refusal: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../state.js").Settings | null} */
    this.settings = null;
    /** @type {import("./training-setup.js").Refusal | null} */
    this.refusal = null;
  }

  render() {
    const { settings, refusal } = this;
    if (!settings) return nothing;
    // Not every objective has a β.
    const fields = FIELDS.filter(
      (name) => name !== "beta" || OWN[settings.objective].includes(name),
    );
    return fields.map(
      (name) =>
        html`<number-field
          .setting=${name}
          .value=${settings[name]}
          .label=${words.settings[name].label}
          .hint=${words.settings[name].hint}
          .term=${name === "beta" ? name : null}
          .refusal=${refusal?.name === name ? errorInFull(refusal) : ""}
        ></number-field>`,
    );
  }
}
customElements.define("training-settings", TrainingSettings);
