/** Keeps the drawn points, so that what moves above them does not cost them. */

import { drawPoints } from "./plane-points.js";

/**
 * @typedef {import("./scatter.js").Points} Points
 * @typedef {import("./plane-axes.js").Scales} Scales
 * @typedef {Parameters<typeof drawPoints>[3]} Look
 *
 * @typedef {object} Layer
 * @property {HTMLCanvasElement} canvas
 * @property {Float32Array | null} of whose points were drawn
 * @property {string} key how
 */

/** @type {WeakMap<HTMLCanvasElement, Layer>} */
const layers = new WeakMap();

/**
 * Draws the points, from the layer where nothing about them has changed.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Points} points
 * @param {Scales} scales
 * @param {Look} look
 */
export function drawKeptPoints(context, points, scales, look) {
  const { canvas } = context;
  const layer = layers.get(canvas) ?? {
    canvas: document.createElement("canvas"),
    of: null,
    key: "",
  };
  layers.set(canvas, layer);
  const { size, highlight, colours } = look;
  const seen = [...scales.x.domain(), ...scales.y.domain()];
  const key = [canvas.width, canvas.height, ...seen, highlight, ...colours];
  if (layer.of !== points.x || layer.key !== key.join(" ")) {
    layer.of = points.x;
    layer.key = key.join(" ");
    paint(layer.canvas, context, () => {
      const own = layer.canvas.getContext("2d");
      if (own) drawPoints(own, points, scales, look);
    });
  }
  context.drawImage(layer.canvas, 0, 0, size.width, size.height);
}

/**
 * Clears the layer and makes it as fine as the canvas it is drawn on.
 *
 * @param {HTMLCanvasElement} layer
 * @param {CanvasRenderingContext2D} like
 * @param {() => void} draw
 */
function paint(layer, like, draw) {
  layer.width = like.canvas.width;
  layer.height = like.canvas.height;
  layer.getContext("2d")?.setTransform(like.getTransform());
  draw();
}
