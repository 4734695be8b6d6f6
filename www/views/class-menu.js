/** A menu of the ten classes, and of none. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";

const CLASSES = Array.from({ length: 10 }, (_, label) => label);

/**
 * @typedef {object} ClassMenu
 * @property {"mnist" | "fashion"} set whose classes they are
 * @property {number | null | "mixed"} chosen
 * @property {string} name the menu's accessible name
 * @property {(label: number | null) => void} choose
 */

/** @param {ClassMenu} menu */
export function classMenu({ set, chosen, name, choose }) {
  const { own } = words;
  return html`<select
    class="class-menu"
    aria-label=${name}
    @change=${(/** @type {Event} */ { target }) => {
      if (!(target instanceof HTMLSelectElement)) return;
      if (target.value === "mixed") return;
      choose(target.value === "" ? null : Number(target.value));
    }}
  >
    ${
      chosen === "mixed"
        ? html`<option value="mixed" .selected=${true}>${own.mixed}</option>`
        : nothing
    }
    <option value="" .selected=${chosen === null}>${own.noLabel}</option>
    ${CLASSES.map(
      (label) =>
        html`<option value=${label} .selected=${label === chosen}>
          ${own.class(set, label)}
        </option>`,
    )}
  </select>`;
}
