/** Draws a column of values around zero, each a bar with an optional whisker. */

import { sharpContext } from "./sharp-canvas.js";

/**
 * @typedef {object} Rows
 * @property {Float32Array} values
 * @property {Float32Array | null} deviations half the whisker's length
 */

/**
 * Bars grow right for positive values, left for negative ones; all rows share
 * a scale of -`extent` .. `extent`, and what is beyond it ends at the edge.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Rows | null} rows null draws the empty axis
 * @param {{ extent: number, count: number, bar: string, whisker: string, axis: string }} style
 */
export function drawWhiskers(canvas, rows, style) {
  const sharp = sharpContext(canvas);
  if (!sharp) return;
  const { context, width, height } = sharp;
  const middle = width / 2;
  const place = (/** @type {number} */ value) =>
    middle + (Math.max(-1, Math.min(1, value / style.extent)) * width) / 2;
  const pitch = height / style.count;
  context.fillStyle = style.axis;
  context.fillRect(middle - 0.5, 0, 1, height);
  if (!rows) return;
  rows.values.forEach((value, i) => {
    const top = i * pitch;
    const thick = Math.max(1, pitch - 1);
    const end = place(value);
    context.fillStyle = style.bar;
    context.fillRect(
      Math.min(middle, end),
      top,
      Math.max(1, Math.abs(end - middle)),
      thick,
    );
    if (!rows.deviations) return;
    const low = place(value - rows.deviations[i]);
    const high = place(value + rows.deviations[i]);
    context.fillStyle = style.whisker;
    context.fillRect(low, top + thick / 2 - 0.5, high - low, 1);
  });
}
