/**
 * Measuring a model over many images, a piece at a time.
 * @module
 */
import { throwIfAborted } from "./abort.js";
import { ChunkSize } from "./chunk-size.js";
import { countOf, countPerSlice, sliceOf } from "./image-slices.js";
import { handOverCopy } from "./transfer.js";

/**
 * @typedef {import("./lab-types.js").Evaluation} Evaluation
 * @typedef {import("./lab-types.js").EvaluateOptions} EvaluateOptions
 * @typedef {import("./protocol.js").EvaluationSums} EvaluationSums
 * @typedef {import("./protocol.js").EvaluationSettings} EvaluationSettings
 * @typedef {import("./image-slices.js").ImageSet} ImageSet
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
 * @param {ImageSet} set
 * @param {Omit<EvaluateOptions, "labels">} options
 * @returns {Promise<Evaluation>}
 */
export async function evaluate(engine, set, options) {
  const { signal, onProgress, ...settings } = options;
  const total = countOf(set);
  // On one device: another may start from other weights, in the middle of a run.
  return engine.askWhole(async (connection) => {
    const piece = new ChunkSize(firstPiece(settings), countPerSlice(set));
    /** @type {EvaluationSums[]} */
    const parts = [];
    for (let done = 0; done < total;) {
      throwIfAborted(signal, "The evaluation");
      const { images, labels, first } = sliceOf(set, done, piece.size);
      const { sums, ms } = await connection.ask((core) =>
        core.evaluate(handOverCopy(images), settings, first, labels),
      );
      parts.push(sums);
      piece.learn(sums.count, ms);
      done += sums.count;
      onProgress?.({ done, total });
    }
    throwIfAborted(signal, "The evaluation");
    return connection.ask((core) => core.figures(parts));
  });
}

/**
 * Every importance sample is another pass through the decoder.
 * @param {EvaluationSettings} settings
 */
function firstPiece({ importanceSamples = 0 }) {
  if (importanceSamples === 0) return CORE_BATCH;
  return Math.max(1, Math.floor(SAMPLED_BATCH / (1 + importanceSamples)));
}
