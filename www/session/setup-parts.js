/** Which part of the setup shows a setting: the numbers, the objective, the model. */

/**
 * @typedef {import("../state.js").Settings} Settings
 * @typedef {import("../state.js").SettingName} SettingName
 */

/** The numbers of every run. */
export const COMMON = /** @type {const} */ ([
  "epochs",
  "batchSize",
  "learningRate",
  "beta",
  "trainSeed",
  "averageDecay",
]);

/** What is minimised, and how its weights and the learning rate go. */
const OBJECTIVE = /** @type {const} */ ([
  "objective",
  "gamma",
  "capacity",
  "importanceSamples",
  "freeBits",
  "warmup",
  "warmupSteps",
  "schedule",
  "binarize",
]);

/** What a model from nothing is made of. */
export const FRESH = /** @type {const} */ ([
  "architecture",
  "channels",
  "hidden",
  "topHidden",
  "latentDim",
  "topLatentDim",
  "activation",
  "likelihood",
  "conditional",
  "weightSeed",
]);

/** @type {[Settings["setup"], readonly SettingName[]][]} */
const PARTS = [
  ["settings", COMMON],
  ["objective", OBJECTIVE],
  ["model", FRESH],
];

/**
 * The part with this setting's field.
 *
 * @param {string} name
 * @returns {Settings["setup"] | null} null for a setting that has no field there
 */
export function partShowing(name) {
  const found = PARTS.find(([, names]) =>
    /** @type {readonly string[]} */ (names).includes(name),
  );
  return found?.[0] ?? null;
}
