/**
 * Sending many images: in copies small enough that no task of the page is long.
 * @module
 */

/** @typedef {import("./protocol.js").Images} Images */

/** Copying so much takes about a millisecond. */
export const SLICE_BYTES = 4 * 1024 * 1024;

/**
 * How many images or latents fit into one slice.
 * @param {number} valuesEach
 * @param {number} bytesPerValue
 * @returns {number}
 */
export function countPerSlice(valuesEach, bytesPerValue) {
  return Math.max(1, Math.floor(SLICE_BYTES / (valuesEach * bytesPerValue)));
}

/**
 * Cuts an array into copies of whole rows.
 * @template {Images} T
 * @param {T} values
 * @param {number} rowLength Values that stay together.
 * @param {number} rows Rows in a slice.
 * @yields {T}
 * @returns {Generator<T, void, void>}
 */
export function* copySlices(values, rowLength, rows) {
  const step = rows * rowLength;
  for (let start = 0; start < values.length; start += step) {
    yield /** @type {T} */ (values.slice(start, start + step));
  }
}

/**
 * Sends rows in slices, one after another. Several are one turn, so that all of
 * them meet the same weights.
 * @template T
 * @param {import("./turns.js").Turns} turns
 * @param {Images} values
 * @param {number} rowLength Values that stay together.
 * @param {(slice: Images, first: number) => Promise<T>} send first: the index
 *   of the slice's first row.
 * @returns {Promise<T[]>}
 */
export async function sendInSlices(turns, values, rowLength, send) {
  const rows = countPerSlice(rowLength, values.BYTES_PER_ELEMENT);
  if (values.length <= rows * rowLength) return [await send(values, 0)];
  return turns.take(async () => {
    /** @type {T[]} */
    const parts = [];
    for (const slice of copySlices(values, rowLength, rows)) {
      parts.push(await send(slice, parts.length * rows));
    }
    return parts;
  });
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
