/** How numbers are written in English. */

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat("en", {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

const twoDecimals = new Intl.NumberFormat("en", {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

/** @param {number} value "0.42", "−1.30" */
export const hundredths = (value) =>
  twoDecimals.format(Math.abs(value) < 0.005 ? 0 : value).replace("-", "−");

/** @param {number} value "12,340" */
export const count = (value) => whole.format(value);

/** @param {number} value "101.2" */
export const nats = (value) => oneDecimal.format(value);

/** @param {number} bytes "2.6 MB", "640 kB" */
export function size(bytes) {
  return bytes < 1e6
    ? `${whole.format(bytes / 1e3)} kB`
    : `${oneDecimal.format(bytes / 1e6)} MB`;
}

/** @param {number} seconds "under a second", "12 s", "3 min 5 s" */
export function duration(seconds) {
  if (seconds < 1) return "under a second";
  if (seconds < 60) return `${whole.format(seconds)} s`;
  const rest = Math.round(seconds % 60);
  const minutes = Math.floor(seconds / 60) + (rest === 60 ? 1 : 0);
  if (minutes >= 60) {
    return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }
  return rest % 60 === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

/**
 * @param {number} value
 * @param {string} one "image"
 * @param {string} [many] "images"
 */
export const plural = (value, one, many = `${one}s`) =>
  `${count(value)} ${value === 1 ? one : many}`;
