/** A look at one place of the map: what the decoder makes of it. */

import { labelsFor } from "./labels.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 *
 * A place of the plane, or one of the map's digits.
 * @typedef {object} Aim
 * @property {number} x
 * @property {number} y
 * @property {number} digit its place in the map, or -1
 *
 * @typedef {object} Look
 * @property {Aim} aim
 * @property {Float32Array} output [784]
 */

/**
 * Tells of its changes itself: what follows a pointer must not make the whole
 * page look whether it has changed.
 */
export class Probe extends EventTarget {
  /** @type {Look | null} */
  value = null;
  /** @type {Aim | null} */
  #aim = null;
  #failed;

  /** @param {(error: unknown) => void} failed */
  constructor(failed) {
    super();
    this.#failed = failed;
  }

  /** @param {{ lab: Lab, aim: Aim, z: Float32Array, label: number } | null} wish */
  ask(wish) {
    this.#aim = wish?.aim ?? null;
    if (wish) void this.#decode(wish);
    else this.#set(null);
  }

  /** @param {{ lab: Lab, aim: Aim, z: Float32Array, label: number }} wish */
  async #decode({ lab, aim, z, label }) {
    try {
      const told = labelsFor(lab, [label]);
      const output = await lab.decode(z, { latest: "hover", ...told });
      if (this.#aim) this.#set({ aim, output });
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @param {Look | null} value */
  #set(value) {
    if (!value && !this.value) return;
    this.value = value;
    this.dispatchEvent(new Event("change"));
  }
}
