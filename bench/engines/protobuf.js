/**
 * Writes protocol buffers: as much of the format as an ONNX file needs.
 * @module
 */

/** @typedef {[number: number, value: number | string | Uint8Array | Field[]]} Field */

const VARINT = 0;
const BYTES = 2;

/**
 * @param {Field[]} fields A message's, by their numbers; a whole number, a text,
 *   bytes, or a message.
 * @returns {Uint8Array}
 */
export function message(fields) {
  return join(
    fields.flatMap(([number, value]) => {
      if (typeof value === "number")
        return [varint((number << 3) | VARINT), varint(value)];
      const bytes = bytesOf(value);
      return [varint((number << 3) | BYTES), varint(bytes.length), bytes];
    }),
  );
}

/** @param {string | Uint8Array | Field[]} value */
function bytesOf(value) {
  if (typeof value === "string") return new TextEncoder().encode(value);
  return value instanceof Uint8Array ? value : message(value);
}

/** @param {number} value A whole number, not below 0. */
function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128))
    bytes.push((value % 128) | 128);
  return Uint8Array.of(...bytes, value);
}

/** @param {Uint8Array[]} parts */
function join(parts) {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
