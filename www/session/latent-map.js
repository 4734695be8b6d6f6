/** Where real digits lie in latent space, seen on a plane through it. */

import { SIDE } from "../import/mnist-digit.js";
import { isConditional, labelsFor } from "./labels.js";
import { Manifold } from "./manifold.js";
import { byCost, Encoded } from "./encoded.js";
import { newest } from "./newest.js";
import { Probe } from "./probe.js";
import { ontoAxes, ontoComponents, sharesOf } from "./projection.js";
import { SpareTime } from "./spare-time.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("../import/idx.js").Digits} Digits
 * @typedef {import("./projection.js").Projection} Projection
 *
 * Which plane is looked at; an axis is counted from 1, 0 takes the one that
 * costs most.
 * @typedef {Pick<import("../state.js").Settings, "plane" | "axisX" | "axisY">} PlaneChoice
 *
 * @typedef {object} MapOfMeans
 * @property {Float32Array} x posterior means on the plane, one a digit
 * @property {Float32Array} y
 * @property {Uint8Array} labels
 * @property {Uint32Array} indices which of the digits each is
 * @property {Digits} digits
 * @property {Float32Array} means [count * latentDim]
 * @property {Projection} projection
 * @property {[number, number]} shares of the means' variance along x and y
 * @property {Float64Array} costs [latentDim] KL, mean of the digits, nats
 * @property {number} fit counts the planes that were chosen
 * @property {number} steps how far the model was trained on this page
 * @property {boolean} moved whether the weights have changed since the plane
 *   was chosen
 *
 * @typedef {object} Wish
 * @property {Lab} lab
 * @property {Digits} digits
 * @property {number} steps
 * @property {boolean} training
 */

/** As many as are drawn in a few milliseconds. */
const MOST = 5000;
/** While training each is encoded again and again. */
const MOST_TRAINING = 2000;
const PIECE = 250;
const PIXELS = SIDE * SIDE;

export class LatentMap {
  /** @type {MapOfMeans | null} */
  value = null;
  /** How many of how many are encoded. @type {{ done: number, total: number } | null} */
  progress = null;
  /** @type {PlaneChoice} */
  #choice = { plane: "pca", axisX: 0, axisY: 0 };
  /** @type {Projection | null} */
  #projection = null;
  #fit = 0;
  /** The step at which the plane was chosen. */
  #fitSteps = 0;
  /** What it was chosen by. @type {Digits | null} */
  #fitDigits = null;
  /** @type {Encoded | null} */
  #encoded = null;
  /** @type {Lab | null} */
  #lab = null;
  #training = false;
  #label = 0;
  #changed;
  #failed;
  #spare = new SpareTime();
  #encode = newest(
    (/** @type {Wish} */ wish, /** @type {() => boolean} */ wanted) =>
      this.#doEncode(wish, wanted),
    (one, other) =>
      one.lab === other.lab &&
      one.digits === other.digits &&
      one.training === other.training,
  );

  /**
   * @param {() => void} changed
   * @param {(error: unknown) => void} failed
   */
  constructor(changed, failed) {
    this.#changed = changed;
    this.#failed = failed;
    this.manifold = new Manifold(changed, failed, this.#spare);
    this.probe = new Probe(failed);
  }

  /**
   * Draws the map again. The plane is chosen with the first weights seen and
   * kept, so that what moves in training is the map and not the view;
   * `forgetAxes` and `fit` choose anew.
   *
   * @param {Lab | null} lab
   * @param {Digits | null} digits
   * @param {{ steps?: number, training?: boolean }} [now]
   */
  refresh(lab, digits, { steps = 0, training = false } = {}) {
    if (lab !== this.#lab) this.#spare.forget();
    this.#lab = lab;
    this.#training = training;
    if (lab && digits) this.#encode.ask({ lab, digits, steps, training });
    this.#redraw();
  }

  /**
   * What a conditional model is told of the digit on the line, and so of the
   * pictures that the plane is tiled with.
   *
   * @param {number} label
   */
  tell(label) {
    if (label === this.#label) return;
    this.#label = label;
    if (isConditional(this.#lab)) this.#redraw();
  }

  /** @param {PlaneChoice} choice */
  choose(choice) {
    this.#choice = choice;
    this.fit();
  }

  /** Chooses the plane anew, for the weights of now. */
  fit() {
    this.forgetAxes();
    if (this.#encoded) this.#show(this.#encoded);
  }

  forgetAxes() {
    this.#projection = null;
  }

  /** For a model with other latents: also what was drawn is not its own. */
  forget() {
    this.forgetAxes();
    this.#encode.drop();
    this.#encoded = null;
    this.value = null;
    this.progress = null;
    this.manifold.forget();
    this.probe.ask(null);
  }

  /**
   * Decodes a place of the plane, or one of the digits' own means, for a look.
   *
   * @param {import("./probe.js").Aim | null} aim
   */
  look(aim) {
    const { value } = this;
    if (!aim || !value || !this.#lab) return this.probe.ask(null);
    const { projection, means, labels } = value;
    const { width } = projection;
    const { digit } = aim;
    const z =
      digit < 0
        ? projection.lift(aim.x, aim.y)
        : means.slice(digit * width, (digit + 1) * width);
    const label = digit < 0 ? this.#label : labels[digit];
    this.probe.ask({ lab: this.#lab, aim, z, label });
  }

  /**
   * @param {Wish} wish
   * @param {() => boolean} wanted
   */
  async #doEncode({ lab, digits, steps, training }, wanted) {
    try {
      const most = training ? MOST_TRAINING : MOST;
      const encoded = new Encoded(digits, most, lab.config.latentDim, steps);
      while (encoded.done < encoded.total) {
        if (!wanted()) return;
        const units = this.#spare.units("encode", PIECE);
        const { images, labels } = encoded.next(units, PIXELS);
        const piece = { kind: "encode", units: labels.length, training };
        encoded.take(
          await this.#spare.take(piece, () =>
            lab.encode(images, labelsFor(lab, labels)),
          ),
        );
        this.#tellProgress(encoded);
      }
      if (wanted()) this.#show(encoded);
    } catch (error) {
      this.#failed(error);
    } finally {
      if (this.progress) {
        this.progress = null;
        this.#changed();
      }
    }
  }

  /** Where nothing is to be seen yet, how far it is. @param {Encoded} encoded */
  #tellProgress({ done, total }) {
    if (this.value || done === total) return;
    this.progress = { done, total };
    this.#changed();
  }

  /** @param {Encoded} encoded */
  #show(encoded) {
    const { means, costs, steps, digits } = encoded;
    this.#encoded = encoded;
    if (!this.#projection) {
      this.#projection = this.#choosePlane(encoded);
      this.#fit += 1;
      this.#fitSteps = steps;
    } else if (digits !== this.#fitDigits && steps === this.#fitSteps) {
      // The same model has the same plane, whichever digits were there first.
      this.#projection = this.#choosePlane(encoded);
    }
    this.#fitDigits = digits;
    const projection = this.#projection;
    const places = projection.project(means);
    this.value = {
      ...places,
      ...{ means, costs, steps, projection },
      digits,
      indices: encoded.indices,
      labels: encoded.labels,
      shares: sharesOf(means, places, projection.width),
      fit: this.#fit,
      moved: steps !== this.#fitSteps,
    };
    this.#redraw();
    this.#changed();
  }

  /** @param {Encoded} encoded */
  #choosePlane({ means, width, costs }) {
    if (width <= 2) return ontoAxes(width, 0, width - 1);
    const { plane, axisX, axisY } = this.#choice;
    if (plane === "pca") return ontoComponents(means, width);
    return ontoAxes(width, ...chosenAxes(costs, axisX, axisY));
  }

  #redraw() {
    this.manifold.refresh(this.#lab, this.value?.projection ?? null, {
      label: this.#label,
      training: this.#training,
    });
  }
}

/**
 * The two latents to look at. One that is not chosen, or that this model does
 * not have, is the one that costs most of those left: it tells most.
 *
 * @param {Float64Array} costs [latentDim]
 * @param {number} axisX from 1; 0 where none is chosen
 * @param {number} axisY
 * @returns {[number, number]} from 0
 */
export function chosenAxes(costs, axisX, axisY) {
  const order = byCost(costs);
  const there = (/** @type {number} */ axis) =>
    axis >= 1 && axis <= costs.length ? axis - 1 : undefined;
  const y = there(axisY);
  const x = there(axisX) ?? order.find((d) => d !== y) ?? 0;
  const other = order.find((d) => d !== x) ?? 0;
  return [x, y === undefined || y === x ? other : y];
}
