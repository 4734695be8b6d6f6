/** Links to what is seen, and what a link cannot carry. */

import { plural } from "./numbers.js";

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
    drawings: (/** @type {number} */ count) =>
      `${plural(count, "image")} kept for training: ${count === 1 ? "it stays" : "they stay"} in this browser.`,
    curves: "the curves of your runs: they stay in this browser.",
    files: (/** @type {number} */ count) =>
      `${plural(count, "file")} made in the workshop: save ${count === 1 ? "it" : "them"} there.`,
  },
  saveWeights: "Save the weights",
  aside: (/** @type {string} */ name, /** @type {number} */ steps) =>
    `The link shows the pretrained weights. Your “${name}”${steps > 0 ? ` with ${plural(steps, "step")} of your training` : ""} is still kept: “Undo” opens it again.`,
  /** What of a link does not fit what is open. */
  ignored: {
    digit: (/** @type {number} */ index, /** @type {number} */ count) =>
      `The link asks for digit ${index} of ${plural(count, "digit")} at hand, counted from 0. The usual one is shown.`,
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
