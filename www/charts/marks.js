/** Marks that are told apart by their shape: what they mean is not left to colour. */

/** Paths about the origin, about eight pixels wide. @type {Record<string, string>} */
const MARKS = {
  model: "M-4,0A4,4 0 1 0 4,0A4,4 0 1 0 -4,0Z",
  quantize: "M-4,0A4,4 0 1 0 4,0A4,4 0 1 0 -4,0Z",
  prune: "M0,-5L4.6,3.6H-4.6Z",
  factorize: "M-3.7,-3.7H3.7V3.7H-3.7Z",
  removeLatents: "M0,-5.2L5.2,0L0,5.2L-5.2,0Z",
  several:
    "M0,-5.6L1.5,-1.6L5.4,-1.6L2.3,1L3.4,5L0,2.6L-3.4,5L-2.3,1L-5.4,-1.6L-1.5,-1.6Z",
  other: "M-4.6,-3.6H4.6L0,5Z",
};

/** @param {string} family */
export const markOf = (family) => MARKS[family] ?? MARKS.other;
