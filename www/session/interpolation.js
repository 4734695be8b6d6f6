/** The way between two pinned latent points, and the pictures along it. */

import { paced } from "./paced.js";
import { decodeEach, presentPoint } from "./traversal.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("./session.js").Session} Session
 *
 * @typedef {"a" | "b"} End
 * @typedef {"linear" | "spherical"} Path
 *
 * @typedef {object} Recording
 * @property {"decoding" | "encoding" | "recording"} phase
 * @property {number} done pictures
 * @property {number} total
 * @property {AbortController} control
 */

/** Pictures of the strip, both ends among them. */
export const FRAMES = 9;

/** Below this sine two vectors have no plane to turn in. */
const PARALLEL = 1e-6;

/**
 * The straight line: a at t = 0, b at t = 1.
 *
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {number} t
 */
export function linear(a, b, t) {
  return a.map((value, d) => (1 - t) * value + t * b[d]);
}

/**
 * Along the great circle: Shoemake 1985, "Animating rotation with quaternion
 * curves". Points of the same norm keep it on the way, so that no point between
 * lies nearer to 0 than the prior's own do. Parallel vectors, and 0, have no
 * circle between them: there the line is taken.
 *
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {number} t
 */
export function spherical(a, b, t) {
  const norms = Math.hypot(...a) * Math.hypot(...b);
  const dot = a.reduce((sum, value, d) => sum + value * b[d], 0);
  const angle = Math.acos(Math.max(-1, Math.min(1, dot / norms)));
  const sine = Math.sin(angle);
  if (norms === 0 || sine < PARALLEL) return linear(a, b, t);
  const [ofA, ofB] = [
    Math.sin((1 - t) * angle) / sine,
    Math.sin(t * angle) / sine,
  ];
  return a.map((value, d) => ofA * value + ofB * b[d]);
}

const PATHS = { linear, spherical };

/**
 * Points on the way, both ends among them.
 *
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {Path} path
 * @param {number} count at least 2
 */
export function pointsBetween(a, b, path, count) {
  return Array.from({ length: count }, (_, i) =>
    PATHS[path](a, b, i / (count - 1)),
  );
}

export class Interpolation {
  /** @type {Record<End, Float32Array | null>} */
  pins = { a: null, b: null };
  /** Where the slider stands, 0 at A, 1 at B. */
  t = 0;
  /** Whether the line shows that point. */
  followed = false;
  /** How often a slider or a digit has taken the line away from it. */
  taken = 0;
  /** With one pin its picture, with both the whole strip. @type {Float32Array | null} */
  film = null;
  /** A film that is being made. @type {Recording | null} */
  recording = null;
  #changed;
  #failed;
  #draw = paced(this.#doDraw.bind(this), { rest: 60 });

  /**
   * @param {() => void} changed
   * @param {(error: unknown) => void} failed
   */
  constructor(changed, failed) {
    this.#changed = changed;
    this.#failed = failed;
  }

  /** Something else is on the line now. */
  leave() {
    if (this.followed) this.taken += 1;
    this.followed = false;
  }

  /** Whether there is a way. */
  get open() {
    return this.pins.a !== null && this.pins.b !== null;
  }

  /**
   * @param {End} end
   * @param {Float32Array} z
   */
  pin(end, z) {
    this.pins = { ...this.pins, [end]: z.slice() };
    this.t = end === "b" ? 1 : 0;
    this.film = null;
  }

  /**
   * @param {Path} path
   * @param {number} t
   * @returns {Float32Array | null} null without two pins
   */
  pointAt(path, t) {
    const { a, b } = this.pins;
    return a && b && PATHS[path](a, b, t);
  }

  /**
   * Draws the pins and the way again. Pins of other latents are none of this
   * model's.
   *
   * @param {Lab} lab
   * @param {{ path: Path, label: number }} how
   */
  refresh(lab, how) {
    for (const z of [this.pins.a, this.pins.b]) {
      if (z && z.length !== lab.config.latentDim) this.#forget();
    }
    if (this.pins.a || this.pins.b) this.#draw(lab, how);
  }

  #forget() {
    this.pins = { a: null, b: null };
    this.film = null;
    this.followed = false;
  }

  /**
   * @param {Lab} lab
   * @param {{ path: Path, label: number }} how
   */
  async #doDraw(lab, { path, label }) {
    const { pins } = this;
    const one = pins.a ?? pins.b;
    if (!one || one.length !== lab.config.latentDim) return;
    const latents =
      pins.a && pins.b ? pointsBetween(pins.a, pins.b, path, FRAMES) : [one];
    try {
      const film = await decodeEach(lab, latents, label);
      if (this.pins !== pins) return;
      this.film = film;
      this.#changed();
    } catch (error) {
      this.#failed(error);
    }
  }
}

/** @param {Session} session after weights, path, label or pins have changed */
export function drawBetween({ lab, line, settings, interpolation }) {
  if (!lab || settings.dock !== "traverse") return;
  const { path } = settings;
  interpolation.refresh(lab, { path, label: line.label });
}

/**
 * Pins the point that the line decodes.
 *
 * @param {Session} session
 * @param {End} end
 */
export function pin(session, end) {
  const z = presentPoint(session);
  if (!z) return;
  session.interpolation.pin(end, z);
  drawBetween(session);
  session.changed();
}

/**
 * Puts a point of the way on the line.
 *
 * @param {Session} session
 * @param {number} t 0..1
 */
export function goBetween(session, t) {
  const { interpolation, settings } = session;
  const z = interpolation.pointAt(settings.path, t);
  if (!z) return;
  interpolation.t = t;
  // Moved along the way, the line is not taken away from it.
  interpolation.followed = false;
  session.steer(z);
  interpolation.followed = true;
}

/**
 * The whole way in pictures, for a file.
 *
 * @param {Session} session
 * @param {number} count
 * @param {{ onProgress: (done: number) => void, signal: AbortSignal }} how
 * @returns {Promise<Float32Array[]>}
 */
export async function picturesBetween(session, count, { onProgress, signal }) {
  const { lab, line, settings, interpolation } = session;
  const { a, b } = interpolation.pins;
  if (!lab || !a || !b) return [];
  const pictures = [];
  for (const z of pointsBetween(a, b, settings.path, count)) {
    signal.throwIfAborted();
    pictures.push(await decodeEach(lab, [z], line.label));
    onProgress(pictures.length);
  }
  return pictures;
}
