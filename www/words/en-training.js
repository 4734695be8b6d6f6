/** How to learn, what from, and what a run shows of itself. */

import { count, nats, plural, size, subscript } from "./numbers.js";

/**
 * Where the reference figures come from: docs/objectives.md, models/README.md.
 *
 * @type {Record<import("../session/references.js").ReferenceName, { short: string, long: string }>}
 */
const referenceNames = {
  coin: { short: "a coin toss a pixel", long: "a coin toss for each pixel" },
  average: {
    short: "no latent",
    long: "each pixel’s average, without a latent",
  },
  runAverage: {
    short: "no latent",
    long: "each pixel’s average over this run’s images, without a latent",
  },
  keras: {
    short: "Keras.io, 2 latents",
    long: "Keras.io’s convolutional VAE, 2 latents, its training digits, 30 epochs",
  },
  pytorch: {
    short: "pytorch/examples",
    long: "pytorch/examples, 20 latents, test digits, after 7 epochs",
  },
  dense: { short: "our dense-z20", long: "our dense-z20, all test digits" },
  denseClasses: {
    short: "our dense-z20",
    long: "our dense-z20, all test digits of these classes",
  },
  fashionClasses: {
    short: "our fashion-conv-z8",
    long: "our fashion-conv-z8, all test clothes of these classes",
  },
  fashionConv: {
    short: "our fashion-conv-z8",
    long: "our fashion-conv-z8, all test clothes",
  },
  fashionDense: {
    short: "a dense net, ours",
    long: "a dense net of fashion-conv-z8’s size, ours, all test clothes",
  },
};

export const training = {
  step: {
    label: "Step",
    hint: "One step, then a pause",
    epoch: (/** @type {number} */ epoch, /** @type {number} */ epochs) =>
      `epoch ${count(Math.max(1, epoch))} of ${count(epochs)}`,
    score: (
      /** @type {boolean} */ all,
      /** @type {number} */ images,
      /** @type {number} */ before,
      /** @type {number | undefined} */ after,
    ) => {
      const of = `${all ? "all" : "the first"} ${plural(images, "training image")}`;
      const value =
        after === undefined ? nats(before) : `${nats(before)} → ${nats(after)}`;
      const when = after === undefined ? " before" : "";
      return `−ELBO of ${of}: ${value} nats per image${when}`;
    },
  },

  /** Data sets that are fetched when they are asked for. */
  whole: {
    atHand: { mnist: "2,000 digits", fashion: "2,000 clothes" },
    all: "60,000 digits",
    fashion: "Fashion",
    short: {
      all: "60,000 digits",
      fashion: "Fashion-MNIST",
      mine: "my digits",
    },
    load: (/** @type {number | undefined} */ bytes) =>
      bytes === undefined ? "Load" : `Load (${size(bytes)})`,
    orPlay: "Play loads it too. It stays until you leave the page.",
    loading: "Play begins when the data are here.",
    progress: "Data loaded",
    cancel: "Cancel loading",
    failed: "The data were not loaded.",
    heldOut: {
      atHand: {
        /** @returns {string} */
        mnist: (/** @type {boolean} */ every) =>
          every
            ? "Held out: the first 1,000 test digits, never trained on."
            : "Held out: up to 1,000 test digits of these classes, never trained on.",
        fashion: (/** @type {boolean} */ every) =>
          `Held out: up to 1,000 other clothes${every ? "" : " of these classes"}, never trained on.`,
      },
      all: "Held out: the first 1,000 test digits, never trained on.",
      /** @returns {string} */
      fashion: (/** @type {boolean} */ whole) =>
        whole
          ? "Held out, never trained on: the first 1,000 of the test clothes."
          : "Held out, never trained on: the last 1,000 of the 10,000 test clothes.",
      mine: (/** @type {number} */ kept) =>
        kept === 0
          ? "From 10 of your digits on, every fifth is held out."
          : `Held out, never trained on: every fifth of your digits, ${count(kept)} so far.`,
    },
  },

  /** How to learn, beyond the five common numbers. */
  setup: {
    title: "How to learn",
    parts: { settings: "Settings", objective: "Objective", model: "Model" },
    objective: {
      label: "Objective",
      choices: {
        elbo: "ELBO, β",
        capacity: "Capacity, γ",
        importanceWeighted: "IWAE, K draws",
        totalCorrelation: "β-TC",
      },
      hints: {
        elbo: "Minimises reconstruction + β · KL.",
        capacity: "Reconstruction + γ |KL − C| holds the KL at C.",
        importanceWeighted: "K draws of z an image give an",
        totalCorrelation: "β weighs only the",
      },
    },
    gamma: { label: "γ", hint: "How strongly the KL is pulled to C." },
    capacity: {
      label: "C, nats",
      hint: "How many nats the latents carry of an image.",
    },
    importanceSamples: {
      label: "K",
      hint: "Draws of z for each image; more tighten the bound.",
    },
    freeBits: {
      label: "Free bits, nats",
      hint: "A latent’s KL below this is not pushed further down.",
    },
    warmup: {
      label: "Warm-up",
      choices: { none: "None", linear: "Linear", cyclic: "Cyclic" },
      hints: {
        none: "β, or C, has its value from the first step.",
        linear: "β, or C, grows from 0 to its value, then stays.",
        cyclic: "β, or C, grows from 0 and stays, again and again.",
      },
    },
    warmupSteps: {
      label: "Warm-up steps",
      hint: "Steps from 0 to the full value; of a cycle, its length.",
    },
    schedule: {
      label: "Rate over the run",
      choices: { constant: "Constant", cosine: "Cosine" },
      hints: {
        constant: "The learning rate is the same at every step.",
        cosine: "The learning rate falls to nearly 0 along a cosine.",
      },
    },
    binarize: {
      label: "Pixels",
      choices: { none: "Grey", dynamic: "Drawn anew" },
      hints: {
        none: "A grey pixel is taken for its chance of ink.",
        dynamic: "Each step draws a pixel black or white, by its grey.",
      },
    },
  },

  /** A model from nothing. */
  making: {
    from: "Start from",
    start: { weights: "These weights", fresh: "From nothing" },
    goesOn:
      "Play goes on from the weights that are open. “From nothing” makes a new model with random weights.",
    make: "Make this model",
    made: (/** @type {string} */ name) =>
      `“${name}” is open, with random weights.`,
    origin: "from nothing",
    about: "Made on this page, from random weights.",
    size: (/** @type {number} */ parameters, /** @type {string} */ chain) =>
      `${plural(parameters, "parameter")} · ${chain}`,
    architecture: {
      label: "Architecture",
      hint: "Which kind of layers the model is made of.",
      choices: { dense: "Dense", conv: "Convolutional", ladder: "Ladder" },
    },
    channels: {
      label: "Channels",
      hint: "Maps of each convolution, which halves the sides.",
    },
    hidden: {
      label: "Hidden widths",
      hint: "Widths of the dense layers, from the image inwards.",
    },
    topHidden: {
      label: "Upper widths",
      hint: "Widths of the layers between the two levels.",
    },
    latentDim: {
      label: "Latents",
      hint: "How many numbers a digit is squeezed into.",
    },
    topLatentDim: {
      label: "Upper latents",
      hint: "How many of them are the upper level.",
    },
    activation: {
      label: "Activation",
      hint: "The function that bends values between two layers.",
      choices: { relu: "ReLU", silu: "SiLU" },
    },
    likelihood: {
      label: "Likelihood",
      hint: "Which distribution a pixel is taken to follow.",
      choices: {
        bernoulli: "Bernoulli",
        continuousBernoulli: "Cont. Bernoulli",
        gaussian: "Gaussian",
      },
    },
    conditional: {
      label: "Told the class",
      hint: "A model that is told the class draws the one asked for.",
      choices: { no: "No", yes: "Yes" },
    },
    weightSeed: {
      label: "Seed",
      hint: "The same seed gives the same first weights.",
    },
  },

  /** What a run is watched by. */
  watch: {
    title: "Show",
    shown: { curves: "Curves", latents: "KL per latent" },
    heldOut: "held out",
    note: {
      over: (/** @type {number} */ images) =>
        `Circles: mean of ${plural(images, "held-out image")}.`,
      why: {
        few: "Nothing is held out of so few images.",
        unreachable:
          "No held-out figures: the test images could not be loaded.",
      },
    },
    strip: {
      empty: "How much each latent says appears here during a run.",
      name: "KL of each latent dimension over the run, largest at the end on top. Arrow keys read single values.",
      active: (
        /** @type {number} */ active,
        /** @type {number} */ all,
        /** @type {number} */ images,
        /** @type {boolean} */ heldOut,
      ) =>
        `Active units: ${count(active)} of ${count(all)} (${plural(images, heldOut ? "held-out image" : "training image")})`,
      cell: (
        /** @type {number} */ dimension,
        /** @type {number} */ step,
        /** @type {number} */ value,
      ) =>
        `z${subscript(dimension)} at step ${count(step)}: ${value.toFixed(2)} nats`,
      step: (/** @type {number} */ step) => `step ${count(step)}`,
      none: "0",
      most: (/** @type {number} */ value) => `${value} nats`,
    },
    pairs: {
      empty: "",
      name: (/** @type {number} */ pairs, /** @type {boolean} */ heldOut) =>
        `${plural(pairs, heldOut ? "held-out image" : "training image")}, each over its reconstruction`,
      /** @returns {string} */
      caption: (/** @type {boolean} */ heldOut) =>
        heldOut
          ? "Held out, and reconstructed"
          : "Of the training images, and reconstructed",
    },
  },

  /** Snapshots of a run. */
  lookBack: {
    title: "Look back",
    step: (/** @type {number} */ step) => count(step),
    at: (/** @type {number} */ step, /** @type {boolean} */ latest) =>
      `step ${count(step)}${latest ? ", the latest" : ""}`,
    latest: "To the latest",
    average: (/** @type {number | undefined} */ value) =>
      value === undefined
        ? "Averaged weights"
        : `Averaged weights: ${nats(value)} nats`,
    averageHint:
      "The mean of the weights over the steps of the run, in place of the last ones; its −ELBO is of the same training images.",
    mean: "averaged",
    goOn: (/** @type {number} */ left) =>
      left > 0 ? `Go on: ${plural(left, "step")}` : "Go on",
    goOnHint:
      "Continues training from here; the optimizer and the schedules start anew.",
    ends: "“Go on” ends the paused run.",
    stays: (/** @type {string} */ reason) =>
      `Training cannot go on from here, and nothing has changed. ${reason}`,
  },

  /** Curves of earlier runs. */
  kept: {
    title: "Kept curves of the negative ELBO",
    keep: "Keep curves",
    list: (/** @type {number} */ runs) => `${count(runs)} kept`,
    remove: "Remove",
    removeNamed: (/** @type {string} */ name) => `Remove ${name}`,
    beta: (/** @type {number} */ beta) => `β = ${beta}`,
    rate: (/** @type {number} */ rate) => `rate ${rate}`,
    batch: (/** @type {number} */ batch) => `batch ${batch}`,
  },

  /** Figures of others, in nats per image. */
  references: {
    mark: (
      /** @type {import("../session/references.js").ReferenceName} */ name,
      /** @type {number} */ value,
    ) => `${nats(value)} ${referenceNames[name].short}`,
    sentence: (
      /** @type {import("../session/references.js").ReferenceName} */ name,
      /** @type {number} */ value,
    ) => `${nats(value)} is ${referenceNames[name].long}.`,
    /** What several figures beside one another are. */
    beside: (/** @type {string[]} */ marks) => `${marks.join("; ")}.`,
    compare: "For comparison, in nats per image:",
    named: (
      /** @type {import("../session/references.js").ReferenceName} */ name,
    ) => referenceNames[name].long,
    missing: {
      likelihood: "No published figure compares: these pixels are densities.",
      binarized: "No figure of grey pixels compares with black and white ones.",
      own: "No published figure is of your digits.",
      classes: "Published figures are of all ten classes.",
    },
  },
};
