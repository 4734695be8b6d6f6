/** How numbers are written: as in English, and what Chinese writes otherwise. */

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat("en", {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

const twoDecimals = new Intl.NumberFormat("en", {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

/** @param {number} value "0.42", "−1.30", in Chinese too */
export const hundredths = (value) =>
  twoDecimals.format(Math.abs(value) < 0.005 ? 0 : value).replace("-", "−");

/** @param {number} value with a sign, also of a gain: "+0.42"; "0.00" has none */
export const signed = (value) => {
  const text = hundredths(value);
  return value > 0 && text !== hundredths(0) ? `+${text}` : text;
};

/** @param {number} times what is so many times smaller: "÷ 3.20", "× 1.25", "× 1.00" */
export const ratio = (times) =>
  times >= 1 && hundredths(times) !== hundredths(1)
    ? `÷ ${hundredths(times)}`
    : `× ${hundredths(1 / times)}`;

/** @param {number} value "12,340", in Chinese too */
export const count = (value) => whole.format(value);

/** @param {number} part of 1: "+13 %", "−44 %", "0 %", in Chinese too */
export function percent(part) {
  const whole = Math.round(100 * part);
  const sign = whole > 0 ? "+" : whole < 0 ? "−" : "";
  return `${sign}${count(Math.abs(whole))} %`;
}

/** @param {number} value "101.2", in Chinese too */
export const nats = (value) => oneDecimal.format(value);

/** @param {number} bytes "2.6 MB", "640 kB", in Chinese too */
export function size(bytes) {
  return bytes < 1e6
    ? `${whole.format(bytes / 1e3)} kB`
    : `${oneDecimal.format(bytes / 1e6)} MB`;
}

/** @param {number} seconds "under a second", "12 s", "3 min 5 s" */
export function duration(seconds) {
  return inParts(seconds, {
    none: "under a second",
    units: [" h", " min", " s"],
  });
}

/** @param {number} seconds "不到 1 秒", "12 秒", "3 分 5 秒" */
export function durationZh(seconds) {
  return inParts(seconds, {
    none: "不到 1 秒",
    units: [" 小时", " 分", " 秒"],
  });
}

/**
 * @param {number} seconds
 * @param {{ none: string, units: [string, string, string] }} language
 */
function inParts(seconds, { none, units: [h, min, s] }) {
  if (seconds < 1) return none;
  if (seconds < 60) return `${whole.format(seconds)}${s}`;
  const rest = Math.round(seconds % 60);
  const minutes = Math.floor(seconds / 60) + (rest === 60 ? 1 : 0);
  if (minutes >= 60) {
    return `${Math.floor(minutes / 60)}${h} ${minutes % 60}${min}`;
  }
  return rest % 60 === 0 ? `${minutes}${min}` : `${minutes}${min} ${rest}${s}`;
}

/**
 * @param {number} value
 * @param {string} one "image"
 * @param {string} [many] "images"
 */
export const plural = (value, one, many = `${one}s`) =>
  `${count(value)} ${value === 1 ? one : many}`;

/** @param {number} dimension from 0; written from 1, "₁₂" */
export function subscript(dimension) {
  return [...String(dimension + 1)]
    .map((digit) => String.fromCharCode(0x2080 + Number(digit)))
    .join("");
}
