/** What the traverse and sample panels show, and what they ask leads to. */

import { digitsFor } from "../session/exports.js";
import { goBetween, pin } from "../session/interpolation.js";
import { cancelFit, fitPrior } from "../session/prior-fit.js";
import { classesDrawn, priorOf, sampleAsInput } from "../session/priors.js";
import { UNUSED_NATS } from "../session/carried.js";
import { lookAlong, presentPoint } from "../session/traversal.js";
import { words } from "../words/words.js";
import { canRecord, saveAnimation, saveStrip } from "./save-between.js";

/**
 * @typedef {import("../session/session.js").Session} Session
 * @typedef {import("./page-element.js").Requests} Requests
 */

const PIXELS = 28 * 28;

/**
 * @param {Session} session
 * @param {HTMLElement} page
 */
export const latentAnswers = (session, page) => ({
  "look-along": (/** @type {Requests["look-along"]} */ dimension) => {
    session.traversal.choose(dimension);
    lookAlong(session);
  },
  pin: (/** @type {Requests["pin"]} */ end) => pin(session, end),
  "go-between": (/** @type {Requests["go-between"]} */ t) =>
    goBetween(session, t),
  "fit-prior": (/** @type {Requests["fit-prior"]} */ kind) =>
    void fitPrior(session, kind),
  "cancel-fit": () => cancelFit(session),
  "pick-sample": (/** @type {Requests["pick-sample"]} */ index) => {
    const { grid } = session.samples;
    const input = grid && sampleAsInput(grid, index);
    if (input) session.put(input);
  },
  "save-strip": () => void saveStrip(session, page),
  "save-animation": (/** @type {Requests["save-animation"]} */ kind) =>
    void saveAnimation(session, page, kind),
  "cancel-animation": () => session.interpolation.recording?.control.abort(),
});

/**
 * @param {Session} session
 * @returns {import("./traverse-panel.js").TraverseView}
 */
export function traverseView(session) {
  const { lab, line, traversal } = session;
  const z = presentPoint(session);
  const { carried, sweep, dimension } = traversal;
  const reading = readingFor(session);
  const row = (/** @type {number} */ d) => ({
    dimension: d,
    name: words.traverse.name(d),
    level: levelOf(lab, d),
    kl: carried?.kl[d] ?? null,
    digits: carried?.digits ?? 0,
    value: z?.[d] ?? 0,
    mean: reading?.mean[d],
    deviation: reading && Math.exp(reading.logVar[d] / 2),
  });
  const order = carried ? traversal.order : [...(z?.keys() ?? [])];
  const unused = (/** @type {number} */ d) =>
    (carried?.kl[d] ?? 1) < UNUSED_NATS;
  return {
    rows: order.filter((d) => !unused(d)).map(row),
    unused: order.filter(unused).map(row),
    ...{ z, mean: reading?.mean ?? null, steered: line.hand !== null },
    digits: carried?.digits ?? 0,
    digitsOf: session.digitsOf,
    along: z ? row(dimension) : null,
    sweep: sweep?.dimension === dimension ? sweep.pictures : null,
    between: betweenView(session),
    codes: codesView(session),
  };
}

/**
 * @param {Session} session
 * @returns {import("./codes-note.js").CodesView}
 */
const codesView = (session) => ({
  counts: {
    atHand: digitsFor(session, "atHand")?.count ?? 0,
    test: digitsFor(session, "test")?.count ?? 0,
  },
  coding: session.coding,
});

/**
 * What the encoder says of the digit, unless that was another model's.
 *
 * @param {Session} session
 */
function readingFor({ lab, line }) {
  const width = lab?.config.latentDim;
  return line.reading?.mean.length === width
    ? (line.reading ?? undefined)
    : undefined;
}

/**
 * @param {Session["lab"]} lab
 * @param {number} dimension
 * @returns {import("./latent-slider.js").LatentRow["level"]}
 */
function levelOf(lab, dimension) {
  const upper = lab?.config.topLatentDim ?? 0;
  if (upper === 0) return null;
  return dimension < upper ? "upper" : "lower";
}

/**
 * @param {Session} session
 * @returns {import("./between-pins.js").BetweenView}
 */
function betweenView({ interpolation, settings, lab }) {
  const { pins, film, t, taken, recording, open } = interpolation;
  const last = film?.subarray(film.length - PIXELS) ?? null;
  const first = film?.subarray(0, PIXELS) ?? null;
  return {
    pictures: { a: pins.a && first, b: pins.b && last },
    pinned: { a: pins.a !== null, b: pins.b !== null },
    film: open ? film : null,
    ...{ t, taken, recording, path: settings.path },
    ready: lab !== null,
    canRecord: canRecord(),
  };
}

/**
 * @param {Session} session
 * @returns {import("./sample-panel.js").SampleView}
 */
export function sampleView(session) {
  const { lab, settings, digits, digitsOf, samples, fit, densities } = session;
  return {
    ...{ settings, digitsOf, fit, densities, grid: samples.grid },
    priors: lab?.priors ?? [],
    prior: lab && priorOf(lab, settings.prior),
    classes: lab ? classesDrawn(lab, settings.prior) : 0,
    images: digits?.labels.length ?? 0,
  };
}
