/** A long list shown a page at a time. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";

/**
 * The page that is shown: the last one, where the list became shorter.
 *
 * @param {number} count
 * @param {number} page wanted, from 0
 * @param {number} perPage
 * @returns {{ page: number, first: number, last: number }} last is not on it
 */
export function pageOf(count, page, perPage) {
  const shown = Math.max(0, Math.min(page, Math.ceil(count / perPage) - 1));
  const first = shown * perPage;
  return { page: shown, first, last: Math.min(count, first + perPage) };
}

/**
 * @param {number} count
 * @param {{ page: number, first: number, last: number }} shown
 * @param {(page: number) => void} turn
 */
export function pager(count, { page, first, last }, turn) {
  if (first === 0 && last === count) return nothing;
  const { own } = words;
  return html`<span class="pager">
    <button
      type="button"
      class="plain"
      ?disabled=${first === 0}
      @click=${() => turn(page - 1)}
    >
      ${own.earlier}
    </button>
    <span>${own.shown(first + 1, last, count)}</span>
    <button
      type="button"
      class="plain"
      ?disabled=${last === count}
      @click=${() => turn(page + 1)}
    >
      ${own.later}
    </button>
  </span>`;
}
