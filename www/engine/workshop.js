/**
 * The workshop: what can be made of a Lab's model, each a file of its own. The
 * Lab stays as it is; open what was made by `Lab.create({ model: made.weights })`.
 * @module
 */
import { untilAborted } from "./abort.js";
import { checkImageSet, checkPlain } from "./arrays.js";
import { Ensemble } from "./ensemble.js";
import { boundsOnLine, greedySoup, soupSettings } from "./fusing.js";
import { countOf, slicesOf } from "./image-slices.js";
import { LabError } from "./lab-error.js";
import { checkOptions, show } from "./options.js";
import { handOverCopy } from "./transfer.js";
import { resolveWeights } from "./weights-source.js";

/**
 * @typedef {import("./engine.js").Engine} Engine
 * @typedef {import("./lab-types.js").Images} Images
 * @typedef {import("./lab-types.js").Made} Made
 * @typedef {import("./lab-types.js").Weights} Weights
 * @typedef {import("./protocol.js").Moments} Moments
 * @typedef {import("./protocol.js").Operation} Operation
 * @typedef {import("./protocol.js").Work} Work
 */

/**
 * What the workshop has of its Lab.
 * @typedef {object} Bench
 * @property {Engine} engine
 * @property {() => import("./connection.js").Connection} connect Starts a worker.
 * @property {() => import("./protocol.js").ModelConfig} config
 * @property {() => Promise<ArrayBuffer>} weights The model as it is now.
 * @property {<T>(job: () => Promise<T>) => Promise<T>} take A turn in which the
 *   weights do not move.
 * @property {(model: ArrayBuffer | Uint8Array, signal?: AbortSignal) =>
 *   Promise<import("./lab.js").Lab>} open A Lab of its own, on the same device.
 */

/** Points on a line when nothing is said: every tenth. */
const POINTS = 11;

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
   * The model as a file, whose checksum the passports of what is made of it name:
   * the very one that it was opened from while its weights are those, else an
   * export.
   * @returns {Promise<ArrayBuffer>}
   */
  async file() {
    this.#bench.engine.assertUsable();
    return this.#bench.weights();
  }

  /**
   * Weights in few bits, packed as docs/packed.md says. With images, weights are
   * rounded so that what the layers compute of these changes least.
   * @param {import("./lab-types.js").QuantizeOptions} [options] bits: 8, 2 to 8
   *   or 16 for floats; per: "channel" or "tensor"; scheme: "symmetric" or
   *   "asymmetric"; mixed: true; images; labels; seed: 0; signal.
   * @returns {Promise<Made>}
   */
  async quantize(options = {}) {
    return this.#makeOfOwn("quantize", options);
  }

  /**
   * Leaves out what matters least: single weights, whole neurons and channels, or
   * whole pixels' weights.
   * With images, a unit is worth what its readers get of it, and those that are
   * left do the work of those that go as well as they can.
   * @param {import("./lab-types.js").PruneOptions} [options] what: "units",
   *   "weights" or "pixels"; share: 0.25; among: "layer" or "model"; images; labels; seed: 0;
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
   *   indices; means: of the latents' posterior means, 0 each by default;
   *   calibrationImages: of how many images those are; signal.
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
   *   pseudoInputs, mixtureComponents: what it grows to; images that the pseudo-inputs begin as;
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
   * The negative ELBO on the straight line between this model's weights and
   * another's, as they are and with the other's units in this one's order
   * (Ainsworth et al. 2023).
   * @param {Weights} other Of the same network.
   * @param {import("./lab-types.js").LineOptions} options images; labels; points:
   *   11, the ends among them; align: true; seed: 0; signal; onProgress.
   * @returns {Promise<import("./lab-types.js").LinePoint[]>} From this model on.
   * @throws {LabError} `models-differ`, the `images-…` and the `weights-…` codes.
   */
  async line(other, options) {
    this.#bench.engine.assertUsable();
    const settings = checkOptions("line", options);
    const { points = POINTS, align = true, seed = 0, signal } = settings;
    return this.#judging(settings, async (judge, make) => {
      const [start, end] = await this.#files([other], signal);
      const aligned = align
        ? (await make("align", [start, end], { seed })).weights
        : undefined;
      return boundsOnLine(judge, start, {
        ...{ end, points },
        aligned: aligned && new Uint8Array(aligned),
      });
    });
  }

  /**
   * The mean of those of this model and others whose mean is better on held-out
   * images: from the best on, each is taken in only where it helps (Wortsman et
   * al. 2022, greedy soup).
   * @param {Weights[]} others Of the same network.
   * @param {import("./lab-types.js").SoupOptions} options images, which none was
   *   trained on; labels; seed: 0; signal; onProgress.
   * @returns {Promise<import("./lab-types.js").Soup>}
   * @throws {LabError} `nothing-to-do` where no mean is better than the best model
   *   alone; `models-differ`, the `images-…` and the `weights-…` codes.
   */
  async soup(others, options) {
    this.#bench.engine.assertUsable();
    const settings = checkOptions("soup", options);
    return this.#judging(settings, async (judge, make) => {
      const files = await this.#files(others, settings.signal);
      // Refuses what cannot be averaged before anything is judged.
      await judge.average(files, new Array(files.length).fill(1));
      const soup = await greedySoup(judge, files);
      const told = soupSettings(soup, judge.images);
      const file = new Uint8Array(soup.weights);
      return { ...soup, ...(await make("noteSettings", [file], told)) };
    });
  }

  /**
   * Work with one module and one Lab, which opens one file after the other.
   * @template T
   * @param {import("./lab-types.js").SoupOptions} settings
   * @param {(judge: import("./fusing.js").Judge, make: (operation: Work,
   *   files: Uint8Array[], options: object) => Promise<Made>) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async #judging({ images, labels, seed = 0, signal, onProgress }, work) {
    const { open, connect, config } = this.#bench;
    // Before anything is opened.
    const set = checkImageSet(images, labels, config());
    const connection = connect();
    /** @type {import("./lab.js").Lab | undefined} */
    let lab;
    try {
      const make = (
        /** @type {Work} */ operation,
        /** @type {Uint8Array[]} */ files,
        /** @type {object} */ options,
      ) => this.#ask(connection, operation, files, { signal, ...options }, []);
      /** @type {import("./fusing.js").Judge} */
      const judge = {
        images: countOf(set),
        average: (files, weights) => make("average", files, { weights }),
        bound: async (file) => {
          if (lab) await lab.load(file);
          else lab = await open(file, signal);
          const told = { labels, seed, signal };
          return (await lab.evaluate(images, told)).negativeElbo;
        },
        onProgress: (done, total) => onProgress?.({ done, total }),
      };
      return await work(judge, make);
    } finally {
      lab?.close();
      connection.close(new LabError("lab-closed", "The work is done."));
    }
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
   * Writes what was measured of a made file into its passport, where it stands
   * for whatever is made of it; nothing else of the file changes.
   * @param {Weights} made
   * @param {import("./lab-types.js").MadeFigures} figures What is absent stays as
   *   it was.
   * @param {import("./lab-types.js").NoteFiguresOptions} [options] ancestors;
   *   signal.
   * @returns {Promise<Made>}
   * @throws {LabError} `passport-missing`, and the `weights-…` codes.
   */
  async noteFigures(made, figures, options = {}) {
    this.#bench.engine.assertUsable();
    const { ancestors = {}, signal } = checkOptions("noteFigures", options);
    checkFigures(figures);
    for (const each of Object.values(ancestors)) checkFigures(each);
    const file = await resolveWeights(made, { signal });
    const settings = { figures, ancestors, signal };
    return this.#make("noteFigures", [file], settings, []);
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
   * @param {import("./lab-types.js").Calibrated & { calibrationImages?: number }} options
   */
  async #makeOfOwn(operation, options) {
    this.#bench.engine.assertUsable();
    const { images, labels, ...told } = checkOptions(operation, options);
    // The seed is that of the images' latents.
    const { seed = 0, calibrationImages = 0, ...settings } = told;
    const { signal } = settings;
    if (images === undefined) {
      const files = await this.#files([], signal);
      return this.#make(operation, files, settings, [], calibrationImages);
    }
    const set = checkImageSet(images, labels, this.#bench.config());
    const [files, moments] = await Promise.all([
      this.#files([], signal),
      this.#calibrate(set, seed, signal),
    ]);
    return this.#make(operation, files, settings, moments, countOf(set));
  }

  /**
   * @param {import("./image-slices.js").ImageSet} set
   * @param {number} seed
   * @param {AbortSignal} [signal]
   * @returns {Promise<Moments[]>}
   */
  async #calibrate(set, seed, signal) {
    const { engine, take } = this.#bench;
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
   * @param {Work} operation
   * @param {Uint8Array[]} files
   * @param {{ signal?: AbortSignal }} options
   * @param {Moments[]} moments
   * @param {number} [calibrationImages] Real ones that could have a say.
   * @returns {Promise<Made>}
   */
  async #make(operation, files, options, moments, calibrationImages = 0) {
    const connection = this.#bench.connect();
    try {
      const ask = this.#ask.bind(this, connection);
      const made = await ask(operation, files, options, moments);
      if (calibrationImages === 0 || !hadASay(made)) return made;
      const told = { calibrationImages, signal: options.signal };
      const file = new Uint8Array(made.weights);
      return await ask("noteSettings", [file], told, []);
    } finally {
      connection.close(new LabError("lab-closed", "The work is done."));
    }
  }

  /**
   * @param {import("./connection.js").Connection} connection
   * @param {Work} operation
   * @param {Uint8Array[]} files
   * @param {{ signal?: AbortSignal }} options
   * @param {Moments[]} moments
   * @returns {Promise<Made>}
   */
  async #ask(connection, operation, files, { signal, ...options }, moments) {
    const making = connection.ask((core) =>
      core.make(operation, files, options, moments),
    );
    const what = "The workshop";
    const { weights, metadata } = await untilAborted(making, signal, what);
    return { weights: weights.slice().buffer, metadata };
  }
}

/**
 * @param {Made} made
 * @returns {boolean} Whether real images had a say in it, as its passport tells;
 *   whoever removes latents knows that they had.
 */
function hadASay({ metadata }) {
  const { settings } = /** @type {any} */ (metadata.passport);
  return settings.calibrated ?? true;
}

/**
 * JSON has no word for what is no number.
 * @param {import("./lab-types.js").MadeFigures} figures
 */
function checkFigures(figures) {
  /** @type {(value: unknown) => unknown[]} */
  const numbers = (value) =>
    typeof value === "object" && value !== null
      ? Object.values(value).flatMap(numbers)
      : [value];
  for (const [name, figure] of Object.entries(figures)) {
    for (const value of numbers(figure)) {
      if (value === null || Number.isFinite(value)) continue;
      throw new LabError(
        "option-out-of-range",
        `The option ${name} is ${show(value)}; it must be a finite number.`,
      );
    }
  }
}
