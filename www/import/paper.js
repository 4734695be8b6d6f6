/** Finds the paper in a grey picture: its shade, its noise, what lies on it. */

/**
 * @typedef {import("./resample.js").Grey} Grey
 *
 * Which is the ink: what is darker than its paper, or lighter.
 * @typedef {"dark" | "light"} Polarity
 *
 * A shade that may change across the picture, as light falls on a page.
 * @typedef {object} Paper
 * @property {number} middle the shade in the middle
 * @property {number} perX how it changes from a column to the next
 * @property {number} perY
 * @property {number} noise how far nearly all of it is from that, in shades
 *
 * @typedef {{ x: number, y: number, shade: number }} RimPixel
 */

/** How much of the shorter side is rim, and how many pixels at most. */
const RIM = 0.04;
const MOST_RIM = 4;
/** A rim pixel further than this from the rim's middle shade is no paper. */
const RIM_SPREAD = 48;
/** The part of the paper that its noise is read off. */
const NEARLY_ALL = 0.98;

/**
 * Whether the ink is darker or lighter than the paper, which the rim is of.
 *
 * @param {Grey} picture
 * @returns {Polarity}
 */
export const polarityOf = (picture) =>
  rimShade(picture) > betweenShades(picture.data) ? "dark" : "light";

/** @param {Grey} picture */
export const rimShade = (picture) =>
  quantile(
    rimOf(picture).map(({ shade }) => shade),
    0.5,
  );

/**
 * The paper's shade: a plane through the rim, by least squares.
 *
 * @param {Grey} picture
 * @returns {Paper}
 */
export function paperOf(picture) {
  const rim = rimOf(picture);
  const usual = rimShade(picture);
  const paper = rim.filter(
    ({ shade }) => Math.abs(shade - usual) <= RIM_SPREAD,
  );
  const plane = planeThrough(paper, picture) ?? {
    middle: usual,
    perX: 0,
    perY: 0,
  };
  const shadeAt = shadeOf(plane, picture);
  const far = paper.map(({ x, y, shade }) => Math.abs(shade - shadeAt(x, y)));
  return { ...plane, noise: quantile(far, NEARLY_ALL) };
}

/**
 * @param {Omit<Paper, "noise">} paper
 * @param {{ width: number, height: number }} size
 * @returns {(x: number, y: number) => number} the paper's shade at a pixel
 */
export function shadeOf({ middle, perX, perY }, { width, height }) {
  const [midX, midY] = [(width - 1) / 2, (height - 1) / 2];
  return (x, y) => middle + perX * (x - midX) + perY * (y - midY);
}

/**
 * @param {Grey} picture
 * @returns {RimPixel[]}
 */
function rimOf({ data, width, height }) {
  const part = Math.round(RIM * Math.min(width, height));
  const thick = Math.min(MOST_RIM, Math.max(1, part));
  const inside = (/** @type {number} */ at, /** @type {number} */ side) =>
    at >= thick && at < side - thick;
  /** @type {RimPixel[]} */
  const rim = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // From the left rim straight to the right one.
      if (x === thick && inside(y, height)) x = Math.max(x, width - thick);
      if (x < width) rim.push({ x, y, shade: data[y * width + x] });
    }
  }
  return rim;
}

/**
 * The middles of x and y are those of the picture, about which a whole rim is
 * even; of a rim with gaps the cross terms count.
 *
 * @param {RimPixel[]} pixels
 * @param {{ width: number, height: number }} size
 */
function planeThrough(pixels, { width, height }) {
  const [midX, midY] = [(width - 1) / 2, (height - 1) / 2];
  let [n, x, y, xx, xy, yy] = [0, 0, 0, 0, 0, 0];
  let [s, sx, sy] = [0, 0, 0];
  for (const pixel of pixels) {
    const [dx, dy] = [pixel.x - midX, pixel.y - midY];
    n += 1;
    x += dx;
    y += dy;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
    s += pixel.shade;
    sx += dx * pixel.shade;
    sy += dy * pixel.shade;
  }
  const all = det([n, x, y], [x, xx, xy], [y, xy, yy]);
  if (!(Math.abs(all) > 1e-6 * n * xx * yy)) return null;
  return {
    middle: det([s, x, y], [sx, xx, xy], [sy, xy, yy]) / all,
    perX: det([n, s, y], [x, sx, xy], [y, sy, yy]) / all,
    perY: det([n, x, s], [x, xx, sx], [y, xy, sy]) / all,
  };
}

/**
 * @param {number[]} row
 * @param {number[]} second
 * @param {number[]} third
 */
const det = ([a, b, c], [d, e, f], [g, h, i]) =>
  a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);

/**
 * The shade that parts dark from light best (Otsu, IEEE Transactions on
 * Systems, Man, and Cybernetics 9, 1979): the largest variance between both.
 *
 * @param {Uint8Array} data
 */
function betweenShades(data) {
  const counts = new Uint32Array(256);
  let sum = 0;
  for (const shade of data) {
    counts[shade] += 1;
    sum += shade;
  }
  let [largest, parting, below, sumBelow] = [0, 127.5, 0, 0];
  for (let shade = 0; shade < 255; shade++) {
    below += counts[shade];
    sumBelow += shade * counts[shade];
    const above = data.length - below;
    if (below === 0 || above === 0) continue;
    const apart = sumBelow / below - (sum - sumBelow) / above;
    const variance = below * above * apart * apart;
    if (variance <= largest) continue;
    largest = variance;
    parting = shade + 0.5;
  }
  return parting;
}

/**
 * @param {number[]} values
 * @param {number} part 0..1 of the values that are at most the answer
 */
function quantile(values, part) {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}
