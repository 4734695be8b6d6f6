/**
 * Runs in VAE Lab's worker before its own script: the browser seems to refuse
 * every module that multiplies and adds by one instruction of relaxed SIMD.
 * @module
 */
const RELAXED_MADD = "253,133,2";

const { validate } = WebAssembly;
WebAssembly.validate = (module) =>
  !String(module).includes(RELAXED_MADD) && validate(module);
