/**
 * A training set that keeps what a model knew: new images among its own samples.
 * @module
 */
import { untilAborted } from "./abort.js";
import { join } from "./image-slices.js";
import { LabError } from "./lab-error.js";
import { handOverCopy } from "./transfer.js";

/** Samples that are drawn at once. */
const DRAWN = 500;

/**
 * @param {object} parts
 * @param {import("./engine.js").Engine} parts.engine
 * @param {() => import("./connection.js").Connection} parts.connect Starts a
 *   worker.
 * @param {import("./image-slices.js").ImageSet} set The new images.
 * @param {object} wish
 * @param {number} wish.classes The model's.
 * @param {number} wish.replay How many samples.
 * @param {number} wish.seed
 * @param {AbortSignal} [wish.signal]
 * @returns {Promise<import("./image-slices.js").ImageSet>} The samples, and as
 *   many of the new images, moved a little.
 */
export async function rehearse({ engine, connect }, set, wish) {
  const { classes, replay, seed, signal } = wish;
  const { images, imageLength, labels } = set;
  const connection = connect();
  /**
   * @template T
   * @param {Promise<T>} work
   */
  const cancellable = (work) => untilAborted(work, signal, "The training");
  try {
    const replayedLabels =
      labels &&
      (await cancellable(
        connection.ask((core) => core.replayedLabels(labels, classes, replay)),
      ));
    const sampling = engine.askWhole(async (device) => {
      const parts = [];
      for (let first = 0; first < replay; first += DRAWN) {
        signal?.throwIfAborted();
        const count = Math.min(DRAWN, replay - first);
        const own = replayedLabels?.slice(first, first + count);
        const settings = { count, firstIndex: first, seed };
        parts.push(
          await device.ask((core) =>
            core.sample(own ? { ...settings, labels: own } : settings),
          ),
        );
      }
      return join(parts);
    });
    const replayed = await cancellable(sampling);
    const all = await cancellable(
      connection.ask((core) =>
        core.rehearse(
          handOverCopy(images),
          imageLength,
          labels,
          handOverCopy(replayed),
          replayedLabels,
          seed,
        ),
      ),
    );
    return { imageLength, ...all };
  } finally {
    connection.close(new LabError("lab-closed", "The work is done."));
  }
}
