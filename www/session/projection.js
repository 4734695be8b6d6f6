/** A plane through latent space: two directions at right angles, and an origin. */

import { topEigenvectors } from "./eigenvectors.js";

/**
 * An ellipse in the plane: its centre, its half axes at one deviation, and the
 * angle from the x axis to the first, in radians.
 *
 * @typedef {object} PlaneEllipse
 * @property {number} x
 * @property {number} y
 * @property {number} deviationX
 * @property {number} deviationY
 * @property {number} turn
 *
 * @typedef {"all" | "pca" | "axes"} PlaneKind
 */

/** Principal components are looked for among so many of the widest axes. */
const MOST_AXES = 64;
/** Multiplications that a covariance may take: a few milliseconds. */
const MOST_WORK = 3e6;

export class Projection {
  /**
   * @param {object} plane
   * @param {PlaneKind} plane.kind "all" when the latents themselves are a plane
   * @param {Float64Array} plane.origin [latentDim] the latents at x = y = 0
   * @param {Float64Array} plane.first [latentDim] of length 1
   * @param {Float64Array} plane.second [latentDim] of length 1 and at a right
   *   angle to the first; all zeros where there is only one latent
   * @param {[number, number] | null} plane.axes the latents shown, from 0, where
   *   the directions are two of theirs
   */
  constructor({ kind, origin, first, second, axes }) {
    this.kind = kind;
    this.origin = origin;
    this.first = first;
    this.second = second;
    this.axes = axes;
  }

  get width() {
    return this.origin.length;
  }

  /**
   * Where latents lie on the plane, seen from straight above.
   *
   * @param {Float32Array} rows [count * latentDim]
   * @returns {{ x: Float32Array, y: Float32Array }}
   */
  project(rows) {
    const { width, origin, first, second } = this;
    const count = rows.length / width;
    const x = new Float32Array(count);
    const y = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      let alongX = 0;
      let alongY = 0;
      for (let d = 0; d < width; d++) {
        const from = rows[i * width + d] - origin[d];
        alongX += from * first[d];
        alongY += from * second[d];
      }
      x[i] = alongX;
      y[i] = alongY;
    }
    return { x, y };
  }

  /**
   * The latents at a place of the plane.
   *
   * @param {number} x
   * @param {number} y
   * @returns {Float32Array} [latentDim]
   */
  lift(x, y) {
    const { origin, first, second } = this;
    return Float32Array.from(
      origin,
      (start, d) => start + x * first[d] + y * second[d],
    );
  }

  /**
   * A normal distribution with independent latents, seen from above: its
   * covariance on the plane is that of a turned ellipse.
   *
   * @param {ArrayLike<number>} mean [latentDim]
   * @param {(d: number) => number} variance
   * @returns {PlaneEllipse}
   */
  ellipse(mean, variance) {
    const { first, second } = this;
    const { x, y } = this.project(Float32Array.from(mean));
    let [xx, xy, yy] = [0, 0, 0];
    first.forEach((along, d) => {
      const value = variance(d);
      xx += value * along * along;
      xy += value * along * second[d];
      yy += value * second[d] * second[d];
    });
    return { x: x[0], y: y[0], ...halfAxes(xx, xy, yy) };
  }
}

/**
 * The half axes of [[xx, xy], [xy, yy]]: roots of its eigenvalues, the larger
 * one first, and the angle of the first.
 *
 * @param {number} xx
 * @param {number} xy
 * @param {number} yy
 */
export function halfAxes(xx, xy, yy) {
  const middle = (xx + yy) / 2;
  const apart = Math.hypot((xx - yy) / 2, xy);
  return {
    deviationX: Math.sqrt(Math.max(0, middle + apart)),
    deviationY: Math.sqrt(Math.max(0, middle - apart)),
    turn: Math.atan2(2 * xy, xx - yy) / 2,
  };
}

/**
 * Two latents as they are, all others 0.
 *
 * @param {number} width
 * @param {number} a the one across, from 0
 * @param {number} b the one upwards, from 0
 */
export function ontoAxes(width, a, b) {
  const unit = (/** @type {number} */ at) =>
    Float64Array.from({ length: width }, (_, d) => (d === at ? 1 : 0));
  return new Projection({
    kind: width <= 2 ? "all" : "axes",
    origin: new Float64Array(width),
    first: unit(a),
    second: a === b ? new Float64Array(width) : unit(b),
    axes: [a, b],
  });
}

/**
 * The plane that holds most of the variance of these latents, through their
 * mean: their first two principal components. Each points to where its largest
 * part is positive, so that the same latents always look the same way round.
 *
 * @param {Float32Array} rows [count * latentDim]
 * @param {number} width at least 2
 */
export function ontoComponents(rows, width) {
  const { origin, variances } = momentsOf(rows, width);
  const axes = [...variances.keys()]
    .sort((a, b) => variances[b] - variances[a])
    .slice(0, MOST_AXES)
    .sort((a, b) => a - b);
  const covariance = covarianceOf(rows, origin, axes);
  const [first, second] = topEigenvectors(covariance, axes.length).map((part) =>
    spread(part, axes, width),
  );
  return new Projection({ kind: "pca", origin, first, second, axes: null });
}

/**
 * @param {Float32Array} rows
 * @param {number} width
 */
function momentsOf(rows, width) {
  const count = rows.length / width;
  const origin = new Float64Array(width);
  const variances = new Float64Array(width);
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < width; d++) origin[d] += rows[i * width + d] / count;
  }
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < width; d++) {
      variances[d] += (rows[i * width + d] - origin[d]) ** 2 / count;
    }
  }
  return { origin, variances };
}

/**
 * The covariance of some axes, over as many rows as there is time for.
 *
 * @param {Float32Array} rows
 * @param {Float64Array} origin
 * @param {number[]} axes
 */
function covarianceOf(rows, origin, axes) {
  const width = origin.length;
  const size = axes.length;
  const count = rows.length / width;
  const step = Math.max(1, Math.ceil((count * size * size) / 2 / MOST_WORK));
  const covariance = new Float64Array(size * size);
  const from = new Float64Array(size);
  for (let i = 0; i < count; i += step) {
    for (let a = 0; a < size; a++) {
      from[a] = rows[i * width + axes[a]] - origin[axes[a]];
      for (let b = 0; b <= a; b++)
        covariance[a * size + b] += from[a] * from[b];
    }
  }
  const seen = Math.max(1, Math.ceil(count / step));
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      covariance[a * size + b] /= seen;
      covariance[b * size + a] = covariance[a * size + b];
    }
  }
  return covariance;
}

/**
 * A direction among some axes as one among all, the right way round.
 *
 * @param {Float64Array} part
 * @param {number[]} axes
 * @param {number} width
 */
function spread(part, axes, width) {
  const largest = part.reduce(
    (most, value) => (Math.abs(value) > Math.abs(most) ? value : most),
    0,
  );
  const direction = new Float64Array(width);
  axes.forEach((d, i) => (direction[d] = largest < 0 ? -part[i] : part[i]));
  return direction;
}

/**
 * Which part of the latents' variance each direction of the plane holds, 0..1.
 *
 * @param {Float32Array} rows
 * @param {{ x: Float32Array, y: Float32Array }} places the same rows, projected
 * @param {number} width
 * @returns {[number, number]}
 */
export function sharesOf(rows, { x, y }, width) {
  const total = momentsOf(rows, width).variances.reduce((a, b) => a + b, 0);
  const share = (/** @type {Float32Array} */ column) =>
    total > 0 ? momentsOf(column, 1).variances[0] / total : 0;
  return [share(x), share(y)];
}
