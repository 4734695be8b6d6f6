/**
 * Everything that is open on the page: the model, the digit on the line, the
 * map, the samples, the run. The views show it, `changed` says when to look.
 */

import { SIDE } from "../import/mnist-digit.js";
import { SETTINGS } from "../state.js";
import { cardOf } from "./card.js";
import { asError } from "./errors.js";
import { History } from "./history.js";
import { Incoming } from "./incoming.js";
import { drawBetween, Interpolation } from "./interpolation.js";
import { KeptWork } from "./kept-work.js";
import { LatentMap } from "./latent-map.js";
import { Line } from "./line.js";
import { Notices } from "./notices.js";
import { classesDrawn, drawnWith, dropMissingPrior } from "./priors.js";
import { lookAlong, measureTraversal, Traversal } from "./traversal.js";
import { linkedOf, NOTHING } from "./link.js";
import { DATA } from "./opening.js";
import { Samples } from "./samples.js";
import { Snapshots } from "./snapshots.js";
import { Watch } from "./watch.js";
import { Workshop } from "./workshop.js";
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
 * @property {number} [file] the workshop's file that it was opened from, by its id
 * @property {import("./fresh-model.js").FreshSettings} [made] what a fresh one is made of
 *
 * A digit the user drew and kept for training; its class, where it was told.
 * @typedef {{ id: number, pixels: Uint8Array, label?: number }} DrawnDigit
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
 * @property {number} [averaged] of the mean of the weights over the run's steps
 */

/** Which set a model knows. @typedef {"mnist" | "fashion"} DataName */

/** Not failures: what was asked is no longer wanted. */
const MOOT = new Set(["superseded", "lab-closed"]);

const PIXELS = SIDE * SIDE;

/** What the samples follow from. @type {(keyof Settings)[]} */
const DRAWN_BY = ["seed", "count", "temperature", "prior", "drawn"];

/** Opens a Lab. @typedef {(options?: import("../engine/lab-types.js").CreateOptions) => Promise<Lab>} Create */

export class Session extends EventTarget {
  /** Opens a Lab in place of Lab.create. @type {Create | null} */
  create = null;
  /** Whether the page is one of several: nothing large is fetched unasked. */
  sparing = false;
  /** @type {"loading" | "ready" | "failed"} */
  phase = "loading";
  /** @type {Progress | null} */
  progress = null;
  /** Whether the page would open without a network. */
  offline = false;
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
  /** @type {TrainingRun | null} */
  run = null;
  /** One that was open when the page was left. @type {import("./interrupted.js").Interrupted | null} */
  interrupted = null;
  /** Settles when the open run has ended and its figures are there. */
  runEnd = Promise.resolve();
  /** Whether another model or device is being opened; no run may begin meanwhile. */
  switching = false;
  /** How many such turns there are, waiting ones too. */
  turns = 0;
  /** Settles when the last of them has ended. */
  moving = Promise.resolve();
  /** The newest that is not open yet. @type {import("./switching.js").Wish | null} */
  wish = null;
  /** The settings that what is open was opened by. @type {Partial<Settings>} */
  settled = {};
  /** What of the settings the last run was made with. */
  runRecipe = "";
  /** What the last run's figures are of. @type {import("./references.js").Measured | null} */
  measured = null;
  /** @type {Score | null} */
  score = null;
  history = new History();
  /** The paused run's own Lab, while an earlier step of it is looked at. @type {import("./aside.js").Aside | null} */
  aside = null;
  /** A prior that is being fitted. @type {import("./prior-fit.js").Fit | null} */
  fit = null;
  /** What this browser keeps, where it was asked for. @type {import("./forgetting.js").KeptList | null} */
  keptList = null;
  /** Codes that are being made for a file. @type {import("./exports.js").Coding | null} */
  coding = null;
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
  #told = new Notices(() => this.changed());
  #kept = new KeptWork(this);

  /** @param {Settings} settings */
  constructor(settings) {
    super();
    this.settings = settings;
    /** What the link that was opened asks for and is not there yet. */
    this.linked = linkedOf(settings);
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
    this.workshop = new Workshop();
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

  get notices() {
    return this.#told.list;
  }

  /** @param {Parameters<Notices["tell"]>} notice */
  tell(...notice) {
    return this.#told.tell(...notice);
  }

  /** @param {Parameters<Notices["tellError"]>} notice */
  tellError(...notice) {
    return this.#told.tellError(...notice);
  }

  /** @param {number} id a notice's */
  dismiss(id) {
    this.#told.dismiss(id);
  }

  /** @param {unknown} error shown with its code */
  fail(error) {
    const { message, code } = asError(error);
    if (code && MOOT.has(code)) return;
    if (code === "device-lost") return this.#lose(error);
    // The encoder that did not come can be asked for again.
    if (code?.startsWith("weights-") && this.lab?.partial)
      return this.#lose(error);
    this.tellError({ message, code });
  }

  /**
   * No device is left for this Lab, or no encoder: only another one can go on,
   * from the weights that were kept last.
   * @param {unknown} error
   */
  #lose(error) {
    this.phase = "failed";
    this.failure = error instanceof Error ? error : new Error(String(error));
    this.changed();
  }

  /** @param {Partial<Settings>} change */
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

  /** Of the whole test set where it is there and no smaller, else of the digits at hand. */
  refreshMap() {
    const { testSet, digits } = this;
    const whole = testSet?.of === this.digitsOf ? testSet.digits : null;
    const larger = (whole?.count ?? 0) > (digits?.count ?? 0) ? whole : digits;
    this.map.tell(this.line.label);
    this.map.refresh(this.lab, larger, {
      steps: this.model.tunedSteps,
      training: this.run?.phase === "running",
    });
  }

  /** Tells that a part of a link is ignored. @param {() => string} say */
  ignore(say) {
    this.tell(say, { tone: "error" });
  }

  /** @param {Input | null} input */
  put(input) {
    this.linked = NOTHING;
    this.interpolation.leave();
    this.line.put(this.lab, input);
    this.map.tell(this.line.label);
    this.#kept.input(input);
  }

  /** @param {number} index among the shipped digits */
  pick(index) {
    const digit = this.shipped(index);
    if (digit) this.put(digit);
  }

  /**
   * Puts a digit on the line that the user has not chosen: it is not kept.
   *
   * @param {Input | null} input
   */
  lay(input) {
    this.line.put(this.lab, input);
    this.map.tell(this.line.label);
  }

  /**
   * @param {number} index among the shipped digits
   * @returns {Input | null}
   */
  shipped(index) {
    if (!this.digits || index < 0) return null;
    const { images, labels } = this.digits;
    const pixels = images.slice(index * PIXELS, (index + 1) * PIXELS);
    return { kind: "mnist", pixels, index, label: labels[index] };
  }

  /** Looks again at what the traverse panel shows. */
  seeLatents() {
    measureTraversal(this);
    drawBetween(this);
    this.changed();
  }

  /** @param {Float32Array | null} z decoded in place of the digit's own */
  steer(z) {
    this.linked = NOTHING;
    this.interpolation.leave();
    this.line.steer(this.lab, z);
  }

  /** @param {number} label what a conditional model is told of the digit */
  tellLabel(label) {
    this.line.tell(this.lab, label);
    this.map.tell(label);
    drawBetween(this);
  }

  /** Keeps the user's own images for after a reload. */
  keepMine() {
    this.#kept.mine();
  }

  /** @param {[name: string, value: unknown]} work kept for after a reload */
  keepWork(...work) {
    return this.#kept.keep(...work);
  }

  /** @param {Parameters<KeptWork["forget"]>} work that is forgotten */
  forgetWork(...work) {
    return this.#kept.forget(...work);
  }

  /** @param {Parameters<KeptWork["refused"]>} refused what could not be kept is told */
  notKept(...refused) {
    this.#kept.refused(...refused);
  }

  /** @param {string} name what is kept now */
  isKept(name) {
    this.#kept.done(name);
  }

  /** @param {string} name what was kept and is of no use is told */
  ignoreKept(name) {
    this.#kept.ignore(name);
  }

  /** What was drawn before the page was reloaded. */
  recallDrawings() {
    return this.#kept.recall();
  }
}
