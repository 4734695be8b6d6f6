/** Draws classed points in a square plane, with rings, an ellipse, labels. */

import { placeLabels } from "./place-labels.js";
import { drawAxes, line, planeScales } from "./plane-axes.js";
import { sharpContext } from "./sharp-canvas.js";

/**
 * @typedef {import("./place-labels.js").Point} Point
 *
 * @typedef {object} Points
 * @property {Float32Array} x
 * @property {Float32Array} y
 * @property {Uint8Array} classes
 *
 * A normal distribution seen from above: rings at one and two deviations.
 * @typedef {object} Ellipse
 * @property {number} x
 * @property {number} y
 * @property {number} deviationX
 * @property {number} deviationY
 *
 * @typedef {object} Palette
 * @property {string[]} classes
 * @property {string} ink
 * @property {string} quiet
 * @property {string} rule
 * @property {string} field
 * @property {string} mark the ellipse
 * @property {string} font
 */

const DOT = 2;
const LABEL_APART = 19;
/** The standard normal distribution. */
const STANDARD = { x: 0, y: 0, deviationX: 1, deviationY: 1 };

/**
 * Half the side of the plane that holds all points, at least `least`, in
 * steps of a half so that the axes stand still while the points drift.
 *
 * @param {Points | null} points
 * @param {number} least
 */
export function planeExtent(points, least) {
  let farthest = least;
  if (points) {
    for (const axis of [points.x, points.y]) {
      for (const value of axis) {
        if (Number.isFinite(value)) {
          farthest = Math.max(farthest, Math.abs(value));
        }
      }
    }
  }
  return Math.ceil(2 * farthest + 0.2) / 2;
}

/**
 * The middle of each class that has points, by class.
 *
 * @param {Points} points
 * @returns {Map<number, Point>}
 */
export function classCentres({ x, y, classes }) {
  /** @type {Map<number, { x: number, y: number, count: number }>} */
  const sums = new Map();
  classes.forEach((name, i) => {
    const sum = sums.get(name) ?? { x: 0, y: 0, count: 0 };
    sums.set(name, {
      x: sum.x + x[i],
      y: sum.y + y[i],
      count: sum.count + 1,
    });
  });
  return new Map(
    [...sums]
      .sort(([a], [b]) => a - b)
      .map(([name, s]) => [name, { x: s.x / s.count, y: s.y / s.count }]),
  );
}

/**
 * The point nearest to a place on the canvas, or -1 when none is within
 * `reach` CSS pixels.
 *
 * @param {Points} points
 * @param {Point} place
 * @param {ReturnType<typeof planeScales>} scales
 * @param {number} reach
 */
export function nearestPoint(points, place, scales, reach) {
  let nearest = -1;
  let least = reach;
  for (let i = 0; i < points.x.length; i++) {
    const distance = Math.hypot(
      scales.x(points.x[i]) - place.x,
      scales.y(points.y[i]) - place.y,
    );
    if (distance < least) {
      least = distance;
      nearest = i;
    }
  }
  return nearest;
}

/**
 * Draws the whole plane.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {object} scene
 * @param {Points | null} scene.points
 * @param {Ellipse | null} scene.ellipse
 * @param {number} scene.extent
 * @param {number | null} scene.highlight one class to bring forward
 * @param {Palette} palette
 */
export function drawScatter(canvas, scene, palette) {
  const sharp = sharpContext(canvas);
  if (!sharp) return;
  const { context } = sharp;
  const scales = planeScales(scene.extent, sharp);
  context.font = palette.font;
  drawAxes(context, scales, sharp, palette);
  if (scene.points) {
    drawPoints(context, scene.points, scales, scene.highlight, palette);
  }
  const dotted = { colour: palette.ink, dash: [1.5, 4], width: 1.5 };
  drawRings(context, STANDARD, scales, dotted);
  if (scene.points) {
    drawLabels(context, scene.points, scales, scene.highlight, palette);
  }
  if (scene.ellipse) {
    const style = { colour: palette.mark, dash: [], width: 2 };
    drawRings(context, scene.ellipse, scales, style);
    drawMark(context, scene.ellipse, scales, palette);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Ellipse} ellipse
 * @param {ReturnType<typeof planeScales>} scales
 * @param {{ colour: string, dash: number[], width: number }} style
 */
function drawRings(context, ellipse, scales, { colour, dash, width }) {
  const perUnit = scales.x(1) - scales.x(0);
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
      0,
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
 * @param {Ellipse} ellipse
 * @param {ReturnType<typeof planeScales>} scales
 * @param {Palette} palette
 */
function drawMark(context, { x, y }, scales, palette) {
  context.beginPath();
  context.arc(scales.x(x), scales.y(y), 4, 0, 2 * Math.PI);
  context.fillStyle = palette.mark;
  context.fill();
  context.strokeStyle = palette.field;
  context.lineWidth = 1.5;
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Points} points
 * @param {ReturnType<typeof planeScales>} scales
 * @param {number | null} highlight
 * @param {Palette} palette
 */
function drawPoints(context, points, scales, highlight, palette) {
  const { x, y, classes } = points;
  // One class at a time: the colour is set ten times, not two thousand. The
  // highlighted class is drawn last, above the others.
  const order = palette.classes.map((_, name) => name);
  if (highlight !== null) order.push(...order.splice(highlight, 1));
  for (const name of order) {
    const quiet = highlight !== null && name !== highlight;
    context.globalAlpha = quiet ? 0.12 : 0.75;
    context.fillStyle = palette.classes[name];
    context.beginPath();
    for (let i = 0; i < classes.length; i++) {
      if (classes[i] !== name) continue;
      const [px, py] = [scales.x(x[i]), scales.y(y[i])];
      context.moveTo(px + DOT, py);
      context.arc(px, py, DOT, 0, 2 * Math.PI);
    }
    context.fill();
  }
  context.globalAlpha = 1;
}

/**
 * Each class's name at its centre; where centres crowd, the name stands
 * beside and a hairline leads to the centre.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Points} points
 * @param {ReturnType<typeof planeScales>} scales
 * @param {number | null} highlight
 * @param {Palette} palette
 */
function drawLabels(context, points, scales, highlight, palette) {
  const names = [...classCentres(points).keys()];
  const centres = [...classCentres(points).values()].map((centre) => ({
    x: scales.x(centre.x),
    y: scales.y(centre.y),
  }));
  const places = placeLabels(centres, LABEL_APART);
  context.textAlign = "center";
  context.textBaseline = "middle";
  names.forEach((name, i) => {
    const quiet = highlight !== null && name !== highlight;
    context.globalAlpha = quiet ? 0.35 : 1;
    const [place, centre] = [places[i], centres[i]];
    const colour = palette.classes[name];
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    line(context, centre.x, centre.y, place.x, place.y);
    context.beginPath();
    context.arc(place.x, place.y, 8.5, 0, 2 * Math.PI);
    context.fillStyle = palette.field;
    context.fill();
    context.stroke();
    context.fillStyle = palette.ink;
    context.fillText(String(name), place.x, place.y + 0.5);
  });
  context.globalAlpha = 1;
}
