/** Draws classed points in a square plane, with rings, an ellipse, labels. */

import { drawAxes, inPlot, planeScales } from "./plane-axes.js";
import { drawLabels, placedLabels } from "./plane-labels.js";
import { drawCross, drawMark, drawRings } from "./plane-marks.js";
import { drawKeptPoints } from "./points-layer.js";
import { drawPoints, lineOf } from "./plane-points.js";
import { sharpContext } from "./sharp-canvas.js";
import { drawSheets } from "./tile-sheet.js";

/**
 * @typedef {import("./place-labels.js").Point} Point
 * @typedef {import("./plane-axes.js").Scales} Scales
 * @typedef {import("./plane-marks.js").Ellipse} Ellipse
 *
 * @typedef {object} Points
 * @property {Float32Array} x
 * @property {Float32Array} y
 * @property {Uint8Array} classes
 *
 * @typedef {object} Palette
 * @property {string[]} classes
 * @property {string} ink
 * @property {string} quiet
 * @property {string} rule
 * @property {string} field
 * @property {string} mark the ellipse
 * @property {string} steered the cross
 * @property {string} font
 *
 * @typedef {object} Scene
 * @property {Points | null} points
 * @property {import("./tile-sheet.js").Sheet[]} sheets below the points
 * @property {"points" | "manifold" | "both"} show
 * @property {Ellipse} prior
 * @property {Ellipse | null} ellipse
 * @property {Point | null} steered
 * @property {Point | null} cursor the keyboard's
 * @property {number} extent
 * @property {import("./plane-axes.js").Zoomed} zoomed
 * @property {boolean} moving whether the view moves
 * @property {number | null} highlight one class to bring forward
 */

/** How much of the pictures is seen under the points. */
const UNDER = 0.4;

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
 * @param {Scales} scales
 * @param {number} reach
 */
export function nearestPoint(points, place, scales, reach) {
  const [across, upwards] = [lineOf(scales.x), lineOf(scales.y)];
  let nearest = -1;
  let least = reach;
  for (let i = 0; i < points.x.length; i++) {
    const distance = Math.hypot(
      across.start + across.slope * points.x[i] - place.x,
      upwards.start + upwards.slope * points.y[i] - place.y,
    );
    if (distance < least) {
      least = distance;
      nearest = i;
    }
  }
  return nearest;
}

/** @type {WeakMap<Float32Array, Map<number, Point>>} */
const centresOf = new WeakMap();

/** The centres stay while the view moves. @param {Points} points */
function keptCentres(points) {
  const kept = centresOf.get(points.x) ?? classCentres(points);
  centresOf.set(points.x, kept);
  return kept;
}

/**
 * Draws the whole plane.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Scene} scene
 * @param {Palette} palette
 * @returns {import("./plane-labels.js").PlacedLabel[]} where names stand
 */
export function drawScatter(canvas, scene, palette) {
  const size = sharpContext(canvas);
  if (!size) return [];
  const { context } = size;
  const scales = planeScales(scene.extent, size, scene.zoomed);
  const points = scene.show === "manifold" ? null : scene.points;
  const labels = points ? placedLabels(keptCentres(points), scales, size) : [];
  context.font = palette.font;
  drawAxes(context, scales, size, palette);
  inPlot(context, size, () => {
    const { highlight } = scene;
    if (scene.show !== "points") {
      const alpha = points ? UNDER : 1;
      const { field, ink } = palette;
      drawSheets(context, scene.sheets, scales, { field, ink, alpha });
    }
    if (points) {
      const colours = palette.classes;
      const look = { size, zoom: scene.zoomed.k, highlight, colours };
      if (scene.moving) {
        drawPoints(context, points, scales, { ...look, rough: true });
      } else drawKeptPoints(context, points, scales, look);
    }
    drawOver(context, scene, scales, palette);
    drawLabels(context, labels, highlight, palette);
    drawHere(context, scene, scales, palette);
  });
  return labels;
}

/**
 * The prior's rings, which the names may cover.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Scales} scales
 * @param {Palette} palette
 */
function drawOver(context, { prior }, scales, palette) {
  // On a light line, or the dots would be lost among the points.
  const under = { colour: palette.field, dash: [], width: 3 };
  const dotted = { colour: palette.ink, dash: [1.5, 4], width: 1.5 };
  drawRings(context, prior, scales, under);
  drawRings(context, prior, scales, dotted);
}

/**
 * What the main line is at, above everything.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Scales} scales
 * @param {Palette} palette
 */
function drawHere(context, scene, scales, palette) {
  const { ellipse, steered, cursor } = scene;
  const { field, mark, ink } = palette;
  if (ellipse) {
    const style = { colour: mark, dash: [], width: 2 };
    drawRings(context, ellipse, scales, style);
    drawMark(context, ellipse, scales, palette);
  }
  if (steered) {
    drawCross(context, steered, scales, { colour: palette.steered, field });
  }
  if (cursor) drawCross(context, cursor, scales, { colour: ink, field });
}
