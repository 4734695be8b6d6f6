/** What the map says of itself. */

import { words } from "../words/words.js";

/** @typedef {import("./latent-map.js").LatentMapView} LatentMapView */

/** @param {LatentMapView} view */
export function captionOf(view) {
  const { map, plane, digitsOf, hovered } = view;
  const said = words.plane;
  if (!map) {
    const { done, total } = plane?.progress ?? { done: 0, total: 0 };
    return total > 0 ? said.encoding(done, total) : words.map.empty;
  }
  if (hovered && hovered.digit >= 0) {
    const { real } = words.sets[digitsOf];
    return words.map.pick(real(map.labels[hovered.digit]));
  }
  if (hovered) return said.decodeHere;
  const { tiling } = plane?.sheets.at(-1) ?? {};
  if (view.show === "manifold" && tiling) {
    return said.tiles(tiling.columns, tiling.rows);
  }
  const shown = pointsOf(view);
  return plane?.failed ? said.notWhole(shown) : shown;
}

/** How many of which digits. @param {LatentMapView} view */
function pointsOf({ map, plane, digitsOf }) {
  const said = words.plane.points[digitsOf];
  if (!map) return "";
  return plane?.whole
    ? said.whole(map.labels.length, map.digits.labels.length)
    : said.some(map.labels.length);
}

/** The map's accessible name, with its keys. @param {LatentMapView} view */
export function nameOf(view) {
  const { map } = view;
  if (!map) return words.map.empty;
  const { projection, shares } = map;
  const { axes } = projection;
  const [x, y] = axes
    ? axes.map(words.map.axis)
    : shares.map((share, i) => words.plane.component(i + 1, share));
  return words.plane.name(pointsOf(view), x, y);
}
