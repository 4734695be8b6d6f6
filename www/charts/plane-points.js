/** Draws thousands of classed points quickly. */

import { plotBox } from "./plane-axes.js";

/**
 * @typedef {import("./plane-axes.js").Scales} Scales
 * @typedef {import("./scatter.js").Points} Points
 */

const DOT = 1.8;
/** Dots grow with the zoom, far slower than it. */
const GROWTH = 0.3;
const MOST_DOT = 5;

/**
 * A scale's line as numbers: calling it ten thousand times would take longer
 * than drawing.
 *
 * @param {Scales["x"]} scale
 */
export function lineOf(scale) {
  const start = scale(0);
  return { start, slope: scale(1) - start };
}

/** On a plane of this side dots have their size; on a larger one they grow. */
const SIDE = 700;
const MOST_LARGER = 1.4;

/**
 * @param {number} zoom
 * @param {import("./plane-axes.js").Size} size
 */
function dotRadius(zoom, { width, height }) {
  const larger = Math.min(width, height) / SIDE;
  const grown = Math.max(1, Math.min(MOST_LARGER, larger));
  return grown * Math.min(MOST_DOT, DOT * zoom ** GROWTH);
}

/**
 * One class at a time: the colour is set ten times, not five thousand. The
 * highlighted class is drawn last, above the others; what lies outside the
 * plot is left out.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Points} points
 * @param {Scales} scales
 * @param {object} look
 * @param {import("./plane-axes.js").Size} look.size
 * @param {number} look.zoom
 * @param {number | null} look.highlight
 * @param {string[]} look.colours by class
 * @param {boolean} [look.rough] whether squares will do, which take a third of
 *   the time: while the view moves nobody sees the difference
 */
export function drawPoints(context, points, scales, look) {
  const { size, zoom, highlight, colours } = look;
  const radius = dotRadius(zoom, size);
  const places = placesByClass(points, scales, { size, radius, colours });
  const order = colours.map((_, name) => name);
  if (highlight !== null) order.push(...order.splice(highlight, 1));
  for (const name of order) {
    const quiet = highlight !== null && name !== highlight;
    context.globalAlpha = quiet ? 0.12 : 0.75;
    context.fillStyle = colours[name];
    (look.rough ? drawSquares : drawDots)(context, places[name], radius);
  }
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} places
 * @param {number} radius
 */
function drawDots(context, places, radius) {
  context.beginPath();
  for (let i = 0; i < places.length; i += 2) {
    context.moveTo(places[i] + radius, places[i + 1]);
    context.arc(places[i], places[i + 1], radius, 0, 2 * Math.PI);
  }
  context.fill();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} places
 * @param {number} radius
 */
function drawSquares(context, places, radius) {
  // As much ink as the dot has.
  const side = radius * Math.sqrt(Math.PI);
  for (let i = 0; i < places.length; i += 2) {
    const [x, y] = [places[i], places[i + 1]];
    context.fillRect(x - side / 2, y - side / 2, side, side);
  }
}

/**
 * @param {Points} points
 * @param {Scales} scales
 * @param {{ size: import("./plane-axes.js").Size, radius: number, colours: string[] }} look
 * @returns {number[][]} x, y, x, y … in CSS pixels, by class
 */
function placesByClass({ x, y, classes }, scales, { size, radius, colours }) {
  const [across, upwards] = [lineOf(scales.x), lineOf(scales.y)];
  const { left, top, right, bottom } = plotBox(size);
  /** @type {number[][]} */
  const places = colours.map(() => []);
  for (let i = 0; i < classes.length; i++) {
    const px = across.start + across.slope * x[i];
    const py = upwards.start + upwards.slope * y[i];
    const inside =
      px > left - radius &&
      px < right + radius &&
      py > top - radius &&
      py < bottom + radius;
    if (inside) places[classes[i]].push(px, py);
  }
  return places;
}
