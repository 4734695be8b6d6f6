/**
 * Reads IDX, the format MNIST is published in, and refuses what is not it.
 *
 * Layout: two zero bytes, a type byte (8 = unsigned byte, the only one MNIST
 * uses), the number of dimensions, each dimension as a big-endian uint32,
 * then the values in row-major order.
 */

/** An import that was refused: `code` is stable, the message a sentence. */
export class ImportError extends Error {
  /**
   * @param {string} code one of the documented codes: `idx-*`, `npy-*`, `picture-*`, `file-*`, `digits-*`
   * @param {string} message a full sentence that names the bad value
   */
  constructor(code, message) {
    super(message);
    this.name = "ImportError";
    this.code = code;
  }
}

const UNSIGNED_BYTE = 8;

/**
 * One IDX file of unsigned bytes.
 *
 * @param {Uint8Array} bytes the whole file, not compressed
 * @returns {{ dims: number[], data: Uint8Array }} data is a view, not a copy
 * @throws {ImportError} `idx-header` or `idx-truncated`
 */
export function readIdx(bytes) {
  const dims = readDims(bytes);
  const start = 4 + 4 * dims.length;
  const promised = dims.reduce((product, dim) => product * dim, 1);
  const present = bytes.byteLength - start;
  if (present < promised) {
    throw new ImportError(
      "idx-truncated",
      `The IDX file promises ${promised} values (${dims.join(" × ")}) but holds ${present}.`,
    );
  }
  if (present > promised) {
    throw new ImportError(
      "idx-header",
      `The IDX file promises ${promised} values (${dims.join(" × ")}) but holds ${present}: more than its header says.`,
    );
  }
  return { dims, data: bytes.subarray(start) };
}

/**
 * @param {Uint8Array} bytes
 * @returns {number[]}
 */
export function readDims(bytes) {
  if (bytes.byteLength < 4) {
    throw new ImportError(
      "idx-truncated",
      `An IDX file begins with 4 bytes; this one has ${bytes.byteLength}.`,
    );
  }
  const [zero, alsoZero, type, rank] = bytes;
  if (zero !== 0 || alsoZero !== 0 || rank === 0) {
    const found = [...bytes.subarray(0, 4)].join(" ");
    throw new ImportError(
      "idx-header",
      `This is not an IDX file: its first four bytes are ${found}.`,
    );
  }
  if (type !== UNSIGNED_BYTE) {
    throw new ImportError(
      "idx-header",
      `The IDX file holds values of type ${type}; only type 8 (unsigned bytes) is read.`,
    );
  }
  if (bytes.byteLength < 4 + 4 * rank) {
    throw new ImportError(
      "idx-truncated",
      `The IDX header promises ${rank} dimensions, but the file ends after ${bytes.byteLength} bytes.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
}

/**
 * Labelled digits: an images file and the labels file that belongs to it.
 *
 * @typedef {object} Digits
 * @property {Uint8Array} images count * 784, 0..255, row-major
 * @property {Uint8Array} labels count, 0..9
 * @property {number} count
 */

/**
 * Pairs images `[count, 28, 28]` with labels `[count]`.
 *
 * @param {Uint8Array} imageBytes an IDX file
 * @param {Uint8Array} labelBytes an IDX file
 * @returns {Digits}
 * @throws {ImportError} `idx-header`, `idx-truncated` or `idx-mismatch`
 */
export function readDigits(imageBytes, labelBytes) {
  const images = readIdx(imageBytes);
  const labels = readIdx(labelBytes);
  const [count, height, width] = images.dims;
  if (images.dims.length !== 3 || height !== 28 || width !== 28) {
    throw new ImportError(
      "idx-mismatch",
      `The images must be count × 28 × 28; this file is ${images.dims.join(" × ")}.`,
    );
  }
  if (labels.dims.length !== 1) {
    throw new ImportError(
      "idx-mismatch",
      `The labels must be one list; this file is ${labels.dims.join(" × ")}.`,
    );
  }
  if (labels.dims[0] !== count) {
    throw new ImportError(
      "idx-mismatch",
      `There are ${count} images but ${labels.dims[0]} labels.`,
    );
  }
  const strange = labels.data.find((label) => label > 9);
  if (strange !== undefined) {
    throw new ImportError(
      "idx-mismatch",
      `A label is ${strange}; a digit's label is 0 to 9.`,
    );
  }
  return { images: images.data, labels: labels.data, count };
}
