/** Links to what is seen, and what a link cannot carry. */

import { count, plural } from "./numbers.js";

export const share = {
  name: "Share",
  title: "A link to what you see",
  explain:
    "It opens this model, panel, digit, latent point, samples and settings again.",
  waiting: "A link can be made when the model is open.",
  link: "Link",
  copy: "Copy link",
  copied: "The link is copied.",
  selected: "The link is selected: press Ctrl C (⌘ C) to copy it.",
  without: "The link does not carry:",
  left: {
    weights: "your own weights: send them as a file, which opens here.",
    drawings: (/** @type {number} */ images) =>
      `${plural(images, "image")} kept for training: ${images === 1 ? "it stays" : "they stay"} in this browser.`,
    curves: "the curves of your runs: they stay in this browser.",
    files: (/** @type {number} */ files) =>
      `${plural(files, "file")} made in the workshop: save ${files === 1 ? "it" : "them"} there.`,
  },
  saveWeights: "Save the weights",
  aside: (/** @type {string} */ name, /** @type {number} */ steps) =>
    `The link shows the pretrained weights. Your “${name}”${steps > 0 ? ` with ${plural(steps, "step")} of your training` : ""} is still kept: “Undo” opens it again.`,
  otherTab: (/** @type {string} */ name, /** @type {number} */ steps) =>
    `Another tab keeps “${name}”${steps > 0 ? ` with ${plural(steps, "step")} of training` : ""} too: both are kept, and a reload opens the one that was kept last. “Undo” opens the other tab's here.`,
  /** What of a link does not fit what is open. */
  ignored: {
    digit: (/** @type {number} */ index, /** @type {number} */ digits) =>
      `The link asks for digit ${index} of ${count(digits)} digits at hand, counted from 0. The usual one is shown.`,
    told: (/** @type {number} */ label) =>
      `The link tells the model class ${label}, which this model does not know. It is ignored.`,
    along: (/** @type {number} */ dimension, /** @type {number} */ width) =>
      `The link asks for latent dimension ${dimension}; this model has ${width}. It is ignored.`,
    point: (
      /** @type {number} */ length,
      /** @type {string} */ name,
      /** @type {number} */ width,
    ) =>
      `The link's latent point has ${plural(length, "coordinate")}; those of “${name}” have ${width}. The point is ignored.`,
    far: (/** @type {number} */ value, /** @type {number} */ most) =>
      `The link's latent point lies outside (${value}): coordinates go from −${most} to ${most}. The nearest point is shown.`,
  },
};

/** What is shown, as files. */
export const saving = {
  samples: "Save the samples as PNG",
  map: "Save the map as PNG",
  reconstruction: "Save the reconstruction as PNG",
  curves: "Save the curves",
  curvesExplain:
    "PNG: the picture. CSV and NPY: step; reconstruction, KL and negative ELBO of the batches; the same of the held-out images; all in nats per image.",
  files: { "curves.png": "PNG", "curves.csv": "CSV", "curves.npy": "NPY" },
  codesName: "Save codes",
  codesTitle: "Codes of images",
  codesExplain:
    "μ and σ of each image's posterior, one row an image, with today's weights. NPY opens with numpy.load.",
  sets: {
    atHand: (/** @type {number} */ images) => `${count(images)} at hand`,
    test: (/** @type {number} */ images) =>
      images === 0
        ? "The test set: not here"
        : `${count(images)} of the test set`,
  },
  codes: {
    "codes.csv": "All as CSV",
    "mean.npy": "μ as NPY",
    "deviation.npy": "σ as NPY",
    "labels.npy": "Labels as NPY",
  },
  coding: (/** @type {number} */ done, /** @type {number} */ total) =>
    `Encoding image ${done} of ${total}`,
  unfetched:
    "The part of the page that makes files could not be loaded: the network may be down. Try again later.",
};

/** What cannot be kept, and what was kept and cannot be read. */
export const keeping = {
  blocked: (/** @type {string} */ text) =>
    `${text} Everything works, but what you train, bring in or keep here does not survive a reload: “Download weights” saves the model as a file.`,
  full: (/** @type {string} */ text, /** @type {string} */ what) =>
    `${text} Not kept: ${what}. What was kept before stays, and you can go on; what is new is lost on a reload. “Download weights” saves the model as a file; for room, free space in the browser's settings.`,
  retry: "Try again",
  again: (/** @type {string} */ what) =>
    `There is room again. Kept now: ${what}.`,
  ignored: (/** @type {string[]} */ what) =>
    `What this browser kept is damaged, or of another version of the page, and is ignored: ${what.join("; ")}.`,
  gaveWay: (
    /** @type {string} */ name,
    /** @type {number} */ steps,
    /** @type {number} */ most,
  ) =>
    `“${name}”${steps > 0 ? ` with ${plural(steps, "step")} of training` : ""} is no longer kept: beside the weights that are open, the newest ${most} are. “Undo” opens it, as long as this page stays open.`,
};

/** What the browser keeps, and how it is forgotten. */
export const forgetting = {
  name: "Kept here",
  title: "Kept in this browser",
  explain: (/** @type {string} */ bytes) =>
    `Your work survives a reload: ${bytes} in this browser, for all tabs of this page. Nobody else has it.`,
  nothing:
    "Nothing is kept: nothing was made yet, or this browser keeps nothing.",
  names: {
    weights: "the weights you trained or opened, with the optimizer's state",
    digits: "your own images",
    input: "the digit on the line",
    runs: "curves of runs",
    formers: "weights that gave way to others",
    tour: "where the tour was left",
    "tour of tabs": "where the tour was left",
  },
  other: "settings",
  forget: "Forget everything kept",
  sure: "All of it goes for good, and the page is loaded anew. Save your weights first if you want them.",
  yes: "Forget everything",
  no: "Keep it",
};
