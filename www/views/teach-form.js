/** Which class is learned, from which few digits, and how much is replayed meanwhile. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { WorkshopFields } from "./workshop-fields.js";

/** @typedef {import("./workshop-panel.js").WorkshopView} WorkshopView */

/** Classes that have names. */
const NAMED = 10;

export class TeachForm extends WorkshopFields {
  /** @param {WorkshopView} view */
  which({ settings, set, classes }) {
    const { teach } = words.workshop;
    const { teachClass } = settings;
    const own = teachClass < NAMED ? words.own.class(set, teachClass) : "";
    // A digit's name is what was typed.
    const name = own === String(teachClass) ? "" : own;
    const grows = classes > 0 && teachClass >= classes;
    const hint = grows ? teach.grows(classes) : teach.named(name);
    return this.number("teachClass", { label: teach.class, hint });
  }

  /** @param {WorkshopView} view */
  handful({ settings, drawn, ofClass }) {
    const { teach } = words.workshop;
    const own = settings.teachFrom === "mine";
    const named = settings.teachClass < NAMED;
    const lacking = own
      ? teach.drawFirst[named ? "named" : "unnamed"]
      : teach.noneAtHand;
    return html`${this.choice("teachFrom", {
      label: teach.from,
      hint: named ? "" : teach.unnamed,
      choices: { mine: teach.mine(drawn), atHand: teach.atHand(ofClass) },
    })}
    ${own ? nothing : this.number("teachCount", teach.count)}
    ${
      (own ? drawn : ofClass) > 0
        ? nothing
        : html`<p class="empty teach-empty">
            ${lacking}
            ${
              own
                ? html`<button
                    type="button"
                    @click=${() => this.ask("set", { dock: "data" })}
                  >
                    ${teach.show}
                  </button>`
                : nothing
            }
          </p>`
    }`;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    const { teach, learnRate } = words.workshop;
    return html`${this.which(view)} ${this.handful(view)}
    ${this.number("teachReplay", teach.replay)}
    ${this.number("teachSteps", teach.steps)}
    ${this.number("learnRate", learnRate)}`;
  }
}
customElements.define("teach-form", TeachForm);
