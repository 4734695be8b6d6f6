/**
 * Reads a picture's width and height from its header, before anything is
 * decoded: a file of a few kilobytes can promise gigabytes of pixels.
 */

/** How many first bytes may lie before a JPEG's size: profiles, previews. */
export const HEADER_BYTES = 1 << 20;

/** @typedef {{ width: number, height: number }} Size */

/**
 * @param {Uint8Array} head the first HEADER_BYTES of the file
 * @param {import("./kind.js").PictureKind} kind
 * @returns {Size | null} null when the header is damaged
 */
export function pictureSize(head, kind) {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    const size = READERS[kind](view);
    return size && size.width > 0 && size.height > 0 ? size : null;
  } catch (error) {
    // What a view throws where a header ends early.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** @type {Record<import("./kind.js").PictureKind, (view: DataView) => Size | null>} */
const READERS = {
  // The first chunk of a PNG is its header, IHDR.
  png: (view) => ({ width: view.getUint32(16), height: view.getUint32(20) }),
  jpeg: jpegSize,
  webp: webpSize,
};

/**
 * Goes from segment to segment until one describes a frame (SOF).
 *
 * @param {DataView} view
 * @returns {Size | null}
 */
function jpegSize(view) {
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const frame = marker >= 0xc0 && marker <= 0xcf;
    // Three of these markers are tables: DHT, JPG, DAC.
    if (frame && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    if (marker === 0xda || marker === 0xd9) return null;
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/**
 * The three shapes of a WebP file: lossy, lossless, extended.
 *
 * @param {DataView} view
 * @returns {Size | null}
 */
function webpSize(view) {
  const chunk = view.getUint32(12);
  const little = true;
  if (chunk === 0x56503820) {
    return {
      width: view.getUint16(26, little) & 0x3fff,
      height: view.getUint16(28, little) & 0x3fff,
    };
  }
  if (chunk === 0x5650384c) {
    const bits = view.getUint32(21, little);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) };
  }
  if (chunk !== 0x56503858) return null;
  const three = (/** @type {number} */ at) =>
    view.getUint16(at, little) + 65536 * view.getUint8(at + 2);
  return { width: 1 + three(24), height: 1 + three(27) };
}
