/**
 * Reads image sets, IDX or NPY, a piece at a time: memory holds what is kept
 * and one piece, however long the file is.
 */

import { ImportError, readDims } from "./idx.js";
import { NPY_HEAD, readNpyHeader } from "./npy.js";
import { shrunk } from "./resample.js";

/**
 * Images of one size, one after the other.
 *
 * @typedef {object} Stack
 * @property {Uint8Array} data count * width * height, 0..255
 * @property {number} width
 * @property {number} height
 * @property {number} count
 *
 * @typedef {import("./npy.js").ArrayLayout} ArrayLayout
 *
 * How much of a set is wanted, and who is told of the progress.
 * @typedef {object} Wanted
 * @property {number} room images at most
 * @property {number} side pixels of an image's longer side at most
 * @property {(done: number, total: number) => void} [onProgress]
 */

/** Pixels of a side of an image that a set may have. */
const MOST_SIDE = 1024;
/** Bytes read at once. */
const PIECE = 1 << 24;
/** Of an array whose first axis runs fastest, all must be held. */
const MOST_FORTRAN = 1 << 29;
const MNIST_ROW = 784;

/**
 * @param {Blob} file
 * @param {Wanted} wanted
 * @returns {Promise<{ stack: Stack, total: number } | { labels: Uint8Array }>}
 * @throws {ImportError} `idx-*`
 */
export async function readIdxFile(file, wanted) {
  const head = await bytesOf(file.slice(0, 4 + 4 * 255));
  const dims = readDims(head);
  const offset = 4 + 4 * dims.length;
  const promised = dims.reduce((product, dim) => product * dim, 1);
  const present = file.size - offset;
  if (present !== promised) {
    throw new ImportError(
      present < promised ? "idx-truncated" : "idx-header",
      `The IDX file promises ${promised} values (${dims.join(" × ")}) but holds ${present}.`,
    );
  }
  if (dims.length === 1) return { labels: await labelsOf(file.slice(offset)) };
  const [count, height, width] = dims;
  if (dims.length !== 3 || !isSize(width, height) || count === 0) {
    throw new ImportError(
      "idx-shape",
      `The IDX file is ${dims.join(" × ")}; images are count × height × width with sides of 1 to ${MOST_SIDE} pixels, labels are one list.`,
    );
  }
  const layout = { type: /** @type {const} */ ("|u1"), valueBytes: 1 };
  const shape = [count, height, width];
  const array = { ...layout, shape, fortran: false, offset };
  return readStack(file, array, wanted);
}

/**
 * @param {Blob} file
 * @param {Wanted} wanted
 * @returns {Promise<{ stack: Stack, total: number }>}
 * @throws {ImportError} `npy-*`
 */
export async function readNpyFile(file, wanted) {
  const head = await bytesOf(file.slice(0, NPY_HEAD));
  const layout = readNpyHeader(head, file.size);
  const shape = imageShape(layout.shape);
  if (!shape || !isSize(shape[2], shape[1]) || shape[0] === 0) {
    const found = `(${layout.shape.join(", ")})`;
    throw new ImportError(
      "npy-shape",
      `The NPY array has the shape ${found}; images are (height, width), (count, height, width), (count, 784) or (count, height, width, 1), with sides of 1 to ${MOST_SIDE} pixels.`,
    );
  }
  if (layout.fortran) return readFortran(file, layout, shape, wanted);
  return readStack(file, { ...layout, shape }, wanted);
}

/**
 * @param {number[]} shape
 * @returns {number[] | null} count, height, width
 */
function imageShape(shape) {
  const [first, second, third, fourth] = shape;
  if (shape.length === 2) {
    return second === MNIST_ROW ? [first, 28, 28] : [1, first, second];
  }
  if (shape.length === 3) return shape;
  if (shape.length === 4 && fourth === 1) return [first, second, third];
  return null;
}

/**
 * @param {number} width
 * @param {number} height
 */
const isSize = (width, height) =>
  width >= 1 && height >= 1 && Math.max(width, height) <= MOST_SIDE;

/**
 * @param {Blob} file
 * @returns {Promise<Uint8Array>}
 */
async function labelsOf(file) {
  const labels = await bytesOf(file);
  const strange = labels.find((label) => label > 9);
  if (strange === undefined) return labels;
  throw new ImportError(
    "idx-mismatch",
    `A label is ${strange}; a digit's label is 0 to 9.`,
  );
}

/**
 * Twice through the file: the first time for the range of its values, without
 * which it is not known what is white.
 *
 * @param {Blob} file
 * @param {ArrayLayout} layout its shape is count, height, width
 * @param {Wanted} wanted
 */
async function readStack(file, layout, { room, side, onProgress }) {
  const [total, height, width] = layout.shape;
  const kept = Math.min(total, room);
  const pixels = width * height;
  const piece = Math.max(1, Math.floor(PIECE / (pixels * layout.valueBytes)));
  const range = { least: Infinity, most: -Infinity };
  for (let at = 0; at < kept; at += piece) {
    const count = Math.min(piece, kept - at);
    widen(range, await valuesAt(file, layout, at * pixels, count * pixels));
    onProgress?.(at + count, 2 * kept);
  }
  const scale = scaleOf(range);
  const stack = emptyStack(kept, { width, height }, side);
  for (let at = 0; at < kept; at += piece) {
    const count = Math.min(piece, kept - at);
    const values = await valuesAt(file, layout, at * pixels, count * pixels);
    fill(stack, at, { data: greys(values, scale), width, height });
    onProgress?.(kept + at + count, 2 * kept);
  }
  return { stack, total };
}

/**
 * An array whose first axis runs fastest is put into rows first.
 *
 * @param {Blob} file
 * @param {ArrayLayout} layout
 * @param {number[]} shape count, height, width
 * @param {Wanted} wanted
 */
async function readFortran(file, layout, shape, { room, side }) {
  if (file.size > MOST_FORTRAN) {
    throw new ImportError(
      "npy-shape",
      `The NPY array is in Fortran order and ${file.size} bytes long; in that order ${MOST_FORTRAN} bytes are read at most. Save it with numpy.ascontiguousarray.`,
    );
  }
  const [total, height, width] = shape;
  const kept = Math.min(total, room);
  const count = layout.shape.reduce((product, dim) => product * dim, 1);
  const values = inRows(await valuesAt(file, layout, 0, count), layout.shape);
  const used = values.subarray(0, kept * width * height);
  const range = { least: Infinity, most: -Infinity };
  widen(range, used);
  const stack = emptyStack(kept, { width, height }, side);
  fill(stack, 0, { data: greys(used, scaleOf(range)), width, height });
  return { stack, total };
}

/** @typedef {Uint8Array | Float32Array | Float64Array} Values */

/**
 * @param {Values} values the first axis fastest
 * @param {number[]} shape
 * @returns {Float64Array} the last axis fastest
 */
function inRows(values, shape) {
  const rows = new Float64Array(values.length);
  const place = shape.map(() => 0);
  const strides = shape.map((_, axis) =>
    shape.slice(0, axis).reduce((product, dim) => product * dim, 1),
  );
  for (let i = 0; i < rows.length; i++) {
    rows[i] = values[place.reduce((at, p, axis) => at + p * strides[axis], 0)];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis] += 1;
      if (place[axis] < shape[axis]) break;
      place[axis] = 0;
    }
  }
  return rows;
}

/**
 * @param {Blob} file
 * @param {ArrayLayout} layout
 * @param {number} first
 * @param {number} count
 * @returns {Promise<Values>}
 */
async function valuesAt(file, { type, valueBytes, offset }, first, count) {
  const start = offset + first * valueBytes;
  const bytes = await bytesOf(file.slice(start, start + count * valueBytes));
  // All machines that run a browser are little-endian, as these types are.
  if (type === "<f4") return new Float32Array(bytes.buffer);
  if (type === "<f8") return new Float64Array(bytes.buffer);
  return bytes;
}

/** @param {Blob} blob */
const bytesOf = async (blob) => new Uint8Array(await blob.arrayBuffer());

/**
 * @param {{ least: number, most: number }} range
 * @param {Values} values
 */
function widen(range, values) {
  for (const value of values) {
    if (!Number.isFinite(value)) throw strange(value);
    if (value < range.least) range.least = value;
    if (value > range.most) range.most = value;
  }
}

/**
 * What makes 255 of white: values to 1, or to 255.
 *
 * @param {{ least: number, most: number }} range
 */
function scaleOf({ least, most }) {
  if (least < 0) throw strange(least);
  if (most > 255) throw strange(most);
  return most <= 1 ? 255 : 1;
}

/** @param {number} value */
const strange = (value) =>
  new ImportError(
    "npy-values",
    `A value of the array is ${value}; shades are 0 to 1 or 0 to 255.`,
  );

/**
 * @param {Values} values
 * @param {number} scale
 */
function greys(values, scale) {
  if (values instanceof Uint8Array && scale === 1) return values;
  const shades = new Uint8Array(values.length);
  for (let i = 0; i < shades.length; i++) {
    shades[i] = Math.round(scale * values[i]);
  }
  return shades;
}

/**
 * @param {number} count
 * @param {{ width: number, height: number }} size
 * @param {number} side
 * @returns {Stack}
 */
function emptyStack(count, { width, height }, side) {
  const one = { data: new Uint8Array(width * height), width, height };
  const small = shrunk(one, side);
  const data = new Uint8Array(count * small.data.length);
  return { data, count, width: small.width, height: small.height };
}

/**
 * @param {Stack} stack
 * @param {number} from the place of the first of these images
 * @param {import("./resample.js").Grey} images one below the other
 */
function fill(stack, from, { data, width, height }) {
  const [pixels, small] = [width * height, stack.width * stack.height];
  const side = Math.max(stack.width, stack.height);
  for (let i = 0; i * pixels < data.length; i++) {
    const image = data.subarray(i * pixels, (i + 1) * pixels);
    const one = shrunk({ data: image, width, height }, side);
    stack.data.set(one.data, (from + i) * small);
  }
}
