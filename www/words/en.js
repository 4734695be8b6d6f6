/** Every string of the page, in English. */

import {
  count,
  duration,
  hundredths,
  nats,
  plural,
  size,
  subscript,
} from "./numbers.js";

/**
 * The values that a setting takes: which sentence, and its numbers or names.
 *
 * @typedef {["oneOf", string] | ["whole" | "real", number, number] | ["digits"] | ["sizes"]} Allowed
 */

/** @typedef {"latent" | "posterior" | "prior" | "kl" | "reconstruction" | "negativeElbo" | "beta" | keyof typeof objectiveTerms} Term */

/** Terms of the step from μ, σ to z, and of what else can be minimised. */
const objectiveTerms = {
  reparameterize: {
    name: "reparameterization",
    text: "A draw from the posterior, written so that the chance stands beside the encoder's answer and not inside it. So training can tell which way μ and σ should go.",
    formula: "z = μ + σ ⊙ ε,  ε ~ N(0, I)",
  },
  freeBits: {
    name: "free bits",
    text: "A floor under each latent number's KL: below λ nats, averaged over the batch, it costs λ whether it is used or not. So none is switched off early in training.",
    formula: "objective = reconstruction + β Σⱼ max(λ, KLⱼ)",
  },
  capacity: {
    name: "capacity",
    text: "How many nats the latent may carry. γ pulls the KL towards C, from below as from above.",
    formula: "objective = reconstruction + γ |KL − C|",
  },
  totalCorrelation: {
    name: "total correlation",
    text: "How far the latent numbers are from independent of each other. β weighs that part of the KL alone; what z says of the digit (MI) and how each number is spread cost as before.",
    formula: "objective = reconstruction + MI + β TC + Σⱼ KL(q(zⱼ)‖p(zⱼ))",
  },
  importanceWeighted: {
    name: "importance-weighted bound",
    text: "A tighter bound on −log p(x): the mean of K draws' weights instead of one draw. It minds the best of the draws more than each of them.",
    formula: "objective = −log (1/K) Σₖ p(x|zₖ) p(zₖ) / q(zₖ|x)",
  },
  warmUp: {
    name: "warm-up",
    text: "β begins at 0 and reaches its value after T steps. The model first learns to use its latent, and then to pay for it.",
    formula: "βₜ = β · min(1, t/T)",
  },
};

/**
 * Words that are underlined once and open an explanation with its formula.
 *
 * @type {Record<Term, { name: string, text: string, formula: string }>}
 */
const terms = {
  latent: {
    name: "latent space",
    text: "The few numbers the model squeezes a digit into. Digits that look alike lie close together there.",
    formula: "z ∈ ℝᵈ,  d much smaller than 784",
  },
  posterior: {
    name: "q(z|x)",
    text: "The posterior: the encoder's answer to a digit x is not a point but a cloud, a mean μ and a width σ for each latent number. The ellipse on the map is this cloud at one and two σ.",
    formula: "q(z|x) = N(z; μ(x), diag σ²(x))",
  },
  prior: {
    name: "prior",
    text: "Where the model expects latent points before it has seen a digit: a round cloud around zero. New digits are decoded from points drawn from it.",
    formula: "p(z) = N(z; 0, I)",
  },
  kl: {
    name: "KL divergence",
    text: "What it costs to say where in latent space this digit lies, in nats. It is 0 when the posterior says no more than the prior.",
    formula: "KL = ½ Σⱼ (μⱼ² + σⱼ² − 1 − log σⱼ²)",
  },
  reconstruction: {
    name: "reconstruction",
    text: "What it costs to say the pixels once the latent point is known, in nats. Sharper, truer pictures cost less.",
    formula: "−Σᵢ [xᵢ log pᵢ + (1 − xᵢ) log(1 − pᵢ)],  z ~ q(z|x)",
  },
  negativeElbo: {
    name: "negative ELBO",
    text: "Both costs together: an upper bound on −log p(x), so lower is better. This is what training brings down when β is 1.",
    formula: "−ELBO = reconstruction + KL ≥ −log p(x)",
  },
  beta: {
    name: "β",
    text: "How much training minds the KL. Above 1 the map is pressed together and pictures blur; below 1 pictures sharpen, and new samples suffer.",
    formula: "objective = reconstruction + β · KL",
  },
  ...objectiveTerms,
};

const devices = {
  auto: "Best available",
  webgpu: "WebGPU",
  flex: "CPU with SIMD (Flex)",
  ndarray: "CPU (NdArray)",
};

/** Fashion-MNIST's classes, in order. */
const clothes = [
  "T-shirt",
  "trousers",
  "pullover",
  "dress",
  "coat",
  "sandal",
  "shirt",
  "sneaker",
  "bag",
  "ankle boot",
];

/** @param {number[]} classes "the 3s", "the 3s and 8s", "the 0s, 1s and 2s" */
function named(classes) {
  const names = classes.map((digit) => `${digit}s`);
  if (names.length === 10) return "every class";
  if (names.length > 4) return `${names.length} classes`;
  const last = names.pop();
  return names.length > 0
    ? `the ${names.join(", ")} and ${last}`
    : `the ${last}`;
}

/**
 * @param {import("../state.js").Settings["data"]} data
 * @param {number} images
 * @param {number[]} classes
 */
function trainingSet(data, images, classes) {
  if (data === "all")
    return plural(images, "digit of MNIST", "digits of MNIST");
  if (data === "fashion") return `${count(images)} clothes of Fashion-MNIST`;
  return data === "mine"
    ? plural(images, "digit you drew", "digits you drew")
    : `${plural(images, "real digit")} (${named(classes)})`;
}

export const en = {
  title: "VAE Lab",
  /** What the browser's tab says. */
  pageTitle: "VAE Lab",
  /** This language, for who may not read the other. */
  language: { tag: "en", short: "EN", choose: "Switch to English" },
  sentence: "Watch a variational autoencoder draw digits, and teach it yours.",
  terms,
  devices,
  line: "The main line: a digit, encoder, latent space, decoder, a digit",

  topBar: {
    model: "Model",
    device: "Device",
    deviceLost: (/** @type {number} */ steps) =>
      `${plural(steps, "step")} of training lost`,
    deviceMenu: "Run on",
    deviceHint:
      "The model moves over with its weights; a run under way is cancelled first.",
    theme: "Theme",
    themes: { system: "System", light: "Light", dark: "Dark" },
    modelMenu: "Models",
    models: {
      "dense-z20": "the default; fine-tunes in seconds",
      "conv-z2": "two latents: the map is the whole latent space",
      "dense-z40": "for comparison with the literature",
      flagship: "the sharpest digits, a two-level ladder",
      conditional: "draws the digit you ask for",
      "fashion-conv-z8": "clothes instead of digits",
    },
    pretrained: "pretrained",
    fromFile: "from a file",
    tuned: (/** @type {number} */ steps) => `+ ${plural(steps, "step")}`,
    layers: "layers",
    parameters: (/** @type {number} */ value) => plural(value, "parameter"),
    about: {
      file: "Opened from a file of yours.",
      data: (/** @type {string} */ data) => `Trained on ${data}.`,
      test: (/** @type {number} */ value, /** @type {boolean} */ binarized) =>
        `Negative ELBO ${nats(value)} nats per image, mean of all test images, ${binarized ? "each pixel drawn black or white" : "grey"}.`,
      tuned: (/** @type {number} */ steps) =>
        `Trained on this page for ${plural(steps, "more step")}.`,
    },
  },

  /** What each data set's images are called. */
  sets: {
    mnist: {
      strip: "Real digits from MNIST",
      real: (/** @type {number} */ label) => `a real ${label}`,
      of: (/** @type {number} */ label) => `a real ${label}, from MNIST`,
    },
    fashion: {
      strip: "Clothes from Fashion-MNIST",
      real: (/** @type {number} */ label) => clothes[label] ?? String(label),
      of: (/** @type {number} */ label) =>
        `${clothes[label] ?? label}, from Fashion-MNIST`,
    },
  },

  kind: {
    architectures: {
      dense: "Fully connected",
      conv: "Convolutional",
      ladder: "A ladder of two latent levels",
    },
    residual: "residual blocks",
    activations: { relu: "ReLU", silu: "SiLU" },
    likelihoods: {
      bernoulli: "Bernoulli pixels",
      continuousBernoulli: "continuous Bernoulli pixels",
      gaussian: "Gaussian pixels",
    },
    sigma: (/** @type {number | undefined} */ sigma) =>
      sigma === undefined ? "one learned σ" : `σ = ${sigma}`,
    pseudoInputs: (/** @type {number} */ value) =>
      `a VampPrior of ${plural(value, "pseudo-input")}`,
    classes: (/** @type {number} */ value) =>
      `told which of ${plural(value, "class", "classes")} a digit is`,
    sentence: (/** @type {string[]} */ parts) => `${parts.join(", ")}.`,
  },

  loading: {
    device: "Choosing a device",
    engine: "Loading the engine",
    weights: "Loading the weights",
    start: "Starting",
    bytes: (
      /** @type {number} */ loaded,
      /** @type {number | undefined} */ total,
    ) => (total ? `${size(loaded)} of ${size(total)}` : size(loaded)),
    from: (/** @type {string} */ host) => `from ${host}`,
    digits: "Loading 2,000 real digits",
  },

  failed: {
    model: "The model cannot be used now.",
    work: "What you drew and trained is still kept in this browser.",
    retry: "Try again",
    automatic: "Use the best available device",
    digits: "The real digits could not be loaded. Drawing and sampling work.",
  },

  errors: {
    rudeFile: (/** @type {string} */ name, /** @type {string} */ message) =>
      `“${name}” was not opened: ${message} Your model is untouched. Choose a .safetensors file that was saved here.`,
    address: (
      /** @type {string} */ name,
      /** @type {string} */ text,
      /** @type {string} */ allowed,
    ) =>
      `The address asks for ${name}=${text}, which is not ${allowed}. The usual value is used.`,
    dismiss: "Dismiss",
    undo: "Undo",
    code: "code",
  },

  news: {
    opened: (/** @type {string} */ name) => `“${name}” is open.`,
    reset: "Back to the pretrained weights.",
    undone: "Your weights are back.",
    resumed: "Your weights from last time are open.",
  },

  input: {
    title: "A digit",
    hint: "Draw a digit here",
    or: "or pick one below",
    pad: "Drawing pad. Draw with the mouse or a finger; with the keyboard, arrow keys move the pen, Space puts it down or lifts it, Delete clears.",
    clear: "Clear",
    seen: "As the model sees it: 28\u00a0×\u00a028",
    told: "The model is told:",
    toldHint: "This model is told the digit's class.",
    keep: "Keep for training",
    others: "Others",
    othersHint: "Show others of each class",
    drawn: "your drawing",
    sampled: "a generated digit",
    penDown: "Pen down",
    penUp: "Pen up",
  },

  encoder: {
    title: "Encoder",
    nothing: "KL",
    code: (/** @type {number} */ d) =>
      `The posterior: ${d} means, each with its deviation as a whisker`,
    shape: (/** @type {string} */ layers) =>
      `The encoder narrows: ${layers} values`,
  },

  decoder: {
    title: "Decoder",
    code: (/** @type {number} */ d) => `The latent point: ${d} values`,
    shape: (/** @type {string} */ layers) =>
      `The decoder widens: ${layers} values`,
  },

  map: {
    title: "Latent space",
    axis: (/** @type {number} */ dimension) => `z${subscript(dimension)}`,
    empty: "The map of real digits appears here.",
    rings: "Dotted:",
    ringsAt: "at 1 and 2 σ",
    pick: (/** @type {string} */ real) => `${real}: click to use it`,
  },

  output: {
    title: "Reconstruction",
    empty: "Nothing drawn yet",
    noModel: "Waits for the model",
    picture: "The decoder's picture of the digit",
    captions: {
      bernoulli: (/** @type {string} */ where) =>
        `p(x|z) ${where}, the chance of ink at each pixel`,
      continuousBernoulli: (/** @type {string} */ where) =>
        `p(x|z) ${where}, the mean of each pixel`,
      gaussian: (/** @type {string} */ where) =>
        `p(x|z) ${where}, the mean of each pixel`,
    },
    atMean: "at z = μ",
    atHand: "at the z you set",
    release: "Back to the digit's μ",
    putDown: "Put this z down",
    perDigit: "of this digit",
    show: "Show",
    mean: "Mean",
    draws: "Nine draws",
    drawsPicture: "Nine pictures of the digit, each from its own draw of z",
    drawsCaption: "z drawn from q(z|x) nine times: how sure the encoder is",
    bar: (/** @type {number} */ kl, /** @type {number} */ reconstruction) =>
      `KL ${nats(kl)} and reconstruction ${nats(reconstruction)} nats`,
  },

  nats: (/** @type {number} */ value) => nats(value),
  natsUnit: "nats",

  dock: {
    label: "Panels",
    train: "Train",
    sample: "Sample",
    data: "Data",
    traverse: "Traverse",
    open: "Show the panel",
    close: "Hide the panel",
    download: "Download weights",
    load: "Load weights…",
    drop: "Drop a weights file to open it",
  },

  train: {
    promise(
      /** @type {{ data: import("../state.js").Settings["data"], images: number, classes: number[], epochs: number, batchSize: number, steps: number, tuned: boolean, running: boolean }} */ p,
    ) {
      const set = trainingSet(p.data, p.images, p.classes);
      const size = Math.min(p.batchSize, p.images);
      const more = p.tuned && !p.running;
      const steps = plural(p.steps, more ? "more step" : "step");
      return `${p.running ? "This run" : "Play"} shows the model ${set} ${plural(p.epochs, "time")}, ${count(size)} at a time: ${steps}.`;
    },
    nothing: {
      mnist: "Choose at least one class to train on.",
      mine: "Draw a digit above and keep it for training; Play then trains on what you drew.",
      untold:
        "This model is told each digit's class, and those of yours are not known: keep digits again with the class that stands below the pad.",
      digits: "Play waits for the real digits.",
      lab: "Play waits for the model.",
    },
    play: "Play",
    resume: "Resume",
    pause: "Pause",
    cancel: "Cancel",
    reset: "Reset to pretrained",
    progress: "Training progress",
    steps: (/** @type {number} */ step, /** @type {number} */ steps) =>
      `step ${count(step)} of ${count(steps)}`,
    speed: (/** @type {number} */ value) => `${count(value)} images/s`,
    left: (/** @type {number} */ seconds) =>
      seconds < 1 ? "under a second left" : `about ${duration(seconds)} left`,
    phases: {
      running: "Training",
      pausing: "Pausing",
      paused: "Paused",
      finished: "Finished",
      cancelled: "Cancelled: the steps done are kept",
      failed: "Stopped by an error: the steps done are kept",
    },
    measuring: "Measuring",
    stale: "Settings changed since this run: the next Play uses them.",
    score: (
      /** @type {number} */ images,
      /** @type {number} */ before,
      /** @type {number | undefined} */ after,
    ) =>
      after === undefined
        ? `Negative ELBO of all ${plural(images, "training image")}: ${nats(before)} nats per image before this run`
        : `Negative ELBO of all ${plural(images, "training image")}: ${nats(before)} → ${nats(after)} nats per image`,
  },

  data: {
    title: "Learn from",
    mnist: "Real digits",
    mine: (/** @type {number} */ kept) =>
      kept > 0 ? `My digits (${kept})` : "My digits",
    classes: "Classes",
    class: (/** @type {number} */ digit) => `Digit ${digit}`,
    all: "All",
    none: "None",
    perClass: "Of each class",
    perClassHint: "200 are shipped.",
    gallery: "Digits you kept",
    remove: (/** @type {number} */ place) => `Remove your digit ${place}`,
    add: "Keep the digit on the pad",
    empty: "None yet. Draw one on the pad above, then keep it.",
    kept: "They stay in this browser, also after a reload.",
  },

  settings: {
    title: "Settings",
    epochs: {
      label: "Epochs",
      hint: "How often each image is shown.",
    },
    batchSize: {
      label: "Batch size",
      hint: "Images a step; more is steadier.",
    },
    learningRate: {
      label: "Learning rate",
      hint: "How far a step goes; too far fails.",
    },
    beta: {
      label: "β",
      hint: "Weight of KL; 1 is the plain VAE.",
    },
    trainSeed: {
      label: "Seed",
      hint: "Same seed, same run.",
    },
    allowed: (/** @type {string} */ allowed) => `Must be ${allowed}.`,
  },

  curves: {
    title: "Nats per image",
    averaged: (/** @type {number} */ over) =>
      over > 1
        ? `Mean of the last ${over} batches; faint: each.`
        : "Mean of one batch.",
    reconstruction: "reconstruction",
    kl: "KL",
    negativeElbo: "−ELBO",
    short: { reconstruction: "recon.", kl: "KL", negativeElbo: "−ELBO" },
    step: "steps",
    empty: "The curves of a run appear here.",
    name: "Curves of reconstruction, KL and negative ELBO, in nats per image, over the steps of the run.",
  },

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
      const when = after === undefined ? " before this run" : "";
      return `Negative ELBO of ${of}: ${value} nats per image${when}`;
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
        elbo: "Reconstruction + β · KL.",
        capacity: "Reconstruction + γ |KL − C|.",
        importanceWeighted: "A tighter bound, from K draws.",
        totalCorrelation: "β weighs how latents depend.",
      },
    },
    gamma: { label: "γ", hint: "How firmly the KL is held at C." },
    capacity: { label: "C, nats", hint: "What the latents may carry." },
    importanceSamples: { label: "K", hint: "Draws an image; slower by K." },
    freeBits: {
      label: "Free bits, nats",
      hint: "KL a dimension has for free.",
    },
    warmup: {
      label: "Warm-up",
      choices: { none: "None", linear: "Linear", cyclic: "Cyclic" },
      hints: {
        none: "The weight holds from the start.",
        linear: "The weight grows from 0.",
        cyclic: "It grows from 0 again and again.",
      },
    },
    warmupSteps: {
      label: "Warm-up steps",
      hint: "Until it is whole, or a cycle.",
    },
    schedule: {
      label: "Rate over the run",
      choices: { constant: "Constant", cosine: "Cosine" },
      hints: {
        constant: "The same at every step.",
        cosine: "Falls to nearly 0 at the end.",
      },
    },
    binarize: {
      label: "Pixels",
      choices: { none: "Grey", dynamic: "Drawn anew" },
      hints: {
        none: "Greys are chances of ink.",
        dynamic: "Black or white at each step.",
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
      hint: "What kind of layers it has.",
      choices: { dense: "Dense", conv: "Convolutional", ladder: "Ladder" },
    },
    channels: {
      label: "Channels",
      hint: "Of each convolution; it halves the sides.",
    },
    hidden: {
      label: "Hidden widths",
      hint: "Dense layers, from the image inwards.",
    },
    topHidden: {
      label: "Upper widths",
      hint: "Layers between the two levels.",
    },
    latentDim: { label: "Latents", hint: "Numbers a digit is squeezed into." },
    topLatentDim: {
      label: "Upper latents",
      hint: "How many of them are the upper level.",
    },
    activation: {
      label: "Activation",
      hint: "What bends between two layers.",
      choices: { relu: "ReLU", silu: "SiLU" },
    },
    likelihood: {
      label: "Likelihood",
      hint: "What a pixel is taken for.",
      choices: {
        bernoulli: "Bernoulli",
        continuousBernoulli: "Cont. Bernoulli",
        gaussian: "Gaussian",
      },
    },
    conditional: {
      label: "Told the class",
      hint: "Then it draws the class asked for.",
      choices: { no: "No", yes: "Yes" },
    },
    weightSeed: { label: "Seed", hint: "Same seed, same first weights." },
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
    latest: "Back to the latest",
    goOn: (/** @type {number} */ left) =>
      left > 0 ? `Go on: ${plural(left, "step")}` : "Go on",
    goOnHint:
      "Continues training from here; the optimizer and the schedules start anew.",
    ends: "Looking back ends the paused run; you can go on from any step.",
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
    missing: {
      likelihood: "No published figure compares: these pixels are densities.",
      binarized: "No figure of grey pixels compares with black and white ones.",
      own: "No published figure is of your digits.",
      classes: "Published figures are of all ten classes.",
    },
  },

  samples: {
    title: "Generated digits",
    caption: (/** @type {number} */ seed) => `decoded from noise, seed ${seed}`,
    name: (/** @type {number} */ shown, /** @type {number} */ seed) =>
      `${plural(shown, "generated digit")}, seed ${seed}`,
    fresh: "New samples",
    seed: "Seed",
    seedHint: "The same seed gives the same digits, on every device.",
    count: "How many",
    explain:
      "Each digit is decoded from a random point z, drawn from the prior. No digit went in.",
    train: "They are drawn again while the model trains, from the same points.",
    waiting: "The first digits appear as soon as the model is loaded.",
  },

  own: {
    title: "Your images",
    bring: "Bring your own images",
    what: "Drop files anywhere on this page, or paste a picture with Ctrl V: PNG, JPEG, WebP, and whole sets as IDX or NPY, also gzipped.",
    example:
      "For instance a photo of a digit on paper: it is cropped, inverted and centred, and you see the 28 × 28 pixels before they are added.",
    choose: "Choose files…",
    camera: "Camera",
    private: "Nothing leaves your browser.",
    proof:
      "Your files are read by this page itself and no request carries them: it works offline just as well.",
    drop: "Drop them anywhere",
    dropHint:
      "Pictures, image sets (IDX, NPY), or a weights file. They are read here and sent nowhere.",
    onLine: "your image",
    oneModel: (/** @type {string} */ name) =>
      `One model at a time: “${name}” is opened, the other weights files are not.`,
    full: (/** @type {number} */ most) =>
      `${count(most)} images of your own are kept at most. Remove some first.`,
    notKept: (/** @type {string} */ message) =>
      `${message} Your images stay for this visit, but not after a reload. Remove some, or free space in the browser's settings.`,
    added: (/** @type {number} */ images) =>
      `${plural(images, "image")} added. Choose “My digits” in the Train panel to learn from them.`,
    dropped: "One image of yours was removed.",
    droppedAll: (/** @type {number} */ images) =>
      `${plural(images, "image")} of yours removed.`,
    reading: (/** @type {number} */ done, /** @type {number} */ total) =>
      `Reading file ${count(Math.min(total, Math.floor(done) + 1))} of ${count(total)}`,
    preparing: (/** @type {number} */ done, /** @type {number} */ total) =>
      `Prepared ${count(done)} of ${count(total)} images`,
    progress: "Progress of bringing in images",
    stop: "Stop",
    add: (/** @type {number} */ images) => `Add ${plural(images, "image")}`,
    clear: "Put away",
    line: "Put on the line",
    preview: "Before they are added",
    source: (/** @type {string} */ name) => `${name}, in grey`,
    seen: (/** @type {string} */ name) => `${name}, as the model will see it`,
    blank: "nothing but paper",
    waiting: "waiting",
    remove: (/** @type {string} */ name) => `Remove ${name}`,
    shown: (
      /** @type {number} */ first,
      /** @type {number} */ last,
      /** @type {number} */ all,
    ) => `${count(first)}–${count(last)} of ${count(all)}`,
    earlier: "Earlier",
    later: "Later",
    leftOut: (/** @type {number} */ images, /** @type {number} */ most) =>
      `${plural(images, "more is", "more are")} left out: ${count(most)} images of your own are kept at most.`,
    refused: (
      /** @type {number} */ files,
      /** @type {string[]} */ names,
      /** @type {string} */ message,
    ) => {
      const more = files > names.length ? ", …" : "";
      const first = files > 1 ? "The first: " : "";
      return `${plural(files, "file")} refused (${names.join(", ")}${more}). ${first}${message}`;
    },
    settingsOf: (/** @type {number} */ images) =>
      images === 1 ? "For this image" : `For all ${count(images)} images`,
    settingsOne: (/** @type {string} */ name) => `For ${name} alone`,
    toAll: "For all instead",
    ink: "Ink",
    polarity: {
      auto: "Auto",
      dark: "Dark on light",
      light: "Light on dark",
    },
    fitTitle: "Size",
    fit: { auto: "Auto", centre: "Crop and centre", whole: "As it is" },
    made: {
      dark: "inverted",
      light: "not inverted",
      centre: "cropped and centred",
      whole: "as it is",
    },
    threshold: "Paper shade",
    thresholdAt: (/** @type {number} */ part) =>
      `ink fainter than ${Math.round(100 * part)} % is paper`,
    thresholdAuto: "found for each image",
    thresholdReset: "Find it again",
    label: "Class",
    older: (/** @type {number} */ images) =>
      `${plural(images, "older one is", "older ones are")} in the Data panel.`,
    noLabel: "none",
    mixed: "as they came",
    class: (
      /** @type {"mnist" | "fashion"} */ set,
      /** @type {number} */ label,
    ) =>
      set === "fashion" ? (clothes[label] ?? String(label)) : String(label),
    labelOf: (/** @type {number} */ place) => `Class of your image ${place}`,
    toLine: (/** @type {number} */ place) =>
      `Put your image ${place} on the line`,
    removeAll: "Remove all",
    none: "None yet: what you add here, or keep from the drawing pad, stands here.",
    cameraTitle: "Camera",
    cameraHint: "Fill the square with one digit on plain paper.",
    take: "Take",
    cameraClose: "Close the camera",
    cameraWaiting: "Waiting for the camera. Your browser may ask you first.",
    cameraFailed: {
      "camera-refused":
        "The camera was refused. Allow it for this page in the browser's settings, or choose a photo as a file.",
      "camera-missing":
        "No camera was found. Connect one, or choose a photo as a file.",
      "camera-busy":
        "The camera cannot be used: another program may have it. Close that, or choose a photo as a file.",
      "camera-unavailable":
        "This browser gives this page no camera: it wants a secure address (https). Choose a photo as a file instead.",
    },
    photo: (/** @type {number} */ place) => `photo ${place}`,
    pasted: "pasted picture",
  },

  status: {
    loading: "Loading the model.",
    ready: (/** @type {string} */ device) => `Ready on ${device}.`,
    failed: "The model cannot be used now.",
    running: (/** @type {number} */ steps) =>
      `Training started, ${plural(steps, "step")}.`,
    paused: (/** @type {number} */ step) => `Paused at step ${count(step)}.`,
    finished: (/** @type {number} */ steps) =>
      `Training finished after ${plural(steps, "step")}.`,
    cancelled: (/** @type {number} */ step) =>
      `Training cancelled after ${plural(step, "step")}; they are kept.`,
    stopped: (/** @type {number} */ step) =>
      `Training stopped by an error after ${plural(step, "step")}.`,
  },

  footer: {
    label: "About",
    private: "Nothing leaves your browser.",
    mnist: "Digits: MNIST, Yann LeCun and Corinna Cortes,",
    mnistLicence: "CC BY-SA 3.0",
    licence: "Licence",
    notices: "Third-party notices",
    keys: "Keyboard",
  },

  /** The computation as a picture: each part of the chain, and its note. */
  picture: {
    said: {
      reconstruction: "reconstruction",
      objective: "objective",
      muchSmaller: " much smaller than 784",
      ink: " the ink of one pixel",
    },
    shape: "Shape",
    values: "Values",
    nothing: "No digit is on the line: draw or pick one.",
    code: "In Lab",
    rust: "In the core",
    layers: (/** @type {number} */ value) => plural(value, "layer"),
    table: {
      name: "Layers, in the order of the flow",
      kind: "Layer",
      shape: "In → out",
      parameters: "Parameters",
      all: "All",
    },
    heights:
      "Each bar is a layer; its height follows the logarithm of how many values leave it, so that 784 pixels and 20 latents fit one picture.",
    parts: {
      image: {
        name: "x, the digit",
        text: "What the model sees: 28 × 28 pixels in one row, 0 for paper and 1 for ink.",
        formula: "x ∈ [0, 1]⁷⁸⁴,  xᵢ the ink of one pixel",
      },
      encoder: {
        name: "Encoder",
        text: "Layer by layer it turns the digit into two short lists: μ and log σ².",
        formula: "(μ, log σ²) = f(x)",
      },
      code: {
        name: "μ and σ, the posterior",
        text: "The encoder's answer: where this digit lies in latent space, and how sure that is, for each latent number.",
        formula: "q(z|x) = N(z; μ(x), diag σ²(x))",
      },
      noise: {
        name: "ε, the noise",
        text: "All the chance there is: one standard normal number for each latent, from a seed.",
        formula: "z = μ + σ ⊙ ε,  ε ~ N(0, I)",
      },
      latent: {
        name: "z, the latent point",
        text: "What the decoder is given: the mean moved by the noise, as far as σ allows.",
        formula: "z = μ + σ ⊙ ε,  ε ~ N(0, I)",
      },
      decoder: {
        name: "Decoder",
        text: "Layer by layer it turns the latent point into a picture: one number a pixel, brought into 0 to 1.",
        formula: "p = sigmoid(l),  l = g(z)",
      },
      likelihood: {
        name: "p(x|z), the picture",
        text: "What the decoder says of each pixel, once z is known.",
      },
    },
    likelihoods: {
      bernoulli: "p(x|z) = Πᵢ pᵢ^xᵢ (1 − pᵢ)^(1 − xᵢ)",
      continuousBernoulli: "p(x|z) = Πᵢ Cᵢ pᵢ^xᵢ (1 − pᵢ)^(1 − xᵢ)",
      gaussian: "p(x|z) = Πᵢ N(xᵢ; pᵢ, σ²)",
    },
    reconstructions: {
      bernoulli: terms.reconstruction.formula,
      continuousBernoulli:
        "−Σᵢ [xᵢ log pᵢ + (1 − xᵢ) log(1 − pᵢ)] − Σᵢ log Cᵢ,  Cᵢ = lᵢ / tanh(lᵢ/2), pᵢ = sigmoid(lᵢ)",
      gaussian: "Σᵢ [(xᵢ − pᵢ)² / 2σ² + log σ + ½ log 2π]",
    },
    klOfDraw: "KL ≈ log q(z|x) − log p(z),  z ~ q(z|x)",
    density:
      "A density may be above 1, so these nats may be negative; they compare with Bernoulli's in no way.",
    ladder:
      "A ladder has two levels: first the upper latents, then the lower ones, written as their distance from what the upper ones predict. The prior is N(0, I) for both, so the formula holds for all of them.",
    ladderMean:
      "The lower level's μ and σ follow from the upper latents; these are for the upper ones at their mean.",
    ladderDraw: (/** @type {number} */ upper) =>
      `A draw's lower latents follow from its ${upper} upper ones inside the core, which does not send them.`,
    told: (/** @type {number} */ label) =>
      `This model is told the class too: ${label}.`,
    noiseAtMean: "The picture is decoded at z = μ: ε is 0.",
    noiseAtHand: "z was set by hand: there is no ε.",
    noiseOfDraws: "The nine draws, one row each, seed 0:",
    noiseOfFigures: "KL and reconstruction are measured with one draw, seed 0:",
    latentAtMean: "z = μ:",
    latentAtHand: "Set by hand:",
    latentOfDraws: "The nine draws, one row each:",
    pictureOfDraws: "The first of the nine pictures:",
    klValue: (/** @type {number} */ value, /** @type {number} */ d) =>
      `${nats(value)} nats for this digit, summed over ${plural(d, "latent")}.`,
    reconstructionValue: (/** @type {number} */ value) =>
      `${nats(value)} nats for this digit, summed over 784 pixels, with one draw of z.`,
    negativeElboValue: (/** @type {number} */ value) =>
      `${nats(value)} nats for this digit.`,
  },

  /** The snippet that does again what is on the page. */
  asCode: {
    name: "Copy as code",
    title: "What is on screen, with Lab",
    explain:
      "A module: save it beside vae-lab.js, or paste it into a page that has it.",
    copy: "Copy",
    copied: "Copied.",
    selected: "The browser did not allow it: the code is selected, copy it.",
    waiting: "The code is there as soon as the model is.",
    code: "The code",
    /** What the snippet's own comments say. */
    says: {
      file: (/** @type {string} */ name) =>
        `The weights on screen: “Download weights” saves them as ${JSON.stringify(name)}.`,
      digit: (/** @type {string} */ what) => `The digit on the line: ${what}.`,
      hand: "The latent point set by hand.",
      draws: (/** @type {number} */ draws) =>
        `${count(draws)} draws of the posterior, each decoded.`,
      sample: "The generated digits, 784 values each.",
      train: "What Play does with these settings.",
    },
  },

  keys: {
    title: "Keyboard shortcuts",
    on: "Single-key shortcuts on",
    list: [
      ["P", "Play, pause, resume"],
      ["N", "New samples"],
      ["K", "Keep the digit for training"],
      ["1, 2, 3, 4", "Train, Sample, Traverse, Data panel"],
      ["Ctrl V", "Bring a picture from the clipboard"],
      ["?", "This list"],
      ["Arrow keys", "Move in a strip, in the tabs, or the pen on the pad"],
      ["Space", "On the pad: pen down, pen up"],
      ["Delete", "On the pad: clear"],
    ],
  },

  plane: {
    show: "The map shows",
    shows: { points: "Points", manifold: "Manifold", both: "Both" },
    kind: "Plane of the map",
    kinds: { pca: "PCA", axes: "Two axes" },
    kindHint:
      "PCA: the two directions along which the digits' means vary most. Two axes: two latents as they are, all others 0.",
    axis: ["Axis across", "Axis upwards"],
    axisHint: "KL of each latent in nats per digit, mean of the digits shown",
    axisCost: (/** @type {string} */ name, /** @type {number} */ kl) =>
      `${name}: KL ${nats(kl)}`,
    component: (/** @type {number} */ place, /** @type {number} */ share) =>
      `PC ${place} (${count(100 * share)}\u00a0% of the variance)`,
    fit: "Fit the view",
    fitHint: "Chooses plane and scale anew, for the weights of now",
    reset: "Reset view",
    here: "z at the pointer",
    decoded: (/** @type {string} */ real) => `${real}, decoded`,
    decodeHere: "Click to decode this place",
    encoding: (/** @type {number} */ done, /** @type {number} */ total) =>
      `Encoding real digits: ${count(done)} of ${count(total)}`,
    points: {
      mnist: {
        some: (/** @type {number} */ shown) => `${count(shown)} real digits`,
        whole: (/** @type {number} */ shown, /** @type {number} */ all) =>
          `${count(shown)} of MNIST's ${count(all)} test digits`,
      },
      fashion: {
        some: (/** @type {number} */ shown) => `${count(shown)} clothes`,
        whole: (/** @type {number} */ shown, /** @type {number} */ all) =>
          `${count(shown)} of Fashion-MNIST's ${count(all)} test images`,
      },
    },
    notWhole: (/** @type {string} */ shown) =>
      `${shown}; the whole test set could not be loaded`,
    tiles: (/** @type {number} */ columns, /** @type {number} */ rows) =>
      `${count(columns)} × ${count(rows)} places, each decoded`,
    name: (
      /** @type {string} */ shown,
      /** @type {string} */ x,
      /** @type {string} */ y,
    ) =>
      `Latent space: the posterior means of ${shown}, coloured by class, ${x} across and ${y} upwards. Arrow keys pan, plus and minus zoom, 0 shows all. Shift with the arrow keys moves a cross that decodes where it is; Enter sets it on the line, Escape puts it away.`,
  },

  /** How sure the model is of each pixel. */
  spread: {
    choice: "Uncertainty",
    picture:
      "Each pixel's standard deviation over 32 reconstructions, darker is less sure",
    caption: (/** @type {number | undefined} */ largest) =>
      `each pixel's standard deviation over 32 draws of z from q(z|x)${largest === undefined ? "" : `; full ink: ${hundredths(largest)}`}`,
  },

  /** One slider a latent dimension. */
  traverse: {
    title: "Latent dimensions",
    name: (/** @type {number} */ dimension) => `z${subscript(dimension)}`,
    levels: { upper: "upper", lower: "lower" },
    order: (/** @type {number} */ digits, /** @type {string} */ set) =>
      `Each with its KL in nats, mean of ${count(digits)} ${set}, largest first. Bar: μ ± σ of the digit.`,
    sets: { mnist: "real digits", fashion: "clothes" },
    unsorted: "Their KL is being measured.",
    noDigit: "No digit is on the line: the sliders start at z = 0.",
    kl: (/** @type {number} */ value) => hundredths(value),
    klTitle: (/** @type {number} */ value, /** @type {number} */ digits) =>
      `KL ${hundredths(value)} nats, mean of ${plural(digits, "image")}`,
    slider: (/** @type {string} */ name, /** @type {number | null} */ kl) =>
      kl === null ? name : `${name}, KL ${hundredths(kl)} nats`,
    value: (/** @type {number} */ value) => hundredths(value),
    spoken: (
      /** @type {number} */ value,
      /** @type {number | undefined} */ mean,
      /** @type {number | undefined} */ deviation,
    ) =>
      mean === undefined || deviation === undefined
        ? hundredths(value)
        : `${hundredths(value)}; the digit's μ ${hundredths(mean)}, σ ${hundredths(deviation)}`,
    back: "μ",
    backName: (/** @type {string} */ name) => `${name} back to μ`,
    allBack: "All back to μ",
    unused: (/** @type {number} */ dimensions) =>
      `${plural(dimensions, "unused dimension")}: under 0.01 nats each`,
    along: (/** @type {string} */ name) => `Along ${name}, from −3 to 3`,
    strip: (/** @type {string} */ name) =>
      `Nine pictures decoded along ${name}, from −3 to 3, all else as it is`,
    waiting: "The pictures appear when the model is loaded.",
  },

  /** From one pinned point to another. */
  between: {
    title: "Between two digits",
    ends: { a: "A", b: "B" },
    pin: { a: "Pin A", b: "Pin B" },
    pinTitle: "Keep the z that is on the line now as this end",
    empty: "Pin a digit as A, put another on the line, and pin it as B.",
    one: "Now put another digit on the line and pin it as the other end.",
    slider: "Between A and B",
    part: (/** @type {number} */ t) =>
      `${count(100 * t)} % of the way from A to B`,
    path: "Path",
    paths: { linear: "Linear", spherical: "Spherical" },
    pathHints: {
      linear: "z moves on the straight line from A to B.",
      spherical: "z moves on the great circle, as far from 0 as A and B are.",
    },
    play: "Play there and back",
    pause: "Pause",
    strip: (/** @type {string} */ path) =>
      `Nine pictures from A to B, ${path.toLowerCase()} path`,
    savePicture: "Save as PNG",
    saveAnimation: "Save as WebM",
    cancel: "Cancel",
    decoding: (/** @type {number} */ done, /** @type {number} */ total) =>
      `Decoding picture ${done} of ${total}`,
    recording: (/** @type {number} */ done, /** @type {number} */ total) =>
      `Recording frame ${done} of ${total}`,
    saved: (/** @type {string} */ name) => `“${name}” is saved.`,
    noRecorder: "This browser cannot record a canvas: save the PNG instead.",
  },

  /** What samples are drawn from. */
  priors: {
    title: "Drawn from",
    names: {
      own: "the model's own prior",
      standard: "the standard normal",
      vamp: "the VampPrior",
      mixture: "the fitted mixture",
      classConditional: "the mixtures, one a class",
    },
    choices: {
      standard: "Standard normal",
      vamp: "VampPrior",
      mixture: "Fitted mixture",
      classConditional: "One mixture a class",
    },
    about: {
      standard:
        "N(0, I): a round cloud around 0, which training pulls towards.",
      vamp: "The even mixture of the posteriors of inputs that training made up.",
      mixture: "20 Gaussians, fitted to where real images lie in latent space.",
      classConditional:
        "A Gaussian for each class, fitted to where its images lie.",
    },
    dropped: (/** @type {string} */ former, /** @type {string} */ own) =>
      `This model has no “${former}”: a fitted prior goes when the weights change. Samples are drawn from ${own}.`,
    temperature: "Temperature",
    temperatureHint:
      "Multiplies the prior's standard deviations: below 1 safer, above 1 stranger.",
    temperatureValue: (/** @type {number} */ value) => hundredths(value),
    class: "Class",
    turn: "Each in turn",
    fit: {
      mixture: "Fit a mixture",
      classConditional: "Fit one for each class",
    },
    fitHint: (/** @type {number} */ images) =>
      `To the posteriors of the ${plural(images, "shipped image")}.`,
    latents: (/** @type {number} */ done, /** @type {number} */ images) =>
      `Encoding image ${count(done)} of ${count(images)}`,
    steps: (
      /** @type {number} */ step,
      /** @type {number | undefined} */ label,
    ) =>
      label === undefined
        ? `Step ${count(step)} of at most 200`
        : `Class ${label}: step ${count(step)} of at most 200`,
    progress: "Progress of the fit",
    busy: "A training run is open, and each step moves the latents. Cancel it or let it end, then fit.",
    cancel: "Cancel the fit",
    densities: (
      /** @type {{ prior: "mixture" | "classConditional", fitted: number, standard: number, latents: number }} */ d,
    ) =>
      `log p(z): ${nats(d.fitted).replace("-", "−")} nats a latent${d.prior === "mixture" ? "" : " of known class"}; under N(0, I) ${nats(d.standard).replace("-", "−")}. Means of ${plural(d.latents, "latent")}, one drawn from each image's posterior.`,
    pick: "Generated digits. Click one to put it on the line; with the keyboard, arrow keys choose one and Enter takes it.",
    chosen: (/** @type {number} */ place, /** @type {number} */ all) =>
      `Digit ${place} of ${all}`,
  },

  /** Which values a setting takes, to stand inside a sentence. */
  allowed: {
    oneOf: (/** @type {string} */ choices) => `one of ${choices}`,
    whole: (/** @type {number} */ least, /** @type {number} */ most) =>
      `a whole number from ${least} to ${most}`,
    real: (/** @type {number} */ least, /** @type {number} */ most) =>
      `a number from ${least} to ${most}`,
    digits: () => "digits from 0 to 9, written together",
    sizes: () => "whole numbers with commas between them",
  },

  /** Sentences for error codes; none where the error's own is in this language. */
  codes: /** @type {Record<string, string>} */ ({}),

  /** Why the model runs where it does; Lab says it in English. */
  reason: (/** @type {string} */ sentence) => sentence,
};

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
  keras: {
    short: "Keras.io, 2 latents",
    long: "Keras.io’s convolutional VAE, 2 latents, its training digits, 30 epochs",
  },
  pytorch: {
    short: "pytorch/examples",
    long: "pytorch/examples, 20 latents, test digits, after 7 epochs",
  },
  dense: { short: "our dense-z20", long: "our dense-z20, all test digits" },
  fashionConv: {
    short: "our fashion-conv-z8",
    long: "our fashion-conv-z8, all test clothes",
  },
  fashionDense: {
    short: "a dense net, ours",
    long: "a dense net of fashion-conv-z8’s size, ours, all test clothes",
  },
};
