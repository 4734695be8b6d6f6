/** The guided tour's steps, and what of the page tells that one was done. */

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("../state.js").Settings} Settings
 * @typedef {(typeof TOUR)[number]} TourStep
 *
 * What of the page tells whether a step was done.
 * @typedef {object} Facts
 * @property {import("./line.js").Input | null} input
 * @property {boolean} steered whether a latent was set by hand
 * @property {Settings["output"]} output
 * @property {Settings["map"]} map
 * @property {string} drawn what the samples are drawn with
 * @property {boolean} fresh whether the model is from nothing
 * @property {number} steps trained on this page
 * @property {number | null} beta the last run's
 * @property {number} ran steps of that run
 * @property {number | null} kl nats, as measured last in that run
 * @property {number | null} firstKl as measured when it began
 * @property {number | null} nats the negative ELBO of what is on the line
 */

/** The steps in their order; the setting `tour` counts them from 1. */
export const TOUR = /** @type {const} */ ([
  "line",
  "latent",
  "posterior",
  "map",
  "prior",
  "cost",
  "learning",
  "collapse",
  "recovery",
  "yours",
]);

/** Those in which the model is trained, and so changed. @type {readonly TourStep[]} */
export const TRAINING = ["learning", "collapse", "recovery"];

/** Steps after which a model from nothing draws something like digits. */
export const LEARNED_STEPS = 150;
/** Nats below which the latents say next to nothing. */
const COLLAPSED_NATS = 0.5;
/** Steps after which the decoder has noticed, and draws one blur. */
const BLURRED_STEPS = 100;
/** Nats from which on they say something again. */
const RECOVERED_NATS = 5;
/** From which β on they are priced out, and up to which they pay. */
const [HIGH_BETA, LOW_BETA] = [10, 4];

/**
 * @param {Session} session
 * @returns {Facts}
 */
export function factsOf({ line, settings, model, run, watch }) {
  const { output, map, seed, temperature, prior, drawn } = settings;
  return {
    ...{ input: line.input, steered: line.hand !== null, output, map },
    drawn: [seed, temperature, prior, drawn].join(" "),
    fresh: model.source === "fresh",
    steps: model.tunedSteps,
    beta: run?.options.beta ?? null,
    ran: run?.step ?? 0,
    kl: watch.points.at(-1)?.kl ?? null,
    firstKl: watch.points[0]?.kl ?? null,
    nats: line.nats?.negativeElbo ?? null,
  };
}

/**
 * Whether what a step asks for has been done since it was opened.
 *
 * @param {TourStep} step
 * @param {Facts} then
 * @param {Facts} now
 */
export function isDone(step, then, now) {
  const other = now.input !== null && now.input !== then.input;
  const { beta, kl } = now;
  const trained = now.steps !== then.steps && beta !== null && kl !== null;
  switch (step) {
    case "line":
    case "cost":
      return then.input !== null && other;
    case "latent":
      return now.steered;
    case "posterior":
      return now.output === "draws";
    case "map":
      return now.map !== "points" || (then.input !== null && other);
    case "prior":
      return now.drawn !== then.drawn;
    case "learning":
      return now.fresh && now.steps >= LEARNED_STEPS;
    case "collapse":
      // What never spoke cannot fall silent.
      return (
        trained &&
        beta >= HIGH_BETA &&
        kl < COLLAPSED_NATS &&
        now.ran >= BLURRED_STEPS &&
        (now.firstKl ?? 0) > RECOVERED_NATS
      );
    case "recovery":
      return trained && beta <= LOW_BETA && kl > RECOVERED_NATS;
    case "yours":
      return false;
  }
}
