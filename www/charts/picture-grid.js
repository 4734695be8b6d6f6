/** Paints square grey pictures on one canvas, side by side in a grid. */

import { ramp } from "./colour.js";

/** Pixels a side of one picture. */
export const CELL = 28;
/** Pixels of field between two pictures. */
export const GAP = 2;

/**
 * The grid of `count` pictures whose shape is nearest to the wanted one,
 * leaving as few cells empty as that allows.
 *
 * @param {number} count at least 1
 * @param {number} [aspect] wanted width / height
 * @returns {{ columns: number, rows: number }}
 */
export function gridShape(count, aspect = 1) {
  let best = { columns: 1, rows: count };
  let least = Infinity;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const empty = (columns * rows - count) / count;
    const stretched = Math.abs(Math.log(columns / rows / aspect));
    if (stretched + empty < least) {
      least = stretched + empty;
      best = { columns, rows };
    }
  }
  return best;
}

/**
 * The canvas's size in pixels for a grid.
 *
 * @param {{ columns: number, rows: number }} shape
 */
export function gridSize({ columns, rows }) {
  return {
    width: columns * CELL + (columns - 1) * GAP,
    height: rows * CELL + (rows - 1) * GAP,
  };
}

/**
 * Paints pictures row by row; the canvas is made as large as they need.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array | Uint8Array} pixels 784 a picture; 0..1 or 0..255
 * @param {{ columns: number, rows: number }} shape
 * @param {{ field: string, ink: string }} colours `#rrggbb`
 */
export function paintGrid(canvas, pixels, shape, { field, ink }) {
  const { width, height } = gridSize(shape);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(width, height);
  const mixtures = new Uint32Array(ramp(field, ink).buffer);
  const out = new Uint32Array(image.data.buffer);
  const scale = pixels instanceof Float32Array ? 255 : 1;
  const count = pixels.length / (CELL * CELL);
  for (let i = 0; i < count; i++) {
    const left = (i % shape.columns) * (CELL + GAP);
    const top = Math.floor(i / shape.columns) * (CELL + GAP);
    for (let p = 0; p < CELL * CELL; p++) {
      const x = left + (p % CELL);
      const y = top + Math.floor(p / CELL);
      const value = Math.round(scale * pixels[i * CELL * CELL + p]);
      out[y * width + x] = mixtures[Math.min(255, Math.max(0, value))];
    }
  }
  context.putImageData(image, 0, 0);
}
