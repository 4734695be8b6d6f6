/** Reads one file of the user's, whatever it is, or refuses it by name. */

import { ImportError } from "./idx.js";
import { kindOf, MAGIC_BYTES } from "./kind.js";
import { readPicture } from "./pictures.js";
import { readIdxFile, readNpyFile } from "./sets.js";
import { unpacked } from "./unpack.js";

/**
 * What was in a file. `total` counts its images, of which `stack` may hold
 * fewer; weights are for the model and not read here.
 *
 * @typedef {import("./sets.js").Stack} Stack
 * @typedef {{ kind: "images", stack: Stack, total: number }
 *   | { kind: "labels", labels: Uint8Array }
 *   | { kind: "weights" }} Found
 */

/** Grey pixels kept for previews of one batch, so that memory is bounded. */
const KEPT_PIXELS = 64e6;
const SIDES = { least: 56, most: 224 };

/**
 * How large pictures are kept: many of them smaller.
 *
 * @param {number} count of the batch
 */
export function keptSide(count) {
  const even = Math.floor(Math.sqrt(KEPT_PIXELS / Math.max(1, count)));
  return Math.min(SIDES.most, Math.max(SIDES.least, even));
}

/**
 * @param {Blob} file
 * @param {import("./sets.js").Wanted} wanted
 * @param {Promise<Uint8Array | null>} [head] the file's, where it was asked for
 * @returns {Promise<Found>}
 * @throws {ImportError}
 */
export async function readFile(file, wanted, head = headOf(file)) {
  if (file.size === 0) {
    throw new ImportError("file-empty", "The file is empty: 0 bytes.");
  }
  const { kind, looks } = sniffed(file, await head);
  switch (kind) {
    case "weights":
      return { kind };
    case "gzip":
      return readFile(await unpacked(file), wanted);
    case "idx":
      return found(await readIdxFile(file, forSet(wanted)));
    case "npy":
      return found(await readNpyFile(file, forSet(wanted)));
    case "png":
    case "jpeg":
    case "webp": {
      const grey = await readPicture(file, kind, wanted.side);
      return { kind: "images", stack: { ...grey, count: 1 }, total: 1 };
    }
    default:
      throw new ImportError(
        "file-unknown",
        `By its first bytes this is ${looks}. PNG, JPEG and WebP pictures, IDX and NPY sets are read.`,
      );
  }
}

/**
 * A file's first bytes; null where the browser cannot read it.
 *
 * @param {Blob} file
 * @returns {Promise<Uint8Array | null>}
 */
export const headOf = (file) =>
  file
    .slice(0, MAGIC_BYTES)
    .arrayBuffer()
    .then(
      (buffer) => new Uint8Array(buffer),
      () => null,
    );

/**
 * @param {Blob} file
 * @param {Uint8Array | null} head
 */
function sniffed(file, head) {
  if (head) return { looks: "", ...kindOf(head, file.size) };
  throw new ImportError(
    "file-unreadable",
    "The browser could not read this: it is a folder, or the file has gone.",
  );
}

/** @param {{ stack: Stack, total: number } | { labels: Uint8Array }} read */
const found = (read) =>
  "labels" in read
    ? { kind: /** @type {const} */ ("labels"), ...read }
    : { kind: /** @type {const} */ ("images"), ...read };

/**
 * A set of large images fills its batch by itself.
 *
 * @param {import("./sets.js").Wanted} wanted
 */
const forSet = (wanted) => ({
  ...wanted,
  side: Math.min(wanted.side, keptSide(wanted.room)),
});
