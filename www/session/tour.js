/** The guided tour: which step is open, whether it is done, and the way back. */

import { keepOfTab, recallOfTab } from "../store/tab.js";
import { SETTINGS } from "../state.js";
import { words } from "../words/words.js";
import { comeBack } from "./aside.js";
import { settingsIn, storyIn } from "./kept-checks.js";
import { isConditional } from "./labels.js";
import { dataOf } from "./opening.js";
import { FRESH } from "./setup-parts.js";
import { useModel } from "./switching.js";
import { ACTS } from "./tour-acts.js";
import { factsOf, isDone, TOUR, TRAINING } from "./tour-steps.js";
import { cancel } from "./training.js";
import { restore } from "./weights.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").ModelStory} ModelStory
 * @typedef {import("../state.js").Settings} Settings
 * @typedef {import("./tour-steps.js").TourStep} TourStep
 * @typedef {import("./tour-steps.js").Facts} Facts
 *
 * What the user had before the tour changed it.
 * @typedef {object} Before
 * @property {ArrayBuffer} bytes
 * @property {ModelStory} model
 * @property {Partial<Settings>} settings
 */

/** What a run of the tour may change of the settings. */
const CHANGED = /** @type {(keyof Settings)[]} */ ([
  ...["data", "classes", "perClass", "epochs", "batchSize", "learningRate"],
  ...["objective", "beta", "freeBits", "warmup", "schedule", "binarize"],
  ...["model", "start", "output", "map", "watch", "setup"],
  ...FRESH,
]);

export class Tour {
  /** Whether what the open step asks for is done. */
  done = false;
  /** The last step that was open: the tour goes on from there. */
  last = 1;
  /** Whether what `show` began is still being done. */
  showing = false;
  /** @type {Before | null} */
  before = null;
  /** What held when the open step was opened. @type {Facts | null} */
  then = null;
  #session;
  #at = 0;
  /** Whether a model has been seen to since the tour was opened. */
  #begun = false;
  #recalled = false;

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
    const session = this.#session;
    const { step } = this;
    const { tour: at } = session.settings;
    if (!step) return void (this.#at = 0);
    // Also where the tour was opened before there was a model.
    if (this.#recalled && !this.#begun && session.phase === "ready") {
      this.#begun = true;
      void this.#begin();
    }
    const now = factsOf(session);
    if (at !== this.#at) {
      [this.#at, this.last, this.then, this.done] = [at, at, now, false];
    }
    // The first digit is put on the line by the page itself.
    if (!this.then?.input) this.then = now;
    this.done ||= isDone(step, this.then, now);
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
    if (was === TOUR.length && at === 0) this.last = 1;
    if (was > 0 && at === 0) return this.#end();
    // What it asks for is not offered while a latent is set by hand.
    if (this.step === "posterior" && session.line.hand) session.steer(null);
    if (this.#begun && this.#trains) await this.#keepBefore();
  }

  /** Goes on where it was closed, or closes it. */
  toggle() {
    return this.go(this.#session.settings.tour === 0 ? this.last : 0);
  }

  /** Whether the open step trains. */
  get #trains() {
    return this.step !== null && TRAINING.includes(this.step);
  }

  /** Opens a model that the tour can speak of, where another is open. */
  async #begin() {
    const session = this.#session;
    const { lab, model } = session;
    const untrained = model.source === "fresh" && model.tunedSteps === 0;
    const told = isConditional(lab);
    const fits = dataOf(session) === "mnist" && !untrained && !told;
    if (!fits || this.#trains) await this.#keepBefore();
    if (!fits) await useModel(session, SETTINGS.model.start);
  }

  /** Keeps what is open before the tour changes it, once. */
  async #keepBefore() {
    const session = this.#session;
    if (this.before) return;
    comeBack(session);
    const { lab, model, settings } = session;
    if (!lab) return;
    try {
      const bytes = await lab.exportWeights();
      const kept = CHANGED.map((name) => [name, settings[name]]);
      this.before = { bytes, model, settings: Object.fromEntries(kept) };
      await keepOfTab("tour", this.before);
    } catch (error) {
      session.notKept("tour", error);
    }
  }

  /** Where the model is another now, the way back is offered once more. */
  #end() {
    const { before, changed } = this;
    const session = this.#session;
    this.before = null;
    this.#begun = false;
    void keepOfTab("tour", undefined).catch(() => {});
    if (!before || !changed) return;
    const undo = () => void putBack(session, before);
    session.tell(() => words.tour.left, { undo });
  }

  /** What was kept before a reload in the middle of the tour. */
  async recallBefore() {
    const kept = this.step ? await recallOfTab("tour") : undefined;
    const before = beforeIn(kept);
    if (kept !== undefined && !before) this.#session.ignoreKept("tour");
    this.before ??= before;
    this.#recalled = true;
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
      if (this.#trains) await this.#keepBefore();
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
 * @param {unknown} value what was kept
 * @returns {Before | null} null of what is of no use
 */
function beforeIn(value) {
  const { bytes, model, settings } = /** @type {Record<string, unknown>} */ (
    value ?? {}
  );
  const story = storyIn(model);
  return story && bytes instanceof ArrayBuffer
    ? { bytes, model: story, settings: settingsIn(settings) }
    : null;
}
