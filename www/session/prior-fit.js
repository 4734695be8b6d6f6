/** Fits a prior to the posteriors of the shipped digits. */

import { words } from "../words/words.js";
import { isConditional, labelsFor } from "./labels.js";
import { normalNoise, PURPOSE } from "./noise.js";
import { keepWeights } from "./opening.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("./session.js").Session} Session
 * @typedef {"mixture" | "classConditional"} FitKind
 *
 * A fit under way, or its end.
 * @typedef {object} Fit
 * @property {FitKind} kind
 * @property {number} images
 * @property {"latents" | "steps"} phase
 * @property {number} done latents, or steps of this mixture
 * @property {number} [class] whose mixture takes steps
 * @property {boolean} [fitted] whether the prior is there, and only measured
 * @property {AbortController} control
 *
 * How likely latents are that the posteriors of the shipped digits give: one
 * drawn from each, the same for both.
 * @typedef {object} Densities
 * @property {FitKind} prior
 * @property {number} latents
 * @property {number} fitted nats, mean over the latents
 * @property {number} standard nats, mean over the latents
 */

const PIXELS = 784;
/** Latents at a time: the line comes in between. */
const PIECE = 100;
const NOISE_SEED = 1;

/**
 * Fits a prior to the posteriors of the shipped digits, and draws from it then.
 *
 * @param {Session} session
 * @param {FitKind} kind
 */
export async function fitPrior(session, kind) {
  const { lab, digits } = session;
  if (!lab || !digits || session.fit) return;
  // The Lab would refuse too, but not before the run has measured its images.
  if (session.run?.open) {
    const code = "training-in-progress";
    return session.tell(() => words.priors.busy, { tone: "error", code });
  }
  const images = digits.labels.length;
  const control = new AbortController();
  session.fit = { kind, images, phase: "latents", done: 0, control };
  session.changed();
  const classed = kind === "classConditional" || isConditional(lab);
  try {
    await lab.fitPrior(digits.images, {
      kind,
      signal: control.signal,
      ...(classed ? { labels: digits.labels } : {}),
      onProgress(progress) {
        const { phase } = progress;
        const done = phase === "latents" ? progress.done : progress.step;
        const of = phase === "latents" ? undefined : progress.class;
        session.fit = { kind, images, phase, done, class: of, control };
        session.changed();
      },
    });
    if (session.fit) session.fit.fitted = true;
    session.set({ prior: kind });
    void keepWeights(session);
    session.densities = await densitiesUnder(lab, digits, kind, control.signal);
  } catch (error) {
    if (!control.signal.aborted) session.fail(error);
  } finally {
    session.fit = null;
    session.changed();
  }
}

/** @param {Session} session ends the fit; the model stays as it was */
export function cancelFit(session) {
  session.fit?.control.abort();
}

/**
 * Training goes before a fit: each step moves the latents, and the first one
 * drops what was fitted to them.
 *
 * @param {Session} session
 */
export function giveWay(session) {
  const { fit } = session;
  if (!fit || fit.control.signal.aborted) return;
  cancelFit(session);
  // One that is there is dropped by the first step, which says so.
  if (!fit.fitted) session.tell(() => words.priors.gaveWay);
}

/**
 * ln p(z) under the fitted prior and under N(0, I), of the same latents: one
 * drawn from each digit's posterior. A ladder's lower posterior goes with the
 * upper draw, which only the core makes: there is nothing to compare then.
 *
 * @param {Lab} lab
 * @param {import("../import/idx.js").Digits} digits
 * @param {FitKind} prior
 * @param {AbortSignal} signal
 * @returns {Promise<Densities | null>}
 */
async function densitiesUnder(lab, { images, labels }, prior, signal) {
  const { topLatentDim = 0 } = lab.config;
  if (topLatentDim > 0 || !lab.priors.includes("standard")) return null;
  const { latentDim } = lab.config;
  let [fitted, standard] = [0, 0];
  for (let from = 0; from < labels.length; from += PIECE) {
    signal.throwIfAborted();
    const classes = labels.slice(from, from + PIECE);
    const piece = images.subarray(from * PIXELS, (from + PIECE) * PIXELS);
    const { mean, logVar } = await lab.encode(piece, labelsFor(lab, classes));
    const z = drawn(mean, logVar, latentDim, from);
    const told = prior === "classConditional" ? { labels: classes } : {};
    fitted += sum(await lab.logPriorDensity(z, { prior, ...told }));
    standard += sum(await lab.logPriorDensity(z, { prior: "standard" }));
  }
  const latents = labels.length;
  return {
    ...{ prior, latents },
    fitted: fitted / latents,
    standard: standard / latents,
  };
}

/**
 * One draw from each image's posterior.
 *
 * @param {Float32Array} mean
 * @param {Float32Array} logVar
 * @param {number} latentDim
 * @param {number} first index of the first image
 */
function drawn(mean, logVar, latentDim, first) {
  const z = mean.slice();
  for (let at = 0; at < z.length; at += latentDim) {
    const index = first + at / latentDim;
    const noise = normalNoise(NOISE_SEED, PURPOSE.evaluate, index, latentDim);
    noise.forEach((e, d) => (z[at + d] += Math.exp(logVar[at + d] / 2) * e));
  }
  return z;
}

/** @param {Float64Array} values */
const sum = (values) => values.reduce((all, value) => all + value, 0);
