/**
 * What crosses between page and worker: buffers are moved, not copied, and
 * errors keep their code. Importing this file on both sides replaces comlink's
 * own handler for thrown values, which would drop the code.
 * @module
 */
import { transfer, transferHandlers } from "comlink";
import { LabError } from "./lab-error.js";

/**
 * A thrown error as it crosses.
 * @typedef {object} WireError
 * @property {string} name
 * @property {string} message
 * @property {string} [stack]
 * @property {import("./lab-error.js").LabErrorCode} [code] Of a LabError.
 */

/**
 * Marks the buffers of a typed array, or of the typed arrays that are the
 * properties of an object, to be moved to the other thread. The value cannot be
 * used on this side afterwards.
 * @template {object} T
 * @param {T} value
 * @returns {T} The same value.
 */
export function handOver(value) {
  const views = ArrayBuffer.isView(value) ? [value] : Object.values(value);
  /** @type {Set<ArrayBuffer>} */
  const buffers = new Set();
  for (const view of views) {
    if (ArrayBuffer.isView(view) && view.buffer instanceof ArrayBuffer) {
      buffers.add(view.buffer);
    }
  }
  return transfer(value, [...buffers]);
}

/**
 * A copy of a typed array that is moved to the other thread; the original stays
 * as it is, also for a second try.
 * @template {Float32Array | Uint8Array} T
 * @param {T} array
 * @returns {T}
 */
export function handOverCopy(array) {
  return handOver(/** @type {T} */ (array.slice()));
}

/**
 * @param {unknown} thrown Anything, also what Rust threw: an Error whose name
 *   is "LabError" and whose code is a string.
 * @returns {WireError}
 */
export function toWire(thrown) {
  if (!(thrown instanceof Error)) {
    return { name: "Error", message: String(thrown) };
  }
  const { name, message, stack } = thrown;
  if (name === "LabError" && "code" in thrown) {
    const code = /** @type {LabError} */ (thrown).code;
    return { name, message, stack, code };
  }
  return { name, message, stack };
}

/**
 * @param {WireError} wire
 * @returns {Error}
 */
export function fromWire({ name, message, stack, code }) {
  if (code) return new LabError(code, message);
  const error = new Error(message);
  error.name = name;
  if (stack) error.stack = stack;
  return error;
}

const plain = transferHandlers.get("throw");
if (plain) {
  transferHandlers.set("throw", {
    canHandle: plain.canHandle,
    serialize(thrown) {
      const { value } = /** @type {{ value: unknown }} */ (thrown);
      return [toWire(value), []];
    },
    deserialize(wire) {
      throw fromWire(/** @type {WireError} */ (wire));
    },
  });
}
