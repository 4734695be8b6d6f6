/** Builds formulas as trees of MathML, which `math-formula` shows. */

/**
 * An element of a formula; the children of a token are its text.
 *
 * @typedef {object} MathNode
 * @property {string} tag
 * @property {Record<string, string>} [attributes]
 * @property {(MathNode | string)[]} children
 *
 * What stands in a formula: a node, or text that becomes tokens.
 * @typedef {MathNode | string} Part
 */

/** A number, a name of letters, or one sign. */
const TOKENS = /[\d.½]+|\p{L}+|[^\s]/gu;
const FUNCTIONS = new Set(["log", "diag"]);
const FENCES = new Set(["(", ")", "[", "]", "|", "‖"]);
const FENCE_SPACE = { lspace: "0", rspace: "0" };
const THIN = "0.17em";

/**
 * Text as tokens: "2 log σ" is a number, a name and an identifier.
 *
 * @param {Part} part
 * @returns {MathNode[]}
 */
function tokens(part) {
  if (typeof part !== "string") return [part];
  return (part.match(TOKENS) ?? []).flatMap((text) => {
    if (/^[\d.½]/.test(text)) return node("mn", text);
    if (!/^\p{L}/u.test(text)) return operator(text);
    // A function's name stands off what it is of.
    if (!FUNCTIONS.has(text)) return node("mi", text);
    return [space(THIN), node("mi", text), space(THIN)];
  });
}

/**
 * A bracket as high as a letter: a sum in the same row would stretch it.
 *
 * @param {string} text
 * @returns {MathNode}
 */
const operator = (text) =>
  FENCES.has(text)
    ? { ...node("mo", text), attributes: { stretchy: "false", ...FENCE_SPACE } }
    : node("mo", text);

/** @param {string} width @returns {MathNode} */
const space = (width) => ({
  tag: "mspace",
  attributes: { width },
  children: [],
});

/**
 * @param {string} tag
 * @param {...(MathNode | string)} children
 * @returns {MathNode}
 */
const node = (tag, ...children) => ({ tag, children });

/**
 * One after another.
 *
 * @param {...Part} parts
 * @returns {MathNode}
 */
export const row = (...parts) => node("mrow", ...parts.flatMap(tokens));

/** @param {Part} part @returns {MathNode} one node, as a script needs it */
const single = (part) => {
  const all = tokens(part);
  return all.length === 1 ? all[0] : node("mrow", ...all);
};

/** @param {Part} base @param {Part} index */
export const sub = (base, index) => node("msub", single(base), single(index));

/** @param {Part} base @param {Part} power */
export const sup = (base, power) => node("msup", single(base), single(power));

/** @param {Part} base @param {Part} index @param {Part} power */
export const subsup = (base, index, power) =>
  node("msubsup", single(base), single(index), single(power));

/** @param {Part} over @param {Part} under */
export const frac = (over, under) => node("mfrac", single(over), single(under));

/** @param {"Σ" | "Π"} sign @param {Part} index */
export const over = (sign, index) =>
  node("munder", node("mo", sign === "Σ" ? "∑" : "∏"), single(index));

/** Upright words in a formula. @param {string} text */
export const said = (text) => node("mtext", text);

/** A space as wide as a capital M. */
export const gap = () => space("1em");

/**
 * In the hue of the encoder, or of the decoder.
 *
 * @param {"of-encoder" | "of-decoder"} hue
 * @returns {(...parts: Part[]) => MathNode}
 */
const hued =
  (hue) =>
  (...parts) => ({ ...row(...parts), attributes: { class: hue } });

export const encoder = hued("of-encoder");
export const decoder = hued("of-decoder");

/**
 * The text of a formula, from its first sign to its last.
 *
 * @param {MathNode | string} part
 * @returns {string}
 */
export const textOf = (part) =>
  typeof part === "string" ? part : part.children.map(textOf).join("");
