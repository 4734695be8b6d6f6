/**
 * Which vector instructions this browser's WebAssembly has, found out by
 * validating small modules that use them.
 * @module
 */

/** @typedef {(module: Uint8Array<ArrayBuffer>) => boolean} Validate */

/** A module's start, with one function that gives a vector back. */
const HEAD = [
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
];
const GET_ZERO = [65, 0];
const SPLAT_BYTES = [253, 15];
const COUNT_BITS = [253, 98];
const RELAXED_MADD = [253, 133, 2];
const END = 11;

/** @param {number[]} code What the function does. */
function moduleOf(...code) {
  const body = [0, ...code, END];
  const section = [1, body.length, ...body];
  return new Uint8Array([...HEAD, 10, section.length, ...section]);
}

const SPLAT = [...GET_ZERO, ...SPLAT_BYTES];
const SIMD = moduleOf(...SPLAT, ...COUNT_BITS);
const RELAXED = moduleOf(...SPLAT, ...SPLAT, ...SPLAT, ...RELAXED_MADD);

/** @param {Validate} validate `WebAssembly.validate` */
export const hasSimd = (validate) => validate(SIMD);

/**
 * Whether it also has relaxed SIMD, by which a CPU multiplies and adds at once.
 * @param {Validate} validate `WebAssembly.validate`
 */
export const hasRelaxedSimd = (validate) => validate(RELAXED);
