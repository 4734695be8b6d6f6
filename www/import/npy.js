/**
 * Reads the header of NPY, the format NumPy saves one array in, strictly.
 *
 * Layout (NEP 1): a magic string, a version, the header's length, the header
 * as a Python dictionary of exactly three keys, then the values.
 */

import { ImportError } from "./idx.js";

/** How many first bytes hold every header that is read. */
export const NPY_HEAD = 1 << 16;

/** Bytes a value, of the types that are read. */
const VALUE_BYTES = { "|u1": 1, "|b1": 1, "<f4": 4, "<f8": 8 };

/**
 * How an array lies in its file.
 *
 * @typedef {keyof typeof VALUE_BYTES} ValueType
 * @typedef {object} ArrayLayout
 * @property {ValueType} type
 * @property {number} valueBytes
 * @property {number[]} shape
 * @property {boolean} fortran whether the first axis runs fastest
 * @property {number} offset of the first value, in bytes
 */

/**
 * @param {Uint8Array} head the first NPY_HEAD bytes of the file
 * @param {number} size of the whole file, in bytes
 * @returns {ArrayLayout}
 * @throws {ImportError} `npy-header`, `npy-type` or `npy-truncated`
 */
export function readNpyHeader(head, size) {
  const { text, offset } = headerText(head);
  const { descr, fortran_order: order, shape } = dictionary(text);
  const type = descr.slice(1, -1);
  if (!isRead(type)) {
    throw new ImportError(
      "npy-type",
      `The NPY file holds values of type ${descr}; |u1 (bytes), |b1 (true or false), <f4 and <f8 (floats) are read.`,
    );
  }
  const layout = {
    type,
    valueBytes: VALUE_BYTES[type],
    shape: (shape.match(/\d+/g) ?? []).map(Number),
    fortran: order === "True",
    offset,
  };
  checkSize(layout, size);
  return layout;
}

/**
 * @param {string} type
 * @returns {type is ValueType}
 */
const isRead = (type) => Object.hasOwn(VALUE_BYTES, type);

/** @param {Uint8Array} head */
function headerText(head) {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const major = head[6];
  if (head.length < 12) throw header("it ends inside its first 12 bytes");
  if (major < 1 || major > 3) {
    throw header(`its version is ${major}; versions 1, 2 and 3 are read`);
  }
  const start = major === 1 ? 10 : 12;
  const length =
    major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const offset = start + length;
  if (offset > head.length) {
    throw header(`its header promises ${length} bytes, more than there are`);
  }
  const text = new TextDecoder("latin1").decode(head.subarray(start, offset));
  return { text, offset };
}

/** One entry of the dictionary; a structured type is a list. */
const ENTRY =
  /\s*'(descr|fortran_order|shape)'\s*:\s*('[^']*'|\[.*?\](?=\s*,\s*')|True|False|\([\d\s,]*\))\s*(?:,|(?=\}))/y;

/** @type {Record<string, RegExp>} */
const VALUES = {
  descr: /^['[]/,
  fortran_order: /^(True|False)$/,
  shape: /^\(/,
};

/**
 * @param {string} text
 * @returns {Record<string, string>}
 */
function dictionary(text) {
  /** @type {Record<string, string>} */
  const found = {};
  ENTRY.lastIndex = text.startsWith("{") ? 1 : text.length;
  let end = ENTRY.lastIndex;
  for (let entry = ENTRY.exec(text); entry; entry = ENTRY.exec(text)) {
    const [, name, value] = entry;
    if (name in found || !VALUES[name].test(value)) break;
    found[name] = value;
    end = ENTRY.lastIndex;
  }
  const whole = Object.keys(found).length === 3;
  if (!whole || !/^\s*\}\s*$/.test(text.slice(end))) {
    const shown = text.trim().slice(0, 80);
    throw header(
      `its header must be a dictionary of descr, fortran_order and shape, and is “${shown}”`,
    );
  }
  return found;
}

/**
 * @param {ArrayLayout} layout
 * @param {number} size
 */
function checkSize({ shape, valueBytes, offset }, size) {
  const values = shape.reduce((product, side) => product * side, 1);
  const present = size - offset;
  if (present === values * valueBytes) return;
  throw new ImportError(
    present < values * valueBytes ? "npy-truncated" : "npy-header",
    `The NPY file promises ${values * valueBytes} bytes of values (${shape.join(" × ")}, ${valueBytes} a value) but holds ${present}.`,
  );
}

/** @param {string} what */
const header = (what) =>
  new ImportError("npy-header", `The NPY file cannot be read: ${what}.`);
