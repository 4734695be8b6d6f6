/** Paints a table of values as rows of colour, one column a moment. */

import { channels } from "./colour.js";
import { sharpContext } from "./sharp-canvas.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number[][]} rows each one value a column
 * @param {{ most: number, low: string, high: string, mark: { row: number, column: number } | null, ink: string }} look
 *   `most` and above is all `high`; colours `#rrggbb`
 */
export function paintHeat(canvas, rows, { most, low, high, mark, ink }) {
  const sharp = sharpContext(canvas);
  if (!sharp || rows.length === 0) return;
  const { context, width, height } = sharp;
  const columns = rows[0].length;
  const [wide, tall] = [width / columns, height / rows.length];
  const [from, to] = [channels(low), channels(high)];
  rows.forEach((row, r) =>
    row.forEach((value, c) => {
      const part = Math.min(1, Math.max(0, value / most)) || 0;
      const mixed = from.map((start, i) => start + part * (to[i] - start));
      context.fillStyle = `rgb(${mixed.map(Math.round).join(" ")})`;
      const gap = tall > 6 ? 1 : 0;
      context.fillRect(c * wide, r * tall, wide + 0.5, tall - gap);
    }),
  );
  if (!mark) return;
  context.strokeStyle = ink;
  context.strokeRect(
    mark.column * wide + 0.5,
    mark.row * tall + 0.5,
    Math.max(3, wide - 1),
    Math.max(3, tall - 1),
  );
}

/**
 * The cell under a place in the box; the nearest one for a place outside.
 *
 * @param {{ x: number, y: number }} place
 * @param {{ width: number, height: number }} size
 * @param {{ rows: number, columns: number }} table at least 1 × 1
 */
export function cellAt({ x, y }, { width, height }, { rows, columns }) {
  const within = (/** @type {number} */ part, /** @type {number} */ count) =>
    Math.min(count - 1, Math.max(0, Math.floor(part * count)));
  return { row: within(y / height, rows), column: within(x / width, columns) };
}

/**
 * Dimensions by their last value, largest first.
 *
 * @param {number[]} last
 */
export const byLargest = (last) =>
  last.map((_, i) => i).sort((a, b) => last[b] - last[a] || a - b);

/**
 * The end of a scale for these values: 1, 2 or 5 times a power of ten.
 *
 * @param {number} largest
 */
export function niceEnd(largest) {
  if (!(largest > 0) || !Number.isFinite(largest)) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  return power * ([1, 2, 5].find((step) => step * power >= largest) ?? 10);
}
