/** The formulas of the model and its objectives, as docs/objectives.md has them. */

import {
  decoder,
  encoder,
  frac,
  gap,
  over,
  row,
  said,
  sub,
  subsup,
  sup,
} from "./mathml.js";
import { words } from "../words/words.js";

/**
 * @typedef {import("./mathml.js").MathNode} MathNode
 * @typedef {"bernoulli" | "continuousBernoulli" | "gaussian"} Likelihood
 */

const Q = () => encoder("q(z|x)");
const PRIOR = () => row("p(z)");
const LIKELIHOOD = () => decoder("p(x|z)");
const VARIANCE = () => encoder(subsup("σ", "j", "2"));
const RECONSTRUCTION = () => decoder(said(words.picture.said.reconstruction));
const KL = () => encoder("KL");

/** KL of one dimension, in closed form. */
const klOfDimension = () => encoder(sub("KL", "j"));

/** The objective, up to its second term. */
const objective = () =>
  row(said(words.picture.said.objective), "=", RECONSTRUCTION(), "+");

/** Formulas by the term that they explain. */
const BY_TERM = {
  latent: () =>
    row(
      "z ∈",
      sup("ℝ", "d"),
      ",",
      gap(),
      "d",
      said(words.picture.said.muchSmaller),
    ),
  posterior: () =>
    row(
      Q(),
      "= N(z;",
      encoder("μ(x)"),
      ", diag",
      encoder(sup("σ", "2"), "(x)"),
      ")",
    ),
  prior: () => row(PRIOR(), "= N(z; 0, I)"),
  kl: () =>
    row(
      KL(),
      "= ½",
      over("Σ", "j"),
      "(",
      encoder(subsup("μ", "j", "2")),
      "+",
      VARIANCE(),
      "− 1 − log",
      VARIANCE(),
      ")",
    ),
  reconstruction: () => reconstructionOf("bernoulli"),
  negativeElbo: () =>
    row("− ELBO =", RECONSTRUCTION(), "+", KL(), "≥ − log p(x)"),
  beta: () => row(objective(), "β", KL()),
  reparameterize: () =>
    row("z =", encoder("μ"), "+", encoder("σ"), "⊙ ε,", gap(), "ε ∼ N(0, I)"),
  freeBits: () =>
    row(objective(), "β", over("Σ", "j"), "max(λ,", klOfDimension(), ")"),
  capacity: () => row(objective(), "γ |", KL(), "− C|"),
  totalCorrelation: () =>
    row(
      objective(),
      encoder("MI"),
      "+ β",
      encoder("TC"),
      "+",
      over("Σ", "j"),
      encoder("KL(q(", sub("z", "j"), ")‖p(", sub("z", "j"), "))"),
    ),
  importanceWeighted: () =>
    row(
      said(words.picture.said.objective),
      "= − log",
      frac("1", "K"),
      over("Σ", "k"),
      frac(
        row(decoder("p(x|", sub("z", "k"), ")"), "p(", sub("z", "k"), ")"),
        encoder("q(", sub("z", "k"), "|x)"),
      ),
    ),
  warmUp: () => row(sub("β", "t"), "= β · min(1,", frac("t", "T"), ")"),
  image: () =>
    row(
      "x ∈",
      sup(row("[0, 1]"), "784"),
      ",",
      gap(),
      sub("x", "i"),
      said(words.picture.said.ink),
    ),
  encoder: () =>
    row("(", encoder("μ, log", sup("σ", "2")), ") =", encoder("f"), "(x)"),
  decoder: () =>
    row(
      decoder("p"),
      "= sigmoid(l),",
      gap(),
      decoder("l"),
      "=",
      decoder("g"),
      "(z)",
    ),
  likelihood: () => likelihoodOf("bernoulli"),
};

/** @typedef {keyof typeof BY_TERM} FormulaName */

/** @type {FormulaName[]} */
export const FORMULAS = /** @type {FormulaName[]} */ (Object.keys(BY_TERM));

/**
 * @param {FormulaName} name
 * @returns {MathNode}
 */
export const formulaOf = (name) => BY_TERM[name]();

const X = () => sub("x", "i");
const P = () => decoder(sub("p", "i"));
const LOGIT = () => decoder(sub("l", "i"));
const SIGMA = () => decoder("σ");

/** The binary cross-entropy of all pixels, in the logits' sigmoid. */
const crossEntropy = () =>
  row(
    "−",
    over("Σ", "i"),
    "[",
    X(),
    "log",
    P(),
    "+ (1 −",
    X(),
    ") log(1 −",
    P(),
    ")]",
  );

/** What turns a Bernoulli into a density on 0..1. */
const normalizer = () =>
  row(
    sub("C", "i"),
    "=",
    frac(LOGIT(), row("tanh(", frac(LOGIT(), "2"), ")")),
    ",",
    gap(),
    P(),
    "= sigmoid(",
    LOGIT(),
    ")",
  );

/** @type {Record<Likelihood, () => MathNode>} */
const RECONSTRUCTIONS = {
  bernoulli: () => row(crossEntropy(), ",", gap(), "z ∼", Q()),
  continuousBernoulli: () =>
    row(
      crossEntropy(),
      "−",
      over("Σ", "i"),
      "log",
      sub("C", "i"),
      ",",
      gap(),
      normalizer(),
    ),
  gaussian: () =>
    row(
      over("Σ", "i"),
      "[",
      frac(
        row(sup(row("(", X(), "−", P(), ")"), "2")),
        row("2", sup(SIGMA(), "2")),
      ),
      "+ log",
      SIGMA(),
      "+ ½ log 2 π ]",
    ),
};

/** @type {Record<Likelihood, () => MathNode>} */
const LIKELIHOODS = {
  bernoulli: () =>
    row(
      LIKELIHOOD(),
      "=",
      over("Π", "i"),
      sup(P(), X()),
      sup(row("(1 −", P(), ")"), row("1 −", X())),
    ),
  continuousBernoulli: () =>
    row(
      LIKELIHOOD(),
      "=",
      over("Π", "i"),
      sub("C", "i"),
      sup(P(), X()),
      sup(row("(1 −", P(), ")"), row("1 −", X())),
    ),
  gaussian: () =>
    row(
      LIKELIHOOD(),
      "=",
      over("Π", "i"),
      "N(",
      X(),
      ";",
      P(),
      ",",
      sup(SIGMA(), "2"),
      ")",
    ),
};

/**
 * −log p(x|z) under the model's likelihood.
 *
 * @param {Likelihood} likelihood
 */
export const reconstructionOf = (likelihood) => RECONSTRUCTIONS[likelihood]();

/** @param {Likelihood} likelihood */
export const likelihoodOf = (likelihood) => LIKELIHOODS[likelihood]();

/** KL without a closed form: one draw stands for it (a VampPrior). */
export const klOfDraw = () =>
  row(KL(), "≈ log", Q(), "− log", PRIOR(), ",", gap(), "z ∼", Q());
