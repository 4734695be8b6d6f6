/** Makes grey pictures larger or smaller, each new pixel the mean of its area. */

/**
 * A grey picture, row-major: 0 = black, 255 = white.
 *
 * @typedef {object} Grey
 * @property {Uint8Array} data width * height
 * @property {number} width
 * @property {number} height
 */

/**
 * @param {{ data: ArrayLike<number>, width: number, height: number }} picture
 * @param {number} width wanted
 * @param {number} height wanted
 * @returns {Float32Array} width * height
 */
export function areaMeans({ data, ...from }, width, height) {
  if (width === from.width && height === from.height) {
    return new Float32Array(data);
  }
  const columns = shares(from.width, width);
  const rows = shares(from.height, height);
  const squeezed = new Float32Array(from.height * width);
  for (let y = 0; y < from.height; y++) {
    columns.forEach(({ first, weights }, x) => {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) {
        sum += weights[i] * data[y * from.width + first + i];
      }
      squeezed[y * width + x] = sum;
    });
  }
  const means = new Float32Array(width * height);
  rows.forEach(({ first, weights }, y) => {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) {
        sum += weights[i] * squeezed[(first + i) * width + x];
      }
      means[y * width + x] = sum;
    }
  });
  return means;
}

/**
 * Which old pixels each new one covers, and how much of it each makes up.
 *
 * @param {number} from
 * @param {number} to
 * @returns {{ first: number, weights: number[] }[]}
 */
function shares(from, to) {
  const step = from / to;
  return Array.from({ length: to }, (_, i) => {
    const [start, end] = [i * step, (i + 1) * step];
    const first = Math.floor(start);
    const last = Math.min(from, Math.max(first + 1, Math.ceil(end - 1e-9)));
    const weights = [];
    for (let at = first; at < last; at++) {
      weights.push((Math.min(at + 1, end) - Math.max(at, start)) / step);
    }
    return { first, weights };
  });
}

/**
 * The size whose longer side is `most`, or the size itself if it is smaller.
 *
 * @param {{ width: number, height: number }} size
 * @param {number} most
 */
export function fitInto({ width, height }, most) {
  const scale = Math.min(1, most / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/**
 * The picture with its longer side at most `most`.
 *
 * @param {Grey} picture
 * @param {number} most
 * @returns {Grey}
 */
export function shrunk(picture, most) {
  const { width, height } = fitInto(picture, most);
  if (width === picture.width && height === picture.height) return picture;
  const means = areaMeans(picture, width, height);
  return { data: Uint8Array.from(means, Math.round), width, height };
}
