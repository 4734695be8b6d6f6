/** The figures to compare with, in nats per image of grey pixels, and their sources. */

/**
 * @typedef {"coin" | "average" | "runAverage" | "keras" | "pytorch" | "dense" | "denseClasses" | "fashionConv" | "fashionClasses" | "fashionDense"} ReferenceName
 *
 * @typedef {object} Reference
 * @property {ReferenceName} name
 * @property {number} nats the negative ELBO
 * @property {number} [reconstruction] where both terms are known
 * @property {number} [kl]
 * @property {string} [source] the address of what it is taken from
 *
 * A set's test images of a class.
 * @typedef {object} OfClass
 * @property {number} images
 * @property {number} reconstruction
 * @property {number} kl
 */

const DENSE = "./models/dense-z20.md";
const FASHION = "./models/fashion-conv-z8.md";
const BY_CLASS = "./models/classes.md";

/** 784 · ln 2: each pixel's chance of ink is a half. */
export const COIN = {
  name: /** @type {const} */ ("coin"),
  nats: 784 * Math.LN2,
};

/**
 * Highest first: docs/objectives.md and models/tries.md say what each is.
 *
 * @type {Reference[]}
 */
export const DIGITS = [
  COIN,
  { name: "average", nats: 205.8 },
  {
    name: "keras",
    nats: 146.95,
    source: "https://keras.io/examples/generative/vae/",
  },
  {
    name: "pytorch",
    nats: 106.66,
    source: "https://github.com/pytorch/examples/pull/1416",
  },
  {
    name: "dense",
    nats: 100.263,
    reconstruction: 74.823,
    kl: 25.44,
    source: DENSE,
  },
];

/** @type {Reference[]} */
export const CLOTHES = [
  COIN,
  { name: "average", nats: 385 },
  { name: "fashionDense", nats: 245.15, source: "./models/tries.md" },
  {
    name: "fashionConv",
    nats: 239.18,
    reconstruction: 224.804,
    kl: 14.376,
    source: FASHION,
  },
];

/** @type {(row: [number, number, number]) => OfClass} */
const ofClass = ([images, reconstruction, kl]) => ({
  images,
  reconstruction,
  kl,
});

/** dense-z20 on the test digits of each class alone. */
const DENSE_CLASSES = /** @type {[number, number, number][]} */ ([
  [980, 85.0976, 26.7602],
  [1135, 39.3125, 16.6604],
  [1032, 86.5913, 29.1424],
  [1010, 82.1065, 27.6004],
  [982, 74.217, 26.234],
  [892, 83.4732, 28.0299],
  [958, 77.7229, 26.5098],
  [1028, 64.0982, 23.8914],
  [974, 91.1476, 27.3253],
  [1009, 70.6779, 23.7667],
]).map(ofClass);

/** fashion-conv-z8 on the test clothes of each class alone. */
const FASHION_CLASSES = /** @type {[number, number, number][]} */ ([
  [1000, 261.3886, 14.3645],
  [1000, 152.2894, 13.5396],
  [1000, 289.6634, 14.3156],
  [1000, 191.3801, 14.0689],
  [1000, 259.831, 14.193],
  [1000, 167.933, 14.3177],
  [1000, 284.3424, 13.9915],
  [1000, 155.4439, 12.2165],
  [1000, 277.4129, 17.0697],
  [1000, 209.0553, 15.6868],
]).map(ofClass);

/**
 * Our model of a set, on the test images of these classes: each class counts
 * by its images.
 *
 * @param {"mnist" | "fashion"} set
 * @param {number[]} classes at least one
 * @returns {Reference}
 */
export function ofClasses(set, classes) {
  const all = set === "mnist" ? DENSE_CLASSES : FASHION_CLASSES;
  const chosen = classes.map((label) => all[label]);
  const images = chosen.reduce((sum, each) => sum + each.images, 0);
  const mean = (/** @type {"reconstruction" | "kl"} */ term) =>
    chosen.reduce((sum, each) => sum + each.images * each[term], 0) / images;
  const [reconstruction, kl] = [mean("reconstruction"), mean("kl")];
  const name = set === "mnist" ? "denseClasses" : "fashionClasses";
  const nats = reconstruction + kl;
  return { name, nats, reconstruction, kl, source: BY_CLASS };
}
