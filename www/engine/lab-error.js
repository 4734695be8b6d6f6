/**
 * The one error class of the engine, known to the page and the worker alike.
 * @module
 */

/** Stable codes: programs compare them, people read the message. */
export const LAB_ERROR_CODES = /** @type {const} */ ([
  "weights-not-safetensors",
  "weights-truncated",
  "weights-header-too-large",
  "weights-header-invalid",
  "weights-config-missing",
  "weights-config-invalid",
  "weights-version",
  "weights-kind",
  "weights-architecture-mismatch",
  "weights-tensor-missing",
  "weights-tensor-unexpected",
  "weights-tensor-shape",
  "weights-tensor-dtype",
  "weights-nonfinite",
  "weights-packing-invalid",
  "weights-prior-invalid",
  "weights-not-found",
  "weights-unreachable",
  "not-in-file",
  "model-unknown",
  "config-invalid",
  "images-length",
  "images-type",
  "images-range",
  "images-empty",
  "labels-missing",
  "labels-unexpected",
  "labels-length",
  "labels-type",
  "labels-range",
  "latents-length",
  "latents-nonfinite",
  "models-differ",
  "nothing-to-do",
  "passport-missing",
  "student-larger",
  "teacher-differs",
  "prior-invalid",
  "prior-collapsed",
  "prior-missing",
  "option-out-of-range",
  "option-unknown",
  "training-in-progress",
  "training-not-begun",
  "work-not-begun",
  "lab-closed",
  "device-unavailable",
  "device-lost",
  "unsupported-environment",
  "superseded",
  "idx-truncated",
  "idx-header",
  "idx-mismatch",
  "model-missing",
]);

/** @typedef {(typeof LAB_ERROR_CODES)[number]} LabErrorCode */

/** An error with a stable `code` and a sentence that names the bad value. */
export class LabError extends Error {
  /**
   * @param {LabErrorCode} code What went wrong, for programs.
   * @param {string} message What went wrong, for people: a full sentence.
   * @param {ErrorOptions} [options] The cause, where there is one.
   */
  constructor(code, message, options) {
    super(message, options);
    this.name = "LabError";
    /** @type {LabErrorCode} */
    this.code = code;
  }
}

/**
 * Whether something thrown says that the device (GPU, wasm module or worker)
 * is gone.
 * @param {unknown} thrown
 * @returns {thrown is LabError}
 */
export function isDeviceLost(thrown) {
  return thrown instanceof LabError && thrown.code === "device-lost";
}

/**
 * The message of anything thrown, on one line and without its full stop, to
 * stand inside another sentence.
 * @param {unknown} thrown
 * @returns {string}
 */
export function messageOf(thrown) {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.replace(/\s+/g, " ").trim().replace(/\.$/, "");
}
