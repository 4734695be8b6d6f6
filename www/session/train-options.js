/** The settings of a run as options of Lab.train: what is at its default, is left out. */

/** What Lab.train does without an option. */
const DEFAULTS = {
  objective: "elbo",
  schedule: "constant",
  warmup: "none",
  freeBits: 0,
  binarize: "none",
  averageDecay: 0,
};
const ALWAYS = ["epochs", "batchSize", "learningRate"];
const SOMETIMES = [
  "schedule",
  "objective",
  "warmup",
  "binarize",
  "averageDecay",
];

/** Options that an objective has of its own. @type {Record<string, string[]>} */
const OWN = {
  elbo: ["beta", "freeBits"],
  capacity: ["gamma", "capacity"],
  importanceWeighted: ["importanceSamples"],
  totalCorrelation: ["beta"],
};

/**
 * @param {Record<string, unknown>} settings `trainSeed` is the seed of a run
 * @returns {Record<string, unknown>}
 */
export function trainOptions(settings) {
  const objective = String(settings.objective ?? DEFAULTS.objective);
  const warms = (settings.warmup ?? DEFAULTS.warmup) !== DEFAULTS.warmup;
  const names = [
    ...ALWAYS,
    ...SOMETIMES,
    ...(OWN[objective] ?? []),
    ...(warms ? ["warmupSteps"] : []),
  ];
  /** @type {Record<string, unknown>} */
  const defaults = DEFAULTS;
  const given = names
    .filter((name) => settings[name] !== undefined)
    .filter((name) => settings[name] !== defaults[name])
    .map((name) => [name, settings[name]]);
  return { ...Object.fromEntries(given), seed: settings.trainSeed };
}
