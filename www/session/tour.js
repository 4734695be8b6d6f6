/** The guided tour: which step is open, when it is done, and doing it for who asks. */

import { recall } from "../store/work.js";
import { SETTINGS } from "../state.js";
import { words } from "../words/words.js";
import { makeModel } from "./fresh-model.js";
import { dataOf } from "./opening.js";
import { FRESH } from "./setup-parts.js";
import { cancel, play } from "./training.js";
import { presentPoint } from "./traversal.js";
import { restore, useModel } from "./weights.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").ModelStory} ModelStory
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
 * @property {number | null} kl nats, as measured last in that run
 *
 * What the user had before the tour changed it.
 * @typedef {object} Before
 * @property {ArrayBuffer} bytes
 * @property {ModelStory} model
 * @property {Partial<Settings>} settings
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

/** Steps after which a model from nothing draws something like digits. */
const LEARNED_STEPS = 150;
/** Nats below which the latents say next to nothing. */
const COLLAPSED_NATS = 2;
/** Nats from which on they say something again. */
const RECOVERED_NATS = 5;
/** From which β on they are priced out, and up to which they pay. */
const [HIGH_BETA, LOW_BETA] = [10, 4];
/** What `show` sets: collapses within some 200 steps. */
export const SHOWN_BETA = 50;
/** A latent far out, where its effect is plain. */
const FAR = 2.5;

/** What makes a run of the tour quick and plain. @type {Partial<Settings>} */
const QUICK_RUN = {
  ...{ data: "mnist", classes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], perClass: 200 },
  ...{ epochs: 20, batchSize: 32, learningRate: 0.001, objective: "elbo" },
  ...{ freeBits: 0, warmup: "none", schedule: "constant", binarize: "none" },
};

/** What a run of the tour may change of the settings. */
const CHANGED = /** @type {(keyof Settings)[]} */ ([
  ...["data", "classes", "perClass", "epochs", "batchSize", "learningRate"],
  ...["objective", "beta", "freeBits", "warmup", "schedule", "binarize"],
  ...["model", "start", "output", "map", "watch", "setup"],
  ...FRESH,
]);

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
    kl: watch.points.at(-1)?.kl ?? null,
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
      return now.map !== then.map || (then.input !== null && other);
    case "prior":
      return now.drawn !== then.drawn;
    case "learning":
      return now.fresh && now.steps >= LEARNED_STEPS;
    case "collapse":
      return trained && beta >= HIGH_BETA && kl < COLLAPSED_NATS;
    case "recovery":
      return trained && beta <= LOW_BETA && kl > RECOVERED_NATS;
    case "yours":
      return false;
  }
}

export class Tour {
  /** Whether what the open step asks for is done. */
  done = false;
  /** The last step that was open: the tour goes on from there. */
  last = 1;
  /** Whether what `show` began is still being done. */
  showing = false;
  /** @type {Before | null} */
  before = null;
  #session;
  #at = 0;
  /** @type {Facts | null} */
  #then = null;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
    session.addEventListener("change", () => this.#look());
  }

  /** @returns {TourStep | null} */
  get step() {
    return TOUR[this.#session.settings.tour - 1] ?? null;
  }

  /** Whether the model is another than before the tour. */
  get changed() {
    const { model } = this.#session;
    return (
      this.before !== null &&
      (this.before.model.name !== model.name ||
        this.before.model.source !== model.source ||
        this.before.model.tunedSteps !== model.tunedSteps)
    );
  }

  #look() {
    const { step } = this;
    const { tour: at } = this.#session.settings;
    if (!step) return void (this.#at = 0);
    const now = factsOf(this.#session);
    if (at !== this.#at) {
      [this.#at, this.last, this.#then, this.done] = [at, at, now, false];
    }
    // The first digit is put on the line by the page itself.
    if (!this.#then?.input) this.#then = now;
    this.done ||= isDone(step, this.#then, now);
  }

  /**
   * Opens a step; 0 closes the tour.
   *
   * @param {number} at
   */
  async go(at) {
    const session = this.#session;
    const was = session.settings.tour;
    session.set({ tour: at });
    if (was === 0 && at > 0) await this.#begin();
    if (was === TOUR.length && at === 0) this.last = 1;
    if (was > 0 && at === 0) this.#end();
  }

  /** Goes on where it was closed, or closes it. */
  toggle() {
    return this.go(this.#session.settings.tour === 0 ? this.last : 0);
  }

  /** Keeps what is open, and opens a model that the tour can speak of. */
  async #begin() {
    const session = this.#session;
    const { lab, model, settings } = session;
    if (!lab || session.phase !== "ready") return;
    const kept = CHANGED.map((name) => [name, settings[name]]);
    try {
      const bytes = await lab.exportWeights();
      this.before = { bytes, model, settings: Object.fromEntries(kept) };
      void session.keepWork("tour", this.before);
    } catch (error) {
      return session.fail(error);
    }
    const untrained = model.source === "fresh" && model.tunedSteps === 0;
    if (dataOf(session) === "mnist" && !untrained) return;
    await useModel(session, SETTINGS.model.start);
  }

  /** Where the model is another now, the way back is offered once more. */
  #end() {
    const { before, changed } = this;
    const session = this.#session;
    this.before = null;
    void session.keepWork("tour", undefined);
    if (!before || !changed) return;
    const undo = () => void putBack(session, before);
    session.tell(() => words.tour.left, { undo });
  }

  /** What was kept before a reload in the middle of the tour. */
  async recallBefore() {
    if (!this.step) return;
    const kept = await recall("tour");
    if (!this.before && isBefore(kept)) this.before = kept;
    this.#session.changed();
  }

  /** The model and the settings as they were before the tour. */
  async bringBack() {
    if (this.before) await putBack(this.#session, this.before);
  }

  /** Does what the open step asks for. */
  async show() {
    const { step } = this;
    const act = step && ACTS[step];
    if (!act || this.showing) return;
    this.showing = true;
    this.#session.changed();
    try {
      await act(this.#session);
    } catch (error) {
      this.#session.fail(error);
    } finally {
      this.showing = false;
      this.#session.changed();
    }
  }
}

/**
 * @param {Session} session
 * @param {Before} before
 */
async function putBack(session, before) {
  await cancel(session);
  session.set(before.settings);
  await restore(session, before);
}

/**
 * What each step asks for, done on the page's own controls.
 *
 * @type {Record<TourStep, ((session: Session) => void | Promise<void>) | null>}
 */
const ACTS = {
  line: pickAnother,
  latent: steerFar,
  posterior(session) {
    session.steer(null);
    session.set({ output: "draws" });
  },
  map: (session) => session.set({ map: "both" }),
  prior(session) {
    session.set({ dock: "sample" });
    session.newSamples();
  },
  cost: pickAnother,
  learning: learnFromNothing,
  collapse: (session) => runWith(session, SHOWN_BETA),
  recovery: (session) => runWith(session, 1),
  yours: null,
};

/** @param {Session} session puts the first digit of the next class on the line */
function pickAnother(session) {
  const { digits, line } = session;
  if (!digits) return;
  const next = ((line.input?.label ?? 3) + 1) % 10;
  session.pick(digits.labels.indexOf(next));
}

/** @param {Session} session sets the latent that says most far from where it is */
function steerFar(session) {
  session.set({ dock: "traverse" });
  const z = presentPoint(session)?.slice();
  if (!z) return;
  const dimension = session.traversal.order[0] ?? 0;
  z[dimension] = z[dimension] > 0 ? -FAR : FAR;
  session.steer(z);
}

/** @param {Session} session */
async function learnFromNothing(session) {
  const fresh = FRESH.map((name) => [name, SETTINGS[name].start]);
  const told = session.notices;
  await makeModel(session, Object.fromEntries(fresh));
  // The way back that it offers is the tour's own, at its end.
  for (const notice of session.notices) {
    if (notice.undo && !told.includes(notice)) session.dismiss(notice.id);
  }
  await runWith(session, 1);
}

/**
 * @param {Session} session
 * @param {number} beta
 */
async function runWith(session, beta) {
  await cancel(session);
  session.set({ ...QUICK_RUN, beta, dock: "train", watch: "latents" });
  play(session);
}

/**
 * Kept things are checked: they may come from an older version of the page.
 *
 * @param {unknown} value
 * @returns {value is Before}
 */
function isBefore(value) {
  if (typeof value !== "object" || value === null) return false;
  const { bytes, model, settings } = /** @type {Record<string, unknown>} */ (
    value
  );
  return (
    bytes instanceof ArrayBuffer &&
    typeof model === "object" &&
    model !== null &&
    typeof settings === "object" &&
    settings !== null
  );
}
