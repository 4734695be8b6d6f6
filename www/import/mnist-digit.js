/**
 * Makes a 28 × 28 digit of a drawing, the way MNIST's were made.
 *
 * LeCun, Cortes and Burges: the original "images from NIST were size
 * normalized to fit in a 20x20 pixel box while preserving their aspect ratio
 * [...] the images were centered in a 28x28 image by computing the center of
 * mass of the pixels, and translating the image so as to position this point
 * at the center of the 28x28 field" (http://yann.lecun.com/exdb/mnist/).
 *
 * Two details the text leaves open were read off the first 2,000 training
 * images: the longer side of the ink is exactly 20 pixels (1,999 of them),
 * and the centre of mass lies in 13.5..14.5 in pixel indices (mean 14.0, both
 * axes), so the translation is by whole pixels, to index 14.
 */

export const SIDE = 28;
const BOX = 20;
const CENTRE = 14;
/** Ink fainter than this is the edge of an anti-aliased stroke, not a shape. */
const FAINTEST = 1 / 255;

/**
 * A grey picture, 0 = paper, 1 = full ink, row-major.
 *
 * @typedef {object} Raster
 * @property {Float32Array} data width * height
 * @property {number} width
 * @property {number} height
 */

/**
 * The drawing as a digit, or null when nothing was drawn.
 *
 * @param {Raster} raster
 * @returns {Uint8Array | null} 784 values 0..255
 */
export function mnistDigit(raster) {
  const box = inkBox(raster);
  if (!box) return null;
  const small = shrink(raster, box);
  return centre(small);
}

/** @typedef {{ left: number, top: number, width: number, height: number }} Box */

/**
 * The smallest box that holds all the ink.
 *
 * @param {Raster} raster
 * @returns {Box | null}
 */
function inkBox({ data, width, height }) {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] < FAINTEST) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  if (right < 0) return null;
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * The box's contents with the longer side scaled to 20 pixels; each small
 * pixel is the mean of the area it covers, which is what makes the greys.
 *
 * @param {Raster} raster
 * @param {Box} box
 * @returns {Raster}
 */
function shrink(raster, box) {
  const perPixel = Math.max(box.width, box.height) / BOX;
  const width = Math.max(1, Math.round(box.width / perPixel));
  const height = Math.max(1, Math.round(box.height / perPixel));
  // The shorter side need not be a whole number of pixels: what is missing or
  // too much is shared by both ends, so that the ink stays in the middle.
  const left = box.left + (box.width - width * perPixel) / 2;
  const top = box.top + (box.height - height * perPixel) / 2;
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const area = { left: left + x * perPixel, top: top + y * perPixel };
      data[y * width + x] = meanInk(raster, area, perPixel);
    }
  }
  return { data, width, height };
}

/**
 * Mean ink of a square that need not lie on pixel edges.
 *
 * @param {Raster} raster
 * @param {{ left: number, top: number }} corner
 * @param {number} side
 */
function meanInk({ data, width, height }, { left, top }, side) {
  let ink = 0;
  const lastY = Math.min(height, Math.ceil(top + side));
  const lastX = Math.min(width, Math.ceil(left + side));
  for (let y = Math.max(0, Math.floor(top)); y < lastY; y++) {
    const tall = Math.min(y + 1, top + side) - Math.max(y, top);
    for (let x = Math.max(0, Math.floor(left)); x < lastX; x++) {
      const wide = Math.min(x + 1, left + side) - Math.max(x, left);
      ink += tall * wide * data[y * width + x];
    }
  }
  return ink / (side * side);
}

/**
 * A small raster in a 28 × 28 field, its centre of mass at the middle.
 *
 * @param {Raster} small at most 20 × 20
 * @returns {Uint8Array}
 */
function centre(small) {
  let [mass, massX, massY] = [0, 0, 0];
  small.data.forEach((ink, i) => {
    mass += ink;
    massX += ink * (i % small.width);
    massY += ink * Math.floor(i / small.width);
  });
  const left = place(CENTRE - massX / mass, small.width);
  const top = place(CENTRE - massY / mass, small.height);
  const digit = new Uint8Array(SIDE * SIDE);
  small.data.forEach((ink, i) => {
    const x = left + (i % small.width);
    const y = top + Math.floor(i / small.width);
    digit[y * SIDE + x] = Math.round(255 * Math.min(1, ink));
  });
  return digit;
}

/**
 * Whole pixels, and never off the field: a very lopsided drawing keeps all
 * its ink rather than an exact centre.
 *
 * @param {number} offset
 * @param {number} size
 */
function place(offset, size) {
  return Math.min(SIDE - size, Math.max(0, Math.round(offset)));
}
