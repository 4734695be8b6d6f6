/** Decodes PNG, JPEG and WebP to a small grey picture. */

import { ImportError } from "./idx.js";
import { HEADER_BYTES, pictureSize } from "./picture-size.js";
import { fitInto } from "./resample.js";

/**
 * @typedef {import("./resample.js").Grey} Grey
 * @typedef {import("./kind.js").PictureKind} PictureKind
 */

const MOST_BYTES = 100_000_000;
const MOST_PIXELS = 100_000_000;
/** A strip thinner than this holds no digit, and cannot be shown either. */
const MOST_ASPECT = 20;
/** What a shade weighs: ITU-R BT.709's luma. */
const LUMA = [0.2126, 0.7152, 0.0722];
const WHITE = 255;
/** Shades of 255 within which a picture counts as one even shade. */
const ONE_SHADE = 12;

/**
 * @param {Blob} file
 * @param {PictureKind} kind
 * @param {number} side pixels of the longer side at most
 * @returns {Promise<Grey>}
 * @throws {ImportError} `picture-*`
 */
export async function readPicture(file, kind, side) {
  const head = file.slice(0, HEADER_BYTES);
  const size = pictureSize(new Uint8Array(await head.arrayBuffer()), kind);
  if (!size) throw damaged(file, kind);
  check(file, size);
  const bitmap = await decoded(file, size, side).catch(() => {
    throw damaged(file, kind);
  });
  try {
    return greyOf(pixelsOf(bitmap));
  } finally {
    bitmap.close();
  }
}

/**
 * @param {Blob} file
 * @param {import("./picture-size.js").Size} size
 */
function check(file, { width, height }) {
  const found = `${width} × ${height} pixels`;
  if (file.size > MOST_BYTES || width * height > MOST_PIXELS) {
    throw new ImportError(
      "picture-too-large",
      `The picture has ${found} in ${file.size} bytes; ${MOST_PIXELS / 1e6} million pixels and ${MOST_BYTES / 1e6} MB are read at most.`,
    );
  }
  const aspect = Math.max(width / height, height / width);
  if (aspect > MOST_ASPECT) {
    throw new ImportError(
      "picture-shape",
      `The picture has ${found}; its longer side may be ${MOST_ASPECT} times the shorter one at most.`,
    );
  }
}

/**
 * Scaled while it is decoded, so that no large canvas is made. One side is
 * named and not both: a photo on its side (Exif) is turned as it is decoded.
 *
 * @param {Blob} file
 * @param {import("./picture-size.js").Size} size
 * @param {number} side
 */
async function decoded(file, size, side) {
  const { width } = fitInto(size, side);
  if (width === size.width) return createImageBitmap(file);
  return createImageBitmap(file, {
    resizeWidth: width,
    resizeQuality: "medium",
  });
}

/** @param {ImageBitmap} bitmap */
function pixelsOf(bitmap) {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) {
    throw new ImportError(
      "picture-no-canvas",
      "This browser gave no canvas to read the picture with.",
    );
  }
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, width, height);
}

/**
 * Grey by luminance, on white paper where the picture is transparent; ink as
 * white as that paper is told from it by its opacity.
 *
 * @param {{ data: Uint8ClampedArray, width: number, height: number }} pixels
 * @returns {Grey}
 */
export function greyOf({ data, width, height }) {
  const grey = new Uint8Array(width * height);
  const clear = new Uint8Array(width * height);
  let [least, leastClear, mostClear] = [WHITE, WHITE, 0];
  for (let i = 0; i < grey.length; i++) {
    const [red, green, blue, alpha] = data.subarray(4 * i, 4 * i + 4);
    const luma = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue;
    grey[i] = Math.round(WHITE + (alpha / WHITE) * (luma - WHITE));
    clear[i] = WHITE - alpha;
    least = Math.min(least, grey[i]);
    leastClear = Math.min(leastClear, clear[i]);
    mostClear = Math.max(mostClear, clear[i]);
  }
  const unseen = least > WHITE - ONE_SHADE;
  const cutOut = mostClear - leastClear > ONE_SHADE;
  return { data: unseen && cutOut ? clear : grey, width, height };
}

/**
 * @param {Blob} file
 * @param {PictureKind} kind
 */
const damaged = (file, kind) =>
  new ImportError(
    "picture-damaged",
    `The file begins as a ${kind.toUpperCase()} picture, but its ${file.size} bytes cannot be decoded: it is damaged or ends early.`,
  );
