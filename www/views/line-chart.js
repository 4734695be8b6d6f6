/** The negative ELBO on the way from one model's weights to another's. */

import { html, nothing } from "lit";
import { token } from "../charts/colour.js";
import { paintDots } from "../charts/dot-plot.js";
import { words } from "../words/words.js";
import { CanvasElement } from "./canvas-element.js";

export class LineChart extends CanvasElement {
  static properties = { line: { attribute: false } };

  constructor() {
    super();
    /** @type {import("../session/workshop.js").WalkedLine | null} */
    this.line = null;
  }

  /** As they are filled, aligned hollow, each with its name where it is widest. */
  get dots() {
    const points = this.line?.points ?? [];
    const { chart } = words.workshop.others;
    const middle = Math.floor(points.length / 2);
    const each = (
      /** @type {"negativeElbo" | "aligned"} */ of,
      /** @type {number} */ first,
    ) =>
      points.map((point, i) => ({
        ...{ key: first + i, x: point.share, y: point[of] ?? NaN },
        ...{ hollow: of === "aligned", from: i > 0 ? first + i - 1 : null },
        ...(i === middle && { label: chart[of], below: of === "aligned" }),
      }));
    const dots = [
      ...each("negativeElbo", 0),
      ...each("aligned", points.length),
    ];
    return dots.filter(({ y }) => Number.isFinite(y));
  }

  paint() {
    const { canvas, dots } = this;
    if (!canvas || dots.length === 0) return;
    const { chart } = words.workshop.others;
    const { fontFamily } = getComputedStyle(this);
    paintDots(
      canvas,
      dots,
      { across: chart.across, up: chart.up, x: chart.share, y: words.nats },
      {
        ...{ ink: token(this, "--ink"), quiet: token(this, "--ink-quiet") },
        ...{ rule: token(this, "--rule"), field: token(this, "--panel") },
        font: `11px ${fontFamily}`,
        ...{ chosen: null, pointed: null },
      },
    );
  }

  render() {
    const { line } = this;
    if (!line) return nothing;
    const { chart } = words.workshop.others;
    const { from, to, count, points } = line;
    const worst = (/** @type {"negativeElbo" | "aligned"} */ of) =>
      Math.max(...points.map((point) => point[of] ?? NaN));
    const ends = [points[0], points[points.length - 1]];
    const said = chart.told({
      ...{ from, to, count },
      ends: ends.map(({ negativeElbo }) => negativeElbo),
      worst: worst("negativeElbo"),
      aligned: worst("aligned"),
    });
    return html`<canvas
        role="img"
        aria-label=${chart.name(from, to)}
        data-dots=${this.dots.length}
      ></canvas>
      <p class="hint">${said}</p>`;
  }
}
customElements.define("line-chart", LineChart);
