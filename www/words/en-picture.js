/** The computation as a picture, and as code. */

import { count, nats, plural } from "./numbers.js";
import { terms } from "./en-terms.js";

export const picture = {
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
    explainAlone:
      "A module for a project with the npm package vae-lab, which “npm pack” makes of VAE Lab's source. This file itself cannot be imported.",
    copy: "Copy",
    copied: "Copied.",
    selected: "The browser did not allow it: the code is selected, copy it.",
    waiting: "The code is there as soon as the model is.",
    code: "The code",
    /** What the snippet's own comments say. */
    says: {
      package:
        "The npm package; a page without a bundler writes the address of a published vae-lab.js here.",
      data: "Data sets are not in the package: copy pkg/data/ of VAE Lab's build beside this module, as data/.",
      file: (/** @type {string} */ name) =>
        `The weights on screen: “Download weights” saves them as ${JSON.stringify(name)}.`,
      digit: (/** @type {string} */ what) => `The digit on the line: ${what}.`,
      hand: "The latent point set by hand.",
      draws: (/** @type {number} */ draws) =>
        `${count(draws)} draws of the posterior, each decoded.`,
      spread: (/** @type {number} */ draws) =>
        `Each pixel's standard deviation over ${count(draws)} draws of the posterior, decoded.`,
      white: "the deviation that is painted as full ink",
      sample: "The generated digits, 784 values each.",
      train: "What Play does with these settings.",
      make: "What the workshop makes with these settings: a safetensors file.",
      packedAnew:
        "Trained weights are exported whole: the zeros are packed anew.",
      besides: "Save these files beside the module.",
      heldOut: "What is held out: means over these images, in nats per image.",
    },
  },
};
