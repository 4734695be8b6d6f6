/**
 * Checks of what callers pass: names and types here, before anything crosses to
 * the worker; the narrower ranges are the core's own.
 * @module
 */
import { LabError } from "./lab-error.js";

/**
 * @typedef {object} Rule
 * @property {(value: unknown) => boolean} holds
 * @property {string} expected What would be right, after "it must be".
 */

/** @typedef {Readonly<Record<string, Rule>>} Rules */

/** What an unsigned 32-bit integer of the core holds. */
const MAX_COUNT = 2 ** 32 - 1;

/** The core's own limit, here because one label may be spread over them all. */
export const MAX_SAMPLES = 10_000;

/**
 * @param {number} least
 * @param {number} most
 * @returns {Rule}
 */
function wholeNumber(least, most) {
  return {
    holds: (value) =>
      Number.isSafeInteger(value) &&
      Number(value) >= least &&
      Number(value) <= most,
    expected: `a whole number between ${least} and ${most}`,
  };
}

/**
 * @param {readonly string[]} words
 * @returns {Rule}
 */
function oneOf(words) {
  const quoted = words.map((word) => `"${word}"`).join(", ");
  return {
    holds: (value) => words.some((word) => word === value),
    expected: `one of ${quoted}`,
  };
}

/**
 * @param {"number" | "boolean" | "function"} type
 * @returns {Rule}
 */
function ofType(type) {
  return { holds: (value) => typeof value === type, expected: `a ${type}` };
}

/** @type {Rule} */
const FINITE = {
  holds: (value) => Number.isFinite(value),
  expected: "a finite number",
};

/** @type {Rule} */
const SIGNAL = {
  holds: (value) => value instanceof AbortSignal,
  expected: "an AbortSignal",
};

/** @type {Rule} */
const ANYTHING = { holds: () => true, expected: "anything" };

/** They have codes of their own: checkLabels. */
const LABELS = ANYTHING;

/** Precision and recall go by the third neighbour. */
export const LEAST_COMPARED = 4;

const COUNT = wholeNumber(1, MAX_COUNT);
const SEED = wholeNumber(0, Number.MAX_SAFE_INTEGER);
const BINARIZE = oneOf(["none", "dynamic", "fixed"]);

const PRIOR = oneOf(["standard", "vamp", "mixture", "classConditional"]);

const MOST_WORKERS = 8;

/** @type {Rule} */
const WORKERS = {
  holds: (value) =>
    value === "auto" || wholeNumber(1, MOST_WORKERS).holds(value),
  expected: `"auto" or a whole number between 1 and ${MOST_WORKERS}`,
};

/** @type {Rules} */
const CALIBRATED = {
  images: ANYTHING,
  labels: LABELS,
  seed: SEED,
  signal: SIGNAL,
};

/** @type {Rules} */
const JUDGED = { ...CALIBRATED, onProgress: ofType("function") };

const SIZE = wholeNumber(0, MAX_COUNT);

/** @type {Rule} */
const SIZES = {
  holds: (value) => Array.isArray(value) && value.every(SIZE.holds),
  expected: "an array of whole numbers",
};

const LOSSES = ["data", "outputs", "posterior", "latent"];

/** @type {Rule} */
const DISTILL = {
  holds: (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).every(
      ([name, weight]) => LOSSES.includes(name) && FINITE.holds(weight),
    ),
  expected: `an object of numbers under ${LOSSES.join(", ")}`,
};

/** @type {Rule} */
const FIGURES_OF = {
  holds: (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((each) => typeof each === "object" && each),
  expected: "an object of figures by checksum",
};

/** @type {Rule} */
const NUMBERS = {
  holds: (value) => Array.isArray(value) && value.every(FINITE.holds),
  expected: "an array of finite numbers",
};

/** The core's own limit, natively. */
const MAX_REPLAY = 100_000;

/** @satisfies {Record<string, Rules>} */
const RULES = {
  create: {
    device: oneOf(["auto", "webgpu", "flex", "ndarray"]),
    workers: WORKERS,
    model: ANYTHING,
    signal: SIGNAL,
    onProgress: ofType("function"),
  },
  sample: {
    count: wholeNumber(1, MAX_SAMPLES),
    seed: SEED,
    prior: PRIOR,
    temperature: FINITE,
    label: LABELS,
    labels: LABELS,
  },
  encode: { labels: LABELS },
  decode: { labels: LABELS, latest: ANYTHING },
  reconstruct: { seed: SEED, labels: LABELS },
  evaluate: {
    labels: LABELS,
    seed: SEED,
    importanceSamples: wholeNumber(0, MAX_COUNT),
    binarize: BINARIZE,
    signal: SIGNAL,
    onProgress: ofType("function"),
  },
  exportWeights: {
    averaged: ofType("boolean"),
    optimizer: ofType("boolean"),
  },
  fitPrior: {
    kind: oneOf(["mixture", "classConditional"]),
    components: COUNT,
    seed: SEED,
    maxSteps: COUNT,
    tolerance: FINITE,
    labels: LABELS,
    signal: SIGNAL,
    onProgress: ofType("function"),
  },
  logPriorDensity: { prior: PRIOR, labels: LABELS },
  quality: {
    real: ANYTHING,
    count: wholeNumber(LEAST_COMPARED, MAX_SAMPLES),
    seed: SEED,
    prior: PRIOR,
    temperature: FINITE,
    classifier: ANYTHING,
    signal: SIGNAL,
    onProgress: ofType("function"),
  },
  neighbours: {
    count: wholeNumber(1, 100),
    signal: SIGNAL,
    onProgress: ofType("function"),
  },
  quantize: {
    bits: COUNT,
    per: oneOf(["tensor", "channel"]),
    scheme: oneOf(["symmetric", "asymmetric"]),
    mixed: ofType("boolean"),
    ...CALIBRATED,
  },
  prune: {
    what: oneOf(["weights", "units", "pixels"]),
    share: FINITE,
    among: oneOf(["layer", "model"]),
    ...CALIBRATED,
  },
  factorize: { rank: SIZE, variance: FINITE, ...CALIBRATED },
  removeLatents: {
    ...{ latents: SIZES, means: NUMBERS, signal: SIGNAL },
    calibrationImages: COUNT,
  },
  average: { weights: NUMBERS, signal: SIGNAL },
  align: { seed: SEED, signal: SIGNAL },
  line: { points: wholeNumber(2, 101), align: ofType("boolean"), ...JUDGED },
  soup: JUDGED,
  noteFigures: { ancestors: FIGURES_OF, signal: SIGNAL },
  ensemble: {
    posterior: oneOf(["own", "product", "geometric", "mixture"]),
    average: oneOf(["means", "bounds", "models"]),
    signal: SIGNAL,
  },
  ensembleSample: {
    count: wholeNumber(1, MAX_SAMPLES),
    seed: SEED,
    label: LABELS,
    labels: LABELS,
  },
  grow: {
    latentDim: SIZE,
    hidden: SIZES,
    decoderHidden: SIZES,
    channels: SIZES,
    decoderChannels: SIZES,
    classes: SIZE,
    likelihood: oneOf(["bernoulli", "continuousBernoulli", "gaussian"]),
    sigma: FINITE,
    pseudoInputs: SIZE,
    mixtureComponents: SIZE,
    images: ANYTHING,
    seed: SEED,
    signal: SIGNAL,
  },
  train: {
    labels: LABELS,
    epochs: COUNT,
    batchSize: COUNT,
    learningRate: FINITE,
    schedule: oneOf(["constant", "cosine"]),
    objective: oneOf([
      "elbo",
      "capacity",
      "importanceWeighted",
      "totalCorrelation",
    ]),
    beta: FINITE,
    gamma: FINITE,
    capacity: FINITE,
    freeBits: FINITE,
    importanceSamples: COUNT,
    warmup: oneOf(["none", "linear", "cyclic"]),
    warmupSteps: COUNT,
    seed: SEED,
    binarize: BINARIZE,
    resetOptimizer: ofType("boolean"),
    steps: COUNT,
    startStep: SIZE,
    keepZeros: ofType("boolean"),
    averageDecay: FINITE,
    replay: wholeNumber(1, MAX_REPLAY),
    teacher: ANYTHING,
    distill: DISTILL,
    signal: SIGNAL,
  },
};

/** @typedef {keyof typeof RULES} Method */

/** @type {Rule} */
const RANKS = {
  holds: (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every(SIZE.holds),
  expected: "an object of whole numbers by layer",
};

/**
 * What a config for fresh weights may hold; `inputDim` is there so that
 * `lab.config` makes a model like its own.
 * @type {Rules}
 */
const CONFIG = {
  architecture: oneOf(["dense", "conv", "ladder"]),
  channels: SIZES,
  residualBlocks: SIZES,
  kernelSize: SIZE,
  outputConvolution: ofType("boolean"),
  hidden: SIZES,
  decoderHidden: SIZES,
  decoderChannels: SIZES,
  ranks: RANKS,
  latentDim: SIZE,
  topLatentDim: SIZE,
  topHidden: SIZES,
  classes: SIZE,
  activation: oneOf(["relu", "silu"]),
  likelihood: oneOf(["bernoulli", "continuousBernoulli", "gaussian"]),
  sigma: FINITE,
  pseudoInputs: SIZE,
  mixtureComponents: SIZE,
  seed: SEED,
  inputDim: SIZE,
};

/**
 * Checks an options object and returns its own copy, without what is undefined.
 *
 * @template {object} T
 * @param {Method} method Whose options they are.
 * @param {T} options
 * @returns {T}
 * @throws {LabError} `option-unknown` with the name that was probably meant;
 *   `option-out-of-range` with the value and what it must be.
 */
export function checkOptions(method, options) {
  if (typeof options !== "object" || options === null) {
    throw new LabError(
      "option-out-of-range",
      `The options of ${method} are ${show(options)}; they must be an object.`,
    );
  }
  /** @type {Rules} */
  const rules = RULES[method];
  const given = Object.entries(options).filter(([, value]) => {
    return value !== undefined;
  });
  for (const [name, value] of given) {
    if (!Object.hasOwn(rules, name)) throw unknown(method, name, rules);
    const { holds, expected } = rules[name];
    if (!holds(value)) {
      throw new LabError(
        "option-out-of-range",
        `The option ${name} is ${show(value)}; it must be ${expected}.`,
      );
    }
  }
  return /** @type {T} */ (Object.fromEntries(given));
}

/**
 * Checks names and types in a model's config; the narrower ranges are the core's
 * own.
 * @param {object} config
 * @throws {LabError} `config-invalid` with the field, its value and what it must
 *   be, or with the name that was probably meant.
 */
export function checkConfig(config) {
  for (const [name, value] of Object.entries(config)) {
    if (!Object.hasOwn(CONFIG, name)) {
      throw new LabError(
        "config-invalid",
        `A model's config has no "${name}".${hint(name, Object.keys(CONFIG))}`,
      );
    }
    const { holds, expected } = CONFIG[name];
    if (value !== undefined && !holds(value)) {
      throw new LabError(
        "config-invalid",
        `The model's ${name} is ${show(value)}; it must be ${expected}.`,
      );
    }
  }
}

/**
 * @param {string} method
 * @param {string} name
 * @param {Rules} rules
 */
function unknown(method, name, rules) {
  return new LabError(
    "option-unknown",
    `${method} has no option "${name}".${hint(name, Object.keys(rules))}`,
  );
}

/**
 * @param {string} name
 * @param {string[]} names
 * @returns {string} A sentence or two, to stand at the end.
 */
function hint(name, names) {
  const meant = names.find((known) => distance(plain(known), plain(name)) < 3);
  const question = meant ? ` Did you mean "${meant}"?` : "";
  return `${question} It knows ${names.join(", ")}.`;
}

/**
 * A name without what spellings differ in: learning_rate is learningRate.
 * @param {string} name
 */
function plain(name) {
  return name.toLowerCase().replace(/[^a-z]/g, "");
}

/**
 * Levenshtein's distance: letters to add, drop or replace.
 * @param {string} a
 * @param {string} b
 * @returns {number}
 */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}

/**
 * @param {unknown} value
 * @returns {string} As it stands in a sentence.
 */
export function show(value) {
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "object" && value !== null) {
    return `an object (${Object.prototype.toString.call(value)})`;
  }
  return String(value);
}
