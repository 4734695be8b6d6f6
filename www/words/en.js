/** Every string of the page, in English. */

import { count, duration, hundredths, nats, plural, size } from "./numbers.js";

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
 * @param {"mnist" | "mine"} data
 * @param {number} images
 * @param {number[]} classes
 */
function trainingSet(data, images, classes) {
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
    traverse: "Traverse",
    open: "Show the panel",
    close: "Hide the panel",
    download: "Download weights",
    load: "Load weights…",
    drop: "Drop a weights file to open it",
  },

  train: {
    promise(
      /** @type {{ data: "mnist" | "mine", images: number, classes: number[], epochs: number, batchSize: number, steps: number, tuned: boolean, running: boolean }} */ p,
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
        ? `Mean of the last ${over} batches; faint: each batch`
        : "Mean of one batch",
    reconstruction: "reconstruction",
    kl: "KL",
    negativeElbo: "negative ELBO",
    short: { reconstruction: "recon.", kl: "KL", negativeElbo: "−ELBO" },
    step: "steps",
    empty: "The curves of a run appear here.",
    name: "Curves of reconstruction, KL and negative ELBO, in nats per image, over the steps of the run.",
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
      ["1, 2, 3", "Train, Sample, Traverse panel"],
      ["?", "This list"],
      ["Arrow keys", "Move in a strip, in the tabs, or the pen on the pad"],
      ["Space", "On the pad: pen down, pen up"],
      ["Delete", "On the pad: clear"],
    ],
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
};

/** @param {number} dimension from 0; written from 1 */
function subscript(dimension) {
  return [...String(dimension + 1)]
    .map((digit) => String.fromCharCode(0x2080 + Number(digit)))
    .join("");
}
