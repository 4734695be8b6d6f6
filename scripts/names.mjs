/**
 * What the files of the build are called: each but a few has a hash of its
 * contents in its name, so that browsers may keep it for ever.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";

const HASH = /\.[0-9a-f]{20,32}(?=\.)/;

/**
 * @param {string} name as it is published
 * @returns {string} as it is in the sources: "flex.wasm"
 */
export const plainName = (name) => name.replace(HASH, "");

/** @param {string} name whether browsers may keep this file for ever */
export const isForEver = (name) => HASH.test(name);

/**
 * Where a file of a build lies.
 * @param {string} folder
 * @param {string} plain "data/mnist-2000-images.idx.gz"
 * @returns {string} a path; what it would be without a hash where there is none
 */
export function pathOf(folder, plain) {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return join(folder, files.find((name) => plainName(name) === plain) ?? plain);
}
