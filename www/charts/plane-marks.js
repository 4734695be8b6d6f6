/** Draws what is marked on the plane: rings, the digit on the line, a cross. */

import { line } from "./plane-axes.js";

/**
 * @typedef {import("./plane-axes.js").Scales} Scales
 *
 * A normal distribution seen from above: rings at one and two deviations.
 * @typedef {object} Ellipse
 * @property {number} x
 * @property {number} y
 * @property {number} deviationX along the first half axis
 * @property {number} deviationY along the second
 * @property {number} [turn] from the x axis to the first, in radians
 */

const CROSS = 9;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Ellipse} ellipse
 * @param {Scales} scales
 * @param {{ colour: string, dash: number[], width: number }} style
 */
export function drawRings(context, ellipse, scales, { colour, dash, width }) {
  const perUnit = scales.x(1) - scales.x(0);
  if (![ellipse.x, ellipse.y, perUnit].every(Number.isFinite)) return;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  for (const deviations of [1, 2]) {
    context.globalAlpha = deviations === 1 ? 1 : 0.6;
    context.beginPath();
    context.ellipse(
      scales.x(ellipse.x),
      scales.y(ellipse.y),
      deviations * ellipse.deviationX * perUnit,
      deviations * ellipse.deviationY * perUnit,
      // Up is where y grows, and the canvas turns the other way.
      -(ellipse.turn ?? 0),
      0,
      2 * Math.PI,
    );
    context.stroke();
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{ x: number, y: number }} place
 * @param {Scales} scales
 * @param {{ mark: string, field: string }} palette
 */
export function drawMark(context, { x, y }, scales, palette) {
  context.beginPath();
  context.arc(scales.x(x), scales.y(y), 4, 0, 2 * Math.PI);
  context.fillStyle = palette.mark;
  context.fill();
  context.strokeStyle = palette.field;
  context.lineWidth = 1.5;
  context.stroke();
}

/**
 * A cross with a gap in its middle, lined so that it is seen on anything.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {{ x: number, y: number }} place
 * @param {Scales} scales
 * @param {{ colour: string, field: string }} palette
 */
export function drawCross(context, place, scales, { colour, field }) {
  const [x, y] = [scales.x(place.x), scales.y(place.y)];
  for (const [style, width] of /** @type {[string, number][]} */ ([
    [field, 5],
    [colour, 2.5],
  ])) {
    context.strokeStyle = style;
    context.lineWidth = width;
    for (const side of [-1, 1]) {
      line(context, x + side * 3, y, x + side * CROSS, y);
      line(context, x, y + side * 3, x, y + side * CROSS);
    }
  }
}
