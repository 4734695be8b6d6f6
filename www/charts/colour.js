/** Reads the colours of the style sheet, so that canvases and CSS agree. */

/**
 * A colour token's value, as written in the style sheet: `#rrggbb`.
 *
 * @param {Element} element where the token is looked up
 * @param {string} name with its two dashes
 */
export function token(element, name) {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

/**
 * @param {string} hex `#rrggbb`
 * @returns {[number, number, number]}
 */
export function channels(hex) {
  const value = parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/**
 * All 256 mixtures of two colours, packed as a canvas's pixels are.
 *
 * @param {string} from the colour at 0, `#rrggbb`
 * @param {string} to the colour at 255, `#rrggbb`
 * @returns {Uint8ClampedArray<ArrayBuffer>} 4 bytes a mixture: red, green, blue, opaque
 */
export function ramp(from, to) {
  const start = channels(from);
  const end = channels(to);
  const mixtures = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i++) {
    const part = i / 255;
    start.forEach((channel, c) => {
      mixtures[4 * i + c] = channel + part * (end[c] - channel);
    });
    mixtures[4 * i + 3] = 255;
  }
  return mixtures;
}
