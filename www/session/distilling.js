/** A smaller model that learns from the one that is open. */

import { learnedFrom } from "./learned-from.js";
import { School } from "./schooling.js";
import { distillOptions, studentOf } from "./workshop-options.js";

/**
 * @typedef {import("./operations.js").Bench} Bench
 * @typedef {import("./session.js").Settings} Settings
 */

/**
 * @param {Bench} bench
 * @param {Settings} settings
 * @returns {Promise<import("../engine/lab-types.js").Made>}
 */
export async function distil(bench, settings) {
  const { lab, file, say, open } = bench;
  const { studentSteps: steps } = settings;
  const student = await open(studentOf(lab.config, settings));
  const learned = await learnedFrom(bench);
  const plan = { name: file.name, rounds: 1, steps };
  const school = new School(bench, { ...plan, kind: "student" });
  await school.begin(lab);
  say("teaching");
  await school.teach(student, learned, {
    ...distillOptions(settings),
    teacher: file.bytes,
  });
  const weights = await student.exportWeights();
  return { weights, metadata: student.metadata };
}
