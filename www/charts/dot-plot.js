/** A few dots over two axes, some of them joined: painted on a canvas. */

import { sharpContext } from "./sharp-canvas.js";

/**
 * @typedef {object} Dot
 * @property {number} key
 * @property {number} x 0 or more
 * @property {number} y
 * @property {boolean} hollow
 * @property {number | null} from the key of the dot it is joined to
 * @property {string} [mark] its shape, as a path about the origin; a circle by default
 * @property {boolean} [bare] whether only the lines to it are drawn
 * @property {string} [label] what is written beside it
 * @property {boolean} [below] whether that stands under it, not above
 *
 * @typedef {object} Axes
 * @property {string} across the horizontal axis's name
 * @property {string} up the vertical one's
 * @property {(x: number) => string} x
 * @property {(y: number) => string} y
 * @property {boolean} [log] whether the horizontal axis is logarithmic
 *
 * @typedef {object} Look
 * @property {string} ink
 * @property {string} quiet
 * @property {string} rule
 * @property {string} field
 * @property {string} font
 * @property {number | null} chosen the key of the dot that is looked at
 * @property {number | null} pointed
 * @property {number[]} [frontier] the keys of dots that none beats, from left to
 *   right, joined by steps
 *
 * Where a dot is, in CSS pixels of the canvas.
 * @typedef {{ key: number, x: number, y: number }} Placed
 */

/** Kept free for the numbers of the axes and for their names. */
const EDGE = { left: 44, right: 12, top: 20, bottom: 34 };
const RADIUS = 4;

/**
 * Round numbers within a range: 1, 2 or 5 times a power of ten apart.
 *
 * @param {number} low
 * @param {number} high above `low`
 * @param {number} most how many there may be
 */
export function roundTicks(low, high, most) {
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    power * ([1, 2, 5].find((times) => times * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from(
    { length: Math.max(0, last - first + 1) },
    (_, i) => (first + i) * step,
  );
}

/**
 * The ends of both axes: across from 0, upwards as far as the dots reach, with
 * some room, so that none lies on the frame.
 *
 * @param {Dot[]} dots at least one
 */
export function rangesOf(dots) {
  const ys = dots.map(({ y }) => y);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const room = Math.max((high - low) * 0.15, Math.abs(high) * 0.002, 1e-6);
  const right = Math.max(...dots.map(({ x }) => x)) || 1;
  return { x: [0, right * 1.08], y: [low - room, high + room] };
}

/**
 * Numbers of 1, 2 or 5 times a power of ten within a range.
 *
 * @param {number} low above 0
 * @param {number} high
 */
export function logTicks(low, high) {
  const first = Math.floor(Math.log10(low));
  const powers = Math.ceil(Math.log10(high)) - first;
  return Array.from({ length: powers + 1 }, (_, i) => 10 ** (first + i))
    .flatMap((power) => [power, 2 * power, 5 * power])
    .filter((value) => value >= low && value <= high);
}

/**
 * @param {Dot[]} dots
 * @param {{ width: number, height: number }} size
 * @param {boolean} [log]
 * @returns {Placed[]}
 */
export function placed(dots, size, log = false) {
  if (dots.length === 0) return [];
  const { across, up } = scales(dots, size, log);
  return dots.map(({ key, x, y }) => ({ key, x: across(x), y: up(y) }));
}

/**
 * @param {Dot[]} dots
 * @param {{ width: number, height: number }} size
 * @param {boolean} log
 */
function scales(dots, { width, height }, log) {
  const { x, y } = rangesOf(dots);
  const wide = width - EDGE.left - EDGE.right;
  const tall = height - EDGE.top - EDGE.bottom;
  const least = Math.min(...dots.map(({ x }) => x));
  // Room on both sides, as upwards.
  const ends = log ? [least / 1.25, (x[1] / 1.08) * 1.25] : x;
  const of = log ? Math.log : Number;
  const [left, right] = ends.map(of);
  return {
    across: (/** @type {number} */ value) =>
      EDGE.left + (wide * (of(value) - left)) / (right - left),
    up: (/** @type {number} */ value) =>
      EDGE.top + (tall * (y[1] - value)) / (y[1] - y[0]),
    x: log
      ? logTicks(ends[0], ends[1])
      : roundTicks(x[0], x[1], Math.max(2, wide / 70)),
    y: roundTicks(y[0], y[1], Math.max(2, tall / 28)),
  };
}

/**
 * The dots that no other one beats in both: none is as far left and as low.
 *
 * @param {Dot[]} dots
 * @returns {number[]} their keys, from left to right
 */
export function frontierOf(dots) {
  const sorted = [...dots].sort((a, b) => a.x - b.x || a.y - b.y);
  let least = Infinity;
  return sorted.flatMap(({ key, y }) => {
    if (y >= least) return [];
    least = y;
    return [key];
  });
}

/**
 * The dot that is nearest to a place, if it is within reach.
 *
 * @param {Placed[]} places
 * @param {{ x: number, y: number }} at
 * @param {number} reach in CSS pixels
 * @returns {number | null} its key
 */
export function dotAt(places, at, reach) {
  let nearest = null;
  let least = reach;
  for (const { key, x, y } of places) {
    const distance = Math.hypot(x - at.x, y - at.y);
    if (distance > least) continue;
    least = distance;
    nearest = key;
  }
  return nearest;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Dot[]} dots
 * @param {Axes} axes
 * @param {Look} look
 */
export function paintDots(canvas, dots, axes, look) {
  const sharp = sharpContext(canvas);
  if (!sharp || dots.length === 0) return;
  const { context, ...size } = sharp;
  context.font = look.font;
  context.lineWidth = 1;
  const { log = false } = axes;
  paintAxes(context, size, scales(dots, size, log), axes, look);
  const places = new Map(
    placed(dots, size, log).map((place) => [place.key, place]),
  );
  paintFrontier(context, look, places, size.width);
  context.strokeStyle = look.quiet;
  for (const { key, from } of dots) {
    const [start, end] = [places.get(from ?? NaN), places.get(key)];
    if (!start || !end) continue;
    context.beginPath();
    context.moveTo(start.x, start.y);
    context.lineTo(end.x, end.y);
    context.stroke();
  }
  for (const { key, hollow, mark, bare, label, below = false } of dots) {
    const place = places.get(key);
    if (!place || bare) continue;
    paintDot(context, place, { hollow, mark }, look);
    if (label) paintLabel(context, size.width, place, { label, below }, look);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} width of the canvas
 * @param {Placed} place
 * @param {{ label: string, below: boolean }} said
 * @param {Look} look
 */
function paintLabel(context, width, { x, y }, { label, below }, look) {
  const half = context.measureText(label).width / 2;
  const least = EDGE.left + half;
  const at = Math.min(Math.max(x, least), width - half - 2);
  const beside = y + (below ? 1 : -1) * (RADIUS + 10);
  context.textAlign = "center";
  context.textBaseline = "middle";
  // A halo keeps it legible over lines.
  context.lineWidth = 3;
  context.strokeStyle = look.field;
  context.strokeText(label, at, beside);
  context.lineWidth = 1;
  context.fillStyle = look.ink;
  context.fillText(label, at, beside);
}

/**
 * Steps: between two dots nothing smaller is better than the one on the left.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Look} look
 * @param {Map<number, Placed>} places
 * @param {number} width of the canvas
 */
function paintFrontier(context, { frontier = [], quiet }, places, width) {
  const points = frontier.flatMap((key) => places.get(key) ?? []);
  if (points.length < 2) return;
  context.strokeStyle = quiet;
  context.beginPath();
  points.forEach(({ x, y }, i) => {
    if (i === 0) context.moveTo(x, EDGE.top);
    context.lineTo(x, i === 0 ? y : points[i - 1].y);
    context.lineTo(x, y);
  });
  context.lineTo(width - EDGE.right, points[points.length - 1].y);
  context.setLineDash([3, 3]);
  context.stroke();
  context.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Placed} place
 * @param {{ hollow: boolean, mark?: string }} kind
 * @param {Look} look
 */
function paintDot(context, { key, x, y }, { hollow, mark }, look) {
  context.strokeStyle = look.ink;
  context.fillStyle = hollow ? look.field : look.ink;
  context.save();
  context.translate(x, y);
  const path = new Path2D(mark);
  if (!mark) path.arc(0, 0, RADIUS, 0, 2 * Math.PI);
  context.fill(path);
  context.stroke(path);
  context.restore();
  if (key !== look.chosen && key !== look.pointed) return;
  context.beginPath();
  context.arc(x, y, RADIUS + (key === look.chosen ? 4 : 2), 0, 2 * Math.PI);
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{ width: number, height: number }} size
 * @param {ReturnType<typeof scales>} scale
 * @param {Axes} axes
 * @param {Look} look
 */
function paintAxes(context, { width, height }, scale, axes, look) {
  const { left, right, bottom } = EDGE;
  const floor = height - bottom;
  context.strokeStyle = look.rule;
  context.fillStyle = look.quiet;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const value of scale.y) {
    const y = Math.round(scale.up(value)) + 0.5;
    line(context, [left, y], [width - right, y]);
    context.fillText(axes.y(value), left - 6, y);
  }
  context.textAlign = "center";
  for (const value of scale.x) {
    const x = Math.round(scale.across(value)) + 0.5;
    line(context, [x, EDGE.top], [x, floor]);
    context.fillText(axes.x(value), x, floor + 9);
  }
  context.textAlign = "right";
  context.fillText(axes.across, width - right, height - 7);
  context.textAlign = "left";
  context.fillText(axes.up, 2, 8);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} from
 * @param {[number, number]} to
 */
function line(context, from, to) {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}
