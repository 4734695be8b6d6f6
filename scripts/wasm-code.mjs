/**
 * Reads WebAssembly's binary format as far as a rewriter of functions needs it:
 * sections, numbers, where instructions end, how many operands they take.
 */

/** Before the first section. */
export const HEADER_BYTES = 8;

/**
 * A module's sections, each from `start` to `end`; what it holds begins at
 * `content`.
 * @param {Uint8Array} module
 */
export function sectionsOf(module) {
  const sections = [];
  for (let start = HEADER_BYTES; start < module.length;) {
    const size = readLeb(module, start + 1);
    const end = size.next + size.value;
    sections.push({ id: module[start], start, content: size.next, end });
    start = end;
  }
  return sections;
}

/**
 * An unsigned LEB128 number, and where the bytes after it begin.
 * @param {Uint8Array} bytes
 * @param {number} start
 */
export function readLeb(bytes, start) {
  let value = 0;
  for (let next = start, shift = 0; ; next++, shift += 7) {
    value += (bytes[next] & 0x7f) * 2 ** shift;
    if (bytes[next] < 0x80) return { value, next: next + 1 };
  }
}

/**
 * @param {number} value not negative
 * @returns {number[]} It as an unsigned LEB128 number.
 */
export function writeLeb(value) {
  const bytes = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) {
    bytes.push((value % 0x80) | 0x80);
  }
  return [...bytes, value];
}

const BULK = 0xfc;
const VECTOR = 0xfd;

/** @param {number} code @returns {number} A vector instruction's operation. */
export const vector = (code) => VECTOR * 0x10000 + code;

/**
 * The instruction that begins there: its operation, which for one with a prefix
 * is prefix × 2¹⁶ + code, its first immediate and its end.
 * @param {Uint8Array} bytes
 * @param {number} start
 */
export function readInstruction(bytes, start) {
  const prefix = bytes[start];
  if (prefix !== BULK && prefix !== VECTOR) {
    const end = skip(bytes, start + 1, immediatesOf(prefix));
    return { operation: prefix, immediate: start + 1, end };
  }
  const { value, next } = readLeb(bytes, start + 1);
  const what =
    prefix === BULK ? bulkImmediates(value) : vectorImmediates(value);
  const operation = prefix * 0x10000 + value;
  return { operation, immediate: next, end: skip(bytes, next, what) };
}

/**
 * What follows an instruction: L is a LEB128 number, V a list of them with its
 * length before it, M where in memory, a digit so many bytes.
 * @param {number} code
 */
function immediatesOf(code) {
  if (code >= 0x45 && code <= 0xc4) return "";
  if (code >= 0x28 && code <= 0x3e) return "M";
  if (code >= 0x20 && code <= 0x26) return "L";
  if ([0x02, 0x03, 0x04, 0x0c, 0x0d, 0x10, 0x12].includes(code)) return "L";
  if ([0x3f, 0x40, 0x41, 0x42, 0xd0, 0xd2].includes(code)) return "L";
  if ([0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b, 0xd1].includes(code))
    return "";
  if (code === 0x11 || code === 0x13) return "LL";
  if (code === 0x0e) return "VL";
  if (code === 0x1c) return "V";
  if (code === 0x43) return "4";
  if (code === 0x44) return "8";
  throw new Error(`Instruction 0x${code.toString(16)} is not known.`);
}

/** @param {number} code behind the prefix of bulk memory and conversions */
function bulkImmediates(code) {
  if (code <= 7) return "";
  if ([9, 11, 13, 15, 16, 17].includes(code)) return "L";
  if ([8, 10, 12, 14].includes(code)) return "LL";
  throw new Error(`Instruction 0xfc ${code} is not known.`);
}

/** @param {number} code behind the vectors' prefix */
function vectorImmediates(code) {
  if (code <= 11 || code === 92 || code === 93) return "M";
  if (code === 12 || code === 13) return "88";
  if (code >= 21 && code <= 34) return "1";
  if (code >= 84 && code <= 91) return "M1";
  if (code <= 0x113) return "";
  throw new Error(`Instruction 0xfd ${code} is not known.`);
}

/** That the first number of M names a memory too. */
const NAMES_MEMORY = 0x40;

/**
 * @param {Uint8Array} bytes
 * @param {number} start
 * @param {string} what
 * @returns {number} Where the bytes after these immediates begin.
 */
function skip(bytes, start, what) {
  let at = start;
  const leb = () => {
    const { value, next } = readLeb(bytes, at);
    at = next;
    return value;
  };
  for (const kind of what) {
    if (kind === "L") leb();
    else if (kind === "V") for (let left = leb(); left > 0; left--) leb();
    else if (kind === "M")
      for (let left = leb() & NAMES_MEMORY ? 2 : 1; left > 0; left--) leb();
    else at += Number(kind);
  }
  return at;
}

/** @param {number} first @param {number} last */
const range = (first, last) =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Those that leave one number, by how many they take. */
const LEAVE_ONE = [
  // local.get, global.get, constants
  [0x20, 0x23, ...range(0x41, 0x44), vector(12)],
  [
    // local.tee, loads, tests for 0, bits counted, roundings, conversions
    ...[0x22, ...range(0x28, 0x35), 0x45, 0x50],
    ...[...range(0x67, 0x69), ...range(0x79, 0x7b)],
    ...[...range(0x8b, 0x91), ...range(0x99, 0x9f), ...range(0xa7, 0xc4)],
    // loads, splats, lanes taken out; f32x4: roundings, abs, neg, sqrt
    ...[...range(0, 10), 92, 93, ...range(15, 20)].map(vector),
    ...[21, 22, 24, 25, 27, 29, 31, 33].map(vector),
    ...[...range(103, 106), 224, 225, 227].map(vector),
    // v128.not, i32x4: abs, neg, from and to f32x4
    ...[77, 160, 161, ...range(248, 251)].map(vector),
  ],
  [
    // comparisons and arithmetic of numbers
    ...[...range(0x46, 0x4f), ...range(0x51, 0x66), ...range(0x6a, 0x78)],
    ...[...range(0x7c, 0x8a), ...range(0x92, 0x98), ...range(0xa0, 0xa6)],
    // shuffle, swizzle, lanes put in; comparisons of i32x4 and f32x4
    ...[13, 14, 23, 26, 28, 30, 32, 34, ...range(55, 70)].map(vector),
    // and, andnot, or, xor, lanes loaded; i32x4: shifts, add, sub, mul
    ...[...range(78, 81), ...range(84, 87), ...range(171, 174)].map(vector),
    ...[177, 181, 228, 229, 230, 231, ...range(232, 235)].map(vector),
  ],
  // select, bitselect
  [0x1b, vector(82)],
];

/** @type {Map<number, number>} */
const TAKES = new Map(
  LEAVE_ONE.flatMap((operations, takes) =>
    operations.map((operation) => /** @type {const} */ ([operation, takes])),
  ),
);

/**
 * How many operands an operation takes that leaves one result and does nothing
 * else but, at most, read memory or set a local it also leaves.
 * @param {number} operation
 * @returns {number | undefined} undefined of all others, and where not known
 */
export const operandsOf = (operation) => TAKES.get(operation);
