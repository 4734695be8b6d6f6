/** Pruning, at once or in rounds with training between them. */

import { learnedFrom } from "./learned-from.js";
import { School } from "./schooling.js";

/**
 * @typedef {import("./operations.js").Bench} Bench
 * @typedef {import("./session.js").Settings} Settings
 * @typedef {import("../engine/lab-types.js").Made} Made
 */

/**
 * What goes in a round, so that after the last the whole share has gone: the same
 * part of what is left in each. Weights that are 0 already count among those that
 * go, units that are gone do not.
 *
 * @param {"units" | "weights"} what
 * @param {number} share of all rounds, above 0 and below 1
 * @param {number} round from 1
 * @param {number} rounds
 */
export function shareOfRound(what, share, round, rounds) {
  // As it was asked for, without a last digit of arithmetic.
  if (rounds === 1 || (what === "weights" && round === rounds)) return share;
  const left = (/** @type {number} */ round) => (1 - share) ** (round / rounds);
  return what === "weights" ? 1 - left(round) : 1 - left(1);
}

/**
 * @param {Bench} bench
 * @param {Settings} settings
 * @param {(lab: import("../engine/lab.js").Lab) => object} seen digits that have a
 *   say in what goes
 * @returns {Promise<Made>}
 */
export async function pruneInRounds(bench, settings, seen) {
  const { file, signal, say, open } = bench;
  const { prune: what, among, rounds, tune, learnRate } = settings;
  const share = settings.share / 100;
  const prune = (
    /** @type {import("../engine/lab.js").Lab} */ lab,
    /** @type {number} */ share,
  ) => lab.workshop.prune({ what, share, among, ...seen(lab), signal });
  const learned = tune > 0 ? await learnedFrom(bench) : null;
  const plan = { name: file.name, rounds, steps: rounds * tune };
  const school = learned && new School(bench, { ...plan, kind: "tuning" });
  await school?.begin(bench.lab);
  let lab = bench.lab;
  /** @type {Made | null} */
  let made = null;
  for (let round = 1; round <= rounds; round++) {
    say("making");
    made = await prune(lab, shareOfRound(what, share, round, rounds));
    if (lab !== bench.lab) lab.close();
    if (!school && round === rounds) return made;
    lab = await open(made.weights);
    if (!school || !learned) continue;
    say("tuning");
    const options = { steps: tune, batchSize: 128, learningRate: learnRate };
    const kept = { ...options, seed: round, keepZeros: what === "weights" };
    await school.teach(lab, learned, kept, round);
  }
  say("making");
  // Trained weights are exported whole: the zeros are packed anew.
  if (what === "weights") return prune(lab, share);
  const weights = await lab.exportWeights();
  return { weights, metadata: lab.metadata };
}
