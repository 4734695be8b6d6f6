/**
 * Everything that is open on the page: the model, the digit on the line, the
 * map, the samples, the run. The views show it, `changed` says when to look.
 */

import { SIDE } from "../import/mnist-digit.js";
import { SETTINGS } from "../state.js";
import { keep, recall } from "../store/work.js";
import { cardOf } from "./card.js";
import { History } from "./history.js";
import { isConditional } from "./labels.js";
import { LatentMap } from "./latent-map.js";
import { Line } from "./line.js";
import { paced } from "./paced.js";
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
 * @property {string} text
 * @property {string} [code]
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
  /** Whether a run is about to begin: its data are being fetched. */
  starting = false;
  /** What of the settings the engine refused, in its own words. @type {{ name: string, text: string } | null} */
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

  /** @param {Settings} settings */
  constructor(settings) {
    super();
    this.settings = settings;
    const changed = () => this.changed();
    const failed = (/** @type {unknown} */ error) => this.fail(error);
    this.line = new Line(changed, failed);
    this.line.draws = settings.output === "draws";
    this.map = new LatentMap(changed, failed);
    this.samples = new Samples(changed, failed);
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
   * @param {string} text
   * @param {{ tone?: "error" | "news", code?: string, undo?: () => void }} [more]
   */
  tell(text, { tone = "news", code, undo } = {}) {
    const same = this.notices.filter((notice) => notice.text !== text);
    const notice = { id: this.#nextId++, tone, text, code, undo };
    this.notices = [...same.slice(-2), notice];
    this.changed();
    if (tone === "news" && !undo) {
      setTimeout(() => this.dismiss(notice.id), NEWS_MS);
    }
  }

  /** @param {unknown} error shown as it is, with its code */
  fail(error) {
    const { message, code } = asError(error);
    if (code && MOOT.has(code)) return;
    if (code === "device-lost") return this.#lose(error);
    this.tell(message, { tone: "error", code: code ?? "unexpected" });
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
    if ("seed" in change || "count" in change) this.refreshSamples();
    if ("output" in change) {
      this.line.draws = change.output === "draws";
      this.line.refresh(this.lab);
    }
    this.changed();
  }

  /** The next seed: another set of digits, and one that can be found again. */
  newSamples() {
    const most = SETTINGS.seed.most ?? 0;
    const seed = this.settings.seed >= most ? 0 : this.settings.seed + 1;
    this.set({ seed });
  }

  refreshSamples() {
    const { count, seed } = this.settings;
    const steps = this.model.tunedSteps;
    this.samples.refresh(this.lab, { count, seed, steps });
  }

  /** Looks at everything again with today's weights; samples come first. */
  refresh() {
    this.refreshSamples();
    this.line.refresh(this.lab);
    this.map.refresh(this.lab, this.digits);
  }

  /** @param {Input | null} input */
  put(input) {
    this.line.put(this.lab, input);
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
    this.line.steer(this.lab, z);
  }

  /** @param {number} label what a conditional model is told of the digit */
  tellLabel(label) {
    this.line.tell(this.lab, label);
  }

  /** Keeps the digit on the line among the user's own. */
  keepDigit() {
    const { input } = this.line;
    if (!input) return;
    const id = Math.max(0, ...this.mine.map((digit) => digit.id)) + 1;
    const label = isConditional(this.lab) ? this.line.label : input.label;
    this.mine = [...this.mine, { id, pixels: input.pixels, label }];
    this.changed();
    void this.keepWork("digits", this.mine);
  }

  /** @param {number} id */
  dropDigit(id) {
    this.mine = this.mine.filter((digit) => digit.id !== id);
    this.changed();
    void this.keepWork("digits", this.mine);
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
    if (Array.isArray(digits)) this.mine = digits.filter(isDrawnDigit);
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
 * @returns {value is DrawnDigit}
 */
function isDrawnDigit(value) {
  if (typeof value !== "object" || value === null) return false;
  const digit = /** @type {Record<string, unknown>} */ (value);
  return typeof digit.id === "number" && isPicture(digit.pixels);
}

/**
 * @param {unknown} value
 * @returns {value is Input}
 */
function isInput(value) {
  if (typeof value !== "object" || value === null) return false;
  const input = /** @type {Record<string, unknown>} */ (value);
  const kinds = ["drawn", "mnist", "sample"];
  return isPicture(input.pixels) && kinds.includes(String(input.kind));
}
