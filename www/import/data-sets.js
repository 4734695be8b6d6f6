/** Fetches whole data sets that lie beside the page, when they are asked for. */

import { load } from "./assets.js";
import { published } from "./data-files.js";
import { gunzip } from "./gunzip.js";
import { ImportError, readDigits } from "./idx.js";

/**
 * @typedef {"mnist-train" | "mnist-test" | "fashion-train" | "fashion-test"} SetName
 *
 * What the page has of a set: how many images, how many bytes to fetch.
 * @typedef {{ images: number, bytes: number }} SetSize
 *
 * @typedef {object} FetchOptions
 * @property {AbortSignal} [signal]
 * @property {(loadedBytes: number) => void} [onProgress]
 */

/**
 * Which sets this page was built with.
 *
 * @param {URL} folder
 * @returns {Promise<Partial<Record<SetName, SetSize>>>}
 * @throws {ImportError} `digits-unreachable`, `digits-not-found`
 */
export async function listDataSets(folder) {
  const response = await answer(new URL(published("sets.json"), folder), {});
  return response.json();
}

/**
 * A whole set, images and labels.
 *
 * @param {URL} folder
 * @param {SetName} name
 * @param {FetchOptions} [options]
 * @returns {Promise<import("./idx.js").Digits>}
 * @throws {ImportError} `digits-unreachable`, `digits-not-found` or `idx-*`
 * @throws {DOMException} `AbortError`, when the signal says so
 */
export async function fetchDataSet(folder, name, { signal, onProgress } = {}) {
  let loaded = 0;
  const heard = (/** @type {number} */ bytes) => {
    loaded += bytes;
    onProgress?.(loaded);
  };
  const [images, labels] = await Promise.all(
    ["images", "labels"].map((part) =>
      bytesOf(new URL(published(`${name}-${part}.idx.gz`), folder), {
        ...{ signal, heard },
      }),
    ),
  );
  return readDigits(await gunzip(images), await gunzip(labels));
}

/**
 * @param {URL} url
 * @param {{ signal?: AbortSignal, heard: (bytes: number) => void }} options
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function bytesOf(url, { signal, heard }) {
  const response = await answer(url, { signal });
  const counted = new TransformStream({
    /** @param {Uint8Array} chunk @param {TransformStreamDefaultController} next */
    transform(chunk, next) {
      heard(chunk.byteLength);
      next.enqueue(chunk);
    },
  });
  const body = response.body?.pipeThrough(counted) ?? null;
  try {
    return new Uint8Array(await new Response(body).arrayBuffer());
  } catch (error) {
    throw refusal(url, error);
  }
}

/**
 * @param {URL} url
 * @param {{ signal?: AbortSignal }} options
 */
async function answer(url, options) {
  const response = await load(url, options).catch((error) => {
    throw refusal(url, error);
  });
  if (response.ok) return response;
  throw new ImportError(
    "digits-not-found",
    `The data at ${url} were answered with HTTP ${response.status}.`,
  );
}

/**
 * @param {URL} url
 * @param {unknown} error
 */
function refusal(url, error) {
  if (error instanceof DOMException && error.name === "AbortError")
    return error;
  if (error instanceof ImportError) return error;
  return new ImportError(
    "digits-unreachable",
    `The data at ${url} could not be fetched (${error instanceof Error ? error.message : error}).`,
  );
}
