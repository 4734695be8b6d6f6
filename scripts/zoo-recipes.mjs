/**
 * How each file of models/ is made: what "vae-lab train" is told, and for the
 * classifiers "vae-lab train-classifier".
 */

/**
 * @typedef {object} Recipe
 * @property {string} purpose what the model is for
 * @property {string} target what it has to reach on its test set
 * @property {string[]} args of the command
 * @property {number} [bits] significant ones that its weights are rounded to
 * @property {true} [fashion] trained on Fashion-MNIST
 */

/** @param {string} text */
const words = (text) => text.trim().split(/\s+/);

/** @type {Record<string, Recipe>} */
export const RECIPES = {
  "dense-z20": {
    purpose: "the default; fine-tunes in seconds",
    target: "negative ELBO ≤ 101.5 nats, grey",
    args: words("--epochs 120 --schedule cosine"),
    // What a first visit waits for: 16 % less to load, the same negative ELBO.
    bits: 8,
  },
  "conv-z2": {
    purpose: "the latent map",
    target: "negative ELBO ≤ 145 nats, grey; ≤ 150 kB",
    args: words(`--architecture conv --channels 12,24,24 --hidden 64,32
      --latent-dim 2 --activation silu --learning-rate 0.002
      --schedule cosine --epochs 40`),
  },
  "dense-z40": {
    purpose: "comparison with the literature",
    target: "NLL ≤ 88 nats, binarized",
    args: words(`--hidden 400,200 --latent-dim 40 --binarize dynamic
      --activation silu --learning-rate 0.002 --objective importance-weighted
      --importance-samples 5 --schedule cosine --epochs 60`),
  },
  flagship: {
    purpose: "the best there is under 1 MB",
    target: "NLL ≤ 84.5 nats, binarized",
    args: words(`--architecture ladder --channels 16,32,32 --residual-blocks 0,1,1
      --hidden 264 --latent-dim 56 --top-latent-dim 24 --top-hidden 96
      --activation silu --binarize dynamic --epochs 150 --learning-rate 0.002
      --schedule cosine --warmup linear --warmup-steps 4690`),
  },
  conditional: {
    purpose: "draws the digit that is asked for",
    target: "98.5 % of its samples of the class asked for",
    args: words(`--architecture conv --channels 16,32,32 --hidden 128
      --latent-dim 8 --conditional --activation silu --beta 2
      --learning-rate 0.002 --schedule cosine --epochs 25`),
  },
  "fashion-conv-z8": {
    purpose: "a second data set, Fashion-MNIST",
    target:
      "negative ELBO < 245.15 nats, Fréchet distance < 86.8: a dense net of its size",
    args: words(`--architecture conv --channels 16,32,32 --hidden 128
      --latent-dim 8 --activation silu --learning-rate 0.002 --schedule cosine
      --epochs 20`),
    fashion: true,
  },
};

/** What samples are judged by. @type {Record<string, Recipe>} */
export const CLASSIFIERS = {
  classifier: {
    purpose: "judges samples of digits",
    target: "99.3 % of the test images",
    args: words("--holdout 5000 --epochs 20 --batch-size 64 --test"),
  },
  "fashion-classifier": {
    purpose: "judges samples of clothes",
    target: "–",
    args: words("--holdout 5000 --epochs 10 --test"),
    fashion: true,
  },
};
