/** Undoes gzip of a user's file, up to a size. */

import { ImportError } from "./idx.js";

/** A kilobyte of gzip can hold gigabytes: more than this is not unpacked. */
const MOST_BYTES = 1 << 29;

/**
 * @param {Blob} file gzip
 * @returns {Promise<Blob>}
 * @throws {ImportError} `file-damaged` or `file-too-large`
 */
export async function unpacked(file) {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const parts = [];
  let bytes = 0;
  const limit = new WritableStream({
    /** @param {Uint8Array<ArrayBuffer>} part */
    write(part) {
      bytes += part.byteLength;
      if (bytes > MOST_BYTES) throw tooLarge();
      parts.push(part);
    },
  });
  const inflated = file.stream().pipeThrough(new DecompressionStream("gzip"));
  try {
    await inflated.pipeTo(limit);
  } catch (error) {
    if (error instanceof ImportError) throw error;
    throw new ImportError(
      "file-damaged",
      `The gzip file (${file.size} bytes) is damaged or ends early.`,
    );
  }
  return new Blob(parts);
}

const tooLarge = () =>
  new ImportError(
    "file-too-large",
    `The gzip file unpacks to more than ${MOST_BYTES} bytes, the most that is read.`,
  );
