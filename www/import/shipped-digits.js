/** Fetches the MNIST digits that are shipped with the page. */

import { load } from "./assets.js";
import { gunzip } from "./gunzip.js";
import { ImportError, readDigits } from "./idx.js";

/**
 * The shipped digits: 200 of each class, sorted by class.
 *
 * @param {URL} imagesUrl an IDX file, maybe gzip
 * @param {URL} labelsUrl an IDX file, maybe gzip
 * @returns {Promise<import("./idx.js").Digits>}
 * @throws {ImportError} `digits-unreachable`, `digits-not-found` or `idx-*`
 */
export async function fetchShippedDigits(imagesUrl, labelsUrl) {
  const [images, labels] = await Promise.all([
    fetchBytes(imagesUrl),
    fetchBytes(labelsUrl),
  ]);
  return readDigits(await gunzip(images), await gunzip(labels));
}

/** @param {URL} url */
async function fetchBytes(url) {
  const response = await load(url).catch((/** @type {unknown} */ error) => {
    throw new ImportError(
      "digits-unreachable",
      `The digits at ${url} could not be fetched (${error instanceof Error ? error.message : error}).`,
    );
  });
  if (!response.ok) {
    throw new ImportError(
      "digits-not-found",
      `The digits at ${url} were answered with HTTP ${response.status}.`,
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}
