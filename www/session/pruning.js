/** Pruning, at once or in rounds with training between them. */

import { learnedFrom } from "./learned-from.js";
import { School } from "./schooling.js";
import { pruneOptions, tuneOptions } from "./workshop-options.js";

/**
 * @typedef {import("./operations.js").Bench} Bench
 * @typedef {import("./session.js").Settings} Settings
 * @typedef {import("../engine/lab-types.js").Made} Made
 */

/**
 * @param {Bench} bench
 * @param {Settings} settings
 * @param {(lab: import("../engine/lab.js").Lab) => object} seen digits that have a
 *   say in what goes
 * @returns {Promise<Made>}
 */
export async function pruneInRounds(bench, settings, seen) {
  const { file, signal, say, open } = bench;
  const { prune: what, rounds, tune } = settings;
  const prune = (
    /** @type {import("../engine/lab.js").Lab} */ lab,
    /** @type {number} */ round,
  ) =>
    lab.workshop.prune({
      ...pruneOptions(settings, round),
      ...{ ...seen(lab), signal },
    });
  const learned = tune > 0 ? await learnedFrom(bench) : null;
  const plan = { name: file.name, rounds, steps: rounds * tune };
  const school = learned && new School(bench, { ...plan, kind: "tuning" });
  await school?.begin(bench.lab);
  let lab = bench.lab;
  for (let round = 1; round <= rounds; round++) {
    say("making");
    const made = await prune(lab, round);
    if (lab !== bench.lab) lab.close();
    if (!school && round === rounds) return made;
    lab = await open(made.weights);
    if (!school || !learned) continue;
    say("tuning");
    await school.teach(lab, learned, tuneOptions(settings, round), round);
  }
  say("making");
  // Trained weights are exported whole: the zeros are packed anew.
  if (what !== "units") return prune(lab, rounds);
  const weights = await lab.exportWeights();
  return { weights, metadata: lab.metadata };
}
