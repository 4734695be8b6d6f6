/** A network as a shape: each layer a bar, as tall as it is wide in values. */

import { html, svg } from "lit";
import { styled } from "./styled.js";
import { stagger } from "../charts/stagger.js";
import { PageElement } from "./page-element.js";

/** Rows of labels under the bars; a bar whose label has no room has none. */
const ROWS = 2;
/** Kept clear between two labels of a row, in pixels. */
const APART = 6;

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
    /** What is written under each bar; "" for none. @type {string[]} */
    this.labels = [];
    /** The shape in words. */
    this.name = "";
    this.resized = new ResizeObserver(() => this.place());
  }

  connectedCallback() {
    super.connectedCallback();
    this.resized.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.resized.disconnect();
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

  /**
   * Only the browser knows how wide the labels are: each is given its row once
   * they are there, and again in another width.
   */
  place() {
    const items = [...this.querySelectorAll("li")];
    const { left } = this.getBoundingClientRect();
    const boxes = items.map((item) => {
      const { x, width } = item.getBoundingClientRect();
      return { at: x - left + width / 2, width };
    });
    const rows = stagger(boxes, { rows: ROWS, apart: APART });
    items.forEach((item, i) => {
      item.dataset.row = String(rows[i]);
    });
    // A leader for each label that is seen.
    const labelled = new Map(
      items.map((item, i) => [item.dataset.bar, rows[i]]),
    );
    for (const leader of this.querySelectorAll(".leader")) {
      const row = labelled.get(leader.getAttribute("data-bar") ?? "") ?? -1;
      leader.setAttribute("data-row", String(row));
    }
  }

  updated() {
    this.place();
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
          ({ x, height }, i) =>
            svg`<line class="leader" data-bar=${i} x1=${x} x2=${x} y1=${50 + height / 2} y2="100"></line>
              <line x1=${x} x2=${x} y1=${50 - height / 2} y2=${50 + height / 2}></line>`,
        )}
      </svg>
      <ol aria-hidden="true">
        ${bars.map(({ x }, i) =>
          this.labels[i]
            ? html`<li data-bar=${i} ${styled({ "--at": `${x}%` })}>
                ${this.labels[i]}
              </li>`
            : "",
        )}
      </ol>`;
  }
}
customElements.define("layer-shape", LayerShape);
