/**
 * Lab: a VAE that draws, encodes, measures and learns, in a worker of its own.
 * This is the public API; the page is its first user.
 * @module
 */
import {
  checkFitSet,
  checkImageSet,
  checkLatents,
  checkNumberOf,
  checkPlain,
} from "./arrays.js";
import { isHere } from "./assets.js";
import { evaluate } from "./evaluation.js";
import { countOf, join, sendInSlices } from "./image-slices.js";
import {
  checkLabels,
  checkDensityLabels,
  checkSampleLabels,
  sampledClasses,
} from "./labels.js";
import { Latest } from "./latest.js";
import { LabError } from "./lab-error.js";
import { seekNeighbours } from "./neighbours.js";
import { OpenModel } from "./open-model.js";
import { openEngine, requireBrowser } from "./opening.js";
import { checkOptions, LEAST_COMPARED, MAX_SAMPLES } from "./options.js";
import { fitPrior } from "./prior-fit.js";
import { measureQuality, resolveClassifier } from "./quality.js";
import { SHIPPED_MODELS } from "./shipped-models.js";
import { connectToWorker } from "./start-worker.js";
import { TrainingSlot } from "./training-slot.js";
import { handOverCopy } from "./transfer.js";
import { Turns } from "./turns.js";
import { rehearse } from "./rehearsal.js";
import { withPassport } from "./weights-header.js";
import { resolveWeights } from "./weights-source.js";
import { Workshop } from "./workshop.js";

/** @import { OpenedEngine } from "./opening.js" */
/** @import { RemoteCore } from "./connection.js" */
/** @import { Slice } from "./image-slices.js" */
/** @import { ModelConfig, Neighbour, Posterior, PriorName, Summary } from "./protocol.js" */
/**
 * @import {
 *   CreateOptions, DecodeOptions, EncodeOptions, Evaluation, EvaluateOptions,
 *   ExportOptions, FitPriorOptions, FittedPrior, Images, LabDevice, LogPriorDensityOptions,
 *   NeighboursOptions, Quality, QualityOptions, ReconstructOptions, SampleOptions,
 *   StepRecord, TrainOptions,
 * } from "./lab-types.js"
 */

export { LabError } from "./lab-error.js";

/** A slider that was not moved for so long is left alone. */
const SLIDING_MS = 400;

/**
 * One model on one device.
 *
 * Arrays that are passed in are copied, never detached. After the loss of a
 * device they are read a second time: leave them as they are until the call has
 * settled, or the run has ended.
 *
 * A conditional model (`config.classes` is above 0) is told the class of each
 * image or latent by `labels`, whole numbers below `classes`; only `sample`
 * does without, and takes the classes in turn. Methods with `labels` also
 * reject with `labels-missing`, `labels-unexpected`, `labels-type`,
 * `labels-length` and `labels-range`, before anything is sent.
 *
 * Every method may also reject with
 * - `lab-closed` after {@link Lab#close},
 * - `device-lost` when the device failed and none takes its place: it was asked
 *   for by name, or was the last one,
 * - `option-unknown` for an option it does not have, and `option-out-of-range`
 *   for a value that an option cannot have.
 *
 * Dispatches a `devicechange` event (a CustomEvent whose `detail` is
 * {@link Lab#device}) when a device was lost and the next has taken over.
 */
export class Lab extends EventTarget {
  #engine;
  #turns = new Turns();
  #latest = new Latest();
  #model;
  #training;
  #workshop;
  /** When `decode` was last asked with a key. */
  #slidAt = -Infinity;

  /** @returns {string[]} The names of the shipped models. */
  static get models() {
    const shipped = [...SHIPPED_MODELS].filter(([, url]) => isHere(url()));
    return shipped.map(([name]) => name);
  }

  /**
   * Opens a device and a model on it, both at the same time. "dense-z20" is
   * open as soon as its decoder is there: pictures can be had at once, and what
   * needs the encoder waits for the rest, which is fetched after the first
   * picture or when it is needed.
   *
   * @param {CreateOptions} [options] device: "auto" (default), "webgpu", "flex"
   *   or "ndarray"; only "auto" goes down the ladder. model: a shipped name
   *   (default "dense-z20"), a URL, the bytes of a safetensors file, or a config
   *   for fresh weights. signal, onProgress.
   * @returns {Promise<Lab>}
   * @throws {LabError} `unsupported-environment` outside a browser,
   *   `device-unavailable`, `model-unknown`, `config-invalid`,
   *   `weights-not-found`, `weights-unreachable`, and the other `weights-…`
   *   codes of a file that cannot be read.
   * @throws {DOMException} `AbortError`, when the signal says so.
   */
  static async create(options = {}) {
    requireBrowser();
    return new Lab(await openEngine(options, connectToWorker));
  }

  /**
   * Use {@link Lab.create}.
   * @param {OpenedEngine} opened
   */
  constructor({ engine, description, source }) {
    super();
    this.#engine = engine;
    this.#model = new OpenModel(engine, source, description);
    this.#training = new TrainingSlot({
      engine,
      model: this.#model,
      turns: this.#turns,
      now: () => performance.now(),
      hurried: () => performance.now() - this.#slidAt < SLIDING_MS,
    });
    this.#workshop = new Workshop({
      engine,
      connect: connectToWorker,
      config: () => this.config,
      weights: async () => {
        await engine.ready();
        return this.#model.file?.slice().buffer ?? this.exportWeights();
      },
      open: (model, signal) =>
        Lab.create({ device: engine.device.name, model, workers: 1, signal }),
      take: (job) => this.#turns.take(job),
    });
    engine.onTakeover = (current) => {
      this.#model.update(current);
      const detail = engine.device;
      this.dispatchEvent(new CustomEvent("devicechange", { detail }));
    };
  }

  /** @returns {LabDevice} What the model runs on, and why. */
  get device() {
    return this.#engine.device;
  }

  /** @returns {number} How many workers share each step of training at present. */
  get workers() {
    return this.#engine.workers;
  }

  /** @returns {ModelConfig} What the model is built from. */
  get config() {
    return this.#model.description.config;
  }

  /**
   * @returns {Record<string, unknown>} Where the weights come from. What they
   *   were trained from since they were opened is told once they are exported.
   */
  get metadata() {
    const { description, lineage } = this.#model;
    const { told } = lineage;
    return { ...description.metadata, ...(told && { passport: told }) };
  }

  /**
   * @returns {PriorName[]} What `sample` can draw latents from, the model's own
   *   first. Fitted ones stay until the weights change.
   */
  get priors() {
    return [...this.#model.description.priors];
  }

  /** @returns {number} Adam steps behind the weights. */
  get steps() {
    return this.#model.steps;
  }

  /**
   * @returns {boolean} Whether only the decoder is there yet: what needs the
   *   encoder waits for the rest of the weights, or rejects where it cannot be had.
   */
  get partial() {
    return this.#engine.partial;
  }

  /** @returns {boolean} Whether a training run is open; also while it pauses. */
  get training() {
    return this.#training.taken;
  }

  /**
   * @returns {Workshop} What can be made of the model: smaller, larger, of several
   *   one.
   */
  get workshop() {
    return this.#workshop;
  }

  /** @returns {Summary} The layers with their shapes and parameters. */
  summary() {
    return this.#model.description.summary;
  }

  /**
   * Draws latents from a prior and decodes them. Sample `i` of a seed is the
   * same whatever the count.
   * @param {SampleOptions} [options] count: 16, or one a label; seed: 0; prior:
   *   the model's own; temperature: 1; labels, or one label for all.
   * @returns {Promise<Float32Array>} Probabilities in 0..1: `count * 784`.
   * @throws {LabError} `prior-missing`.
   */
  async sample(options = {}) {
    const {
      seed = 0,
      prior,
      temperature,
      ...wish
    } = this.#check("sample", options);
    const classes = sampledClasses(prior, this.config.classes);
    const { count, labels } = checkSampleLabels(wish, classes);
    const settings = defined({ count, seed, prior, temperature, labels });
    return this.#engine.askDecoder((core) => core.sample(settings));
  }

  /**
   * The posterior q(z|x) of each image. `logVar` is log σ², never log σ.
   * @param {Images} images `count * 784`.
   * @param {EncodeOptions} [options] labels.
   * @returns {Promise<Posterior>} mean and logVar: each `count * latentDim`.
   * @throws {LabError} `images-type`, `images-empty`, `images-length`,
   *   `images-range`.
   */
  async encode(images, options = {}) {
    const { labels } = this.#check("encode", options);
    const set = checkImageSet(images, labels, this.config);
    const send = (
      /** @type {RemoteCore} */ core,
      /** @type {Slice} */ { images, first, labels },
    ) => core.encode(handOverCopy(images), first, labels);
    const parts = await sendInSlices(this.#engine, this.#turns, set, send);
    return {
      mean: join(parts.map(({ mean }) => mean)),
      logVar: join(parts.map(({ logVar }) => logVar)),
    };
  }

  /**
   * The means of p(x|z). Every call is answered, unless it has a `latest` key.
   * @param {Float32Array} z Latents: `count * latentDim`.
   * @param {DecodeOptions} [options] labels; latest: of the calls with the same
   *   key one is in flight and only the newest other one waits. While such
   *   calls come, training goes in chunks of about 30 ms instead of 100.
   * @returns {Promise<Float32Array>} Probabilities in 0..1: `count * 784`.
   * @throws {LabError} `latents-length`, `latents-nonfinite`, `superseded`.
   */
  async decode(z, options = {}) {
    const { latest, ...given } = this.#check("decode", options);
    const { latentDim, classes } = this.config;
    checkLatents(z, latentDim);
    const labels = checkLabels(given.labels, z.length / latentDim, classes);
    // A waiting call must not see what its caller writes into z meanwhile.
    const own = z.slice();
    if (latest !== undefined) this.#slidAt = performance.now();
    const decode = () =>
      this.#engine.askDecoder((core) => core.decode(handOverCopy(own), labels));
    return latest === undefined ? decode() : this.#latest.run(latest, decode);
  }

  /**
   * Encodes each image, draws once from its posterior, and decodes that.
   * @param {Images} images `count * 784`.
   * @param {ReconstructOptions} [options] seed: 0; labels.
   * @returns {Promise<Float32Array>} Probabilities in 0..1: `count * 784`.
   * @throws {LabError} `images-type`, `images-empty`, `images-length`,
   *   `images-range`.
   */
  async reconstruct(images, options = {}) {
    const { seed = 0, labels } = this.#check("reconstruct", options);
    const set = checkImageSet(images, labels, this.config);
    const send = (
      /** @type {RemoteCore} */ core,
      /** @type {Slice} */ { images, first, labels },
    ) => core.reconstruct(handOverCopy(images), seed, first, labels);
    return join(await sendInSlices(this.#engine, this.#turns, set, send));
  }

  /**
   * Measures the model. The noise of an image follows from the seed and its
   * index. Training waits meanwhile, so that all images see the same weights.
   * @param {Images} images `count * 784`.
   * @param {EvaluateOptions} [options] seed: 0; importanceSamples: 0;
   *   binarize: "none"; labels; signal; onProgress.
   * @returns {Promise<Evaluation>} Means over the images, in nats per image.
   * @throws {LabError} `images-type`, `images-empty`, `images-length`,
   *   `images-range`.
   * @throws {DOMException} `AbortError`, when the signal says so.
   */
  async evaluate(images, options = {}) {
    const { labels, ...settings } = this.#check("evaluate", options);
    const set = checkImageSet(images, labels, this.config);
    return this.#turns.take(async () => {
      await this.#training.settle();
      return evaluate(this.#engine, set, settings);
    });
  }

  /**
   * ln p(z) of latents under one of the model's priors.
   * @param {Float32Array} z Latents: `count * latentDim`.
   * @param {LogPriorDensityOptions} [options] prior: the model's own; labels, for
   *   a class-conditional one.
   * @returns {Promise<Float64Array>} Nats, summed over dimensions: `count`.
   * @throws {LabError} `latents-length`, `latents-nonfinite`, `prior-missing`.
   */
  async logPriorDensity(z, options = {}) {
    const { prior, labels } = this.#check("logPriorDensity", options);
    const { latentDim } = this.config;
    checkLatents(z, latentDim);
    const own = checkDensityLabels(
      labels,
      z.length / latentDim,
      prior,
      this.config.classes,
    );
    return this.#engine.ask((core) =>
      core.logPriorDensity(handOverCopy(z), prior, own),
    );
  }

  /**
   * Fits a prior to draws from the posteriors of images, by expectation
   * maximisation, and keeps it beside the model's own, in exported weights too,
   * until the weights change. After a refusal or an abort the model is as before.
   * @param {Images} images `count * 784`: those the model was trained on.
   * @param {FitPriorOptions} [options] kind: "mixture" or "classConditional";
   *   components: 20, or 1 a class; seed: 0; maxSteps: 200; tolerance: 1e-5;
   *   labels; signal; onProgress.
   * @returns {Promise<FittedPrior>}
   * @throws {LabError} `training-in-progress`, `prior-collapsed`, `images-type`,
   *   `images-empty`, `images-length`, `images-range`.
   * @throws {DOMException} `AbortError`, when the signal says so.
   */
  async fitPrior(images, options = {}) {
    const { labels, ...settings } = this.#check("fitPrior", options);
    const set = checkFitSet(images, labels, settings.kind, this.config);
    this.#training.refuseWhileTaken("fitting a prior");
    return this.#turns.take(async () => {
      this.#training.refuseWhileTaken("fitting a prior");
      return fitPrior(this.#engine, this.#model, set, settings);
    });
  }

  /**
   * Measures the model by its samples: their Fréchet distance, precision and
   * recall against real images in the features of a classifier, beside the same
   * figures of real images, of shuffled pixels and of noise. Its time goes with
   * the square of the counts. Training waits meanwhile.
   * @param {Images} images Real ones to compare with, at least 4: `count * 784`.
   * @param {QualityOptions} [options] real: other real images; count: as many
   *   samples as images; seed: 0; prior; temperature: 1; classifier; signal;
   *   onProgress.
   * @returns {Promise<Quality>}
   * @throws {LabError} `prior-missing`, `images-type`, `images-empty`,
   *   `images-length`, `images-range`, `model-unknown` for a classifier's name
   *   that is not shipped, and the `weights-…` codes of one that cannot be read.
   * @throws {DOMException} `AbortError`, when the signal says so.
   */
  async quality(images, options = {}) {
    const { real, classifier, ...given } = this.#check("quality", options);
    const range = /** @type {[number, number]} */ ([LEAST_COMPARED, Infinity]);
    const { config } = this;
    const reference = checkNumberOf("images", images, range, config);
    const settings = {
      count: Math.min(countOf(reference), MAX_SAMPLES),
      seed: 0,
      prior: this.priors[0],
      temperature: 1,
      ...given,
      reference,
      real:
        real === undefined
          ? undefined
          : checkNumberOf("real images", real, range, config),
    };
    const { signal } = settings;
    const bytes = await resolveClassifier(classifier, this.metadata, signal);
    return this.#turns.take(async () => {
      await this.#training.settle();
      return measureQuality(this.#engine, { ...settings, classifier: bytes });
    });
  }

  /**
   * The nearest of other images to each image, so that a sample copied from the
   * training set shows. Training waits meanwhile.
   * @param {Images} images Such as samples: `count * 784`, at most 10,000.
   * @param {Images} among Such as the training set: `count * 784`.
   * @param {NeighboursOptions} [options] count: 3; signal; onProgress.
   * @returns {Promise<Neighbour[][]>} For each image a list, nearest first.
   * @throws {LabError} `images-type`, `images-empty`, `images-length`,
   *   `images-range`.
   * @throws {DOMException} `AbortError`, when the signal says so.
   */
  async neighbours(images, among, options = {}) {
    const { count = 3, ...rest } = this.#check("neighbours", options);
    const { config } = this;
    const queries = checkNumberOf("images", images, [1, MAX_SAMPLES], config);
    const set = checkPlain(among, config);
    return this.#turns.take(() =>
      seekNeighbours(this.#engine, queries, set, { count, ...rest }),
    );
  }

  /**
   * Trains on images, one record a step, in order. Nothing starts before the
   * first `next()`; to pause, stop asking. Steps are computed in chunks of about
   * 100 ms: `exportWeights` and `evaluate` answer for the weights of the last
   * record taken, while `sample`, `encode`, `decode` and `reconstruct` in the
   * middle of a chunk, being drawn, not kept, answer for those of its end.
   *
   * `break` ends the run quietly; the signal rejects the pending `next()`. Both
   * leave the weights as they were after the last record. When a device is lost
   * the run goes on from its last snapshot on the next one, and the records from
   * there on come again, with the same step numbers.
   *
   * @param {Images} images `count * 784`.
   * @param {TrainOptions} [options] labels, epochs, batchSize: 128,
   *   learningRate: 1e-3, schedule: "constant", objective: "elbo" with its own
   *   options, beta: 1, seed: 0, binarize: "none", resetOptimizer: false, steps,
   *   startStep: 0, keepZeros: false, averageDecay: 0, replay, teacher, with
   *   distill: data: 1, outputs: 1, posterior: 0, latent: 0; signal.
   * @returns {AsyncGenerator<StepRecord, void, void>} Means over a batch's
   *   images in nats, `objective` being what was minimised.
   * @throws {LabError} `training-in-progress`, `images-type`, `images-empty`,
   *   `images-length`, `images-range`; of a teacher `student-larger`,
   *   `teacher-differs` and the `weights-…` codes; `option-out-of-range` of a
   *   `startStep` that is not below the run's steps.
   * @throws {DOMException} `AbortError`, when the signal says so.
   */
  async *train(images, options = {}) {
    const { labels, teacher, distill, replay, ...settings } = this.#check(
      "train",
      options,
    );
    const given = checkImageSet(images, labels, this.config);
    requireTeacher(teacher, distill);
    const { signal } = settings;
    const bytes =
      teacher === undefined
        ? undefined
        : await resolveWeights(teacher, { signal });
    const taught = bytes && { teacher: bytes, distill };
    const set =
      replay === undefined
        ? given
        : await this.#rehearse(given, { replay, ...settings });
    // As it was told, not what the replay made of it.
    const told = { images: countOf(given), ...(replay && { replay }) };
    yield* this.#training.train(set, { ...settings, ...taught }, told);
  }

  /**
   * @param {import("./image-slices.js").ImageSet} set
   * @param {{ replay: number, seed?: number, signal?: AbortSignal }} wish
   */
  async #rehearse(set, { replay, seed = 0, signal }) {
    this.#training.refuseWhileTaken("a replay");
    const { classes = 0 } = this.config;
    const parts = { engine: this.#engine, connect: connectToWorker };
    const wish = { classes, replay, seed, signal };
    return this.#turns.take(() => rehearse(parts, set, wish));
  }

  /**
   * @param {ExportOptions} [options] averaged: false; true gives the exponential
   *   moving average over the steps of the last run, or of the one that is open.
   *   optimizer: false; true adds Adam's moments and step, three times the size,
   *   so that training goes on from the file as from these weights; not with
   *   `averaged`.
   * @returns {Promise<ArrayBuffer>} The weights as a safetensors file, which
   *   `load` and `create` take back bit for bit. Those that were trained from a
   *   file, or by a teacher, say so in their passport.
   * @throws {LabError} `option-out-of-range` where no run with an `averageDecay`
   *   has taken a step since the weights were opened.
   */
  async exportWeights(options = {}) {
    const { averaged = false, optimizer = false } = this.#check(
      "exportWeights",
      options,
    );
    return this.#turns.take(async () => {
      await this.#training.settle();
      const bytes = await this.#engine.ask((core) =>
        optimizer && !averaged ? core.snapshot() : core.exportWeights(averaged),
      );
      const passport = await this.#model.lineage.passport(averaged);
      return passport
        ? withPassport(bytes, passport).buffer
        : bytes.slice().buffer;
    });
  }

  /**
   * Replaces the weights by others of the same architecture; Adam starts anew
   * unless the file holds its state. After an error the model is as before.
   * @param {ArrayBuffer | Uint8Array | URL | string} weights Bytes of a
   *   safetensors file, its address, or a shipped name.
   * @returns {Promise<void>}
   * @throws {LabError} `training-in-progress`, `weights-architecture-mismatch`,
   *   and the other `weights-…` codes.
   */
  async load(weights) {
    this.#training.refuseWhileTaken("loading weights");
    const bytes = await resolveWeights(weights, {});
    await this.#turns.take(async () => {
      this.#training.refuseWhileTaken("loading weights");
      await this.#model.load(bytes);
    });
  }

  /**
   * Goes back to the weights that this Lab was created with; Adam starts anew.
   * @returns {Promise<void>}
   * @throws {LabError} `training-in-progress`.
   */
  async reset() {
    await this.#turns.take(async () => {
      this.#training.refuseWhileTaken("a reset");
      await this.#model.reset();
    });
  }

  /**
   * Ends the worker. Pending and later calls reject with `lab-closed`. May be
   * called again.
   */
  close() {
    this.#engine.close();
  }

  /**
   * A Lab that is closed says so before anything else is wrong.
   * @template {object} T
   * @param {import("./options.js").Method} method
   * @param {T} options
   * @returns {T}
   */
  #check(method, options) {
    this.#engine.assertUsable();
    return checkOptions(method, options);
  }
}

/**
 * @template {object} T
 * @param {T} settings
 * @returns {T} Without what is undefined: the core takes that for a value.
 */
function defined(settings) {
  const entries = Object.entries(settings);
  const given = entries.filter(([, value]) => value !== undefined);
  return /** @type {T} */ (Object.fromEntries(given));
}

/**
 * @param {unknown} teacher
 * @param {unknown} distill
 */
function requireTeacher(teacher, distill) {
  if (distill === undefined || teacher !== undefined) return;
  throw new LabError(
    "option-out-of-range",
    "The option distill is there, but no teacher; give the weights of one.",
  );
}
