/** From the settings to what Lab's workshop is told: for the page, and for code to copy. */

/**
 * @typedef {import("./session.js").Settings} Settings
 */

/** Floats of half precision; fewer bits are codes. */
const HALF = "16";
/** Images of a step. */
const BATCH = 128;

/** @param {Settings} settings whether real digits may have a say */
export const isCalibrated = (settings) =>
  needsDigits(settings) || (settings.calibrate === "yes" && mayBe(settings));

/** @param {Settings} settings whether nothing but digits can tell what is to be done */
export const needsDigits = ({ operation, prune }) =>
  operation === "prune" && prune === "pixels";

/** @param {Settings} settings */
const mayBe = ({ operation, bits }) =>
  ["quantize", "prune", "factorize"].includes(operation) &&
  !(operation === "quantize" && bits === HALF);

/** @param {Settings} settings whether models are judged, and no file is made */
export const isJudged = ({ operation, fuseBy }) =>
  operation === "fuse" && fuseBy === "ensemble";

/** @param {Settings} settings */
export function quantizeOptions({ bits, per, scheme, mixed }) {
  if (bits === HALF) return { bits: Number(bits) };
  const plain = mixed === "no" && { mixed: false };
  return { bits: Number(bits), per, scheme, ...plain };
}

/** @param {{ bits: string }} settings whether weights become codes, not floats */
export const isCoded = ({ bits }) => bits !== HALF;

/** @param {Settings} settings */
export const factorizeOptions = ({ factorBy, rank, variance }) =>
  factorBy === "rank" ? { rank } : { variance: variance / 100 };

/**
 * What goes in a round, so that after the last the whole share has gone: the same
 * part of what is left in each. Weights and pixels that are 0 already count among
 * those that go, units that are gone do not.
 *
 * @param {Settings["prune"]} what
 * @param {number} share of all rounds, above 0 and below 1
 * @param {number} round from 1
 * @param {number} rounds
 */
export function shareOfRound(what, share, round, rounds) {
  // As it was asked for, without a last digit of arithmetic.
  if (rounds === 1 || (what !== "units" && round === rounds)) return share;
  const left = (/** @type {number} */ round) => (1 - share) ** (round / rounds);
  return what === "units" ? 1 - left(1) : 1 - left(round);
}

/**
 * @param {Settings} settings
 * @param {number} [round] from 1; without it, what all rounds come to
 */
export function pruneOptions({ prune: what, share, among, rounds }, round) {
  const whole = share / 100;
  return {
    what,
    // Of pixels there is one kind.
    ...(what !== "pixels" && { among }),
    share: round ? shareOfRound(what, whole, round, rounds) : whole,
  };
}

/**
 * Of the training after a round.
 *
 * @param {Settings} settings
 * @param {number} round from 1
 */
export const tuneOptions = ({ prune, tune: steps, learnRate }, round) => ({
  ...{ steps, batchSize: BATCH, learningRate: learnRate },
  ...{ seed: round, keepZeros: prune !== "units" },
});

/** @param {Settings} settings */
export const teachOptions = ({
  teachSteps: steps,
  teachReplay: replay,
  learnRate,
  weightSeed: seed,
}) => ({
  ...{ steps, replay, batchSize: BATCH, learningRate: learnRate, seed },
});

/** @param {Settings} settings */
export const distillOptions = (settings) => ({
  ...{ steps: settings.studentSteps, batchSize: BATCH },
  ...{ learningRate: settings.learnRate, seed: settings.weightSeed },
  distill: {
    data: settings.lossData,
    outputs: settings.lossOutputs,
    posterior: settings.lossPosterior,
    latent: settings.lossLatent,
  },
});

/** @param {number[]} sizes of a teacher's layers: those of its student */
export const halved = (sizes) =>
  sizes.map((size) => Math.max(1, Math.floor(size / 2)));

/**
 * What a student is made from: its teacher's config in other sizes. What is not
 * told is half of the teacher's, the latents as many.
 *
 * @param {import("./session.js").ModelConfig} teacher
 * @param {Settings} settings
 * @returns {import("../engine/lab-types.js").FreshModel}
 */
export function studentOf(teacher, settings) {
  const { studentHidden, studentChannels, studentLatents } = settings;
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
 * Which of so many images a VampPrior's pseudo-inputs begin as: evenly among them,
 * for they may lie class by class.
 *
 * @param {number} wanted
 * @param {number} count
 */
export const spreadPlaces = (wanted, count) =>
  Array.from({ length: Math.min(wanted, count) }, (_, i) =>
    Math.floor((i * count) / Math.min(wanted, count)),
  );

/**
 * @param {Settings} settings
 * @returns {import("../engine/lab-types.js").GrowOptions} what is not left as it is
 */
export function grownTo({
  growLatents,
  growHidden,
  growChannels,
  growClasses,
  growPrior,
  growComponents,
  growLikelihood,
}) {
  return {
    ...(growLatents > 0 && { latentDim: growLatents }),
    // Encoder and decoder alike, as models from nothing have them.
    ...(growHidden.length > 0 && {
      hidden: growHidden,
      decoderHidden: growHidden,
    }),
    ...(growChannels.length > 0 && {
      channels: growChannels,
      decoderChannels: growChannels,
    }),
    ...(growClasses > 0 && { classes: growClasses }),
    ...(growPrior === "mixture" && { mixtureComponents: growComponents }),
    ...(growPrior === "vamp" && { pseudoInputs: growComponents }),
    ...(growLikelihood !== "own" && { likelihood: growLikelihood }),
  };
}
