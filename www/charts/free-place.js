/** Where a floating box hides least of what should be seen. */

/**
 * @typedef {{ left: number, top: number, width: number, height: number }} Box
 *
 * Something not to hide, and how much it matters.
 * @typedef {{ box: Box, weight: number }} Precious
 */

/**
 * The area that two boxes share.
 *
 * @param {Box} a
 * @param {Box} b
 */
export function shared(a, b) {
  const across =
    Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const down =
    Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return Math.max(0, across) * Math.max(0, down);
}

/**
 * The place of a grid over a window at which a box covers least; of places that
 * are as good the one nearest to `from`, so that it moves only for a reason.
 *
 * @param {Pick<Box, "width" | "height">} size
 * @param {Box} window what the box must lie in
 * @param {Precious[]} precious
 * @param {{ left: number, top: number }} from
 * @returns {{ left: number, top: number }}
 */
export function freePlace({ width, height }, window, precious, from) {
  const lefts = steps(window.left, window.left + window.width - width);
  const tops = steps(window.top, window.top + window.height - height);
  const places = lefts.flatMap((left) => tops.map((top) => ({ left, top })));
  const cost = (/** @type {{ left: number, top: number }} */ place) =>
    precious.reduce(
      (sum, { box, weight }) =>
        sum + weight * shared({ ...place, width, height }, box),
      Math.hypot(place.left - from.left, place.top - from.top),
    );
  const costs = places.map(cost);
  return places[costs.indexOf(Math.min(...costs))];
}

/** Places along one side: both ends and some between. */
const PLACES = 9;

/**
 * @param {number} first
 * @param {number} last
 */
function steps(first, last) {
  if (last <= first) return [first];
  return Array.from(
    { length: PLACES },
    (_, i) => first + ((last - first) * i) / (PLACES - 1),
  );
}
