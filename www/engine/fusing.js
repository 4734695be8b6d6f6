/**
 * Choosing among means of models by images that they were not trained on: the
 * line between two, and the greedy soup of several.
 * @module
 */
import { LabError } from "./lab-error.js";

/**
 * What a mean is made and judged by.
 * @typedef {object} Judge
 * @property {number} images By how many it judges.
 * @property {(files: Uint8Array[], weights: number[]) => Promise<import("./lab-types.js").Made>} average
 * @property {(file: ArrayBuffer | Uint8Array) => Promise<number>} bound The
 *   negative ELBO, in nats per image.
 * @property {(done: number, total: number) => void} onProgress
 */

/**
 * The bound on the straight line between two models' weights.
 * @param {Judge} judge
 * @param {Uint8Array} start
 * @param {{ end: Uint8Array, aligned?: Uint8Array, points: number }} line aligned:
 *   the end with its units in the order of the start.
 * @returns {Promise<import("./lab-types.js").LinePoint[]>} From start to end.
 */
export async function boundsOnLine(judge, start, { end, aligned, points }) {
  const ends = aligned ? [end, aligned] : [end];
  const total = points * ends.length;
  /** @type {import("./lab-types.js").LinePoint[]} */
  const line = [];
  let done = 0;
  for (let i = 0; i < points; i++) {
    const share = i / (points - 1);
    /** @type {number[]} */
    const bounds = [];
    for (const each of ends) {
      const { weights } = await judge.average(
        [start, each],
        [1 - share, share],
      );
      bounds.push(await judge.bound(weights));
      judge.onProgress(++done, total);
    }
    const [negativeElbo, alignedElbo] = bounds;
    const point = { share, negativeElbo };
    line.push(aligned ? { ...point, aligned: alignedElbo } : point);
  }
  return line;
}

/**
 * What the passport of a soup says, as that of the command line's does.
 * @param {import("./lab-types.js").SoupOwn} soup
 * @param {number} heldOut Images that chose.
 */
export function soupSettings({ tried, negativeElbo }, heldOut) {
  const taken = tried.filter(({ taken }) => taken);
  return {
    ...{ greedy: true, heldOut, heldOutNegativeElbo: negativeElbo },
    // In the order of the parents.
    heldOutAlone: taken.map(({ alone }) => alone),
  };
}

/**
 * Models are taken in from the best on, each only where the mean gets better by
 * it (Wortsman et al. 2022, recipe 1).
 * @param {Judge} judge
 * @param {Uint8Array[]} files
 * @returns {Promise<import("./lab-types.js").Soup>}
 * @throws {LabError} `nothing-to-do` where the best model alone is the best.
 */
export async function greedySoup(judge, files) {
  const total = 2 * files.length - 1;
  let done = 0;
  const candidates = [];
  for (const [index, file] of files.entries()) {
    candidates.push({ index, file, alone: await judge.bound(file) });
    judge.onProgress(++done, total);
  }
  candidates.sort((a, b) => a.alone - b.alone);
  /** @type {typeof candidates} */
  let soup = [];
  let best = Infinity;
  let made = null;
  /** @type {import("./lab-types.js").SoupTry[]} */
  const tried = [];
  for (const candidate of candidates) {
    const { index, alone } = candidate;
    const next = [...soup, candidate];
    const mean =
      next.length === 1
        ? null
        : await judge.average(
            next.map(({ file }) => file),
            next.map(() => 1),
          );
    const negativeElbo = mean ? await judge.bound(mean.weights) : alone;
    if (mean) judge.onProgress(++done, total);
    // Never true of what is no number: a diverged model is left out.
    const taken = negativeElbo < best;
    tried.push({ index, alone, negativeElbo, taken });
    if (!taken) continue;
    soup = next;
    best = negativeElbo;
    made = mean ?? made;
  }
  if (!made) {
    throw new LabError(
      "nothing-to-do",
      "There is nothing to average: no mean is better than the best model alone.",
    );
  }
  return { ...made, tried, negativeElbo: best };
}
