/** What latents are drawn from: the model's own prior, or one fitted to digits. */

import { words } from "../words/words.js";
import { isConditional } from "./labels.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("./session.js").Session} Session
 * @typedef {Lab["priors"][number]} PriorName
 */

const PIXELS = 784;

/**
 * The prior that samples are drawn from: the wanted one where the model has it,
 * else its own.
 *
 * @param {Pick<Lab, "priors">} lab
 * @param {Session["settings"]["prior"]} wanted
 * @returns {PriorName}
 */
export function priorOf({ priors }, wanted) {
  return priors.find((name) => name === wanted) ?? priors[0];
}

/**
 * How many classes samples can be asked for; 0 where there are none to choose.
 *
 * @param {Pick<Lab, "config" | "priors">} lab
 * @param {Session["settings"]["prior"]} wanted
 */
export function classesDrawn(lab, wanted) {
  if (isConditional(lab)) return lab.config.classes ?? 0;
  return priorOf(lab, wanted) === "classConditional" ? 10 : 0;
}

/**
 * What samples are drawn with.
 *
 * @param {Pick<Lab, "config" | "priors">} lab
 * @param {Pick<Session["settings"], "prior" | "temperature" | "drawn">} settings
 * @returns {{ prior: PriorName, temperature: number, label?: number }}
 */
export function drawnWith(lab, { prior, temperature, drawn }) {
  const wish = { prior: priorOf(lab, prior), temperature };
  const classes = classesDrawn(lab, prior);
  const label = Number(drawn);
  if (drawn === "turn" || label >= classes) return wish;
  return { ...wish, label };
}

/**
 * A fitted prior goes when the weights move: then the model's own takes its
 * place, and that is said.
 *
 * @param {Session} session
 */
export function dropMissingPrior(session) {
  const { lab, settings } = session;
  const { prior } = settings;
  if (!lab || prior === "own" || lab.priors.some((name) => name === prior)) {
    return;
  }
  session.densities = null;
  session.settings = { ...settings, prior: "own" };
  const [own] = lab.priors;
  session.tell(() => {
    const { dropped, names } = words.priors;
    return dropped(names[prior], names[own]);
  });
}

/**
 * A generated digit, as it can be put on the line.
 *
 * @param {import("./samples.js").Grid} grid
 * @param {number} index among the samples
 * @returns {import("./line.js").Input | null}
 */
export function sampleAsInput({ pixels, count, classes, label }, index) {
  if (!(index >= 0 && index < count)) return null;
  const own = pixels.subarray(index * PIXELS, (index + 1) * PIXELS);
  const input = {
    kind: /** @type {const} */ ("sample"),
    pixels: Uint8Array.from(own, (value) => Math.round(255 * value)),
  };
  if (classes === 0) return input;
  return { ...input, label: label ?? index % classes };
}
