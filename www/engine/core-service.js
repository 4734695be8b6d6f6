/**
 * The worker's side of the engine: one Core, one call at a time, and an end to
 * all of them when its module is dead.
 * @module
 */
import { transfer } from "comlink";
import { Fuse } from "./fuse.js";
import { LabError, messageOf } from "./lab-error.js";
import { chooseRung } from "./ladder.js";
import { Company } from "./shared-steps.js";
import { handOver } from "./transfer.js";
import { downloadWasm } from "./wasm-download.js";

/**
 * @typedef {import("./protocol.js").Build} Build
 * @typedef {import("./protocol.js").Chunk} Chunk
 * @typedef {import("./protocol.js").Core} Core
 * @typedef {import("./protocol.js").Description} Description
 * @typedef {import("./protocol.js").DeviceName} DeviceName
 * @typedef {import("./protocol.js").Images} Images
 * @typedef {import("./ladder.js").Environment &
 *   { workshop: import("./protocol.js").WorkshopBuild }} Environment
 */

/** A device that has not opened by then, its module being there, never will. */
const OPEN_TIMEOUT_MS = 30_000;

/** What the page calls, by comlink. Serves one device in its whole life. */
export class CoreService {
  /** @type {Record<DeviceName, Build>} */
  #builds;
  /** @type {Environment} */
  #environment;
  /** @type {Core | undefined} */
  #core;
  /** @type {Build | undefined} */
  #build;
  /** Those that share training steps with this worker. @type {Company | undefined} */
  #company;
  /** Whether every step is shared, also where it does not pay. */
  #alwaysShared = false;
  /** Why nobody helps any more, until the page has been told. @type {string | undefined} */
  #left;
  /** @type {import("./protocol.js").EnsembleCore | undefined} */
  #ensemble;
  /** Whether the workshop's module is there. */
  #hasWorkshop = false;
  /** Whether the last chunk was shared. */
  #lastShared = false;
  #fuse = new Fuse();
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();
  /** @type {(message: string) => void} */
  #announceLoss = () => {};
  /** @type {Promise<string>} */
  #loss = new Promise((resolve) => {
    this.#announceLoss = resolve;
  });

  /**
   * @param {Record<DeviceName, Build>} builds
   * @param {Environment} environment
   */
  constructor(builds, environment) {
    this.#builds = builds;
    this.#environment = environment;
  }

  /**
   * @param {import("./protocol.js").DeviceWish} wish
   * @param {import("./protocol.js").Failure[]} failures
   */
  choose(wish, failures) {
    return chooseRung(wish, failures, this.#environment);
  }

  /**
   * Fetches one build and opens its device.
   * @param {DeviceName} name
   * @param {import("./protocol.js").OnBytes} onBytes
   * @returns {Promise<{ adapter: string | undefined }>}
   */
  open(name, onBytes) {
    return this.#inTurn(async () => {
      const build = this.#builds[name];
      const module = await downloadWasm(this.#address(build), onBytes);
      await build.init({ module_or_path: module });
      const onLost = (/** @type {string} */ message) => this.lose(message);
      const opening = this.#fuse.race(build.open(onLost));
      this.#core = await withinTime(opening, name);
      this.#build = build;
      return { adapter: this.#core.adapter };
    });
  }

  /**
   * Fetches one build for {@link CoreService#join}, without a model.
   * @param {DeviceName} name
   */
  openBuild(name) {
    return this.#inTurn(async () => {
      const build = this.#builds[name];
      const module = await downloadWasm(this.#address(build), () => {});
      await build.init({ module_or_path: module });
      this.#build = build;
    });
  }

  /** @param {Build} build */
  #address(build) {
    return build.wasm(this.#environment.validate);
  }

  /**
   * Joins workers that share training steps. The first has the model and the
   * run; the others serve it from now on.
   * @param {number} index
   * @param {(MessagePort | null)[]} ports To each of the others.
   * @param {boolean} always Share every step, also where it does not pay.
   */
  async join(index, ports, always) {
    this.#company?.leave("others have joined");
    this.#company = new Company(index, ports);
    this.#alwaysShared = always;
    // Answers at once: it serves for as long as the worker lives.
    if (index > 0 && this.#build) void this.#company.serve(this.#build);
  }

  /**
   * Goes on alone; a shared chunk that is under way is done alone too.
   * @param {string} why
   */
  async leave(why) {
    this.#company?.leave(why);
    this.#company = undefined;
  }

  /**
   * Resolves when the device is lost, with why; else never.
   * @returns {Promise<string>}
   */
  lost() {
    return this.#loss;
  }

  /**
   * Ends every call, now and later: the module is dead.
   * @param {string} message
   */
  lose(message) {
    if (this.#fuse.error) return;
    this.#fuse.blow(new LabError("device-lost", message));
    this.#announceLoss(message);
  }

  /** @param {object} config */
  createModel(config) {
    return this.#withCore(async (core) => {
      await core.createModel(config);
      return describe(core);
    });
  }

  /** @param {Uint8Array} bytes */
  openModel(bytes) {
    return this.#withCore(async (core) => {
      await core.openModel(bytes);
      return describe(core);
    });
  }

  /** @param {Uint8Array} bytes */
  loadWeights(bytes) {
    return this.#withCore(async (core) => {
      await core.loadWeights(bytes);
      return describe(core);
    });
  }

  /** What the open model is. */
  describe() {
    return this.#withCore(async (core) => describe(core));
  }

  /** @param {import("./protocol.js").SampleSettings} options */
  sample(options) {
    return this.#withCore(async (core) => handOver(await core.sample(options)));
  }

  /**
   * @param {Images} images
   * @param {number} firstIndex
   * @param {Uint8Array} [labels]
   */
  encode(images, firstIndex, labels) {
    return this.#withCore(async (core) => {
      const posterior = await core.encode(images, firstIndex, labels);
      return handOver(
        /** @type {import("./protocol.js").Posterior} */ (posterior),
      );
    });
  }

  /**
   * @param {Float32Array} z
   * @param {Uint8Array} [labels]
   */
  decode(z, labels) {
    return this.#withCore(async (core) =>
      handOver(await core.decode(z, labels)),
    );
  }

  /**
   * @param {Images} images
   * @param {number} seed
   * @param {number} firstIndex
   * @param {Uint8Array} [labels]
   */
  reconstruct(images, seed, firstIndex, labels) {
    return this.#withCore(async (core) =>
      handOver(await core.reconstruct(images, seed, firstIndex, labels)),
    );
  }

  /**
   * @param {Images} images
   * @param {import("./protocol.js").EvaluationSettings} options
   * @param {number} firstIndex
   * @param {Uint8Array} [labels]
   * @returns {Promise<import("./protocol.js").EvaluationChunk>}
   */
  evaluate(images, options, firstIndex, labels) {
    return this.#withCore(async (core) => {
      const start = performance.now();
      const sums = await core.evaluate(images, options, firstIndex, labels);
      return { sums, ms: performance.now() - start };
    });
  }

  /**
   * @param {import("./protocol.js").EvaluationSums[]} parts
   * @returns {Promise<import("./protocol.js").Figures>}
   */
  figures(parts) {
    return this.#withCore(async (_, build) => build.figures(parts));
  }

  /**
   * @param {Float32Array} z
   * @param {import("./protocol.js").PriorName} [prior]
   * @param {Uint8Array} [labels]
   */
  logPriorDensity(z, prior, labels) {
    return this.#withCore(async (core) =>
      handOver(await core.logPriorDensity(z, prior, labels)),
    );
  }

  /** @param {import("./protocol.js").FitSettings} options */
  beginFit(options) {
    return this.#withCore(async (core) => core.beginFit(options));
  }

  /**
   * @param {Images} images
   * @param {number} firstIndex
   * @param {Uint8Array} [labels]
   */
  fitImages(images, firstIndex, labels) {
    return this.#timed((core) => core.fitImages(images, firstIndex, labels));
  }

  /**
   * @param {number} latents
   * @returns {Promise<import("./protocol.js").FitPiece>}
   */
  advanceFit(latents) {
    return this.#withCore(async (core) => {
      const start = performance.now();
      const record = core.advanceFit(latents);
      return { record, ms: performance.now() - start };
    });
  }

  endFit() {
    return this.#withCore(async (core) => core.endFit());
  }

  dropFit() {
    return this.#withCore(async (core) => core.dropFit());
  }

  /**
   * @param {Uint8Array} classifier
   * @param {import("./protocol.js").SampleSettings} draws
   */
  beginComparison(classifier, draws) {
    return this.#withCore((core) => core.beginComparison(classifier, draws));
  }

  /**
   * @param {Images} images
   * @param {number} firstIndex
   */
  compareImages(images, firstIndex) {
    return this.#timed((core) => core.compareImages(images, firstIndex));
  }

  /** @param {import("./protocol.js").SampleSettings} options */
  compareSamples(options) {
    return this.#timed((core) => core.compareSamples(options));
  }

  /**
   * @param {number} seed
   * @param {number} firstIndex
   * @param {number} count
   */
  compareNoise(seed, firstIndex, count) {
    return this.#timed((core) => core.compareNoise(seed, firstIndex, count));
  }

  /**
   * @param {Images} images
   * @param {number} firstIndex
   * @param {number} seed
   */
  compareShuffled(images, firstIndex, seed) {
    return this.#timed((core) =>
      core.compareShuffled(images, firstIndex, seed),
    );
  }

  completeSet() {
    return this.#withCore(async (core) => core.completeSet());
  }

  /**
   * @param {number} count
   * @returns {Promise<import("./protocol.js").ComparedRows>}
   */
  compareRows(count) {
    return this.#withCore(async (core) => {
      const start = performance.now();
      const left = core.compareRows(count);
      return { left, ms: performance.now() - start };
    });
  }

  comparedSet() {
    return this.#withCore(async (core) => core.comparedSet());
  }

  endComparison() {
    return this.#withCore(async (core) => core.endComparison());
  }

  /**
   * @param {Images} images
   * @param {number} count
   */
  beginSearch(images, count) {
    return this.#withCore(async (core) => core.beginSearch(images, count));
  }

  /**
   * @param {Images} images
   * @param {number} firstIndex
   */
  searchImages(images, firstIndex) {
    return this.#timed((core) => core.searchImages(images, firstIndex));
  }

  endSearch() {
    return this.#withCore(async (core) => core.endSearch());
  }

  dropSearch() {
    return this.#withCore(async (core) => core.dropSearch());
  }

  clearImages() {
    return this.#withCore(async (core) => core.clearImages());
  }

  /**
   * @param {Images} images
   * @param {Uint8Array} [labels]
   */
  appendImages(images, labels) {
    return this.#withCore(async (core) => core.appendImages(images, labels));
  }

  /** @param {import("./protocol.js").TrainingSettings} options */
  checkTrainOptions(options) {
    return this.#withCore(async (core) => core.checkTrainOptions(options));
  }

  /**
   * @param {import("./protocol.js").TrainingSettings} options
   * @param {number} startStep
   * @param {Uint8Array} [teacher] Its weights file.
   * @param {import("./protocol.js").DistillSettings} [distill]
   */
  beginTraining(options, startStep, teacher, distill) {
    return this.#withCore(async (core) => {
      const { steps, stepsPerEpoch } = core.beginTraining(
        options,
        startStep,
        teacher,
        distill,
      );
      return { steps, stepsPerEpoch, optimizerStep: core.optimizerStep };
    });
  }

  /**
   * @param {number} n
   * @returns {Promise<Chunk>}
   */
  trainSteps(n) {
    return this.#withCore(async (core, build) => {
      const start = performance.now();
      const shared = await this.#shareSteps(core, build, n);
      this.#lastShared = shared !== null;
      const records = shared ?? (await core.trainSteps(n));
      const left = this.#left;
      this.#left = undefined;
      return { records, ms: performance.now() - start, left };
    });
  }

  /**
   * @param {Core} core
   * @param {Build} build
   * @param {number} n
   * @returns {Promise<import("./protocol.js").StepSums[] | null>} null where
   *   this worker has to do them alone.
   */
  async #shareSteps(core, build, n) {
    const company = this.#company;
    if (!company) return null;
    try {
      return await company.lead(core, build, n, this.#alwaysShared);
    } catch (error) {
      if (isTrap(error)) throw error;
      this.#left = messageOf(error);
      await this.leave(this.#left);
      return null;
    }
  }

  /**
   * Goes back to after the first `steps` of the last chunk. Shared steps are
   * done again as shared ones: alone they would round otherwise.
   * @param {number} steps
   */
  rewind(steps) {
    return this.#withCore(async (core, build) => {
      if (!this.#lastShared || steps === 0) return core.rewind(steps);
      await core.rewind(0);
      if (!(await this.#shareSteps(core, build, steps))) {
        await core.trainSteps(steps);
      }
    });
  }

  endTraining() {
    return this.#withCore(async (core) => core.endTraining());
  }

  /** @param {number} seed */
  beginCalibration(seed) {
    return this.#withCore(async (core) => core.beginCalibration(seed));
  }

  /**
   * @param {Images} images
   * @param {number} firstIndex
   * @param {Uint8Array} [labels]
   */
  calibrate(images, firstIndex, labels) {
    return this.#timed((core) => core.calibrate(images, firstIndex, labels));
  }

  endCalibration() {
    return this.#withCore(async (core) => {
      const moments = await core.endCalibration();
      return transfer(
        moments,
        moments.map(({ products }) => products.buffer),
      );
    });
  }

  /**
   * Makes a file of others; needs no device.
   * @param {import("./protocol.js").Work} operation
   * @param {Uint8Array[]} files
   * @param {object} options
   * @param {import("./protocol.js").Moments[]} moments
   */
  make(operation, files, options, moments) {
    return this.#withWorkshop(async (workshop) => {
      const made = workshop.make(operation, files, options, moments);
      return transfer(made, [made.weights.buffer]);
    });
  }

  /**
   * Takes models together; needs no device either.
   * @param {Uint8Array[]} files
   * @param {object} options
   * @returns {Promise<{ needsPriors: boolean }>}
   */
  openEnsemble(files, options) {
    return this.#withWorkshop(async (workshop) => {
      this.#ensemble = workshop.ensemble(files, options);
      return { needsPriors: this.#ensemble.needsPriors };
    });
  }

  /**
   * @param {Uint8Array} labels
   * @param {number} classes
   * @param {number} count
   */
  replayedLabels(labels, classes, count) {
    return this.#withWorkshop(async (workshop) =>
      handOver(workshop.replayedLabels(labels, classes, count)),
    );
  }

  /**
   * @param {Images} images
   * @param {number} imageLength
   * @param {Uint8Array | undefined} labels
   * @param {Float32Array} replayed
   * @param {Uint8Array | undefined} replayedLabels
   * @param {number} seed
   * @returns {Promise<{ images: Float32Array, labels?: Uint8Array }>}
   */
  rehearse(images, imageLength, labels, replayed, replayedLabels, seed) {
    return this.#withWorkshop(async ({ rehearse }) =>
      handOver(
        /** @type {any} */ (
          rehearse(images, imageLength, labels, replayed, replayedLabels, seed)
        ),
      ),
    );
  }

  /**
   * One call of the open ensemble.
   * @param {import("./protocol.js").EnsembleCall} method
   * @param {any[]} given
   * @returns {Promise<any>}
   */
  ensemble(method, given) {
    return this.#inTurn(async () => {
      const ensemble = /** @type {any} */ (this.#ensemble);
      return ensemble[method](...given);
    });
  }

  /** @param {boolean} averaged Their mean over the steps of the last run. */
  exportWeights(averaged) {
    return this.#withCore(async (core) =>
      handOver(await core.exportWeights(averaged)),
    );
  }

  snapshot() {
    return this.#withCore(async (core) => handOver(await core.snapshot()));
  }

  /**
   * @param {(core: Core) => Promise<void>} job
   * @returns {Promise<number>} The milliseconds it took, waiting not counted.
   */
  #timed(job) {
    return this.#withCore(async (core) => {
      const start = performance.now();
      await job(core);
      return performance.now() - start;
    });
  }

  /**
   * With the module that needs no device.
   * @template T
   * @param {(workshop: import("./protocol.js").WorkshopBuild) => Promise<T>} job
   * @returns {Promise<T>}
   */
  #withWorkshop(job) {
    return this.#inTurn(async () => {
      const { workshop } = this.#environment;
      if (!this.#hasWorkshop) {
        const module = await downloadWasm(workshop.wasm(), () => {});
        await workshop.init({ module_or_path: module });
        this.#hasWorkshop = true;
      }
      return job(workshop);
    });
  }

  /**
   * @template T
   * @param {(core: Core, build: Build) => Promise<T>} job
   * @returns {Promise<T>}
   */
  #withCore(job) {
    return this.#inTurn(() => {
      if (!this.#core || !this.#build) {
        throw new LabError("device-unavailable", "No device has been opened.");
      }
      return job(this.#core, this.#build);
    });
  }

  /**
   * Runs a job after all earlier ones: Core takes one call at a time.
   * @template T
   * @param {() => Promise<T>} job
   * @returns {Promise<T>}
   */
  #inTurn(job) {
    const turn = this.#last.then(job).catch((error) => {
      if (isTrap(error)) this.lose(messageOf(error));
      throw error;
    });
    this.#last = turn.catch(() => {});
    return this.#fuse.race(turn);
  }
}

/**
 * Whether an error leaves the wasm module in a state that nobody knows.
 * @param {unknown} error
 * @returns {boolean}
 */
export function isTrap(error) {
  if (error instanceof WebAssembly.RuntimeError) return true;
  return error instanceof Error && /call stack|recursion/i.test(error.message);
}

/**
 * @param {Core} core
 * @returns {Description}
 */
function describe(core) {
  return {
    config: core.config(),
    summary: core.summary(),
    metadata: core.metadata(),
    priors: core.priors(),
    optimizerStep: core.optimizerStep,
  };
}

/**
 * @template T
 * @param {Promise<T>} opening
 * @param {DeviceName} name
 * @returns {Promise<T>}
 */
async function withinTime(opening, name) {
  const late = new Fuse();
  const timer = setTimeout(() => {
    const seconds = OPEN_TIMEOUT_MS / 1000;
    const message = `The device "${name}" did not open within ${seconds} s.`;
    late.blow(new LabError("device-unavailable", message));
  }, OPEN_TIMEOUT_MS);
  try {
    return await late.race(opening);
  } finally {
    clearTimeout(timer);
  }
}
