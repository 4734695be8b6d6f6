/**
 * Several models taken together: their encoders' posteriors fused, what their
 * decoders draw averaged. Each has a Lab of its own; a worker with the workshop's
 * module says which latents they are to decode, and makes figures of the answers.
 * @module
 */
import { throwIfAborted } from "./abort.js";
import { checkImageSet } from "./arrays.js";
import { ChunkSize } from "./chunk-size.js";
import { countOf, join, sliceOf } from "./image-slices.js";
import { checkSampleLabels } from "./labels.js";
import { LabError } from "./lab-error.js";
import { checkOptions } from "./options.js";
import { handOverCopy } from "./transfer.js";
import { Turns } from "./turns.js";

/**
 * @typedef {import("./connection.js").Connection} Connection
 * @typedef {import("./image-slices.js").Slice} Slice
 * @typedef {import("./lab.js").Lab} Lab
 * @typedef {import("./lab-types.js").EnsembleEvaluation} EnsembleEvaluation
 * @typedef {import("./lab-types.js").Images} Images
 * @typedef {import("./protocol.js").EnsembleDraw} EnsembleDraw
 * @typedef {import("./protocol.js").ImageScores} ImageScores
 * @typedef {import("./protocol.js").Posterior} Posterior
 */

/** Images that are rebuilt at once. */
const REBUILT = 256;

/**
 * An ensemble, as `lab.workshop.ensemble` gives it: what its members were when it
 * was made. Close it to end their workers. Every method may also reject with
 * `option-unknown`, `option-out-of-range`, `lab-closed` and `device-lost`, and
 * with the images' and labels' codes of the same method of Lab.
 */
export class Ensemble {
  #labs;
  #fusion;
  #needsPriors;
  #turns = new Turns();
  #closed = false;

  /**
   * Use `lab.workshop.ensemble`.
   * @param {Lab[]} labs
   * @param {Connection} fusion A worker in which the ensemble is open.
   * @param {boolean} needsPriors
   */
  constructor(labs, fusion, needsPriors) {
    this.#labs = labs;
    this.#fusion = fusion;
    this.#needsPriors = needsPriors;
  }

  /** @returns {number} How many models it is of. */
  get size() {
    return this.#labs.length;
  }

  /**
   * Measures the ensemble as `lab.evaluate` does one model.
   * @param {Images} images `count * 784`.
   * @param {import("./lab-types.js").EvaluateOptions} [options] seed: 0;
   *   importanceSamples: 0, of a mixture from each expert; binarize: "none";
   *   labels; signal; onProgress.
   * @returns {Promise<EnsembleEvaluation>} Means over the images, and in `each`
   *   what every image measures, in nats.
   * @throws {DOMException} `AbortError`, when the signal says so.
   */
  async evaluate(images, options = {}) {
    const given = this.#check("evaluate", options);
    const { labels, signal, onProgress, ...settings } = given;
    const set = checkImageSet(images, labels, this.#labs[0].config);
    const total = countOf(set);
    return this.#turns.take(async () => {
      /** @type {ImageScores[]} */
      const parts = [];
      const piece = new ChunkSize(1, REBUILT);
      try {
        for (let done = 0; done < total;) {
          const started = performance.now();
          const slice = sliceOf(set, done, piece.size);
          const scores = await this.#measure(slice, settings, signal);
          parts.push(scores);
          piece.learn(scores.kl.length, performance.now() - started);
          done += scores.kl.length;
          onProgress?.({ done, total });
        }
        throwIfAborted(signal, "The evaluation");
      } catch (error) {
        // What was counted of an evaluation that has ended is not the next one's.
        await this.#ask("figures").catch(() => {});
        throw error;
      }
      return { ...(await this.#ask("figures")), each: joined(parts) };
    });
  }

  /**
   * @param {Slice} slice
   * @param {import("./protocol.js").EvaluationSettings} settings
   * @param {AbortSignal | undefined} signal
   * @returns {Promise<ImageScores>}
   */
  async #measure({ images, labels, first }, settings, signal) {
    const length = this.#labs[0].config.inputDim;
    const pixels = await this.#ask("begin", images, length, settings, first);
    await this.#ask("encoded", await this.#encode(pixels, labels));
    for (;;) {
      throwIfAborted(signal, "The evaluation");
      /** @type {EnsembleDraw[] | undefined} */
      const draws = await this.#ask("draw");
      if (!draws) return this.#ask("end");
      const decoded = await this.#decode(draws, labels);
      const priors = this.#needsPriors ? await this.#logPriors(draws) : [];
      await this.#ask("score", decoded, priors);
    }
  }

  /**
   * Encodes each image, draws once from the fused posterior, and gives the mean
   * of what the decoders make of it.
   * @param {Images} images `count * 784`.
   * @param {import("./lab-types.js").ReconstructOptions} [options] seed: 0;
   *   labels.
   * @returns {Promise<Float32Array>} Probabilities in 0..1: `count * 784`.
   */
  async reconstruct(images, options = {}) {
    const { seed = 0, labels } = this.#check("reconstruct", options);
    const set = checkImageSet(images, labels, this.#labs[0].config);
    return this.#turns.take(async () => {
      const parts = [];
      for (let first = 0; first < countOf(set); first += REBUILT) {
        const { images, labels } = sliceOf(set, first, REBUILT);
        const members = await this.#encode(images, labels);
        const draws = await this.#ask("rebuild", members, seed, first);
        parts.push(
          await this.#ask("pictures", await this.#decode(draws, labels)),
        );
      }
      return join(parts);
    });
  }

  /**
   * Draws from the standard normal prior: with `average: "means"` every digit is
   * the mean of what all decoders make of a latent, else member after member
   * draws one in turn.
   * @param {import("./lab-types.js").EnsembleSampleOptions} [options] count: 16,
   *   or one a label; seed: 0; labels, or one label for all.
   * @returns {Promise<Float32Array>} Probabilities in 0..1: `count * 784`.
   * @throws {LabError} `prior-missing` where a member has a VampPrior.
   */
  async sample(options = {}) {
    const { seed = 0, ...wish } = this.#check("ensembleSample", options);
    const { classes = 0 } = this.#labs[0].config;
    const { count, labels } = checkSampleLabels(wish, classes);
    const inTurn = Uint8Array.from({ length: count }, (_, i) => i % classes);
    return this.#turns.take(async () => {
      const draws = await this.#ask("sample", count, seed);
      const told = classes > 0 ? (labels ?? inTurn) : undefined;
      return this.#ask("pictures", await this.#decode(draws, told));
    });
  }

  /** Ends the members' workers; pending and later calls reject. */
  close() {
    this.#closed = true;
    for (const lab of this.#labs) lab.close();
    this.#fusion.close(closedError());
  }

  /**
   * @param {Images} images
   * @param {Uint8Array | undefined} labels
   * @returns {Promise<Posterior[]>}
   */
  #encode(images, labels) {
    return Promise.all(this.#labs.map((lab) => lab.encode(images, { labels })));
  }

  /**
   * @param {EnsembleDraw[]} draws
   * @param {Uint8Array | undefined} labels
   * @returns {Promise<Float32Array[][]>} For each draw what its decoders make.
   */
  #decode(draws, labels) {
    return this.#each(draws, (lab, { z, rows }) => {
      const told = labels && Uint8Array.from(rows, (row) => labels[row]);
      return lab.decode(z, { labels: told });
    });
  }

  /**
   * @param {EnsembleDraw[]} draws
   * @returns {Promise<Float64Array[][]>}
   */
  #logPriors(draws) {
    return this.#each(draws, (lab, { z }) => lab.logPriorDensity(z));
  }

  /**
   * @template T
   * @param {EnsembleDraw[]} draws
   * @param {(lab: Lab, draw: EnsembleDraw) => Promise<T>} ask
   * @returns {Promise<T[][]>}
   */
  #each(draws, ask) {
    const ofOne = (/** @type {EnsembleDraw} */ draw) =>
      Promise.all(
        Array.from(draw.decoders, (member) => ask(this.#labs[member], draw)),
      );
    return Promise.all(draws.map(ofOne));
  }

  /**
   * @param {import("./protocol.js").EnsembleCall} method
   * @param {any[]} given
   * @returns {Promise<any>}
   */
  #ask(method, ...given) {
    const own = given.map((value) =>
      ArrayBuffer.isView(value)
        ? handOverCopy(/** @type {any} */ (value))
        : value,
    );
    return this.#fusion.ask((core) => core.ensemble(method, own));
  }

  /**
   * @template {object} T
   * @param {import("./options.js").Method} method
   * @param {T} options
   * @returns {T}
   */
  #check(method, options) {
    if (this.#closed) throw closedError();
    return checkOptions(method, options);
  }
}

const closedError = () =>
  new LabError("lab-closed", "This ensemble has been closed; make another.");

/**
 * @param {ImageScores[]} parts
 * @returns {ImageScores}
 */
function joined(parts) {
  const all = (/** @type {keyof ImageScores} */ name) =>
    Float64Array.from(parts.flatMap((part) => [...part[name]]));
  return {
    reconstruction: all("reconstruction"),
    kl: all("kl"),
    nll: all("nll"),
  };
}
