/** Decoded pictures side by side, ready to be drawn over a part of the plane. */

import { ramp } from "./colour.js";

/**
 * A part of the plane and how many tiles it is cut into, row by row from the
 * top left.
 *
 * @typedef {object} Tiling
 * @property {number} left
 * @property {number} right
 * @property {number} bottom
 * @property {number} top
 * @property {number} columns
 * @property {number} rows
 *
 * @typedef {object} Sheet
 * @property {Tiling} tiling
 * @property {Float32Array} pixels 784 a tile, 0..1
 * @property {number} done tiles that are there
 */

const CELL = 28;
/** A tile's least width on the screen at which a digit can be told. */
const LEAST_WIDTH = 16;
const MOST_TILES = 24;

/** How many tiles of one size a side of so many CSS pixels holds. */
export const tilesAlong = (/** @type {number} */ length) =>
  Math.max(1, Math.min(MOST_TILES, Math.floor(length / LEAST_WIDTH)));

/** What was painted, until the sheet is gone. @type {WeakMap<Sheet, { key: string, canvas: HTMLCanvasElement }>} */
const painted = new WeakMap();

/**
 * The sheet as an image; made once for each sheet and theme. Tiles that are
 * not there yet let through what lies below.
 *
 * @param {Sheet} sheet
 * @param {{ field: string, ink: string }} colours `#rrggbb`
 */
export function sheetImage(sheet, { field, ink }) {
  const key = field + ink;
  const former = painted.get(sheet);
  if (former?.key === key) return former.canvas;
  const canvas = former?.canvas ?? document.createElement("canvas");
  canvas.width = sheet.tiling.columns * CELL;
  canvas.height = sheet.tiling.rows * CELL;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  const image = context.createImageData(canvas.width, canvas.height);
  fill(new Uint32Array(image.data.buffer), sheet, ramp(field, ink));
  context.putImageData(image, 0, 0);
  painted.set(sheet, { key, canvas });
  return canvas;
}

/**
 * @param {Uint32Array} out
 * @param {Sheet} sheet
 * @param {Uint8ClampedArray<ArrayBuffer>} mixed
 */
export function fill(out, { tiling, pixels, done }, mixed) {
  const mixtures = new Uint32Array(mixed.buffer);
  const width = tiling.columns * CELL;
  for (let i = 0; i < done; i++) {
    const left = (i % tiling.columns) * CELL;
    const top = Math.floor(i / tiling.columns) * CELL;
    for (let p = 0; p < CELL * CELL; p++) {
      const at = (top + Math.floor(p / CELL)) * width + left + (p % CELL);
      const value = Math.round(255 * pixels[i * CELL * CELL + p]);
      out[at] = mixtures[Math.min(255, Math.max(0, value))];
    }
  }
}

/**
 * Draws the sheets where they belong, the lower first.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Sheet[]} sheets
 * @param {import("./plane-axes.js").Scales} scales
 * @param {{ field: string, ink: string, alpha: number }} look
 */
export function drawSheets(context, sheets, scales, { alpha, ...colours }) {
  context.globalAlpha = alpha;
  for (const sheet of sheets) {
    const { left, right, bottom, top } = sheet.tiling;
    const [x, y] = [scales.x(left), scales.y(top)];
    const [wide, tall] = [scales.x(right) - x, scales.y(bottom) - y];
    context.drawImage(sheetImage(sheet, colours), x, y, wide, tall);
  }
  context.globalAlpha = 1;
}
