/** The map's plane, the sliders, what lies between, and priors. */

import { count, hundredths, nats, plural, subscript } from "./numbers.js";

export const latent = {
  plane: {
    show: "The map shows",
    shows: { points: "Points", manifold: "Manifold", both: "Both" },
    kind: "Plane of the map",
    kinds: { pca: "PCA", axes: "Two axes" },
    kindHint:
      "PCA: the two directions along which the digits' means vary most. Two axes: two latents as they are, all others 0.",
    axis: ["Axis across", "Axis upwards"],
    axisHint: "KL of each latent in nats per digit, mean of the digits shown",
    axisCost: (/** @type {string} */ name, /** @type {number} */ kl) =>
      `${name}: KL ${nats(kl)}`,
    component: (/** @type {number} */ place, /** @type {number} */ share) =>
      `PC ${place} (${count(100 * share)}\u00a0% of the variance)`,
    fit: "Fit the view",
    fitHint: "Chooses plane and scale anew, for the weights of now",
    reset: "Reset view",
    here: "z at the pointer",
    decoded: (/** @type {string} */ real) => `${real}, decoded`,
    decodeHere: "Click to decode this place",
    encoding: (/** @type {number} */ done, /** @type {number} */ total) =>
      `Encoding real digits: ${count(done)} of ${count(total)}`,
    points: {
      mnist: {
        some: (/** @type {number} */ shown) => `${count(shown)} real digits`,
        whole: (/** @type {number} */ shown, /** @type {number} */ all) =>
          `${count(shown)} of MNIST's ${count(all)} test digits`,
      },
      fashion: {
        some: (/** @type {number} */ shown) => `${count(shown)} clothes`,
        whole: (/** @type {number} */ shown, /** @type {number} */ all) =>
          `${count(shown)} of Fashion-MNIST's ${count(all)} test images`,
      },
    },
    notWhole: (/** @type {string} */ shown) =>
      `${shown}; the whole test set could not be loaded`,
    tiles: (/** @type {number} */ columns, /** @type {number} */ rows) =>
      `${count(columns)} × ${count(rows)} places, each decoded`,
    name: (
      /** @type {string} */ shown,
      /** @type {string} */ x,
      /** @type {string} */ y,
    ) =>
      `Latent space: the posterior means of ${shown}, coloured by class, ${x} across and ${y} upwards. Arrow keys pan, plus and minus zoom, 0 shows all. Shift with the arrow keys moves a cross that decodes where it is; Enter sets it on the line, Escape puts it away.`,
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
    save: {
      picture: "Save as PNG",
      gif: "Save as GIF",
      video: "Save as Video",
    },
    /** The same beside a sign that says "save". */
    short: { picture: "PNG", gif: "GIF", video: "Video" },
    cancel: "Cancel",
    decoding: (/** @type {number} */ done, /** @type {number} */ total) =>
      `Decoding picture ${done} of ${total}`,
    encoding: (/** @type {number} */ done, /** @type {number} */ total) =>
      `Encoding frame ${done} of ${total}`,
    recording: (/** @type {number} */ done, /** @type {number} */ total) =>
      `Recording frame ${done} of ${total}`,
    saved: (/** @type {string} */ name) => `“${name}” is saved.`,
    noRecorder: "This browser cannot record a canvas: save the GIF instead.",
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
    fitting: (/** @type {number} */ images) =>
      `Fitting a prior to ${plural(images, "image")}.`,
    playEnds: (/** @type {string} */ promise) =>
      `A prior is being fitted; Play cancels that. ${promise}`,
    gaveWay:
      "The fit was cancelled: training moves the latents that it was made from. Fit again when the run has ended.",
    densities: (
      /** @type {{ prior: "mixture" | "classConditional", fitted: number, standard: number, latents: number }} */ d,
    ) =>
      `log p(z): ${nats(d.fitted).replace("-", "−")} nats a latent${d.prior === "mixture" ? "" : " of known class"}; under N(0, I) ${nats(d.standard).replace("-", "−")}. Means of ${plural(d.latents, "latent")}, one drawn from each image's posterior.`,
    pick: "Generated digits. Click one to put it on the line; with the keyboard, arrow keys choose one and Enter takes it.",
    chosen: (/** @type {number} */ place, /** @type {number} */ all) =>
      `Digit ${place} of ${all}`,
  },
};
