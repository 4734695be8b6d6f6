/** The guided tour. */

import { count, nats } from "./numbers.js";

export const tour = {
  open: "Tour",
  openTitle: "A guided tour: ten steps, five minutes",
  name: "Guided tour",
  at: (/** @type {number} */ at, /** @type {number} */ of) =>
    `Tour: ${at} of ${of}`,
  close: "Close the tour",
  show: { it: "Show me", make: "Make it and play" },
  previous: "Back",
  next: "Next",
  finish: "Finish",
  bringBack: "Bring back my model",
  left: "The tour is closed. The model is another than before it was trained there: Undo brings that one back.",
  readings: {
    sigma: (/** @type {number} */ least, /** @type {number} */ most) =>
      `σ of this digit’s latents: ${least.toFixed(2)} to ${most.toFixed(2)}; the prior’s is 1.`,
    cost: (
      /** @type {number} */ reconstruction,
      /** @type {number} */ kl,
      /** @type {number} */ sum,
    ) =>
      `This digit: ${nats(reconstruction)} + ${nats(kl)} = ${nats(sum)} nats.`,
    costBefore: (/** @type {number} */ sum) =>
      ` The one before: ${nats(sum)} nats.`,
    learning: (/** @type {number} */ step, /** @type {number} */ value) =>
      `Step ${count(step)}: ${nats(value)} nats per digit`,
    beta: (
      /** @type {number} */ beta,
      /** @type {number} */ kl,
      /** @type {number} */ reconstruction,
    ) =>
      `β = ${beta}: KL ${nats(kl)} nats, reconstruction ${nats(reconstruction)} nats per digit`,
  },
  steps: {
    line: {
      title: "A digit goes in, and comes out again",
      text: "On the left is a digit; on the right the model has drawn it again. Between them it had to pass through a few numbers instead of 784 pixels. So the model had to learn what digits look like.",
      ask: "Draw on the pad, or choose another digit below it.",
      done: "Encoded and decoded anew. Not quite the same: what was lost did not fit through.",
    },
    latent: {
      title: "What is a latent?",
      text: "Those few numbers are the latent z. Nobody named them: training found them. Each one changes something about the digit: its slant, its weight, its shape.",
      ask: "In Traverse, move the first slider and watch the output.",
      done: "One number moved, and the whole digit changed with it. The sliders that say most come first.",
    },
    posterior: {
      title: "Not a point but a cloud",
      text: "The encoder is not certain. For each latent it answers with a mean μ and a spread σ, the posterior, and z is a draw from it. On the map the cloud is the ellipse.",
      ask: "Under the output choose Nine draws: nine digits from one cloud.",
      done: "Nine draws, nearly the same digit: inside the cloud the decoder has learned to agree.",
    },
    map: {
      title: "What is alike lies close together",
      text: "Each dot is a test digit where the encoder puts it. It was told no classes, and yet like lies near like. The plane shows only two directions of the space; the model conv-z2 has no more than two, and there each class has its place.",
      ask: "Click a dot on the map; or choose Both, to see what the decoder draws everywhere.",
      done: "Wherever you point, the decoder draws something like a digit, also where nobody wrote one.",
    },
    prior: {
      title: "A digit from pure chance",
      text: "Training also pulls all the clouds together, so that they fill one simple shape, the prior N(0, I). So any random z means something, and the decoder makes a digit of it.",
      ask: "In Sample choose New samples, or change the temperature.",
      done: "Nobody wrote these. Colder is safer, hotter is wilder.",
    },
    cost: {
      title: "What it costs",
      text: "Reconstruction, in orange: the nats it takes to name all pixels once z is known. KL, in blue: the nats it takes to name z. Their sum, the negative ELBO, is what training lowers.",
      ask: "Choose another digit and compare. Why is a 1 so cheap?",
      done: "Compare the sums: fewer and plainer strokes cost less to tell.",
    },
    learning: {
      title: "Watch one learn",
      text: "A model from nothing has random weights and draws grey noise: 543 nats a digit, a coin toss for each pixel. Each step shows it some digits and lowers the cost a little. Your model is kept for the end of the tour.",
      ask: "Make a model from nothing in Train, and play. Watch samples, map and output.",
      done: "From noise to digits, here in your browser.",
    },
    collapse: {
      title: "β too high: posterior collapse",
      text: "β is the price of the KL. At 100 every nat about the digit costs a hundred, so the encoder falls silent: each posterior becomes the prior, and the decoder, told nothing, draws the same average digit for all.",
      ask: "In Train set β to 100 and play. Watch the KL, the map and the samples.",
      done: "Collapsed: the latent says next to nothing, and the samples become one blur.",
    },
    recovery: {
      title: "And back again",
      text: "At β = 1 speaking pays again. Two more ways to keep a latent alive are in Objective: warm-up lets β grow slowly, free bits make the first nats free. Too low a β has its price too: good copies, poor samples.",
      ask: "Set β to 1 and play.",
      done: "It speaks again. Finding this balance is the art of training a VAE.",
    },
    yours: {
      title: "Now bend it",
      text: "An encoder that answers with clouds, a decoder that draws from them, two costs in balance: that is a variational autoencoder. Bring your own handwriting in Data, save the weights, or take what you see along as code.",
      ask: "Everything stays in your browser. What would you like to teach it?",
      done: "",
    },
  },
};
