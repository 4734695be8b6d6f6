/** Every string of the page, in English. */

import { LANGUAGES } from "./languages.js";
import { count, duration, nats, plural, size, subscript } from "./numbers.js";
import { latent } from "./en-latent.js";
import { own } from "./en-own.js";
import { picture } from "./en-picture.js";
import { clothes, terms } from "./en-terms.js";
import { forgetting, keeping, saving, share } from "./en-share.js";
import { tour } from "./en-tour.js";
import { training } from "./en-training.js";

/**
 * The values that a setting takes: which sentence, and its numbers or names.
 *
 * @typedef {["oneOf", string] | ["whole" | "real", number, number] | ["digits" | "sizes" | "digit" | "point" | "mapView"] | ["inFile", string]} Allowed
 */

const devices = {
  auto: "Best available",
  webgpu: "WebGPU",
  flex: "CPU with SIMD (Flex)",
  ndarray: "CPU (NdArray)",
};

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

/** @param {string} data as a shipped model's file says it, or anybody's */
const dataEn = (data) =>
  data.replace(
    /^((?:Fashion-)?MNIST, the first )(\d+)(?= training images$)/,
    (_, set, images) => set + count(Number(images)),
  );

export const en = {
  title: "VAE Lab",
  /** What the browser's tab says. */
  pageTitle: "VAE Lab",
  /** This language, for who may not read the other. */
  language: LANGUAGES.en,
  sentence: "See, train and bend a variational autoencoder.",
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
      data: (/** @type {string} */ data) => `Trained on ${dataEn(data)}.`,
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
      strip: "From Fashion-MNIST",
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
    mixture: (/** @type {number} */ value) =>
      `a mixture of ${plural(value, "Gaussian")} trained as the prior`,
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
    attribute: (
      /** @type {string} */ name,
      /** @type {string} */ text,
      /** @type {string} */ allowed,
    ) =>
      `The attribute ${name}="${text}" is not ${allowed}. The usual value is used.`,
    language: (/** @type {string} */ name) =>
      `The page in ${name} could not be loaded: the network may be down. Try again later.`,
    dismiss: "Dismiss",
    undo: "Undo",
    code: "code",
  },

  news: {
    opened: (/** @type {string} */ name) => `“${name}” is open.`,
    reset: "Back to the pretrained weights.",
    undone: "Your weights are back.",
    resumed: "Your weights from last time are open.",
    former: (/** @type {string} */ name, /** @type {number} */ steps) =>
      `“${name}”${steps > 0 ? ` with ${plural(steps, "step")} of your training` : ""}, open before, is still kept: “Undo” opens it again.`,
    unfitting: (/** @type {string} */ name) =>
      `Your weights from last time do not fit today's “${name}”: they are open as a model of their own.`,
    unreadable: (/** @type {string} */ name, /** @type {string} */ message) =>
      `Your weights of “${name}” from last time cannot be read any more and are dropped: ${message}`,
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
    draw: "z = μ + σ ⊙ ε",
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
    workshop: "Workshop",
    fetching: "Loading the panel…",
    notFetched: "The panel could not be loaded.",
    reload: "Reload the page",
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
      interrupted: "Kept when the page was left",
      finished: "Finished",
      cancelled: "Cancelled: the steps done are kept",
      failed: "Stopped by an error: the steps done are kept",
    },
    otherImages: (/** @type {number} */ step) =>
      `The run that was kept at step ${count(step)} cannot go on: its images are no longer the same. Its weights stay.`,
    goesOn: (/** @type {number} */ step, /** @type {number} */ steps) =>
      `Resume goes on with the run that was open when the page was left, after step ${count(step)} of ${count(steps)}: with its settings, on the same images in the same order.`,
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
    perClassHint: "At most 200.",
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
      hint: "How often each image is seen.",
    },
    batchSize: {
      label: "Batch size",
      hint: "Images averaged at each step.",
    },
    learningRate: {
      label: "Learning rate",
      hint: "How far each step moves the weights.",
    },
    beta: {
      label: "β",
      hint: "Weight of the KL; 1 is the plain VAE.",
    },
    trainSeed: {
      label: "Seed",
      hint: "Same seed, same run.",
    },
    averageDecay: {
      label: "Weight averaging",
      hint: "0: none; try 0.999.",
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

  ...training,

  samples: {
    title: "Samples",
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

  own,

  /** Fetched with the panel: `addEnglish` puts it here. */
  workshop: /** @type {typeof import("./en-workshop.js").workshop} */ ({}),

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

  versions: {
    newer: "A newer version of this page is ready. Your work is kept.",
    reload: "Reload",
    replaced:
      "Another tab has opened a newer version of this page. Reload this one too when it suits you: your work is kept.",
  },

  footer: {
    label: "About",
    private: "Nothing leaves your browser.",
    oneFile: "All in one file.",
    oneFileHint:
      "It has two models, the CPU's devices, 2,000 digits to learn from and 1,000 held out; WebGPU, the other models and the whole data sets are on the page's website.",
    mnist: "Digits: MNIST, Yann LeCun and Corinna Cortes,",
    mnistLicence: "CC BY-SA 3.0",
    licence: "Licence",
    notices: "Third-party notices",
    offline: "Opens without a network",
    keys: "Keyboard",
  },

  ...picture,

  keys: {
    title: "Keyboard shortcuts",
    on: "Single-key shortcuts on",
    list: [
      ["P", "Play, pause, resume"],
      ["N", "New samples"],
      ["K", "Keep the digit for training"],
      ["T", "The guided tour"],
      ["1, 2, 3, 4, 5", "Train, Sample, Traverse, Data, Workshop panel"],
      ["Ctrl V", "Bring a picture from the clipboard"],
      ["?", "This list"],
      ["Arrow keys", "Move in a strip, in the tabs, or the pen on the pad"],
      ["Space", "On the pad: pen down, pen up"],
      ["Delete", "On the pad: clear"],
    ],
  },

  ...latent,
  share,
  saving,
  keeping,
  forgetting,

  tour,

  /** Which values a setting takes, to stand inside a sentence. */
  allowed: {
    oneOf: (/** @type {string} */ choices) => `one of ${choices}`,
    whole: (/** @type {number} */ least, /** @type {number} */ most) =>
      `a whole number from ${least} to ${most}`,
    real: (/** @type {number} */ least, /** @type {number} */ most) =>
      `a number from ${least} to ${most}`,
    digits: () => "digits from 0 to 9, written together",
    sizes: () => "whole numbers with commas between them",
    inFile: (/** @type {string} */ choices) =>
      `in this file (it has ${choices})`,
    digit: () => "a picture of 28 × 28 as a link writes it",
    point: () => "numbers with commas between them",
    mapView: () => "a place of the map and a zoom from 0.5 to 40",
  },

  /** Sentences for error codes; none where the error's own is in this language. */
  codes: /** @type {Record<string, string>} */ ({}),

  /** Why the model runs where it does; Lab says it in English. */
  reason: (/** @type {string} */ sentence) => sentence,
};
