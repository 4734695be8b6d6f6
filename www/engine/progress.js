/**
 * Counting bytes that arrive.
 * @module
 */

/**
 * @param {number} loadedBytes
 * @param {number} [totalBytes]
 * @returns {{ loadedBytes: number, totalBytes?: number }} Without a total that
 *   is unknown or already passed, as that of a compressed body is.
 */
export function known(loadedBytes, totalBytes) {
  return totalBytes === undefined || loadedBytes > totalBytes
    ? { loadedBytes }
    : { loadedBytes, totalBytes };
}
