/** The small button beside a picture that saves it. */

import { html } from "lit";

/**
 * @typedef {"samples.png" | "map.png" | "reconstruction.png" | "curves.png"} PictureFile
 * @typedef {PictureFile | import("../session/exports.js").CurvesFile} ShownFile
 */

/** An arrow into a tray. */
export const saveSign = html`<svg
  class="save-sign"
  viewBox="0 0 16 16"
  aria-hidden="true"
  fill="none"
  stroke="currentColor"
  stroke-width="1.5"
>
  <path d="M8 2v8M4.5 7 8 10.5 11.5 7M3 10v4h10v-4" />
</svg>`;

/**
 * @param {object} button
 * @param {string} button.name
 * @param {boolean} button.ready
 * @param {() => void} button.save
 */
export const saveButton = ({ name, ready, save }) =>
  html`<button
    type="button"
    class="save-picture"
    aria-label=${name}
    title=${name}
    ?disabled=${!ready}
    @click=${save}
  >
    ${saveSign}
  </button>`;
