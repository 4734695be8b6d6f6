/**
 * Pictures and latent points as short text that an address can carry as it is:
 * exact, and the same text for the same values.
 */

const PIXELS = 28 * 28;
/** Paper and full ink come in runs; between them is an edge. */
const [PAPER, INK] = [0, 255];
const LONGEST_RUN = 255;

/**
 * Base64url (RFC 4648, section 5) without padding.
 *
 * @param {Uint8Array} bytes
 */
const toText = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/**
 * @param {string} text
 * @returns {Uint8Array | undefined} undefined where it is no base64url
 */
function toBytes(text) {
  if (!/^[\w-]*$/.test(text)) return undefined;
  try {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/**
 * Paper and full ink, each with the length of its run behind it; all else as
 * it is.
 *
 * @param {Uint8Array} bytes
 */
function shortened(bytes) {
  /** @type {number[]} */
  const short = [];
  for (let i = 0; i < bytes.length;) {
    const value = bytes[i];
    let run = 1;
    if (value === PAPER || value === INK) {
      while (run < LONGEST_RUN && bytes[i + run] === value) run += 1;
      short.push(value, run);
    } else short.push(value);
    i += run;
  }
  return Uint8Array.from(short);
}

/**
 * @param {Uint8Array} short
 * @returns {number[]} none where a run has no length
 */
function lengthened(short) {
  /** @type {number[]} */
  const bytes = [];
  for (let i = 0; i < short.length; i++) {
    const value = short[i];
    const runs = value === PAPER || value === INK;
    const run = runs ? short[++i] : 1;
    if (!run) return [];
    for (let left = run; left > 0; left--) bytes.push(value);
  }
  return bytes;
}

/**
 * A picture, in runs where that is shorter: about 300 letters for a digit, 1,046
 * at most.
 *
 * @param {Uint8Array} pixels [784], 0..255
 */
export function pictureText(pixels) {
  const short = shortened(pixels);
  return short.length < pixels.length
    ? `z.${toText(short)}`
    : `r.${toText(pixels)}`;
}

/**
 * @param {string} text
 * @returns {Uint8Array | undefined} [784]; undefined where it is no picture
 */
export function pictureOf(text) {
  const bytes = /^[zr]\./.test(text) ? toBytes(text.slice(2)) : undefined;
  if (!bytes) return undefined;
  const pixels = text[0] === "z" ? lengthened(bytes) : [...bytes];
  return pixels.length === PIXELS ? Uint8Array.from(pixels) : undefined;
}

/**
 * A latent point: in decimals where that is shorter, else its bytes, 5 letters
 * and a third a coordinate. Both are exact.
 *
 * @param {Float32Array} z
 */
export function pointText(z) {
  const decimals = Array.from(z, shortest).join(",");
  const bytes = new Uint8Array(4 * z.length);
  const view = new DataView(bytes.buffer);
  z.forEach((value, d) => view.setFloat32(4 * d, value, true));
  const packed = `_${toText(bytes)}`;
  return encodeURIComponent(decimals).length <= packed.length
    ? decimals
    : packed;
}

/**
 * The shortest decimal that is this very single.
 *
 * @param {number} value
 */
function shortest(value) {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/**
 * @param {string} text
 * @returns {Float32Array | undefined} finite, with a coordinate at least
 */
export function pointOf(text) {
  const z = text.startsWith("_") ? unpacked(text.slice(1)) : written(text);
  return z && z.length > 0 && z.every(Number.isFinite) ? z : undefined;
}

/** @param {string} text */
function written(text) {
  const numbers = text.split(",").map((part) => part.trim());
  return numbers.includes("")
    ? undefined
    : Float32Array.from(numbers, (number) => Number(number));
}

/** @param {string} text */
function unpacked(text) {
  const bytes = toBytes(text);
  if (!bytes || bytes.length % 4 !== 0) return undefined;
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, d) =>
    view.getFloat32(4 * d, true),
  );
}
