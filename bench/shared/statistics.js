/**
 * Median and spread.
 * @module
 */

/** @typedef {{ median: number, p10: number, p90: number, count: number }} Spread */

/**
 * @param {number[]} sorted
 * @param {number} share
 */
function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = sorted[Math.min(low + 1, sorted.length - 1)];
  return sorted[low] + (high - sorted[low]) * (place - low);
}

/**
 * @param {number[]} values At least one.
 * @returns {Spread}
 */
export function spreadOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const [median, p10, p90] = [0.5, 0.1, 0.9].map((q) => quantile(sorted, q));
  return { median, p10, p90, count: values.length };
}
