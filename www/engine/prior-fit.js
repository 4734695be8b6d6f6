/**
 * Fitting a prior to the latents of images, a piece at a time.
 * @module
 */
import { throwIfAborted } from "./abort.js";
import { ChunkSize } from "./chunk-size.js";
import { countOf, countPerSlice, sliceOf } from "./image-slices.js";
import { handOverCopy } from "./transfer.js";

/**
 * @typedef {import("./connection.js").Connection} Connection
 * @typedef {import("./image-slices.js").ImageSet} ImageSet
 * @typedef {import("./lab-types.js").FitPriorOptions} FitPriorOptions
 * @typedef {import("./protocol.js").FitRecord} FitRecord
 */

/** Images encoded at first; then as many as take 100 ms. */
const FIRST_PIECE = 256;

/** Latents of a step gone over at first; then likewise. */
const FIRST_LATENTS = 1024;

/**
 * @param {import("./engine.js").Engine} engine
 * @param {import("./open-model.js").OpenModel} model
 * @param {ImageSet} set With labels for a class-conditional prior.
 * @param {Omit<FitPriorOptions, "labels">} options
 * @returns {Promise<import("./lab-types.js").FittedPrior>}
 */
export function fitPrior(engine, model, set, options) {
  const { signal, onProgress, ...settings } = options;
  const stop = () => throwIfAborted(signal, "The fit");
  return engine.askWhole(async (connection) => {
    try {
      await connection.ask((core) => core.beginFit(settings));
      for await (const done of encoded(connection, set)) {
        onProgress?.({ phase: "latents", done, total: countOf(set) });
        stop();
      }
      /** @type {Map<number | undefined, FitRecord>} */
      const last = new Map();
      for await (const record of stepped(connection, countOf(set), stop)) {
        last.set(record.class, record);
        onProgress?.({ phase: "steps", ...record });
        stop();
      }
      await connection.ask((core) => core.endFit());
      await model.keep(connection);
      const prior = settings.kind ?? "mixture";
      return { prior, records: [...last.values()] };
    } catch (error) {
      // What was fitted before stays; only the unfinished goes.
      if (!connection.error) await connection.ask((core) => core.dropFit());
      throw error;
    }
  });
}

/**
 * @param {Connection} connection
 * @param {ImageSet} set
 * @yields {number} How many images are encoded.
 * @returns {AsyncGenerator<number, void, void>}
 */
async function* encoded(connection, set) {
  const piece = new ChunkSize(FIRST_PIECE, countPerSlice(set));
  for (let done = 0; done < countOf(set);) {
    const { images, labels, first } = sliceOf(set, done, piece.size);
    const count = images.length / set.imageLength;
    const ms = await connection.ask((core) =>
      core.fitImages(handOverCopy(images), first, labels),
    );
    piece.learn(count, ms);
    done += count;
    yield done;
  }
}

/**
 * @param {Connection} connection
 * @param {number} count Latents that a step goes over.
 * @param {() => void} stop Throws when the fit is to end.
 * @yields {FitRecord}
 * @returns {AsyncGenerator<FitRecord, void, void>}
 */
async function* stepped(connection, count, stop) {
  const piece = new ChunkSize(FIRST_LATENTS, count);
  for (;;) {
    const { size } = piece;
    const { record, ms } = await connection.ask((core) =>
      core.advanceFit(size),
    );
    stop();
    if (record === undefined) return;
    if (record) yield record;
    // The last piece of a step is shorter: what it took says nothing.
    else piece.learn(size, ms);
  }
}
