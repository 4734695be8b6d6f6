/** Tells what a file is by its first bytes, never by its name. */

/** How many first bytes `kindOf` looks at. */
export const MAGIC_BYTES = 64;

/**
 * What the page can do something with; `other` is named for the refusal.
 *
 * @typedef {"png" | "jpeg" | "webp"} PictureKind
 * @typedef {PictureKind | "idx" | "npy" | "gzip" | "weights"} FileKind
 * @typedef {{ kind: FileKind } | { kind: "other", looks: string }} Kind
 */

/** @param {string} text one byte a character */
const bytes = (text) => [...text].map((letter) => letter.charCodeAt(0));

/** @type {[FileKind, number[]][]} */
const KNOWN = [
  ["png", bytes("\x89PNG\r\n\x1a\n")],
  ["jpeg", [0xff, 0xd8, 0xff]],
  ["npy", bytes("\x93NUMPY")],
  ["gzip", [0x1f, 0x8b]],
];

/** What people try that is not read, so that the refusal can name it. */
const FOREIGN = /** @type {[string, number[]][]} */ ([
  ["a GIF picture", bytes("GIF8")],
  ["a BMP picture", bytes("BM")],
  ["a TIFF picture", bytes("II*\0")],
  ["a TIFF picture", bytes("MM\0*")],
  ["a PDF document", bytes("%PDF")],
  ["a ZIP archive", bytes("PK\x03\x04")],
]);

/**
 * @param {Uint8Array} head the first bytes of the file, MAGIC_BYTES of them
 * @param {number} size of the whole file, in bytes
 * @returns {Kind}
 */
export function kindOf(head, size) {
  const known = KNOWN.find(([, magic]) => begins(head, magic));
  if (known) return { kind: known[0] };
  if (begins(head, bytes("RIFF")) && begins(head.subarray(8), bytes("WEBP"))) {
    return { kind: "webp" };
  }
  const foreign = FOREIGN.find(([, magic]) => begins(head, magic));
  if (foreign) return { kind: "other", looks: foreign[0] };
  if (begins(head.subarray(4), bytes("ftyp"))) return media(head);
  if (isIdx(head)) return { kind: "idx" };
  if (isSafetensors(head, size)) return { kind: "weights" };
  const looks = isText(head) ? "a text" : "bytes of an unknown kind";
  return { kind: "other", looks };
}

/**
 * @param {Uint8Array} head
 * @param {number[]} magic
 */
const begins = (head, magic) => magic.every((byte, i) => head[i] === byte);

/**
 * The container that HEIC and AVIF share with films.
 *
 * @param {Uint8Array} head
 * @returns {Kind}
 */
function media(head) {
  const brand = String.fromCharCode(...head.subarray(8, 12));
  if (/^avi/.test(brand)) return { kind: "other", looks: "an AVIF picture" };
  const still = /^(hei|hev|mif)/.test(brand);
  return { kind: "other", looks: still ? "a HEIC picture" : "a film" };
}

/**
 * Two zero bytes, a type, a rank: any type, so that a wrong one is named.
 *
 * @param {Uint8Array} head
 */
const isIdx = ([zero, alsoZero, , rank]) =>
  zero === 0 && alsoZero === 0 && rank >= 1 && rank <= 8;

/**
 * The length of a JSON header that fits into the file, then that header.
 *
 * @param {Uint8Array} head
 * @param {number} size
 */
function isSafetensors(head, size) {
  if (head.length < 9 || head[8] !== "{".charCodeAt(0)) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return view.getBigUint64(0, true) <= BigInt(size);
}

/** @param {Uint8Array} head */
const isText = (head) =>
  head.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13);
