/**
 * How each file of models/ is made: what "vae-lab train" is told, and for the
 * classifiers "vae-lab train-classifier".
 */

/**
 * @typedef {object} Recipe
 * @property {string} purpose what the model is for
 * @property {string} target what it has to reach on its test set
 * @property {string[]} args of the command
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
  },
  "conv-z2": {
    purpose: "the latent map",
    target: "negative ELBO ≤ 145 nats, grey; ≤ 150 kB",
    args: words(`--architecture conv --channels 12,24,24 --hidden 64,32
      --latent-dim 2 --activation silu --learning-rate 0.002
      --schedule cosine --epochs 40`),
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
