/** Undoes gzip, if there is any. */

import { ImportError } from "./idx.js";

/**
 * The bytes, decompressed where they are gzip.
 *
 * Looks at the magic bytes, not at the file's name: some hosts send a `.gz`
 * file with `Content-Encoding: gzip`, and then fetch has already undone it.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {ImportError} `idx-truncated` when the compressed data ends early
 */
export async function gunzip(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new ImportError(
      "idx-truncated",
      `The compressed file (${bytes.byteLength} bytes) is damaged or ends early.`,
    );
  }
}
