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
 * @param {object} passport
 * @returns {Uint8Array<ArrayBuffer>} The same file with this passport, its
 *   tensors byte for byte.
 */
export function withPassport(bytes, passport) {
  const found = parts(bytes);
  const metadata = found && metadataIn(bytes);
  if (!found || !metadata) return bytes.slice();
  const { header, tensors } = found;
  header.__metadata__[KEY] = JSON.stringify({ ...metadata, passport });
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const file = new Uint8Array(LENGTH_BYTES + length + tensors.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.fill(" ".charCodeAt(0), LENGTH_BYTES, LENGTH_BYTES + length);
  file.set(text, LENGTH_BYTES);
  file.set(tensors, LENGTH_BYTES + length);
  return file;
}
