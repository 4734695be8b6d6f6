/**
 * Sending many images: in slices small enough that no task of the page is long.
 * @module
 */

/** @typedef {import("./protocol.js").Images} Images */

/**
 * @typedef {object} ImageSet Images as the model takes them, checked.
 * @property {Images} images `count * imageLength`; the caller's own.
 * @property {number} imageLength Pixels of one image.
 * @property {Uint8Array} [labels] One an image, for a conditional model.
 */

/**
 * @typedef {object} Slice Some images of a set, one after another.
 * @property {Images} images A view of the set's.
 * @property {Uint8Array} [labels] A copy: what crosses as a view would take the
 *   whole set's labels along.
 * @property {number} first The index of the first in the set.
 */

/** Copying so much takes about a millisecond. */
export const SLICE_BYTES = 4 * 1024 * 1024;

/** @param {ImageSet} set */
export const countOf = ({ images, imageLength }) => images.length / imageLength;

/**
 * How many images fit into one slice.
 * @param {ImageSet} set
 * @returns {number}
 */
export function countPerSlice({ images, imageLength }) {
  const bytesEach = imageLength * images.BYTES_PER_ELEMENT;
  return Math.max(1, Math.floor(SLICE_BYTES / bytesEach));
}

/**
 * @param {ImageSet} set
 * @param {number} first
 * @param {number} count Fewer where the set ends.
 * @returns {Slice}
 */
export function sliceOf({ images, imageLength, labels }, first, count) {
  const end = first + count;
  return {
    images: images.subarray(first * imageLength, end * imageLength),
    labels: labels?.slice(first, end),
    first,
  };
}

/**
 * The set in slices of at most SLICE_BYTES.
 * @param {ImageSet} set
 * @yields {Slice}
 * @returns {Generator<Slice, void, void>}
 */
export function* slicesOf(set) {
  const count = countPerSlice(set);
  for (let first = 0; first < countOf(set); first += count) {
    yield sliceOf(set, first, count);
  }
}

/**
 * Sends a set in slices, one after another. Several are one turn on one device,
 * so that all of them meet the same weights.
 * @template T
 * @param {import("./engine.js").Engine} engine
 * @param {import("./turns.js").Turns} turns
 * @param {ImageSet} set
 * @param {(core: import("./connection.js").RemoteCore, slice: Slice) =>
 *   Promise<T>} send
 * @returns {Promise<T[]>}
 */
export async function sendInSlices(engine, turns, set, send) {
  const count = countPerSlice(set);
  if (countOf(set) <= count) {
    return [await engine.ask((core) => send(core, sliceOf(set, 0, count)))];
  }
  return turns.take(() =>
    engine.askWhole(async (connection) => {
      /** @type {T[]} */
      const parts = [];
      for (const slice of slicesOf(set)) {
        parts.push(await connection.ask((core) => send(core, slice)));
      }
      return parts;
    }),
  );
}

/**
 * @param {Float32Array[]} parts
 * @returns {Float32Array} All of them, one after another.
 */
export function join(parts) {
  if (parts.length === 1) return parts[0];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new Float32Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
