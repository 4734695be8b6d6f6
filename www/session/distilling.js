/** A smaller model that learns from the one that is open. */

import { learnedFrom } from "./learned-from.js";
import { School } from "./schooling.js";

/**
 * @typedef {import("./operations.js").Bench} Bench
 * @typedef {import("./session.js").Settings} Settings
 */

/**
 * What the student is made from: its teacher's config in other sizes. What is
 * not told is half of the teacher's, the latents as many.
 *
 * @param {import("./session.js").ModelConfig} teacher
 * @param {Settings} settings
 * @returns {import("../engine/lab-types.js").FreshModel}
 */
export function studentOf(teacher, settings) {
  const { studentHidden, studentChannels, studentLatents } = settings;
  const halved = (/** @type {number[]} */ sizes) =>
    sizes.map((size) => Math.max(1, Math.floor(size / 2)));
  // The decoder's sizes follow the encoder's; full ranks, as a fresh model has.
  const config = /** @type {Record<string, unknown>} */ ({ ...teacher });
  for (const name of ["decoderHidden", "decoderChannels", "ranks"])
    delete config[name];
  const { hidden, channels = [], latentDim } = teacher;
  const given = {
    ...config,
    hidden: studentHidden.length > 0 ? studentHidden : halved(hidden),
    latentDim: studentLatents > 0 ? studentLatents : latentDim,
    seed: settings.weightSeed,
    ...(channels.length > 0 && {
      channels: studentChannels.length > 0 ? studentChannels : halved(channels),
    }),
  };
  return /** @type {import("../engine/lab-types.js").FreshModel} */ (
    /** @type {unknown} */ (given)
  );
}

/**
 * @param {Bench} bench
 * @param {Settings} settings
 * @returns {Promise<import("../engine/lab-types.js").Made>}
 */
export async function distil(bench, settings) {
  const { lab, file, say, open } = bench;
  const { studentSteps: steps, learnRate: learningRate } = settings;
  const student = await open(studentOf(lab.config, settings));
  const learned = await learnedFrom(bench);
  const plan = { name: file.name, rounds: 1, steps };
  const school = new School(bench, { ...plan, kind: "student" });
  await school.begin(lab);
  say("teaching");
  await school.teach(student, learned, {
    ...{ steps, learningRate, batchSize: 128 },
    ...{ seed: settings.weightSeed, teacher: file.bytes },
    distill: {
      data: settings.lossData,
      outputs: settings.lossOutputs,
      posterior: settings.lossPosterior,
      latent: settings.lossLatent,
    },
  });
  const weights = await student.exportWeights();
  return { weights, metadata: student.metadata };
}
