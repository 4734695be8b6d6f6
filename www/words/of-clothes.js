/**
 * The tables for a model of clothes: where they say "digit" of whatever the
 * model sees, these say "image". What is said of MNIST itself stays.
 */

import { clothes } from "./en-terms.js";

/**
 * @typedef {typeof import("./en.js").en} Table
 * @typedef {(text: string) => string} Rewording
 */

/** What is about digits also while clothes are open, by its path. */
const OF_DIGITS = new Set([
  ...["sentence", "pageTitle", "topBar", "sets", "kind", "allowed", "codes"],
  ...[
    "footer",
    "references.mark",
    "references.sentence",
    "references.named",
    "own.example",
    "own.cameraHint",
  ],
  ...["whole.all", "whole.atHand", "whole.short.all", "whole.heldOut.all"],
  ...["whole.heldOut.atHand", "plane.points", "traverse.sets"],
]);

/** Others' digits, whatever is open. */
const ELSEWHERE = /(?<!Fashion-)MNIST|Keras|pytorch/;

/** @type {Rewording} "the 3s and 8s" becomes "dress and bag" */
const classesNamed = (text) =>
  text.replace(/\(the (\d[^)]*)\)/, (_, classes) => {
    const names = String(classes).replace(
      /(\d)s/g,
      (_, label) => clothes[label],
    );
    return `(${names})`;
  });

/** @type {Rewording} */
const english = (text) =>
  classesNamed(text)
    .replace(/\ba digit/g, "an image")
    .replace(/\bA digit/g, "An image")
    .replaceAll("digit", "image")
    .replaceAll("Digit", "Image");

/**
 * @param {unknown} value
 * @param {Rewording} reword
 * @param {string} path
 * @returns {unknown}
 */
function reworded(value, reword, path) {
  if (OF_DIGITS.has(path)) return value;
  const say = (/** @type {unknown} */ text) =>
    typeof text === "string" && !ELSEWHERE.test(text) ? reword(text) : text;
  if (typeof value === "function") {
    return (/** @type {unknown[]} */ ...told) => say(value(...told));
  }
  if (Array.isArray(value)) {
    return value.map((each, i) => reworded(each, reword, `${path}.${i}`));
  }
  if (typeof value !== "object" || value === null) return say(value);
  const inner = Object.entries(value).map(([key, each]) => [
    key,
    reworded(each, reword, path === "" ? key : `${path}.${key}`),
  ]);
  return Object.fromEntries(inner);
}

/**
 * @param {Table} table
 * @param {Rewording} reword
 * @param {string[]} names of the classes
 * @returns {Table}
 */
export function ofClothes(table, reword, names) {
  const all = /** @type {Table} */ (reworded(table, reword, ""));
  const named = (/** @type {number} */ label) => names[label] ?? String(label);
  return { ...all, data: { ...all.data, class: named } };
}

/** @param {Table} en */
export const inEnglish = (en) => ofClothes(en, english, clothes);
