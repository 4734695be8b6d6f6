/** Undoes gzip, if there is any. */

import { ImportError } from "./idx.js";

/** Inflated in some 2 ms. */
const PIECE = 65_536;

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
  const stream = inPieces(bytes).pipeThrough(new DecompressionStream("gzip"));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new ImportError(
      "idx-truncated",
      `The compressed file (${bytes.byteLength} bytes) is damaged or ends early.`,
    );
  }
}

/**
 * Inflating happens on the thread that asks, a chunk in one go: all of a large
 * set at once would hold the page up for as long as that takes.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {ReadableStream<Uint8Array<ArrayBuffer>>} each piece in a task of its own
 */
function inPieces(bytes) {
  let at = 0;
  return new ReadableStream({
    async pull(next) {
      await nextTask();
      next.enqueue(bytes.subarray(at, at + PIECE));
      at += PIECE;
      if (at >= bytes.length) next.close();
    },
  });
}

/** A message and no timer: those of a page in the background wait for a second. */
function nextTask() {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done(undefined);
    };
    port2.postMessage(null);
  });
}
