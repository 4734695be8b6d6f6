/** What a weights file says about itself, as far as the page shows it. */

/**
 * @typedef {object} Card
 * @property {string} [data] what it was trained on
 * @property {number} [testNats] negative ELBO on its test set, nats per image
 * @property {boolean} [binarized] whether that is of black and white pixels
 */

/**
 * Reads a file's metadata, which anybody may have written: what is not as
 * expected is left out.
 *
 * @param {Record<string, unknown>} metadata
 * @returns {Card}
 */
export function cardOf(metadata) {
  /** @type {Card} */
  const card = {};
  if (typeof metadata.data === "string") card.data = metadata.data;
  const nats = at(metadata, "figures", "test", "negativeElbo");
  if (typeof nats === "number" && Number.isFinite(nats)) card.testNats = nats;
  const images = at(metadata, "figures", "test", "images");
  if (typeof images === "string") card.binarized = images.includes("binarized");
  return card;
}

/**
 * @param {unknown} value
 * @param {...string} path
 * @returns {unknown}
 */
function at(value, ...path) {
  return path.reduce(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? /** @type {Record<string, unknown>} */ (inner)[key]
        : undefined,
    value,
  );
}
