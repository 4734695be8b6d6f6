/** Writes each class's name at its centre on the plane. */

import { placeLabels } from "./place-labels.js";
import { line, plotBox } from "./plane-axes.js";

/**
 * @typedef {import("./place-labels.js").Point} Point
 * @typedef {import("./plane-axes.js").Scales} Scales
 *
 * @typedef {{ name: number, place: Point, centre: Point }} PlacedLabel
 */

const APART = 19;
const RADIUS = 8.5;

/**
 * Where the names stand, in CSS pixels: at the centres in sight, and beside
 * them where centres crowd.
 *
 * @param {Map<number, Point>} centres by class
 * @param {Scales} scales
 * @param {import("./plane-axes.js").Size} size
 * @returns {PlacedLabel[]}
 */
export function placedLabels(centres, scales, size) {
  const { left, top, right, bottom } = plotBox(size);
  const seen = [...centres]
    .map(([name, { x, y }]) => ({
      name,
      centre: { x: scales.x(x), y: scales.y(y) },
    }))
    .filter(
      ({ centre: { x, y } }) => x > left && x < right && y > top && y < bottom,
    );
  const places = placeLabels(
    seen.map(({ centre }) => centre),
    APART,
  );
  return seen.map((label, i) => ({ ...label, place: places[i] }));
}

/**
 * The class whose name stands here, or null.
 *
 * @param {PlacedLabel[]} labels
 * @param {Point} at
 */
export function labelAt(labels, at) {
  const found = labels.find(
    ({ place }) => Math.hypot(place.x - at.x, place.y - at.y) <= RADIUS + 2,
  );
  return found?.name ?? null;
}

/**
 * Where centres crowd, a hairline leads from the name to its centre.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {PlacedLabel[]} labels
 * @param {number | null} highlight
 * @param {{ classes: string[], field: string, ink: string }} palette
 */
export function drawLabels(context, labels, highlight, palette) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const { name, place, centre } of labels) {
    const quiet = highlight !== null && name !== highlight;
    context.globalAlpha = quiet ? 0.35 : 1;
    context.strokeStyle = palette.classes[name];
    context.lineWidth = 1.5;
    line(context, centre.x, centre.y, place.x, place.y);
    context.beginPath();
    context.arc(place.x, place.y, RADIUS, 0, 2 * Math.PI);
    context.fillStyle = palette.field;
    context.fill();
    context.stroke();
    context.fillStyle = palette.ink;
    context.fillText(String(name), place.x, place.y + 0.5);
  }
  context.globalAlpha = 1;
}
