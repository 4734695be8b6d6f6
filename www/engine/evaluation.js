/**
 * Measuring a model over many images, a piece at a time.
 * @module
 */
import { throwIfAborted } from "./abort.js";
import { ChunkSize } from "./chunk-size.js";
import { countPerSlice } from "./image-slices.js";
import { handOver } from "./transfer.js";

/**
 * @typedef {import("./lab-types.js").Evaluation} Evaluation
 * @typedef {import("./lab-types.js").EvaluateOptions} EvaluateOptions
 * @typedef {import("./protocol.js").EvaluationSums} EvaluationSums
 * @typedef {import("./protocol.js").Images} Images
 */

/**
 * Images that the core measures at once: fewer a call take a GPU nearly as long,
 * since reading the answer back costs more than the arithmetic.
 */
const CORE_BATCH = 256;

/** With importance samples an image is much more work; then less is a piece. */
const SAMPLED_BATCH = 32;

/**
 * @param {import("./engine.js").Engine} engine
 * @param {Images} images
 * @param {number} imageLength
 * @param {EvaluateOptions} options
 * @returns {Promise<Evaluation>}
 */
export async function evaluate(engine, images, imageLength, options) {
  const { signal, onProgress, ...settings } = options;
  const limit = countPerSlice(imageLength, images.BYTES_PER_ELEMENT);
  const piece = new ChunkSize(firstPiece(settings), limit);
  const total = images.length / imageLength;
  /** @type {EvaluationSums[]} */
  const parts = [];
  for (let done = 0; done < total;) {
    throwIfAborted(signal, "The evaluation");
    const [start, first] = [done * imageLength, done];
    const end = start + piece.size * imageLength;
    const { sums, ms } = await engine.ask((core) =>
      core.evaluate(handOver(images.slice(start, end)), settings, first),
    );
    parts.push(sums);
    piece.learn(sums.count, ms);
    done += sums.count;
    onProgress?.({ done, total });
  }
  throwIfAborted(signal, "The evaluation");
  return average(parts);
}

/**
 * Every importance sample is another pass through the decoder.
 * @param {EvaluateOptions} settings
 */
function firstPiece({ importanceSamples = 0 }) {
  if (importanceSamples === 0) return CORE_BATCH;
  return Math.max(1, Math.floor(SAMPLED_BATCH / (1 + importanceSamples)));
}

/**
 * @param {EvaluationSums[]} parts
 * @returns {Evaluation}
 */
function average(parts) {
  const sum = (/** @type {(part: EvaluationSums) => number} */ of) =>
    parts.reduce((total, part) => total + of(part), 0);
  const count = sum((part) => part.count);
  /** @type {Evaluation} */
  const evaluation = {
    count,
    reconstruction: sum((part) => part.reconstruction) / count,
    kl: sum((part) => part.kl) / count,
    negativeElbo: sum((part) => part.negativeElbo) / count,
  };
  if (parts.every((part) => part.nll !== undefined)) {
    evaluation.nll = sum((part) => part.nll ?? 0) / count;
  }
  return evaluation;
}
