/** The scales, the grid and the ticks of a square plane around zero. */

import { scaleLinear } from "d3-scale";

/** Room for the ticks' numbers, in CSS pixels. */
export const MARGIN = 32;
const EDGE = 4;
const MOST_TICKS = 8;

/**
 * What a zoom makes of a place: `k` times as far from the corner, and moved.
 *
 * @typedef {{ k: number, x: number, y: number }} Zoomed
 *
 * @typedef {{ width: number, height: number }} Size
 */

/** @type {Zoomed} */
const PLAIN = { k: 1, x: 0, y: 0 };

/**
 * The scales of a plane that shows [-extent, extent] on both axes before it is
 * zoomed.
 *
 * @param {number} extent
 * @param {Size} size
 * @param {Zoomed} [zoomed]
 */
export function planeScales(extent, { width, height }, zoomed = PLAIN) {
  const { k, x, y } = zoomed;
  const across = scaleLinear([-extent, extent], [MARGIN, width - EDGE]);
  const upwards = scaleLinear([-extent, extent], [height - MARGIN, EDGE]);
  const seen = (
    /** @type {typeof across} */ scale,
    /** @type {number} */ moved,
  ) =>
    scale
      .copy()
      .domain(scale.range().map((place) => scale.invert((place - moved) / k)));
  return { x: seen(across, x), y: seen(upwards, y) };
}

/**
 * What is in sight: the middle of the plot, on the plane.
 *
 * @param {number} extent
 * @param {Size} size
 * @param {Zoomed} zoomed
 * @returns {import("../state.js").MapView}
 */
export function viewFrom(extent, size, zoomed) {
  const { x, y } = planeScales(extent, size, zoomed);
  const middle = middleOf(size);
  return { x: x.invert(middle.x), y: y.invert(middle.y), k: zoomed.k };
}

/**
 * The zoom that has this in sight.
 *
 * @param {number} extent
 * @param {Size} size
 * @param {import("../state.js").MapView} view
 * @returns {Zoomed}
 */
export function zoomedTo(extent, size, { x, y, k }) {
  const plain = planeScales(extent, size);
  const middle = middleOf(size);
  return {
    k,
    x: middle.x - k * plain.x(x),
    y: middle.y - k * plain.y(y),
  };
}

/** @param {Size} size */
function middleOf(size) {
  const { left, top, right, bottom } = plotBox(size);
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

/** @typedef {ReturnType<typeof planeScales>} Scales */

/**
 * The box of the canvas that shows the plane, in CSS pixels.
 *
 * @param {Size} size
 */
export const plotBox = ({ width, height }) => ({
  left: MARGIN,
  top: EDGE,
  right: width - EDGE,
  bottom: height - MARGIN,
});

/**
 * Draws only inside the plot.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Size} size
 * @param {() => void} draw
 */
export function inPlot(context, size, draw) {
  const { left, top, right, bottom } = plotBox(size);
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  draw();
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scales} scales
 * @param {Size} size
 * @param {{ field: string, rule: string, quiet: string }} palette
 */
export function drawAxes(context, scales, size, palette) {
  const { left, top, right, bottom } = plotBox(size);
  context.fillStyle = palette.field;
  context.fillRect(left, top, right - left, bottom - top);
  context.strokeStyle = palette.rule;
  context.fillStyle = palette.quiet;
  context.lineWidth = 1;
  context.textAlign = "center";
  context.textBaseline = "top";
  const across = written(scales.x);
  for (const tick of scales.x.ticks(MOST_TICKS)) {
    const x = Math.round(scales.x(tick)) + 0.5;
    line(context, x, top, x, bottom);
    if (x > left + 8 && x < right - 8) {
      context.fillText(across(tick), x, bottom + 6);
    }
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  const upwards = written(scales.y);
  for (const tick of scales.y.ticks(MOST_TICKS)) {
    const y = Math.round(scales.y(tick)) + 0.5;
    line(context, left, y, right, y);
    if (y > top + 6 && y < bottom - 6) {
      context.fillText(upwards(tick), left - 5, y);
    }
  }
}

/**
 * A tick's number, with as many decimals as its scale needs and a real minus.
 *
 * @param {Scales["x"]} scale
 */
function written(scale) {
  const plain = scale.tickFormat(MOST_TICKS);
  return (/** @type {number} */ tick) => plain(tick).replace("-", "\u2212");
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 */
export function line(context, x1, y1, x2, y2) {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}
