/** What lies behind live curves: reference lines, earlier curves, single points. */

import uPlot from "uplot";

/**
 * @typedef {{ steps: number[], values: number[], label: string }} Earlier
 * @typedef {{ value: number, label: string }} Mark a line across at this value
 *
 * @typedef {object} Underlay
 * @property {Earlier[]} earlier
 * @property {Mark[]} marks drawn where they are in range
 * @property {{ step: number, value: number }[]} points
 *
 * @typedef {{ ink: () => string, quiet: () => string, paper: () => string, font: string }} UnderlayLook
 */

/** @type {Underlay} */
export const EMPTY = { earlier: [], marks: [], points: [] };
/** CSS pixels: labels nearer than this to another one are left out. */
const LABEL_HEIGHT = 13;

/**
 * The largest step of what lies behind; 0 for nothing.
 *
 * @param {Underlay} underlay
 */
export const lastStep = ({ earlier, points }) =>
  Math.max(
    0,
    ...earlier.map(({ steps }) => steps.at(-1) ?? 0),
    ...points.map(({ step }) => step),
  );

/**
 * The values of what must be seen whole: reference lines need not be.
 *
 * @param {Underlay} underlay
 * @returns {[number, number] | null} least and largest
 */
export function valueRange({ earlier, points }) {
  let [low, high] = [Infinity, -Infinity];
  const see = (/** @type {number} */ value) => {
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  earlier.forEach(({ values }) => values.forEach(see));
  points.forEach(({ value }) => see(value));
  return low <= high ? [low, high] : null;
}

/**
 * Labels that can be read: those too near to an earlier one are left out.
 *
 * @template {{ y: number }} T
 * @param {T[]} labels
 * @param {number} apart
 * @returns {T[]}
 */
export function readable(labels, apart) {
  /** @type {T[]} */
  const kept = [];
  for (const label of labels) {
    if (kept.every(({ y }) => Math.abs(y - label.y) >= apart)) kept.push(label);
  }
  return kept;
}

/**
 * @param {uPlot} plot
 * @param {Underlay} underlay
 * @param {UnderlayLook} look
 */
export function drawUnderlay(plot, underlay, look) {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = look.font.replace(/(\d+)px/, (_, px) => `${px * ratio}px`);
  drawMarks(plot, underlay.marks, look);
  for (const run of underlay.earlier) drawEarlier(plot, run, look);
  labelEarlier(plot, underlay.earlier, look);
  ctx.restore();
}

/**
 * @param {uPlot} plot
 * @param {Mark[]} marks
 * @param {UnderlayLook} look
 */
function drawMarks(plot, marks, look) {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const within = marks
    .map((mark) => ({ ...mark, y: plot.valToPos(mark.value, "y", true) }))
    .filter(({ y }) => y > bbox.top && y < bbox.top + bbox.height);
  ctx.strokeStyle = look.quiet();
  ctx.fillStyle = look.quiet();
  ctx.lineWidth = ratio;
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  for (const { y } of within)
    line(ctx, [bbox.left, y], [bbox.left + bbox.width, y]);
  ctx.setLineDash([]);
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  const height = LABEL_HEIGHT * ratio;
  const curves = lastPlaces(plot);
  for (const { y, label } of besideLines(within, bbox, height)) {
    if (!clearOf(curves, y, height)) continue;
    labelMark(ctx, { label, y, height }, bbox, look.paper());
  }
}

/**
 * Where the labels of lines stand, by their middles: above their line, below it
 * where the plot ends above; none over another or half outside.
 *
 * @template {{ y: number }} T
 * @param {T[]} marks
 * @param {{ top: number, height: number }} box
 * @param {number} height of a label
 * @returns {T[]}
 */
export function besideLines(marks, box, height) {
  const bottom = box.top + box.height;
  const placed = marks.map((mark) => {
    const above = mark.y - height / 2 - 1;
    const y = above - height / 2 < box.top ? mark.y + height / 2 + 1 : above;
    return { ...mark, y };
  });
  return readable(
    placed.filter(({ y }) => y + height / 2 <= bottom),
    height,
  );
}

/**
 * Whether a label is clear of where curves are now: under one nobody reads it,
 * and the sentence above the plot names the nearest reference.
 *
 * @param {number[]} curves
 * @param {number} y its middle
 * @param {number} height
 */
export const clearOf = (curves, y, height) =>
  curves.every((curve) => Math.abs(curve - y) > height / 2 + 2);

/**
 * The last place of each curve, in the canvas's pixels.
 *
 * @param {uPlot} plot
 */
function lastPlaces(plot) {
  const last = plot.data
    .slice(1)
    .map((values) => Array.from(values).findLast((value) => value !== null));
  return last
    .filter((value) => value !== undefined && value !== null)
    .map((value) => plot.valToPos(value, "y", true));
}

/**
 * On a plate of its own: other lines stop at it.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {{ label: string, y: number, height: number }} mark
 * @param {{ left: number, width: number }} box
 * @param {string} paper
 */
function labelMark(ctx, { label, y, height }, box, paper) {
  const edge = 4 * uPlot.pxRatio;
  const right = box.left + box.width - edge;
  const width = Math.min(ctx.measureText(label).width, box.width - 2 * edge);
  const ink = ctx.fillStyle;
  ctx.fillStyle = paper;
  ctx.fillRect(right - width, y - height / 2, width, height);
  ctx.fillStyle = ink;
  // Squeezed rather than over the axis.
  ctx.fillText(label, right, y, width);
}

/**
 * @param {uPlot} plot
 * @param {Earlier} run
 * @param {UnderlayLook} look
 */
function drawEarlier(plot, { steps, values }, look) {
  const { ctx } = plot;
  ctx.strokeStyle = look.quiet();
  ctx.lineWidth = uPlot.pxRatio;
  ctx.beginPath();
  steps.forEach((step, i) => {
    const x = plot.valToPos(step, "x", true);
    const y = plot.valToPos(values[i], "y", true);
    if (i === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  });
  ctx.stroke();
}

/**
 * @param {uPlot} plot
 * @param {Earlier[]} earlier
 * @param {UnderlayLook} look
 */
function labelEarlier(plot, earlier, look) {
  const { ctx } = plot;
  const ratio = uPlot.pxRatio;
  ctx.fillStyle = look.ink();
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  const ends = earlier.map(({ steps, values, label }) => ({
    label,
    x: plot.valToPos(steps.at(-1) ?? 0, "x", true),
    y: plot.valToPos(values.at(-1) ?? 0, "y", true),
  }));
  for (const { label, x, y } of readable(ends, LABEL_HEIGHT * ratio)) {
    ctx.fillText(label, x, y - 2 * ratio);
  }
}

/**
 * @param {uPlot} plot
 * @param {Underlay} underlay
 * @param {UnderlayLook} look
 */
export function drawPoints(plot, { points }, look) {
  const { ctx } = plot;
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.strokeStyle = look.ink();
  ctx.lineWidth = 1.5 * ratio;
  for (const { step, value } of points) {
    const x = plot.valToPos(step, "x", true);
    const y = plot.valToPos(value, "y", true);
    ctx.beginPath();
    ctx.arc(x, y, 2.5 * ratio, 0, 2 * Math.PI);
    ctx.stroke();
  }
  ctx.restore();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {[number, number]} from
 * @param {[number, number]} to
 */
function line(ctx, from, to) {
  ctx.beginPath();
  ctx.moveTo(...from);
  ctx.lineTo(...to);
  ctx.stroke();
}
