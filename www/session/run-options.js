/** From the settings to what Lab.train is told: each objective with its own options alone. */

/**
 * @typedef {import("../state.js").Settings} Settings
 *
 * @typedef {object} RunOptions
 * @property {number} epochs
 * @property {number} batchSize
 * @property {number} learningRate
 * @property {number} seed
 * @property {"constant" | "cosine"} [schedule]
 * @property {Settings["objective"]} [objective]
 * @property {number} [beta]
 * @property {number} [gamma]
 * @property {number} [capacity]
 * @property {number} [importanceSamples]
 * @property {number} [freeBits]
 * @property {"none" | "linear" | "cyclic"} [warmup]
 * @property {number} [warmupSteps]
 * @property {"none" | "dynamic"} [binarize]
 * @property {number} [averageDecay] of the mean of the weights; none is kept at 0
 * @property {number} [steps] ends the run early
 */

/**
 * Which of the settings each objective has for its own.
 *
 * @type {Record<Settings["objective"], ("beta" | "gamma" | "capacity" | "importanceSamples" | "freeBits" | "warmup")[]>}
 */
export const OWN = {
  elbo: ["beta", "freeBits", "warmup"],
  capacity: ["gamma", "capacity", "warmup"],
  importanceWeighted: ["importanceSamples"],
  totalCorrelation: ["beta", "warmup"],
};

/**
 * @param {Settings} settings
 * @returns {RunOptions}
 */
export function runOptions(settings) {
  const { epochs, batchSize, learningRate, trainSeed } = settings;
  const { schedule, objective, binarize, averageDecay } = settings;
  const { warmup, warmupSteps } = settings;
  /** @type {RunOptions} */
  const options = { epochs, batchSize, learningRate, seed: trainSeed };
  Object.assign(options, { schedule, objective, binarize });
  if (averageDecay > 0) options.averageDecay = averageDecay;
  for (const name of OWN[objective]) {
    if (name !== "warmup") options[name] = settings[name];
    else if (warmup !== "none") Object.assign(options, { warmup, warmupSteps });
  }
  return options;
}

/**
 * Which option or which field of a config a refusal of the engine names; null
 * for any other error.
 *
 * @param {{ code?: string, message: string }} error
 * @returns {string | null}
 */
export function refusedName({ code, message }) {
  if (code !== "option-out-of-range" && code !== "config-invalid") return null;
  const named = /^The (?:option|model's) (\w+) is /.exec(message)?.[1];
  return named ?? null;
}
