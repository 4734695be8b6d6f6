/** What can be made of a model, and how it measures up to what it was. */

import {
  count,
  hundredths,
  nats,
  percent,
  plural,
  ratio,
  signed,
  size,
  subscript,
} from "./numbers.js";

/** @type {(value: unknown) => string} as a setting of a passport */
const plain = (value) => {
  if (Array.isArray(value)) return value.map(plain).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  const fields = Object.entries(value);
  return fields.map(([name, each]) => `${name} ${plain(each)}`).join(", ");
};

/** @type {(value: unknown) => string} */
const numbers = (value) =>
  Array.isArray(value)
    ? value.map((each) => hundredths(Number(each))).join(", ")
    : plain(value);

const operations = {
  quantize: "Quantize",
  prune: "Prune",
  factorize: "Factorize",
  removeLatents: "Remove dead latents",
  grow: "Grow",
  fuse: "Fuse",
  distill: "Distill",
  teach: "Teach a class",
};

/** @type {Record<string, string>} as the training's setup names them */
const objectives = {
  elbo: "ELBO",
  capacity: "with a capacity",
  importanceWeighted: "importance-weighted bound",
  totalCorrelation: "with total correlation",
};

/** @type {Record<string, string>} what was done, as a passport names it */
const done = {
  quantize: "Quantized",
  prune: "Pruned",
  factorize: "Factorized",
  removeLatents: "Dead latents removed",
  grow: "Grown",
  average: "Averaged",
  align: "Units aligned",
  train: "Trained",
  distill: "Distilled",
};

/** @type {Record<string, string>} */
const pruned = {
  units: "whole units",
  weights: "single weights",
  pixels: "pixels",
};

/** @type {Record<string, (value: unknown) => string>} settings, as a passport names them */
const settings = {
  bits: (value) => `${value} bits`,
  per: (value) =>
    value === "channel" ? "a step for each channel" : "a step for each tensor",
  scheme: plain,
  calibrated: (value) =>
    value ? "rounded by what digits show" : "without digits",
  calibrationImages: (value) => `measured on ${plural(Number(value), "image")}`,
  what: (value) => pruned[String(value)] ?? plain(value),
  share: (value) => `${hundredths(100 * Number(value))} % left out`,
  among: (value) => (value === "layer" ? "in each layer" : "in all layers"),
  rank: (value) => `rank ${value}`,
  variance: (value) => `${hundredths(100 * Number(value))} % of the variance`,
  latentDim: (value) => `${value} latents`,
  classes: (value) => `${value} labels`,
  hidden: (value) => `hidden widths ${plain(value)}`,
  decoderHidden: (value) => `the decoder's ${plain(value)}`,
  channels: (value) => `channels ${plain(value)}`,
  decoderChannels: (value) => `the decoder's ${plain(value)}`,
  mixtureComponents: (value) => `a mixture of ${value} as the prior`,
  pseudoInputs: (value) => `a VampPrior of ${value}`,
  latents: (value) => `without latents ${plain(value)}`,
  seed: (value) => `seed ${value}`,
  steps: (value) => plural(Number(value), "step"),
  images: (value) => plural(Number(value), "image"),
  epochs: (value) => plural(Number(value), "epoch"),
  batchSize: (value) => `batches of ${value}`,
  learningRate: (value) => `learning rate ${value}`,
  objective: (value) => objectives[String(value)] ?? plain(value),
  distill: (value) => `losses ${plain(value)}`,
  keepZeros: (value) => (value ? "zeros stay 0" : "zeros move too"),
  replay: (value) => `${plural(Number(value), "sample")} replayed`,
  greedy: (value) => (value ? "greedy soup" : "all taken"),
  heldOut: (value) => `chosen by ${plural(Number(value), "held-out image")}`,
  heldOutNegativeElbo: (value) =>
    `${hundredths(Number(value))} nats per image on them`,
  heldOutAlone: (value) => `alone ${numbers(value)} nats`,
  shares: (value) => `shares ${numbers(value)}`,
};

export const workshop = {
  explain:
    "Makes another file and measures both. The model that is open stays as it is.",
  operation: {
    label: "Operation",
    choices: operations,
    hints: {
      quantize: "The same network, its weights in fewer bits.",
      prune: "Leaves out what matters least.",
      factorize: "Layers as products of two thinner matrices.",
      removeLatents: "Leaves out latents that say nothing.",
      grow: "A larger network that does the same, to train on.",
      fuse: "This model and others made one.",
      distill: "A smaller model that learns from this one.",
      teach: "Learns a few digits, and replays what it knew.",
    },
  },
  verbs: { ...operations, removeLatents: "Remove" },
  cancel: "Cancel",
  failed: (/** @type {string} */ reason, /** @type {string} */ file = "") =>
    `The workshop stopped${file ? ` at “${file}”` : ""}: ${reason} Your model is untouched.`,
  noDigits:
    "Latents are found dead by real digits, and those could not be loaded. Reload the page to try again.",
  noneDead: (
    /** @type {number} */ latent,
    /** @type {number} */ least,
    /** @type {number} */ dead,
  ) =>
    `No latent is dead: even z${subscript(latent)}, which says least, has a KL of ${hundredths(least)} nats, not below ${dead}. Raise “Dead below” to remove it.`,
  running: (/** @type {string} */ name) => `Being made of “${name}”.`,
  progress: "Progress of the workshop",
  phases: {
    opening: (/** @type {string} */ name) => `Opening “${name}”`,
    seeing: (/** @type {string} */ name) => `Looking at digits with “${name}”`,
    aligning: (/** @type {string} */ name) => `Aligning “${name}”`,
    making: (/** @type {string} */ name) => `Working on “${name}”`,
    pictures: (/** @type {string} */ name) => `Drawing with “${name}”`,
    decode: (/** @type {string} */ name) =>
      `Timing “${name}” and what it was made of`,
    negativeElbo: (/** @type {string} */ name) =>
      `Measuring the negative ELBO of “${name}”`,
    nll: (/** @type {string} */ name) =>
      `Measuring the likelihood of “${name}”`,
    frechet: (/** @type {string} */ name) => `Judging samples of “${name}”`,
    classes: (/** @type {string} */ name) =>
      `Measuring each class with “${name}”`,
    line: (/** @type {string} */ name) => `On the line to “${name}”`,
    trying: (/** @type {string} */ name) => `Trying “${name}”`,
    fetching: (/** @type {string} */ name) => `Fetching images for “${name}”`,
    tuning: (/** @type {string} */ name) =>
      `Training what is left of “${name}”`,
    teaching: (/** @type {string} */ name) => `Learning from “${name}”`,
    ensemble: (/** @type {string} */ name) =>
      `Asking “${name}” and the others together`,
    rehearsing: (/** @type {string} */ name) =>
      `“${name}” learns the digits among its own samples`,
    train: (/** @type {string} */ name) =>
      `Timing training steps of “${name}” and what it was made of`,
  },
  calibrate: (/** @type {number} */ digits) =>
    digits > 0
      ? `Go by what ${plural(digits, "digit")} show`
      : "Go by what digits show",
  bits: {
    label: "Bits a weight",
    hint: "16: half-precision floats.",
    choices: {
      2: "2",
      3: "3",
      4: "4",
      5: "5",
      6: "6",
      7: "7",
      8: "8",
      16: "16",
    },
  },
  per: {
    label: "Scale per",
    hint: "What has a scale of its own.",
    choices: { channel: "Channel", tensor: "Tensor" },
  },
  scheme: {
    label: "Codes",
    hint: "About 0, or from least to most.",
    choices: { symmetric: "Symmetric", asymmetric: "Asymmetric" },
  },
  mixed: "The smallest matrices keep 8 bits",
  prune: {
    label: "Leave out",
    hint: "Neurons and channels, or weights that become 0.",
    hints: {
      pixels:
        "Those that the digits at hand show to say least: their weights become 0.",
      convolutional:
        "Not pixels: a convolutional model has no weights for each of them.",
    },
    choices: {
      units: "Units",
      weights: "Weights",
      pixels: "Pixels",
    },
  },
  share: { label: "Share, %", hint: "How much goes." },
  rounds: { label: "Rounds", hint: "In which the share goes." },
  tune: {
    label: "Steps of training",
    hint: "After each round, of 128 images; 0: none.",
  },
  learnRate: { label: "Learning rate", hint: "Adam's step size." },
  learnFrom: {
    label: "Learn from",
    hint: (/** @type {number | undefined} */ bytes) =>
      bytes === 0
        ? ""
        : `Fetched once${bytes === undefined ? "" : `: ${size(bytes)}`}.`,
    choices: {
      all: (/** @type {number} */ images) => `All ${count(images)}`,
      atHand: (/** @type {number} */ images) => `${count(images)} at hand`,
    },
  },
  studentHidden: {
    label: "Student's widths",
    hint: "Commas between; none: half of each.",
  },
  studentChannels: {
    label: "Student's channels",
    hint: "Commas between; none: half of each.",
  },
  studentLatents: {
    label: "Student's latents",
    hint: (/** @type {number} */ now) => `0: as many as now, ${count(now)}.`,
  },
  studentSteps: { label: "Steps", hint: "Of 128 images each." },
  teach: {
    class: "Class",
    named: (/** @type {string} */ name) =>
      name === "" ? "10 and up: a new one." : `${name}; 10 and up: a new one.`,
    grows: (/** @type {number} */ classes) =>
      `The model is told ${classes} and grows a label for it.`,
    from: "Learn it from",
    mine: (/** @type {number} */ images) => `Your own (${count(images)})`,
    atHand: (/** @type {number} */ images) => `At hand (${count(images)})`,
    unnamed: "Of your own, those without a class.",
    count: {
      label: "Images, at most",
      hint: "The first at hand of the class.",
    },
    drawFirst: {
      named:
        "You have drawn none of this class yet. Draw some, keep them, and name them under Data.",
      unnamed:
        "You have drawn none without a class yet. Draw some and keep them: they stand under Data.",
    },
    show: "Show my images",
    noneAtHand: "None of those at hand are of this class.",
    none: "There are no digits of this class to learn from. Draw some, or choose a class of those at hand.",
    replay: {
      label: "Replayed samples",
      hint: "The model's own, so that it keeps what it knew.",
    },
    steps: { label: "Steps", hint: "Of 128 images each." },
  },
  lossData: { label: "Weight of data", hint: "Its own negative ELBO." },
  lossOutputs: {
    label: "Weight of outputs",
    hint: "The teacher's reconstructions.",
  },
  lossPosterior: {
    label: "Weight of posterior",
    hint: "KL to the teacher's q(z|x).",
  },
  lossLatent: {
    label: "Weight of latents",
    hint: "What the teacher decodes z to.",
  },
  learning: {
    title: {
      tuning: (/** @type {string} */ name) =>
        `Training what is left of ${name}`,
      student: (/** @type {string} */ name) => `A student of ${name} learns`,
      class: (/** @type {string} */ name) => `${name} learns a class`,
    },
    step: (/** @type {number} */ step, /** @type {number} */ steps) =>
      `Step ${count(step)} of ${count(steps)}`,
    round: (/** @type {number} */ round, /** @type {number} */ rounds) =>
      `round ${round} of ${rounds}`,
    now: (/** @type {number} */ value) => `${nats(value)} nats per image`,
    across: "steps",
    up: "−ELBO of the batches, nats per image",
    curve: (/** @type {string} */ name) =>
      `Negative ELBO of the batches over the steps, learning from ${name}`,
    from: { tuning: "Before", student: "Teacher", class: "Before" },
    learner: { tuning: "Now", student: "Student", class: "Now" },
  },
  among: {
    label: "The least of",
    hint: "Where the least are looked for.",
    choices: { layer: "Each layer", model: "Whole model" },
  },
  factorBy: {
    label: "Rank by",
    hint: "What decides how thin the matrices are.",
    choices: { variance: "Variance left", rank: "Number" },
  },
  variance: {
    label: "Variance, %",
    hint: "What must be left of that of a layer's sums.",
  },
  rank: { label: "Rank", hint: "The most inner dimensions of a layer." },
  dead: {
    label: "Dead below, nats",
    hint: "KL of a latent, mean of the digits at hand.",
  },
  growLatents: {
    label: "Latents",
    hint: (/** @type {number} */ now) => `0: as many as now, ${count(now)}.`,
    fewer: (/** @type {number} */ now) =>
      `Fewer than now: 0, or ${now + 1} and more.`,
  },
  growHidden: {
    label: "Hidden widths",
    hint: "Commas between; none: as they are.",
  },
  growChannels: {
    label: "Channels",
    hint: "Commas between; none: as they are.",
  },
  growClasses: {
    label: "Labels",
    hint: (/** @type {number} */ now) =>
      now === 0
        ? "Classes it is told; 0: none."
        : `Classes it is told; 0: as now, ${count(now)}.`,
  },
  growPrior: {
    label: "Prior",
    choices: { own: "As it is", mixture: "Mixture", vamp: "VampPrior" },
    hints: {
      own: "Or one that is trained with the model.",
      mixture: "Gaussians, nearly the standard normal to begin with.",
      vamp: "Begins as digits at hand; far off until it is trained.",
      trained: "Trained with the model already.",
      ladder: "A ladder's upper level is its prior.",
    },
  },
  growLikelihood: {
    label: "Likelihood",
    choices: { own: "As it is", gaussian: "Gaussian" },
    hints: {
      own: "Or pixels as numbers about a mean, with one σ.",
      gaussian:
        "The same means, σ learned; its nats are of densities, and compare with no others.",
    },
  },
  growComponents: { label: "Components", hint: "Of the prior." },
  align: "Align the others' units first",
  others: {
    choose: "Choose files…",
    made: "One of this visit…",
    none: "Choose one or more weights files of the same network.",
    list: "Files to fuse with",
    share: (/** @type {string} */ name) => `Share of ${name}`,
    line: "Line",
    lineTo: (/** @type {string} */ name) => `Draw the line to ${name}`,
    remove: (/** @type {string} */ name) => `Remove ${name}`,
    chart: {
      name: (/** @type {string} */ from, /** @type {string} */ to) =>
        `Negative ELBO on the line from ${from} to ${to}`,
      across: "share of the other model",
      up: "−ELBO, nats per image",
      share: nats,
      negativeElbo: "as they are",
      aligned: "aligned",
      told: (
        /** @type {{ from: string, to: string, count: number, ends: number[], worst: number, aligned: number }} */ {
          from,
          to,
          count: images,
          ends,
          worst,
          aligned,
        },
      ) =>
        `From ${from} (${nats(ends[0])}) to ${to} (${nats(ends[1])}): at worst ${nats(worst)} nats per image as they are, ${nats(aligned)} aligned. ${plural(images, "held-out image")}.`,
    },
  },
  fuseBy: {
    label: "Fuse by",
    choices: {
      mean: "Weighted mean",
      soup: "Greedy soup",
      ensemble: "Ensemble",
    },
    hints: {
      mean: "Of the weights; each model counts as its number says.",
      soup: "From the best on, only what helps on the digits at hand.",
      ensemble: "Their answers taken together.",
    },
  },
  ensemble: {
    title: "Ensemble",
    judged: (/** @type {number} */ value) =>
      `Ensemble: ${nats(value)} nats per image`,
    verb: "Evaluate",
    explain:
      "Judges them together, and each alone. No file is made of an ensemble.",
    name: "The ensemble and its members",
    posterior: {
      label: "Posterior",
      hint: "Whose latents are drawn from.",
      choices: {
        own: "Each its own",
        product: "Product of experts",
        geometric: "Geometric mean",
        mixture: "Mixture",
      },
    },
    average: {
      label: "Average",
      hint: "What is averaged.",
      choices: {
        means: "Decoders' means",
        bounds: "Bounds",
        models: "Models' probabilities",
      },
    },
  },
  soup: (/** @type {string[]} */ taken, /** @type {string[]} */ left) =>
    `The soup is of ${taken.join(", ")}${left.length > 0 ? `; left out: ${left.join(", ")}` : ""}.`,

  table: {
    name: "Before and after",
    empty:
      "Nothing made yet. What you make is measured here beside the model it was made of.",
    choose:
      "Choose a file, or a mark in the chart, to see it beside what it was made of.",
    before: "Before",
    after: "After",
    change: "Change",
    waiting: "…",
    missing: "not measured",
    measure: "Measure the rest",
    openThis: "Open this file",
    saveThis: "Save this file",
    bytes: "File",
    bytesUnit: (/** @type {number} */ float32) =>
      `of ${size(float32)} in float32`,
    part: (/** @type {number} */ times) =>
      times < 1 ? ratio(times) : `1/${hundredths(times)}`,
    times: (/** @type {number} */ times) => ratio(times),
    parameters: "Parameters",
    decode: "Decoding, ms",
    decodeUnit: (/** @type {number} */ pictures) =>
      `${plural(pictures, "picture")}, median of 9`,
    train: "Training step, ms",
    trainUnit: (/** @type {number} */ images) =>
      `${plural(images, "image")}, median`,
    ms: nats,
    percent,
    negativeElbo: "Negative ELBO",
    nll: "−log p(x)",
    natsOver: (/** @type {number} */ images) =>
      `nats/image, ${count(images)} held out`,
    nllOver: (/** @type {number} */ images, /** @type {number} */ samples) =>
      `nats/image, ${count(images)} held out × ${plural(samples, "draw")}`,
    figure: (/** @type {number} */ value) => hundredths(value),
    error: (/** @type {number} */ error) => `± ${hundredths(error)}`,
    signed,
    frechet: "Fréchet distance",
    frechetOver: (
      /** @type {number} */ samples,
      /** @type {number} */ images,
    ) => `${plural(samples, "sample")}, ${count(images)} real`,
    note: "Nats per image: mean over held-out images ± its standard error, with the same noise for both; −log p(x) is at most what is told. The distance is of samples to held-out images. Less is better; both are timed in turn.",
    classes: {
      title: "Negative ELBO of each class",
      name: "Negative ELBO of each class, before and after",
      class: "Class",
      learned: (/** @type {number} */ label, /** @type {number} */ images) =>
        `${label}, by the ${count(images)} it was learned from`,
      note: "Nats per image, mean over the held-out images of the class.",
    },
    made: (/** @type {string} */ name, /** @type {string} */ measured) =>
      `${name}: ${measured}`,
    unmeasured:
      "No figures of held-out images: the test images could not be loaded.",
    busy: "A training run was open: the times are those of a machine that is busy.",
  },
  pictures: {
    originals: "Held out",
    reconstructed: "Reconstructed",
    learned: (/** @type {number} */ label) => `Class ${label}, learned`,
    learnedFrom: "From",
    known: { sampled: "Sampled", reconstructed: "Rebuilt" },
    sampled: (/** @type {number} */ seed) => `Sampled, seed ${seed}`,
    row: (/** @type {string} */ title, /** @type {string} */ name) =>
      `${title}: ${name}`,
  },

  shelf: {
    label: "Show",
    shown: { files: "Files", family: "Family tree" },
    empty: "The files made in this visit stand here.",
    axes: { bytes: "size of the file", nats: "−ELBO, nats per image" },
    plot: (/** @type {number} */ files) =>
      `Negative ELBO in nats per image over the size of ${plural(files, "file")}. The list below tells each.`,
    point: (/** @type {string} */ name, /** @type {string} */ measured) =>
      `${name}: ${measured}`,
    measured: (
      /** @type {number} */ bytes,
      /** @type {number | undefined} */ value,
    ) =>
      value === undefined
        ? `${size(bytes)}, not measured`
        : `${size(bytes)}, ${nats(value)} nats per image`,
    estimated: (
      /** @type {number} */ bytes,
      /** @type {number} */ value,
      /** @type {number} */ images,
    ) =>
      `${size(bytes)}, about ${nats(value)} nats by ${plural(images, "image")}`,
    size,
    survey: "Try all compressions",
    surveyHint:
      "Quantizes, prunes and factorizes this model in some twenty ways, and measures each.",
    legend: "What the marks mean",
    families: {
      model: "before",
      quantize: "quantized",
      prune: "pruned",
      factorize: "factorized",
      removeLatents: "fewer latents",
      several: "several of these",
      other: "others",
    },
    frontier: "none smaller is better",
    dropNamed: (/** @type {string} */ name) => `Forget ${name}`,
    was: "before",
    open: "Open",
    openNamed: (/** @type {string} */ name) => `Open ${name}`,
    save: "Save",
    saveNamed: (/** @type {string} */ name) => `Save ${name}`,
    list: "Files of this visit",
  },

  family: {
    title: (/** @type {string} */ name) => `Where ${name} comes from`,
    none: "This file tells of no parents: it was trained, or made elsewhere.",
    from: "of",
    unknown: "a file without a name",
    again: "as above",
    checksum: (/** @type {string} */ sha256) => `SHA-256 ${sha256}`,
    size,
    measured: (
      /** @type {number} */ value,
      /** @type {number} */ images,
      /** @type {number | undefined} */ error,
    ) =>
      `${hundredths(value)}${error === undefined ? "" : ` ± ${hundredths(error)}`} nats per image, ${plural(images, "image")}`,
    distance: (/** @type {number} */ value) =>
      `Fréchet distance ${hundredths(value)}`,
    first: "the first that is known",
    done: (/** @type {string} */ operation) => done[operation] ?? operation,
    setting: (/** @type {string} */ name, /** @type {unknown} */ value) =>
      settings[name]?.(value) ?? `${name} ${plain(value)}`,
  },
};
