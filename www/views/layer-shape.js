/** A network as a shape: each layer a bar, as tall as it is wide in values. */

import { html, svg } from "lit";
import { PageElement } from "./page-element.js";

/** Labels of more bars than this overlap. */
const MOST_IN_A_ROW = 4;

export class LayerShape extends PageElement {
  static properties = {
    sizes: { attribute: false },
    labels: { attribute: false },
    name: { attribute: false },
  };

  constructor() {
    super();
    /** Values per layer, in the order of the flow. @type {number[]} */
    this.sizes = [];
    /** What is written on each bar. @type {string[]} */
    this.labels = [];
    /** The shape in words. */
    this.name = "";
  }

  /**
   * Where a bar's label stands: below its bar, or, of many bars, in two rows
   * below all. The label at the waist is long, and alone at its height.
   *
   * @param {number} i
   * @param {number} end where its bar ends, in per cent
   */
  placeOf(i, end) {
    const last = this.sizes.length - 1;
    const image = this.sizes[0] > this.sizes[last] ? 0 : last;
    const alone = this.sizes.length <= MOST_IN_A_ROW || i === last - image;
    if (alone) return { top: end, row: "" };
    return { top: 100, row: (i - image) % 2 === 0 ? "" : "lower" };
  }

  /** Bars at even distances, their heights in per cent of the tallest. */
  bars() {
    const tallest = Math.log(Math.max(...this.sizes) + 1);
    const last = this.sizes.length - 1;
    return this.sizes.map((size, i) => ({
      x: 4 + (92 * i) / Math.max(1, last),
      height: (100 * Math.log(size + 1)) / tallest,
    }));
  }

  render() {
    const bars = this.bars();
    const upper = bars.map(({ x, height }) => `${x},${50 - height / 2}`);
    const lower = bars.map(({ x, height }) => `${x},${50 + height / 2}`);
    const outline = [...upper, ...lower.reverse()].join(" ");
    return html`<svg
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label=${this.name}
      >
        <polygon points=${outline}></polygon>
        ${bars.map(
          ({ x, height }) =>
            svg`<line x1=${x} x2=${x} y1=${50 - height / 2} y2=${50 + height / 2}></line>`,
        )}
      </svg>
      <ol aria-hidden="true">
        ${bars.map(({ x, height }, i) => {
          const { top, row } = this.placeOf(i, 50 + height / 2);
          return html`<li class=${row} style="left:${x}%;top:${top}%">
            ${this.labels[i] ?? this.sizes[i]}
          </li>`;
        })}
      </ol>`;
  }
}
customElements.define("layer-shape", LayerShape);
