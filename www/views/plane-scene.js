/** What is marked on the map, seen on its plane. */

import { token } from "../charts/colour.js";

/**
 * @typedef {import("../session/latent-map.js").MapOfMeans} MapOfMeans
 * @typedef {import("../charts/plane-marks.js").Ellipse} Ellipse
 */

/** The prior before there is a map. @type {Ellipse} */
const ROUND = { x: 0, y: 0, deviationX: 1, deviationY: 1 };

/**
 * The posterior of the digit on the line.
 *
 * @param {MapOfMeans | null} map
 * @param {import("../session/line.js").Reading | null} reading
 * @returns {Ellipse | null}
 */
export function posteriorOf(map, reading) {
  if (!map || !reading) return null;
  const { projection } = map;
  const { mean, logVar } = reading;
  // Between two models the line may still be the former's.
  if (mean.length !== projection.width) return null;
  return projection.ellipse(mean, (d) => Math.exp(logVar[d]));
}

/**
 * @param {MapOfMeans | null} map
 * @returns {Ellipse}
 */
export function priorOf(map) {
  if (!map) return ROUND;
  const { projection } = map;
  return projection.ellipse(new Float32Array(projection.width), () => 1);
}

/**
 * Where the latents that were set by hand lie.
 *
 * @param {MapOfMeans | null} map
 * @param {import("../session/line.js").Picture | null} picture
 */
export function steeredOf(map, picture) {
  if (!map || !picture?.steered) return null;
  const { projection } = map;
  if (picture.z.length !== projection.width) return null;
  const { x, y } = projection.project(picture.z);
  return { x: x[0], y: y[0] };
}

/** @param {Element} view where the colours are looked up */
export function paletteOf(view) {
  return {
    classes: Array.from({ length: 10 }, (_, i) => token(view, `--class-${i}`)),
    ink: token(view, "--ink"),
    quiet: token(view, "--ink-quiet"),
    rule: token(view, "--rule"),
    field: token(view, "--field"),
    mark: token(view, "--encoder"),
    steered: token(view, "--decoder"),
    font: `${token(view, "--text-small")} ${token(view, "--font")}`,
  };
}
