/** The scales, the grid and the ticks of a square plane around zero. */

import { scaleLinear } from "d3-scale";

/** Room for the ticks' numbers, in CSS pixels. */
export const MARGIN = 24;
const MOST_TICKS = 8;

/**
 * The scales of a plane that shows [-extent, extent] on both axes.
 *
 * @param {number} extent
 * @param {{ width: number, height: number }} size
 */
export function planeScales(extent, { width, height }) {
  return {
    x: scaleLinear([-extent, extent], [MARGIN, width - 4]),
    y: scaleLinear([-extent, extent], [height - MARGIN, 4]),
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {ReturnType<typeof planeScales>} scales
 * @param {{ width: number, height: number }} size
 * @param {{ field: string, rule: string, quiet: string }} palette
 */
export function drawAxes(context, scales, { width, height }, palette) {
  const bottom = height - MARGIN;
  context.fillStyle = palette.field;
  context.fillRect(MARGIN, 4, width - 4 - MARGIN, bottom - 4);
  context.strokeStyle = palette.rule;
  context.fillStyle = palette.quiet;
  context.lineWidth = 1;
  context.textAlign = "center";
  context.textBaseline = "top";
  const ticks = scales.x.ticks(MOST_TICKS);
  for (const tick of ticks) {
    const x = Math.round(scales.x(tick)) + 0.5;
    const y = Math.round(scales.y(tick)) + 0.5;
    line(context, x, 4, x, bottom);
    line(context, MARGIN, y, width - 4, y);
    if (x < width - 28) {
      context.fillText(signed(tick), x, bottom + 6);
    }
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of ticks) {
    const y = scales.y(tick);
    if (y > 10) context.fillText(signed(tick), MARGIN - 6, y);
  }
}

/** @param {number} value with a real minus sign */
const signed = (value) => String(value).replace("-", "\u2212");

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
