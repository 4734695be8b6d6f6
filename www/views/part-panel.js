/** What a part's note says: a sentence, its formula, its values, its code. */

import { html, nothing } from "lit";
import { count } from "../words/numbers.js";
import { words } from "../words/words.js";
import { codeLines } from "./code-lines.js";
import "./math-formula.js";

/**
 * @typedef {object} PartView
 * @property {string} name
 * @property {unknown} text
 * @property {import("./mathml.js").MathNode} formula
 * @property {string} spoken the formula in one line
 * @property {string} [shape]
 * @property {ValueRows[]} [values]
 * @property {import("../engine/protocol.js").Layer[]} [layers]
 * @property {string[]} [notes]
 * @property {import("./part-code.js").PartCode} code
 *
 * Numbers of a part, row by row, with what they are.
 * @typedef {{ title?: string, rows: { name: string, values: ArrayLike<number> }[] }} ValueRows
 */

/** @param {number} value "−0.53", " 1.20" */
const written = (value) => value.toFixed(2).replace("-", "−").padStart(5);

/** @param {ValueRows} part */
function valueRows({ title, rows }) {
  const text = rows
    .map(({ name, values }) =>
      [name, ...Array.from(values, written)].join(" ").trimEnd(),
    )
    .join("\n");
  // Focusable, so that the keyboard reaches what is scrolled out of sight.
  return html`${title ? html`<p class="hint">${title}</p>` : nothing}
    <pre
      class="values"
      tabindex="0"
      role="region"
      aria-label=${title ?? words.picture.values}
    >
${text}</pre>`;
}

/** @param {import("../engine/protocol.js").Layer[]} layers */
function layerTable(layers) {
  const { table } = words.picture;
  const all = layers.reduce((sum, { parameters }) => sum + parameters, 0);
  return html`<div
    class="layers"
    tabindex="0"
    role="region"
    aria-label=${table.name}
  >
    <table>
      <thead>
        <tr>
          <th scope="col">${table.kind}</th>
          <th scope="col">${table.shape}</th>
          <th scope="col" class="number">${table.parameters}</th>
        </tr>
      </thead>
      <tbody>
        ${layers.map(
          ({ name, kind, shape, parameters }) =>
            html`<tr>
              <td>${kind}<small>${name}</small></td>
              <td>${shape}</td>
              <td class="number">${count(parameters)}</td>
            </tr>`,
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colspan="2">${table.all}</th>
          <td class="number">${count(all)}</td>
        </tr>
      </tfoot>
    </table>
  </div>`;
}

/**
 * The line of Lab, and the name in the core that does the same.
 *
 * @param {import("./part-code.js").PartCode} code
 */
export const codeRows = ({ lab, file, name }) =>
  html`<dl class="part-code">
    <dt>${words.picture.code}</dt>
    <dd><code>${codeLines(lab)}</code></dd>
    <dt>${words.picture.rust}</dt>
    <dd><code>src/${file}</code> <code>${name}</code></dd>
  </dl>`;

/** @param {PartView} view */
export function partPanel(view) {
  const { name, text, formula, spoken, shape, code } = view;
  const { values = [], layers = [], notes = [] } = view;
  return html`<div class="part-note">
    <strong>${name}</strong>
    <p>${text}</p>
    <math-formula
      class="formula"
      .formula=${formula}
      .text=${spoken}
    ></math-formula>
    ${shape ? html`<p>${words.picture.shape} <code>${shape}</code></p>` : nothing}
    ${values.map(valueRows)} ${layers.length > 0 ? layerTable(layers) : nothing}
    ${notes.map((note) => html`<p class="hint">${note}</p>`)} ${codeRows(code)}
  </div>`;
}
