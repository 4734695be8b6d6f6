/** Puts labels under their marks in rows, so that none lies on another. */

/**
 * A row for each label, or -1 where it has no room in any: the first and the
 * last come first, then those between in order, each in the highest row that
 * is free where it stands. What has no row can be had elsewhere.
 *
 * @param {{ at: number, width: number }[]} labels centres, from left to right
 * @param {{ rows: number, apart: number }} room rows to use, least distance
 * @returns {number[]}
 */
export function stagger(labels, { rows, apart }) {
  const last = labels.length - 1;
  const order = labels.map((_, i) => i);
  order.sort((a, b) => Number(isInner(a, last)) - Number(isInner(b, last)));
  /** @type {number[]} */
  const chosen = labels.map(() => -1);
  for (const i of order) {
    const free = (/** @type {number} */ row) =>
      labels.every(
        (label, j) => chosen[j] !== row || !overlap(labels[i], label, apart),
      );
    chosen[i] = Array.from({ length: rows }, (_, row) => row).find(free) ?? -1;
  }
  return chosen;
}

/** @param {number} i @param {number} last */
const isInner = (i, last) => i > 0 && i < last;

/**
 * @param {{ at: number, width: number }} a
 * @param {{ at: number, width: number }} b
 * @param {number} apart
 */
const overlap = (a, b, apart) =>
  Math.abs(a.at - b.at) < (a.width + b.width) / 2 + apart;
