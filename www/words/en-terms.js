/** The terms that are explained, and what the data are called. */

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
export const terms = {
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

/** Fashion-MNIST's classes, in order. */
export const clothes = [
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
