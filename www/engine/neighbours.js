/**
 * Seeking the nearest images of images, a piece at a time.
 * @module
 */
import { throwIfAborted } from "./abort.js";
import { ChunkSize } from "./chunk-size.js";
import { countOf, countPerSlice, sliceOf } from "./image-slices.js";
import { handOverCopy } from "./transfer.js";

/**
 * @typedef {import("./image-slices.js").ImageSet} ImageSet
 * @typedef {import("./lab-types.js").NeighboursOptions} NeighboursOptions
 * @typedef {import("./protocol.js").Neighbour} Neighbour
 */

/** The core's own batch: fewer in a call would cost a GPU as much. */
const FIRST_PIECE = 1024;

/** Comparisons of the least piece, which take some 50 ms on a CPU. */
const LEAST_PAIRS = 64 * 1024;

/**
 * @param {import("./engine.js").Engine} engine
 * @param {ImageSet} queries
 * @param {ImageSet} among
 * @param {NeighboursOptions & { count: number }} options
 * @returns {Promise<Neighbour[][]>}
 */
export function seekNeighbours(engine, queries, among, options) {
  const { count, signal, onProgress } = options;
  const total = countOf(among);
  return engine.askWhole(async (connection) => {
    const fitting = Math.ceil(LEAST_PAIRS / countOf(queries));
    const least = Math.min(fitting, FIRST_PIECE);
    const piece = new ChunkSize(least, countPerSlice(among));
    try {
      await connection.ask((core) =>
        core.beginSearch(handOverCopy(queries.images), count),
      );
      for (let done = 0; done < total;) {
        throwIfAborted(signal, "The search");
        const { images, first } = sliceOf(among, done, piece.size);
        const now = images.length / among.imageLength;
        const ms = await connection.ask((core) =>
          core.searchImages(handOverCopy(images), first),
        );
        piece.learn(now, ms);
        done += now;
        onProgress?.({ done, total });
      }
      throwIfAborted(signal, "The search");
      return await connection.ask((core) => core.endSearch());
    } catch (error) {
      if (!connection.error) await connection.ask((core) => core.dropSearch());
      throw error;
    }
  });
}
