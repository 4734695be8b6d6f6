/** Which parts of the page a step of the tour speaks of, and which are to be watched. */

/** @typedef {import("../session/tour-steps.js").TourStep} TourStep */

/**
 * Outlined while the step is open.
 *
 * @type {Record<TourStep, string[]>}
 */
export const SPOKEN_OF = {
  line: [".part-input", "digit-strip"],
  latent: [
    ".part-encoder",
    "#panel-traverse .latents",
    "#tab-traverse",
    ".sheet-handle",
  ],
  posterior: [".output-tools", ".part-encoder"],
  map: [".part-map"],
  prior: ["#panel-sample", "#tab-sample", ".sheet-handle"],
  cost: [".figure.kl", ".figure.reconstruction", ".figure.negativeElbo"],
  learning: [".transport", "#tab-train", ".sheet-handle"],
  collapse: [
    ".field:has(#field-beta)",
    ".transport",
    "#tab-train",
    ".sheet-handle",
  ],
  recovery: [
    ".field:has(#field-beta)",
    ".transport",
    "#tab-train",
    ".sheet-handle",
  ],
  yours: ["#tab-data", ".weights", "code-note"],
};

/** Shows what training makes of the model. */
const LEARNING = [
  ".part-output",
  ".part-map",
  ".part-encoder",
  ".train-samples",
  "train-watch",
];

/** Steps whose outcome is on the sheet that the dock is in a narrow window. */
export const ON_SHEET = /** @type {TourStep[]} */ (["prior"]);

/**
 * What a narrow window is scrolled to, where the dock is a sheet before the page.
 *
 * @type {Partial<Record<TourStep, string>>}
 */
export const SCROLLED_TO = {
  line: ".part-input",
  latent: ".part-output",
  posterior: ".part-output",
  map: ".part-map",
  cost: ".part-output",
  learning: ".part-output",
  collapse: ".part-output",
  recovery: ".part-output",
};

/** @type {Record<TourStep, string[]>} */
export const WATCHED = {
  line: [".part-output", ".part-encoder"],
  latent: [".part-output", ".part-map"],
  posterior: [".part-output", ".part-map"],
  map: [".part-output", ".part-input"],
  prior: ["#panel-sample sample-grid", ".part-map"],
  cost: [".part-output", ".part-input"],
  learning: LEARNING,
  collapse: LEARNING,
  recovery: LEARNING,
  yours: ["lab-dock"],
};
