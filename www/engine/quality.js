/**
 * Measuring a model by its samples, a piece at a time.
 * @module
 */
import { throwIfAborted } from "./abort.js";
import { ChunkSize } from "./chunk-size.js";
import { countOf, countPerSlice, sliceOf } from "./image-slices.js";
import { CLASSIFIER_OF, SHIPPED_CLASSIFIERS } from "./shipped-models.js";
import { handOverCopy } from "./transfer.js";
import { resolveWeights } from "./weights-source.js";

/**
 * @typedef {import("./connection.js").Connection} Connection
 * @typedef {import("./connection.js").RemoteCore} RemoteCore
 * @typedef {import("./image-slices.js").ImageSet} ImageSet
 * @typedef {import("./lab-types.js").Quality} Quality
 * @typedef {import("./lab-types.js").QualityOptions} QualityOptions
 * @typedef {import("./protocol.js").SetQuality} SetQuality
 */

/** Images drawn or judged at first; then as many as take 100 ms. */
const FIRST_PIECE = 64;

/** Rows of comparisons at first; one is a distance to every image of a set. */
const FIRST_ROWS = 16;

/**
 * @typedef {object} QualitySettings
 * @property {Uint8Array} classifier Its file.
 * @property {ImageSet} reference
 * @property {ImageSet} [real] Other real images, for the scale.
 * @property {number} count Samples.
 * @property {number} seed
 * @property {import("./protocol.js").PriorName} prior
 * @property {number} temperature
 * @property {AbortSignal} [signal]
 * @property {QualityOptions["onProgress"]} [onProgress]
 */

/**
 * The file of the classifier to judge by: the one given or named, or the shipped
 * one of the data that the model was trained on.
 * @param {unknown} given
 * @param {Record<string, unknown>} metadata The model's.
 * @param {AbortSignal} [signal]
 * @returns {Promise<Uint8Array>}
 * @throws {LabError} What `resolveWeights` throws.
 */
export async function resolveClassifier(given, { data = "MNIST" }, signal) {
  // A model of which nothing is known is taken for one of digits, and the answer
  // says which classifier judged it.
  const own = CLASSIFIER_OF.get(String(data).split(",")[0]) ?? "classifier";
  const wanted = given === undefined ? own : given;
  return resolveWeights(wanted, { signal, shipped: SHIPPED_CLASSIFIERS });
}

/**
 * @param {import("./engine.js").Engine} engine
 * @param {QualitySettings} settings
 * @returns {Promise<Quality>}
 */
export function measureQuality(engine, settings) {
  return engine.askWhole(async (connection) => {
    const work = new Comparison(connection, settings);
    try {
      return await work.quality();
    } finally {
      if (!connection.error) {
        await connection.ask((core) => core.endComparison());
      }
    }
  });
}

class Comparison {
  #connection;
  #settings;
  #done = 0;
  #total;

  /**
   * @param {Connection} connection
   * @param {QualitySettings} settings
   */
  constructor(connection, settings) {
    this.#connection = connection;
    this.#settings = settings;
    this.#total = unitsOf(settings);
  }

  /** @returns {Promise<Quality>} */
  async quality() {
    const { reference, real, count, seed, prior, temperature } = this.#settings;
    const bytes = this.#settings.classifier;
    const draws = { seed, prior, temperature };
    const classifier = await this.#ask((core) =>
      core.beginComparison(handOverCopy(bytes), draws),
    );
    await this.#judgeImages(reference);
    await this.#compare();
    const samples = await this.#measure(count, (core, firstIndex, count) =>
      core.compareSamples({ ...draws, firstIndex, count }),
    );
    /** @type {Partial<Quality["scale"]>} */
    const others = {};
    if (real) {
      await this.#judgeImages(atMost(real, count));
      others.real = await this.#compared();
    }
    const shuffled = await this.#measure(
      Math.min(count, countOf(reference)),
      (core, first, count) => {
        const { images } = sliceOf(reference, first, count);
        return core.compareShuffled(handOverCopy(images), first, seed);
      },
      countPerSlice(reference),
    );
    const noise = await this.#measure(count, (core, first, count) =>
      core.compareNoise(seed, first, count),
    );
    const scale = { ...others, shuffled, noise };
    const referenceCount = countOf(reference);
    return { ...draws, referenceCount, classifier, samples, scale };
  }

  /** @param {ImageSet} set */
  #judgeImages(set) {
    return this.#judge(
      countOf(set),
      (core, first, count) => {
        const { images } = sliceOf(set, first, count);
        return core.compareImages(handOverCopy(images), first);
      },
      countPerSlice(set),
    );
  }

  /**
   * @param {number} count
   * @param {(core: RemoteCore, first: number, count: number) => Promise<number>} send
   * @param {number} [most] In one piece.
   * @returns {Promise<SetQuality>}
   */
  async #measure(count, send, most) {
    await this.#judge(count, send, most);
    return this.#compared();
  }

  /**
   * @param {number} count
   * @param {(core: RemoteCore, first: number, count: number) => Promise<number>} send
   *   Adds so many images to the set; answers with the milliseconds it took.
   * @param {number} [most]
   */
  async #judge(count, send, most = Infinity) {
    const piece = new ChunkSize(FIRST_PIECE, most);
    for (let first = 0; first < count;) {
      const now = Math.min(piece.size, count - first);
      const ms = await this.#ask((core) => send(core, first, now));
      piece.learn(now, ms);
      first += now;
      this.#tell(now);
    }
  }

  async #compared() {
    await this.#compare();
    return this.#ask((core) => core.comparedSet());
  }

  async #compare() {
    const piece = new ChunkSize(FIRST_ROWS);
    let left = await this.#ask((core) => core.completeSet());
    while (left > 0) {
      const before = left;
      const answer = await this.#ask((core) => core.compareRows(piece.size));
      left = answer.left;
      piece.learn(before - left, answer.ms);
      this.#tell(before - left);
    }
  }

  /**
   * @template T
   * @param {(core: RemoteCore) => Promise<T>} request
   * @returns {Promise<T>}
   */
  async #ask(request) {
    throwIfAborted(this.#settings.signal, "The comparison");
    const answer = await this.#connection.ask(request);
    throwIfAborted(this.#settings.signal, "The comparison");
    return answer;
  }

  /** @param {number} units */
  #tell(units) {
    this.#done += units;
    this.#settings.onProgress?.({ done: this.#done, total: this.#total });
  }
}

/**
 * Sets are compared at equal size: the figures go with the count.
 * @param {ImageSet} set
 * @param {number} count
 * @returns {ImageSet}
 */
function atMost(set, count) {
  const { images } = sliceOf(set, 0, count);
  return { ...set, images };
}

/**
 * Every image is judged once; a set's images are compared with each other and
 * with the reference, and the reference's with them.
 * @param {QualitySettings} settings
 */
function unitsOf({ reference, real, count }) {
  const of = countOf(reference);
  const others = [reference, ...(real ? [real] : [])];
  const scale = others.map((set) => Math.min(count, countOf(set)));
  const sets = [count, count, ...scale];
  return sets.reduce((sum, n) => sum + 3 * n + of, 2 * of);
}
