/** Every string of the page, in English. */

import { count, duration, nats, plural, size } from "./numbers.js";

/** @typedef {"latent" | "posterior" | "prior" | "kl" | "reconstruction" | "negativeElbo" | "beta"} Term */

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
    ends: (/** @type {string} */ latents) =>
      `μ, σ: 2 × ${latents.includes("+") ? `(${latents})` : latents}`,
  },

  decoder: {
    title: "Decoder",
    code: (/** @type {number} */ d) => `The latent point: ${d} values`,
    shape: (/** @type {string} */ layers) =>
      `The decoder widens: ${layers} values`,
    begins: (/** @type {string} */ latents) => `z = μ: ${latents}`,
    steered: (/** @type {string} */ latents) => `z: ${latents}`,
    symbol: "p(x|z)",
  },

  map: {
    title: "Latent space",
    axis: (/** @type {number} */ dimension) => `z${subscript(dimension)}`,
    caption: (/** @type {number} */ shown, /** @type {number} */ d) =>
      `${count(shown)} real digits on the two widest of ${d} axes`,
    captionTwo: (/** @type {number} */ shown) => `${count(shown)} real digits`,
    name: (
      /** @type {number} */ shown,
      /** @type {number} */ first,
      /** @type {number} */ second,
    ) =>
      `Latent space: the posterior means of ${count(shown)} real digits on axes ${first + 1} and ${second + 1}, coloured by class.`,
    empty: "The map of real digits appears here.",
    rings: "Dotted:",
    ringsAt: "at 1 and 2 σ",
    pick: (/** @type {string} */ real) => `${real}: click to use it`,
  },

  output: {
    title: "Reconstruction",
    empty: "Nothing drawn yet",
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
        mnist: (/** @type {boolean} */ every) =>
          every
            ? "Held out: the first 1,000 test digits, never trained on."
            : "Held out: up to 1,000 test digits of these classes, never trained on.",
        fashion: (/** @type {boolean} */ every) =>
          `Held out: up to 1,000 other clothes${every ? "" : " of these classes"}, never trained on.`,
      },
      all: "Held out: the first 1,000 test digits, never trained on.",
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
      "Each digit is decoded from a random point: z is drawn from the prior, p(z) = N(0, I), and the decoder says how likely ink is at each pixel. No digit went in.",
    inTurn: "The model is told which class to draw, each in turn.",
    train: "They are drawn again while the model trains, from the same points.",
    waiting: "The first digits appear as soon as the model is loaded.",
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

  keys: {
    title: "Keyboard shortcuts",
    on: "Single-key shortcuts on",
    list: [
      ["P", "Play, pause, resume"],
      ["N", "New samples"],
      ["K", "Keep the digit for training"],
      ["1, 2", "Train, Sample panel"],
      ["?", "This list"],
      ["Arrow keys", "Move in a strip, in the tabs, or the pen on the pad"],
      ["Space", "On the pad: pen down, pen up"],
      ["Delete", "On the pad: clear"],
    ],
  },
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

/** @param {number} dimension from 0; written from 1 */
function subscript(dimension) {
  return [...String(dimension + 1)]
    .map((digit) => String.fromCharCode(0x2080 + Number(digit)))
    .join("");
}
