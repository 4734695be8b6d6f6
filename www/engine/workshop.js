/**
 * The workshop: what can be made of a Lab's model, each a file of its own. The
 * Lab stays as it is; open what was made by `Lab.create({ model: made.weights })`.
 * @module
 */
import { untilAborted } from "./abort.js";
import { checkImageSet, checkPlain } from "./arrays.js";
import { Ensemble } from "./ensemble.js";
import { slicesOf } from "./image-slices.js";
import { LabError } from "./lab-error.js";
import { checkOptions } from "./options.js";
import { handOverCopy } from "./transfer.js";
import { resolveWeights } from "./weights-source.js";

/**
 * @typedef {import("./engine.js").Engine} Engine
 * @typedef {import("./lab-types.js").Images} Images
 * @typedef {import("./lab-types.js").Made} Made
 * @typedef {import("./lab-types.js").Weights} Weights
 * @typedef {import("./protocol.js").Moments} Moments
 * @typedef {import("./protocol.js").Operation} Operation
 */

/**
 * What the workshop has of its Lab.
 * @typedef {object} Bench
 * @property {Engine} engine
 * @property {() => import("./connection.js").Connection} connect Starts a worker.
 * @property {() => import("./protocol.js").ModelConfig} config
 * @property {() => Promise<ArrayBuffer>} weights The model as it is now.
 * @property {(model: Uint8Array, signal?: AbortSignal) =>
 *   Promise<import("./lab.js").Lab>} open Another Lab, on the same device.
 * @property {<T>(job: () => Promise<T>) => Promise<T>} take A turn in which the
 *   weights do not move.
 */

/**
 * Operations on the model of a Lab. Every one of them may also reject with
 * `option-unknown`, `option-out-of-range`, `lab-closed`, and AbortError when the
 * signal says so.
 */
export class Workshop {
  #bench;

  /** @param {Bench} bench */
  constructor(bench) {
    this.#bench = bench;
  }

  /**
   * Weights in few bits, packed as docs/packed.md says. With images, the linear
   * layers' weights are rounded so that what they compute of these changes least.
   * @param {import("./lab-types.js").QuantizeOptions} [options] bits: 8, 2 to 8
   *   or 16 for floats; per: "channel" or "tensor"; scheme: "symmetric" or
   *   "asymmetric"; images; labels; seed: 0; signal.
   * @returns {Promise<Made>}
   */
  async quantize(options = {}) {
    return this.#makeOfOwn("quantize", options);
  }

  /**
   * Leaves out what matters least: single weights, or whole neurons and channels.
   * With images, a unit is worth what its readers get of it, and those that are
   * left do the work of those that go as well as they can.
   * @param {import("./lab-types.js").PruneOptions} [options] what: "units" or
   *   "weights"; share: 0.25; among: "layer" or "model"; images; labels; seed: 0;
   *   signal.
   * @returns {Promise<Made>}
   */
  async prune(options = {}) {
    return this.#makeOfOwn("prune", options);
  }

  /**
   * Linear layers as products of two thinner matrices, where that is smaller.
   * @param {import("./lab-types.js").FactorizeOptions} [options] rank, or
   *   variance: 0.99; images; labels; seed: 0; signal.
   * @returns {Promise<Made>}
   * @throws {LabError} `nothing-to-do` where no layer would get smaller.
   */
  async factorize(options = {}) {
    return this.#makeOfOwn("factorize", options);
  }

  /**
   * Leaves out latents, such as those whose KL divergence is next to nothing.
   * @param {import("./lab-types.js").RemoveLatentsOptions} options latents: their
   *   indices; means: of the latents' posterior means, 0 each by default; signal.
   * @returns {Promise<Made>}
   */
  async removeLatents(options) {
    const { latentDim } = this.#bench.config();
    const means = new Array(latentDim).fill(0);
    return this.#makeOfOwn("removeLatents", { means, ...options });
  }

  /**
   * A larger model that computes what this one does, until it is trained.
   * @param {import("./lab-types.js").GrowOptions} options latentDim, hidden,
   *   decoderHidden, channels, decoderChannels, classes, likelihood, sigma,
   *   pseudoInputs: what it grows to; images that the pseudo-inputs begin as;
   *   seed: 0; signal.
   * @returns {Promise<Made>}
   */
  async grow(options) {
    this.#bench.engine.assertUsable();
    const { images, ...rest } = checkOptions("grow", options);
    const settings = { ...rest, ...this.#beginnings(images, rest) };
    return this.#make("grow", await this.#files([], rest.signal), settings, []);
  }

  /**
   * @param {Images | undefined} images
   * @param {{ pseudoInputs?: number }} options
   * @returns {{ images?: number[] }} The pixels that pseudo-inputs begin as, in
   *   0..1.
   */
  #beginnings(images, { pseudoInputs = 0 }) {
    if (images === undefined) return {};
    const { imageLength, ...set } = checkPlain(images, this.#bench.config());
    const first = set.images.subarray(0, pseudoInputs * imageLength);
    const white = first instanceof Uint8Array ? 255 : 1;
    return { images: Array.from(first, (pixel) => pixel / white) };
  }

  /**
   * The mean of this model's weights and others' of the same network.
   * @param {Weights[]} others
   * @param {import("./lab-types.js").AverageOptions} [options] weights: one for
   *   this model, then one for each of the others; the same for all by default;
   *   signal.
   * @returns {Promise<Made>}
   * @throws {LabError} `models-differ`, and the `weights-…` codes.
   */
  async average(others, options = {}) {
    const weights = new Array(others.length + 1).fill(1);
    const settings = { weights, ...checkOptions("average", options) };
    const files = await this.#files(others, settings.signal);
    return this.#make("average", files, settings, []);
  }

  /**
   * This model with its units in the order of another's, so that the two can be
   * averaged: a unit's place in its layer, and a latent's sign, are chance.
   * @param {Weights} reference
   * @param {import("./lab-types.js").AlignOptions} [options] seed: 0; signal.
   * @returns {Promise<Made>}
   * @throws {LabError} `models-differ`, and the `weights-…` codes.
   */
  async align(reference, options = {}) {
    const settings = checkOptions("align", options);
    const [own, other] = await this.#files([reference], settings.signal);
    return this.#make("align", [other, own], settings, []);
  }

  /**
   * This model and others as one, their weights left as they are: an ensemble to
   * measure, rebuild digits with and draw from. Its members need as many latents
   * and the same pixels and labels, not the same network.
   * @param {Weights[]} others
   * @param {import("./lab-types.js").EnsembleOptions} [options] posterior:
   *   "product"; average: "means"; signal.
   * @returns {Promise<Ensemble>} Close it when it has done its work.
   * @throws {LabError} `models-differ`, and the `weights-…` codes.
   */
  async ensemble(others, options = {}) {
    this.#bench.engine.assertUsable();
    const { signal, ...settings } = checkOptions("ensemble", options);
    const files = await this.#files(others, signal);
    const fusion = this.#bench.connect();
    /** @type {import("./lab.js").Lab[]} */
    const labs = [];
    try {
      const what = "The ensemble";
      const opening = fusion.ask((core) => core.openEnsemble(files, settings));
      const { needsPriors } = await untilAborted(opening, signal, what);
      for (const file of files) labs.push(await this.#bench.open(file, signal));
      return new Ensemble(labs, fusion, needsPriors);
    } catch (error) {
      for (const lab of labs) lab.close();
      fusion.close(new LabError("lab-closed", "There is no such ensemble."));
      throw error;
    }
  }

  /**
   * @param {Weights[]} others
   * @param {AbortSignal} [signal]
   * @returns {Promise<Uint8Array[]>} This model's file, then the others'.
   */
  async #files(others, signal) {
    const own = this.#bench.weights();
    const rest = others.map((other) => resolveWeights(other, { signal }));
    const [first, ...files] = await Promise.all([own, ...rest]);
    return [new Uint8Array(/** @type {ArrayBuffer} */ (first)), ...files].map(
      (file) => new Uint8Array(file),
    );
  }

  /**
   * @param {Operation} operation
   * @param {import("./lab-types.js").Calibrated & object} options
   */
  async #makeOfOwn(operation, options) {
    this.#bench.engine.assertUsable();
    const { images, labels, ...settings } = checkOptions(operation, options);
    const { seed = 0, signal } = settings;
    const [files, moments] = await Promise.all([
      this.#files([], signal),
      images === undefined ? [] : this.#calibrate(images, labels, seed, signal),
    ]);
    // It is that of the images' latents.
    delete settings.seed;
    return this.#make(operation, files, settings, moments);
  }

  /**
   * @param {Images} images
   * @param {import("./lab-types.js").Labels | undefined} labels
   * @param {number} seed
   * @param {AbortSignal} [signal]
   * @returns {Promise<Moments[]>}
   */
  async #calibrate(images, labels, seed, signal) {
    const { engine, config, take } = this.#bench;
    const set = checkImageSet(images, labels, config());
    const work = () =>
      engine.askWhole(async (connection) => {
        await connection.ask((core) => core.beginCalibration(seed));
        for (const { images, first, labels } of slicesOf(set)) {
          signal?.throwIfAborted();
          await connection.ask((core) =>
            core.calibrate(handOverCopy(images), first, labels),
          );
        }
        return connection.ask((core) => core.endCalibration());
      });
    return take(work);
  }

  /**
   * In a worker of its own: training goes on meanwhile.
   * @param {Operation} operation
   * @param {Uint8Array[]} files
   * @param {{ signal?: AbortSignal }} options
   * @param {Moments[]} moments
   * @returns {Promise<Made>}
   */
  async #make(operation, files, { signal, ...options }, moments) {
    const connection = this.#bench.connect();
    try {
      const making = connection.ask((core) =>
        core.make(operation, files, options, moments),
      );
      const what = "The workshop";
      const { weights, metadata } = await untilAborted(making, signal, what);
      return { weights: weights.slice().buffer, metadata };
    } finally {
      connection.close(new LabError("lab-closed", "The work is done."));
    }
  }
}
