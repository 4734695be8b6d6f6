/** How to learn: five numbers, each with a sentence. */

import { nothing } from "lit";
import { OWN } from "../session/run-options.js";
import { COMMON } from "../session/setup-parts.js";
import { words } from "../words/words.js";
import { SettingFields } from "./setting-fields.js";

export class TrainingSettings extends SettingFields {
  render() {
    const { settings } = this;
    if (!settings) return nothing;
    // Not every objective has a β.
    const fields = COMMON.filter(
      (name) => name !== "beta" || OWN[settings.objective].includes(name),
    );
    return fields.map((name) =>
      this.number(name, words.settings[name], name === "beta" ? name : null),
    );
  }
}
customElements.define("training-settings", TrainingSettings);
