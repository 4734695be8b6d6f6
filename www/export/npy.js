/** Writes NPY, the format NumPy saves one array in: NEP 1, version 1.0. */

/** Values begin at a multiple of it. */
const ALIGNED = 64;
/** Magic string, version and the header's length. */
const BEFORE_HEADER = 10;

/**
 * @param {Float32Array | Float64Array | Uint8Array} values row by row
 * @param {number[]} shape
 * @returns {ArrayBuffer} a file that `numpy.load` reads
 */
export function npyFile(values, shape) {
  const sizes = shape.join(", ") + (shape.length === 1 ? "," : "");
  const text = `{'descr': '${typeOf(values)}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const rest = (BEFORE_HEADER + text.length + 1) % ALIGNED;
  const header = `${text.padEnd(text.length + ((ALIGNED - rest) % ALIGNED))}\n`;
  const offset = BEFORE_HEADER + header.length;
  const bytes = new Uint8Array(offset + values.byteLength);
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
  new DataView(bytes.buffer).setUint16(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), BEFORE_HEADER);
  const { buffer, byteOffset, byteLength } = values;
  // Every machine that runs a browser is little-endian.
  bytes.set(new Uint8Array(buffer, byteOffset, byteLength), offset);
  return bytes.buffer;
}

/** @param {Float32Array | Float64Array | Uint8Array} values */
function typeOf(values) {
  if (values instanceof Float32Array) return "<f4";
  return values instanceof Float64Array ? "<f8" : "|u1";
}
