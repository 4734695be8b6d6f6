/**
 * Where weights come from: a shipped name, a URL, bytes at hand, or a config
 * for fresh ones.
 * @module
 */
import { throwIfAborted } from "./abort.js";
import { isHere, load } from "./assets.js";
import { fetchDecoderFirst } from "./decoder-first.js";
import { LabError, messageOf } from "./lab-error.js";
import { checkConfig } from "./options.js";
import { known } from "./progress.js";
import { DECODER_FIRST, SHIPPED_MODELS } from "./shipped-models.js";

/**
 * @typedef {import("./engine.js").ModelSource} ModelSource
 * @typedef {import("./lab-types.js").OnProgress} OnProgress
 */

/**
 * @typedef {object} FetchOptions
 * @property {AbortSignal} [signal]
 * @property {OnProgress} [onProgress]
 * @property {ReadonlyMap<string, () => URL>} [shipped] What a name may be of; the
 *   models by default.
 */

/**
 * Resolves what `Lab.create` was given as its model.
 * @param {unknown} model
 * @param {FetchOptions} options
 * @returns {Promise<ModelSource>}
 * @throws {LabError} `model-unknown`, `config-invalid`, `option-out-of-range`,
 *   or what `resolveWeights` throws.
 */
export async function resolveModel(model, options) {
  if (isPlainObject(model)) return { config: copyConfig(model) };
  const parts = DECODER_FIRST.get(model);
  // Only the first part is what the caller waits for, and may give up.
  if (parts?.every((part) => isHere(part())))
    return fetchDecoderFirst(parts, (url, signal) =>
      fetchWeights(url, signal ? { signal } : options),
    );
  return { bytes: await resolveWeights(model, options) };
}

/**
 * The bytes of a weights file, in memory that is the engine's own.
 * @param {unknown} weights
 * @param {FetchOptions} options
 * @returns {Promise<Uint8Array>}
 * @throws {LabError} `weights-not-found`, `weights-unreachable`,
 *   `weights-not-safetensors`, `model-unknown`, `option-out-of-range`.
 */
export async function resolveWeights(weights, options) {
  if (weights instanceof ArrayBuffer) return new Uint8Array(weights.slice(0));
  if (weights instanceof Uint8Array) return Uint8Array.from(weights);
  if (weights instanceof URL) return fetchWeights(weights, options);
  if (typeof weights === "string") {
    return fetchWeights(urlOf(weights, options.shipped), options);
  }
  throw new LabError(
    "option-out-of-range",
    `The weights are ${String(weights)}; they must be a shipped name, a URL, ` +
      "an ArrayBuffer or a Uint8Array.",
  );
}

/**
 * @param {unknown} value
 * @returns {value is object}
 */
function isPlainObject(value) {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/**
 * A config's own copy, without what is undefined.
 * @param {object} config
 * @returns {object}
 */
function copyConfig(config) {
  checkConfig(config);
  const given = Object.entries(config).filter(([, value]) => {
    return value !== undefined;
  });
  try {
    return structuredClone(Object.fromEntries(given));
  } catch (error) {
    throw new LabError(
      "config-invalid",
      `The model's config is more than data: ${messageOf(error)}.`,
    );
  }
}

/**
 * A name is a word; anything with a slash, a dot or a colon is an address.
 * @param {string} text
 * @param {ReadonlyMap<string, () => URL>} [shipped]
 * @returns {URL}
 */
function urlOf(text, shipped = SHIPPED_MODELS) {
  const file = shipped.get(text);
  if (file) return file();
  const url = /[/.:]/.test(text) ? parseUrl(text) : undefined;
  if (url) return url;
  const names = [...shipped.keys()].map((name) => `"${name}"`);
  throw new LabError(
    "model-unknown",
    `Nothing named "${text}" is shipped; there is ${names.join(", ")}. ` +
      "An address needs a slash or a dot in it.",
  );
}

/**
 * @param {string} text
 * @returns {URL | undefined}
 */
function parseUrl(text) {
  try {
    const { document, location } = globalThis;
    return new URL(text, document?.baseURI ?? location?.href);
  } catch {
    return undefined;
  }
}

/**
 * @param {URL} url
 * @param {FetchOptions} options
 * @returns {Promise<Uint8Array>}
 */
async function fetchWeights(url, { signal, onProgress }) {
  try {
    const response = await load(url, { signal });
    if (!response.ok) throw notFound(url, response.status);
    const bytes = await readBody(response, onProgress);
    if (isMarkup(bytes)) throw notWeights(url);
    return bytes;
  } catch (error) {
    if (error instanceof LabError) throw error;
    throwIfAborted(signal, "Loading the weights");
    throw new LabError(
      "weights-unreachable",
      `The weights at ${url} could not be loaded (${messageOf(error)}): ` +
        "the network is down, or that host does not allow other sites to read.",
      { cause: error },
    );
  }
}

/**
 * @param {Response} response
 * @param {OnProgress} [onProgress]
 * @returns {Promise<Uint8Array>}
 */
async function readBody(response, onProgress) {
  const compressed = response.headers.has("Content-Encoding");
  const length = Number(response.headers.get("Content-Length"));
  const totalBytes = compressed ? undefined : length || undefined;
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const parts = [];
  let loadedBytes = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done || !value) break;
    parts.push(value);
    loadedBytes += value.byteLength;
    onProgress?.({ phase: "weights", ...known(loadedBytes, totalBytes) });
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/**
 * Hosts of single-page apps answer every address with their page. The bytes
 * tell; the type does not, since some hosts call every unknown file text/html.
 * @param {Uint8Array} bytes
 * @returns {boolean}
 */
function isMarkup(bytes) {
  const start = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart();
  return /^<[!?a-z]/i.test(start);
}

/**
 * @param {URL} url
 * @param {number} status
 */
function notFound(url, status) {
  return new LabError(
    "weights-not-found",
    `The weights at ${url} were answered with HTTP status ${status}.`,
  );
}

/** @param {URL} url */
function notWeights(url) {
  return new LabError(
    "weights-not-safetensors",
    `At ${url} there is an HTML page (or other markup), not a safetensors file.`,
  );
}
