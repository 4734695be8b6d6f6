/**
 * Everything that is open on the page: the model, the digit on the line, the
 * map, the samples, the run. The views show it, `changed` says when to look.
 */

import { SIDE } from "../import/mnist-digit.js";
import { SETTINGS } from "../state.js";
import { keep, recall } from "../store/work.js";
import { errorText, words } from "../words/words.js";
import { cardOf } from "./card.js";
import { History } from "./history.js";
import { Incoming, MOST_OWN } from "./incoming.js";
import { drawBetween, Interpolation } from "./interpolation.js";
import { isConditional } from "./labels.js";
import { LatentMap } from "./latent-map.js";
import { Line } from "./line.js";
import { packed, unpacked } from "./own-store.js";
import { paced } from "./paced.js";
import { classesDrawn, drawnWith, dropMissingPrior } from "./priors.js";
import { lookAlong, measureTraversal, Traversal } from "./traversal.js";
import { DATA } from "./opening.js";
import { Samples } from "./samples.js";
import { Snapshots } from "./snapshots.js";
import { Watch } from "./watch.js";
import { WholeSets } from "./whole-sets.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {Lab["config"]} ModelConfig
 * @typedef {import("../import/idx.js").Digits} Digits
 * @typedef {import("../state.js").Settings} Settings
 * @typedef {import("./line.js").Input} Input
 * @typedef {import("./training-run.js").TrainingRun} TrainingRun
 *
 * Which weights are in the model.
 * @typedef {object} ModelStory
 * @property {string} name a shipped model's name, or a file's
 * @property {"shipped" | "file" | "fresh"} source
 * @property {number} tunedSteps steps trained on this page since then
 * @property {import("./fresh-model.js").FreshSettings} [made] what a fresh one is made of
 *
 * A digit the user drew and kept for training; its class, where it was told.
 * @typedef {{ id: number, pixels: Uint8Array, label?: number }} DrawnDigit
 *
 * What the user must be told; `undo` offers the way back.
 * @typedef {object} Notice
 * @property {number} id
 * @property {"error" | "news"} tone
 * @property {string} text in the language that is spoken
 * @property {string} [code]
 * @property {string} [original] an error's own message
 * @property {() => void} [undo]
 *
 * What is being loaded, as Lab tells it.
 * @typedef {{ phase: "device" | "engine" | "weights", loadedBytes: number, totalBytes?: number }} Progress
 *
 * Nats per image over the training set, before and after a run.
 * @typedef {object} Score
 * @property {number} images how many of them
 * @property {boolean} all whether that is every one
 * @property {number} before
 * @property {number} [after]
 */

/** Which set a model knows. @typedef {"mnist" | "fashion"} DataName */

/** Not failures: what was asked is no longer wanted. */
const MOOT = new Set(["superseded", "lab-closed"]);

/** Long enough to read a sentence twice; what can be undone stays. */
const NEWS_MS = 10_000;

const PIXELS = SIDE * SIDE;

/** What the samples follow from. @type {(keyof Settings)[]} */
const DRAWN_BY = ["seed", "count", "temperature", "prior", "drawn"];

export class Session extends EventTarget {
  /** @type {"loading" | "ready" | "failed"} */
  phase = "loading";
  /** @type {Progress | null} */
  progress = null;
  /** Why the model did not open. @type {Error | null} */
  failure = null;
  /** @type {Lab | null} */
  lab = null;
  /** @type {ModelStory} */
  model = { name: SETTINGS.model.start, source: "shipped", tunedSteps: 0 };
  /** What the weights said of themselves when they were opened. */
  card = cardOf({});
  /** @type {Digits | null} */
  digits = null;
  /** What they are of. @type {DataName} */
  digitsOf = "mnist";
  /** Why the shipped digits are not there. @type {Error | null} */
  digitsFailure = null;
  /** For the map. @type {import("./test-set.js").TestSet | null} */
  testSet = null;
  /** @type {DrawnDigit[]} */
  mine = [];
  /** @type {Notice[]} */
  notices = [];
  /** @type {TrainingRun | null} */
  run = null;
  /** Settles when the open run has ended and its figures are there. */
  runEnd = Promise.resolve();
  /** Whether another device is being opened; no run may begin meanwhile. */
  switching = false;
  /** Settles when the last move to another device has ended. */
  moving = Promise.resolve();
  /** What of the settings the last run was made with. */
  runRecipe = "";
  /** @type {Score | null} */
  score = null;
  history = new History();
  /** The paused run's own Lab, while an earlier step of it is looked at. @type {import("./aside.js").Aside | null} */
  aside = null;
  /** A prior that is being fitted. @type {import("./prior-fit.js").Fit | null} */
  fit = null;
  /** What the last fit reached. @type {import("./prior-fit.js").Densities | null} */
  densities = null;
  /** Whether a run is about to begin: its data are being fetched. */
  starting = false;
  /** What of the settings the engine refused, in its own words. @type {{ name: string, message: string, code?: string } | null} */
  refusal = null;
  /** Why a run has no held-out images; "" where it has some. @type {"" | "few" | "unreachable"} */
  unheld = "";
  /** @type {import("./kept-runs.js").KeptRun[]} */
  keptRuns = [];
  #nextId = 1;
  #keepInput = paced(
    (/** @type {Input | null} */ input) => this.keepWork("input", input),
    { rest: 500 },
  );
  /** Keeps the user's own images for after a reload. */
  keepMine = paced(() => this.#keepOwn(), { rest: 500 });

  /** @param {Settings} settings */
  constructor(settings) {
    super();
    this.settings = settings;
    const changed = () => this.changed();
    const failed = (/** @type {unknown} */ error) => this.fail(error);
    const moved = () => {
      lookAlong(this);
      this.changed();
    };
    this.line = new Line(moved, failed);
    this.#showOutput();
    this.map = new LatentMap(changed, failed);
    this.map.choose(settings);
    this.incoming = new Incoming(changed);
    this.samples = new Samples(changed, (error) => this.#notDrawn(error));
    this.traversal = new Traversal(moved, failed);
    this.interpolation = new Interpolation(changed, failed);
    this.watch = new Watch(changed, failed);
    this.snapshots = new Snapshots(failed);
    this.sets = new WholeSets(DATA, changed);
  }

  /** For a model of other data: what is shown of the former goes. */
  forgetDigits() {
    this.digits = null;
    this.map.forget();
    if (this.line.input?.kind === "mnist") this.put(null);
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  /**
   * @param {string | (() => string)} say asked at each look: languages change
   * @param {Partial<Pick<Notice, "tone" | "code" | "original" | "undo">>} [more]
   */
  tell(say, { tone = "news", code, original, undo } = {}) {
    const notice = {
      ...{ id: this.#nextId++, tone, code, original, undo },
      get text() {
        return typeof say === "function" ? say() : say;
      },
    };
    const others = this.notices.filter(({ text }) => text !== notice.text);
    this.notices = [...others.slice(-2), notice];
    this.changed();
    if (tone === "news" && !undo) {
      setTimeout(() => this.dismiss(notice.id), NEWS_MS);
    }
  }

  /** @param {unknown} error shown with its code */
  fail(error) {
    const { message, code } = asError(error);
    if (code && MOOT.has(code)) return;
    if (code === "device-lost") return this.#lose(error);
    this.tellError({ message, code });
  }

  /**
   * @param {{ message: string, code?: string }} error
   * @param {(text: string) => string} [within] the sentence around it
   */
  tellError({ message, code = "unexpected" }, within = (text) => text) {
    const say = () => within(errorText({ message, code }));
    this.tell(say, { tone: "error", code, original: message });
  }

  /**
   * No device is left for this Lab: only another one can go on, from the
   * weights that were kept last.
   * @param {unknown} error
   */
  #lose(error) {
    this.phase = "failed";
    this.failure = error instanceof Error ? error : new Error(String(error));
    this.changed();
  }

  /** @param {number} id */
  dismiss(id) {
    this.notices = this.notices.filter((notice) => notice.id !== id);
    this.changed();
  }

  /**
   * @param {Partial<Settings>} change
   */
  set(change) {
    this.settings = { ...this.settings, ...change };
    this.refusal = null;
    if (DRAWN_BY.some((name) => name in change)) this.refreshSamples();
    if ("output" in change) {
      this.#showOutput();
      this.line.refresh(this.lab);
    }
    if ("plane" in change || "axisX" in change || "axisY" in change) {
      this.map.choose(this.settings);
    }
    if ("dock" in change) measureTraversal(this);
    if ("dock" in change || "path" in change) drawBetween(this);
    this.changed();
  }

  #showOutput() {
    this.line.draws = this.settings.output === "draws";
    this.line.spread = this.settings.output === "spread";
  }

  /**
   * The first step of a run drops a fitted prior, perhaps before its record is
   * seen here: samples are drawn from the model's own when it is.
   * @param {unknown} error
   */
  #notDrawn(error) {
    if (asError(error).code !== "prior-missing") this.fail(error);
  }

  /** The next seed: another set of digits, and one that can be found again. */
  newSamples() {
    const most = SETTINGS.seed.most ?? 0;
    const seed = this.settings.seed >= most ? 0 : this.settings.seed + 1;
    this.set({ seed });
  }

  refreshSamples() {
    const { lab } = this;
    if (!lab) return;
    dropMissingPrior(this);
    const { count, seed, prior } = this.settings;
    const steps = this.model.tunedSteps;
    const classes = classesDrawn(lab, prior);
    const wish = { count, seed, steps, classes };
    this.samples.refresh(lab, { ...wish, ...drawnWith(lab, this.settings) });
  }

  /** Looks at everything again with today's weights; samples come first. */
  refresh() {
    this.refreshSamples();
    this.line.refresh(this.lab);
    this.refreshMap();
    measureTraversal(this);
    drawBetween(this);
  }

  /** Of the whole test set where it is there, else of the digits at hand. */
  refreshMap() {
    const whole = this.testSet?.of === this.digitsOf && this.testSet.digits;
    this.map.tell(this.line.label);
    this.map.refresh(this.lab, whole || this.digits, {
      steps: this.model.tunedSteps,
      training: this.run?.phase === "running",
    });
  }

  /** @param {Input | null} input */
  put(input) {
    this.interpolation.followed = false;
    this.line.put(this.lab, input);
    this.map.tell(this.line.label);
    this.#keepInput(input);
  }

  /** @param {number} index among the shipped digits */
  pick(index) {
    if (!this.digits) return;
    const { images, labels } = this.digits;
    const pixels = images.slice(index * PIXELS, (index + 1) * PIXELS);
    this.put({ kind: "mnist", pixels, index, label: labels[index] });
  }

  /** @param {Float32Array | null} z decoded in place of the digit's own */
  steer(z) {
    this.interpolation.followed = false;
    this.line.steer(this.lab, z);
  }

  /** @param {number} label what a conditional model is told of the digit */
  tellLabel(label) {
    this.line.tell(this.lab, label);
    this.map.tell(label);
    drawBetween(this);
  }

  /** Keeps the digit on the line among the user's own. */
  keepDigit() {
    const { input } = this.line;
    if (!input) return;
    if (this.mine.length >= MOST_OWN) {
      return this.tell(() => words.own.full(MOST_OWN));
    }
    const id = Math.max(0, ...this.mine.map((digit) => digit.id)) + 1;
    const label = isConditional(this.lab) ? this.line.label : input.label;
    this.mine = [...this.mine, { id, pixels: input.pixels, label }];
    this.changed();
    this.keepMine();
  }

  async #keepOwn() {
    try {
      await keep("digits", packed(this.mine));
    } catch (error) {
      this.tellError(asError(error), (text) => words.own.notKept(text));
    }
  }

  /**
   * Keeps something for after a reload; says so where the browser refuses.
   *
   * @param {string} name
   * @param {unknown} value
   */
  async keepWork(name, value) {
    try {
      await keep(name, value);
    } catch (error) {
      this.fail(error);
    }
  }

  /** What was drawn before the page was reloaded. */
  async recallDrawings() {
    const [digits, input] = await Promise.all([
      recall("digits"),
      recall("input"),
    ]);
    if (digits) this.mine = unpacked(digits);
    if (isInput(input)) this.line.put(this.lab, input);
    this.changed();
  }
}

/**
 * @param {unknown} error
 * @returns {{ message: string, code?: string }}
 */
export function asError(error) {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = "code" in error ? String(error.code) : undefined;
  return { message: error.message, code };
}

/**
 * Kept things are checked: they may come from an older version of the page.
 *
 * @param {unknown} value
 */
const isPicture = (value) =>
  value instanceof Uint8Array && value.length === PIXELS;

/**
 * @param {unknown} value
 * @returns {value is Input}
 */
function isInput(value) {
  if (typeof value !== "object" || value === null) return false;
  const input = /** @type {Record<string, unknown>} */ (value);
  const kinds = ["drawn", "mnist", "sample", "own"];
  return isPicture(input.pixels) && kinds.includes(String(input.kind));
}
