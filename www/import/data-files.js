/** What the files of the data sets are called where the page is published: with a hash of their contents. */

/** Each URL is spelled out because the build puts the hash into this literal pattern. */
const FILES = [
  new URL("./data/sets.json", import.meta.url),
  new URL("./data/mnist-2000-images.idx.gz", import.meta.url),
  new URL("./data/mnist-2000-labels.idx.gz", import.meta.url),
  new URL("./data/mnist-train-images.idx.gz", import.meta.url),
  new URL("./data/mnist-train-labels.idx.gz", import.meta.url),
  new URL("./data/mnist-test-images.idx.gz", import.meta.url),
  new URL("./data/mnist-test-labels.idx.gz", import.meta.url),
  new URL("./data/fashion-train-images.idx.gz", import.meta.url),
  new URL("./data/fashion-train-labels.idx.gz", import.meta.url),
  new URL("./data/fashion-test-images.idx.gz", import.meta.url),
  new URL("./data/fashion-test-labels.idx.gz", import.meta.url),
];

/** @param {URL} url */
const last = ({ pathname }) => pathname.slice(pathname.lastIndexOf("/") + 1);

const PUBLISHED = new Map(
  FILES.map((url) => [
    last(url).replace(/\.[0-9a-f]{20,32}(?=\.)/, ""),
    last(url),
  ]),
);

/**
 * @param {string} name as it is in the sources: "mnist-2000-images.idx.gz"
 * @returns {string} as it is beside the page
 */
export const published = (name) => PUBLISHED.get(name) ?? name;
