/**
 * The models that ship beside the engine.
 * @module
 */

/**
 * Each URL is spelled out because bundlers follow only this literal pattern.
 * @type {ReadonlyMap<string, () => URL>}
 */
export const SHIPPED_MODELS = new Map([
  [
    "dense-z20",
    () => new URL("./models/dense-z20.safetensors", import.meta.url),
  ],
]);
