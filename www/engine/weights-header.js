/**
 * What a weights file says of itself, read and written without its numbers.
 * @module
 */

/** A safetensors file begins with the length of its header, 64 bits. */
const LENGTH_BYTES = 8;
/** The header is padded to this, as safetensors does it. */
const ALIGNMENT = 8;
/** The key of the header's `__metadata__` under which the JSON stands. */
const KEY = "vae_lab";
/** Where training stood: no strings hold braces there. */
const RUN = /"training":\{[^{}]*(\{[^{}]*\})?[^{}]*\}\}$/;
/** What the names of Adam's first moments begin with. */
const MOMENTS = "adam.m.";

/**
 * @param {Uint8Array} bytes
 * @returns {{ header: Record<string, any>, tensors: Uint8Array } | null} null of
 *   what is no safetensors file with a description.
 */
function parts(bytes) {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const start = LENGTH_BYTES + Number(view.getBigUint64(0, true));
    const text = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, start));
    const header = JSON.parse(text);
    if (typeof header.__metadata__[KEY] !== "string") return null;
    return { header, tensors: bytes.subarray(start) };
  } catch {
    return null;
  }
}

/**
 * @param {Uint8Array} bytes A safetensors file.
 * @returns {Record<string, any> | null} null of what is none, or says nothing.
 */
export function metadataIn(bytes) {
  try {
    return JSON.parse(parts(bytes)?.header.__metadata__[KEY]);
  } catch {
    return null;
  }
}

/**
 * @param {Uint8Array} bytes A safetensors file.
 * @returns {boolean} Whether it holds Adam's moments: a run goes on from it.
 */
export const holdsMoments = (bytes) =>
  Object.keys(parts(bytes)?.header ?? {}).some((name) =>
    name.startsWith(MOMENTS),
  );

/**
 * As the core writes it: a file that is opened and saved again is the same.
 * @param {string} key
 * @param {unknown} value
 */
const inOrder = (key, value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)),
      )
    : value;

/**
 * The account of the run, which is the last, word for word: the core's 1.0 is not
 * made 1.
 * @param {string} text
 * @param {string} before As the core wrote it.
 */
const withRun = (text, before) =>
  RUN.test(before)
    ? text.replace(RUN, () => RUN.exec(before)?.[0] ?? "")
    : text;

/**
 * @param {Uint8Array} bytes A safetensors file.
 * @param {object} passport
 * @returns {Uint8Array<ArrayBuffer>} The same file with this passport, its
 *   tensors byte for byte.
 */
export function withPassport(bytes, passport) {
  const found = parts(bytes);
  const metadata = found && metadataIn(bytes);
  if (!found || !metadata) return bytes.slice();
  const { header, tensors } = found;
  const text = JSON.stringify({ ...metadata, passport }, inOrder);
  header.__metadata__[KEY] = withRun(text, header.__metadata__[KEY]);
  const written = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(written.length / ALIGNMENT) * ALIGNMENT;
  const file = new Uint8Array(LENGTH_BYTES + length + tensors.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.fill(" ".charCodeAt(0), LENGTH_BYTES, LENGTH_BYTES + length);
  file.set(written, LENGTH_BYTES);
  file.set(tensors, LENGTH_BYTES + length);
  return file;
}
