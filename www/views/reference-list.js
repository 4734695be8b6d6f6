/** The figures that one of a run's compares with, each with its source. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";

/**
 * @param {import("../session/references.js").Reference[]} references
 * @param {import("../session/history.js").Figure} figure
 */
export function referenceList(references, figure) {
  const { compare, named } = words.references;
  const rows = references.map(({ name, nats, source, ...terms }) => ({
    value: figure === "negativeElbo" ? nats : terms[figure],
    name: named(name),
    source,
  }));
  const known = rows.filter(({ value }) => value !== undefined);
  if (known.length === 0) return nothing;
  return html`<p class="hint">${compare}</p>
    <ul class="references">
      ${known.map(
        ({ value, name, source }) =>
          html`<li>
            <strong>${words.nats(value ?? 0)}</strong>
            ${source ? html`<a href=${source}>${name}</a>` : name}
          </li>`,
      )}
    </ul>`;
}
