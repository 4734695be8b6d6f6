/** Moves labels apart until they can all be read. */

/**
 * @typedef {{ x: number, y: number }} Point
 */

/**
 * Places for labels that want to stand at `wanted`: pairs that are closer
 * than `apart` push each other away until none is; a label with room around
 * it does not move at all.
 *
 * @param {Point[]} wanted
 * @param {number} apart
 * @returns {Point[]}
 */
export function placeLabels(wanted, apart) {
  const places = wanted.map((point) => ({ ...point }));
  for (let round = 0; round < 200; round++) {
    let moved = false;
    for (let i = 0; i < places.length; i++) {
      for (let j = i + 1; j < places.length; j++) {
        if (push(places[i], places[j], apart, i - j)) moved = true;
      }
    }
    if (!moved) break;
  }
  return places;
}

/**
 * @param {Point} a
 * @param {Point} b
 * @param {number} apart
 * @param {number} odd tells two labels at the very same point where to go
 * @returns {boolean} whether they were too close
 */
function push(a, b, apart, odd) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const distance = Math.hypot(dx, dy);
  if (distance >= apart) return false;
  const turn = distance > 0 ? Math.atan2(dy, dx) : odd;
  const step = (apart - distance) / 2 + 0.05;
  a.x -= step * Math.cos(turn);
  a.y -= step * Math.sin(turn);
  b.x += step * Math.cos(turn);
  b.y += step * Math.sin(turn);
  return true;
}
