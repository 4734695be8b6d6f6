/** Values as JavaScript that is read back as the same values. */

/** The most digits that a 32-bit float needs. */
const FLOAT_DIGITS = 9;

/**
 * The shortest number that a Float32Array holds as this one.
 *
 * @param {number} value a 32-bit float
 * @returns {string}
 */
export function shortest(value) {
  for (let digits = 1; digits < FLOAT_DIGITS; digits++) {
    const near = Number(value.toPrecision(digits));
    if (Math.fround(near) === value) return String(near);
  }
  return String(Number(value.toPrecision(FLOAT_DIGITS)));
}

/** @param {Uint8Array} bytes */
export const base64 = (bytes) =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/**
 * An object in one line, without what is undefined; `{ code }` stands as it is.
 *
 * @param {Record<string, unknown>} fields
 */
export function object(fields) {
  const given = Object.entries(fields).filter(
    ([, value]) => value !== undefined,
  );
  if (given.length === 0) return "{}";
  const parts = given.map(([name, value]) => `${name}: ${literal(value)}`);
  return `{ ${parts.join(", ")} }`;
}

/** @param {unknown} value @returns {string} */
function literal(value) {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null && "code" in value) {
    return String(value.code);
  }
  return JSON.stringify(value);
}
