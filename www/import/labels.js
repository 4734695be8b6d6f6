/** Brings labels to the images they belong to. */

/**
 * @typedef {{ name: string, labels: Uint8Array }} LabelFile
 * @typedef {{ name: string, total: number }} ImageFile
 */

/**
 * Which labels belong to which set: as many as it has images, and of several
 * such the one whose name begins most like the set's.
 *
 * @template {ImageFile} T
 * @param {T[]} sets
 * @param {LabelFile[]} labelFiles
 * @returns {{ pairs: Map<T, Uint8Array>, alone: LabelFile[] }}
 */
export function pairLabels(sets, labelFiles) {
  /** @type {Map<T, Uint8Array>} */
  const pairs = new Map();
  /** @type {LabelFile[]} */
  const alone = [];
  for (const file of labelFiles) {
    const fitting = sets
      .filter((set) => set.total === file.labels.length && !pairs.has(set))
      .sort((a, b) => alike(b.name, file.name) - alike(a.name, file.name));
    if (fitting[0]) pairs.set(fitting[0], file.labels);
    else alone.push(file);
  }
  return { pairs, alone };
}

/**
 * Why labels without images are refused.
 *
 * @param {number} labels
 */
export const labelsAlone = (labels) => ({
  code: "idx-mismatch",
  message: `The file holds ${labels} labels, and no set of ${labels} images came with it: give both together.`,
});

/**
 * @param {string} a
 * @param {string} b
 * @returns {number} how many first letters are the same
 */
function alike(a, b) {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  return same;
}
