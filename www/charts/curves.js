/** Live curves: a faint line of raw values under a firm one of their means. */

import uPlot from "uplot";
import {
  drawPoints,
  drawUnderlay,
  EMPTY,
  lastStep,
  valueRange,
} from "./underlay.js";

/**
 * @typedef {object} Curve
 * @property {() => string} label written at the line's end; asked at each
 *   drawing: languages change
 * @property {() => string} colour asked at each drawing: themes change
 *
 * @typedef {object} Labels
 * @property {() => string} across the horizontal axis's unit
 * @property {(value: number) => string} count
 *
 * @typedef {{ raw: number[], mean: number[] }} Values
 *
 * `room`: CSS pixels kept free on the right for the labels.
 * @typedef {{ ink: () => string, inkFull: () => string, rule: () => string, paper: () => string, font: string, room: number }} Look
 */

const LABEL_HEIGHT = 14;

/** @typedef {{ value: import("./underlay.js").Underlay }} Behind */

/**
 * @param {HTMLElement} parent
 * @param {Curve[]} curves
 * @param {Labels} labels
 * @param {Look} look
 */
export function makeCurves(parent, curves, labels, look) {
  /** @type {uPlot.AlignedData} */
  const empty = [[], ...curves.flatMap(() => [[], []])];
  /** @type {Behind} */
  const behind = { value: EMPTY };
  const options = optionsOf(curves, labels, look, behind);
  const plot = new uPlot({ ...options, ...sizeOf(parent) }, empty, parent);
  return {
    /**
     * @param {number[]} steps
     * @param {Values[]} values one a curve
     * @param {import("./underlay.js").Underlay} [underlay]
     */
    show(steps, values, underlay = EMPTY) {
      behind.value = underlay;
      plot.setData([steps, ...values.flatMap(({ raw, mean }) => [raw, mean])]);
    },
    /** Fits the parent's size and today's colours. */
    fit() {
      plot.setSize(sizeOf(parent));
    },
    destroy: () => plot.destroy(),
  };
}

/**
 * A hidden parent has no size, and uPlot wants one.
 *
 * @param {HTMLElement} parent
 */
function sizeOf({ clientWidth, clientHeight }) {
  return { width: Math.max(1, clientWidth), height: Math.max(1, clientHeight) };
}

/**
 * @param {Curve[]} curves
 * @param {Labels} labels
 * @param {Look} look
 * @param {Behind} behind
 * @returns {Omit<uPlot.Options, "width" | "height">}
 */
function optionsOf(curves, labels, look, behind) {
  const { inkFull, ink, paper, font } = look;
  const style = { ink: inkFull, quiet: ink, paper, font };
  /** @type {uPlot.Axis.DynamicValues} */
  const counts = (_, splits) => splits.map(labels.count);
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [8, look.room, 0, 0],
    scales: {
      x: {
        time: false,
        range: (_, low, high) => stepRange(low, high, behind.value),
      },
      y: { range: (_, low, high) => paddedRange(low, high, behind.value) },
    },
    axes: [
      { ...axis(look), size: 20, values: labelAcross(labels) },
      // A point on the axis does not touch its numbers.
      { ...axis(look), size: 40, gap: 8, values: counts },
    ],
    series: [
      {},
      ...curves.flatMap(({ colour }) => [
        { stroke: colour, width: 1, alpha: 0.3, points: { show: false } },
        { stroke: colour, width: 2, points: { show: false } },
      ]),
    ],
    hooks: {
      drawAxes: [(drawn) => drawUnderlay(drawn, behind.value, style)],
      draw: [
        (drawn) => drawPoints(drawn, behind.value, style),
        (drawn) => labelEnds(drawn, curves, look.font),
      ],
    },
  };
}

/**
 * @param {Look} look
 * @returns {uPlot.Axis}
 */
function axis({ ink, rule, font }) {
  return {
    stroke: ink,
    font,
    gap: 4,
    grid: { stroke: rule, width: 1 },
    ticks: { show: false },
  };
}

/**
 * The last number carries the axis's name: a line of its own would cost the
 * curves a fifth of their height.
 *
 * @param {Labels} labels
 * @returns {uPlot.Axis.DynamicValues}
 */
function labelAcross({ across, count }) {
  return (_, splits) =>
    splits.map((value, i) =>
      i === splits.length - 1 ? `${count(value)} ${across()}` : count(value),
    );
}

/**
 * Before there are values, an axis all the same.
 *
 * @param {number | null} low
 * @param {number | null} high
 * @param {import("./underlay.js").Underlay} behind
 * @returns {[number, number]}
 */
function stepRange(low, high, behind) {
  const last = lastStep(behind);
  if (low === null || high === null) return [0, last || 100];
  const first = behind.points.length > 0 ? behind.points[0].step : low;
  return [Math.min(low, first), Math.max(high, low + 1, last)];
}

/**
 * A tenth of room below and above, so that no line runs along the frame.
 *
 * @param {number | null} least
 * @param {number | null} largest
 * @param {import("./underlay.js").Underlay} behind
 * @returns {[number, number]}
 */
function paddedRange(least, largest, behind) {
  const more = valueRange(behind);
  const ends = [least, largest, ...(more ?? [])].filter((end) => end !== null);
  if (ends.length === 0) return [0, 120];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = Math.max(1, (high - low) * 0.08);
  // Densities may be above 1, so that nats may be below 0.
  return [low < 0 ? low - room : Math.max(0, low - room), high + room];
}

/**
 * Writes each curve's name where it ends, moved apart where ends are close.
 *
 * @param {uPlot} plot
 * @param {Curve[]} curves
 * @param {string} font
 */
function labelEnds(plot, curves, font) {
  const [steps] = plot.data;
  if (steps.length === 0) return;
  const { ctx } = plot;
  const ratio = uPlot.pxRatio;
  const ends = curves
    .map(({ label, colour }, i) => {
      const last = plot.data[2 * i + 2].at(-1) ?? 0;
      return { label: label(), colour, y: plot.valToPos(last, "y", true) };
    })
    .sort((a, b) => a.y - b.y);
  for (let i = 1; i < ends.length; i++) {
    ends[i].y = Math.max(ends[i].y, ends[i - 1].y + LABEL_HEIGHT * ratio);
  }
  const x = plot.valToPos(Number(steps.at(-1)), "x", true) + 6 * ratio;
  ctx.save();
  ctx.font = scaled(font, ratio);
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  for (const { label, colour, y } of ends) {
    ctx.fillStyle = colour();
    ctx.fillText(label, x, y);
  }
  ctx.restore();
}

/**
 * A font in the canvas's pixels.
 *
 * @param {string} font
 * @param {number} ratio
 */
function scaled(font, ratio) {
  return font.replace(/(\d+)px/, (_, size) => `${size * ratio}px`);
}
