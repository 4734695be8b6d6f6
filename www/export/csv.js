/** Writes CSV as RFC 4180 has it: a head line, CRLF, quotes where they must be. */

/**
 * @param {string[]} head the columns' names, with their units
 * @param {Iterable<ArrayLike<number>>} rows NaN is an empty field
 * @returns {ArrayBuffer} UTF-8
 */
export function csvFile(head, rows) {
  const lines = [head.map(quoted).join(",")];
  for (const row of rows) lines.push(Array.from(row, written).join(","));
  const text = lines.map((line) => `${line}\r\n`).join("");
  return /** @type {ArrayBuffer} */ (new TextEncoder().encode(text).buffer);
}

/** @param {string} text */
const quoted = (text) =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** @param {number} value */
const written = (value) => (Number.isNaN(value) ? "" : String(value));
