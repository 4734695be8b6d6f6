/**
 * What the page's address says: one table, each setting one line.
 *
 * A setting at its default stays out of the address, so the plain page has a
 * plain address and every other view is a link that can be shared.
 */

import { offered } from "./edition.js";
import { pictureOf, pictureText, pointOf, pointText } from "./link-text.js";

/** The largest whole number that JavaScript holds exactly, as Lab's seeds. */
const LARGEST_SEED = Number.MAX_SAFE_INTEGER;

/**
 * How a setting is read from text, written as text, and explained.
 *
 * @template T
 * @typedef {object} Setting
 * @property {T} start the default
 * @property {(text: string) => T | undefined} read undefined = refused
 * @property {(value: T) => string} write
 * @property {import("./words/en.js").Allowed} allowed for messages
 * @property {number} [least]
 * @property {number} [most]
 */

/**
 * @template {string} T
 * @param {T} start
 * @param {readonly T[]} choices
 * @returns {Setting<T>}
 */
const oneOf = (start, choices) => ({
  start,
  read: (text) => choices.find((choice) => choice === text),
  write: (value) => value,
  allowed: ["oneOf", choices.join(", ")],
});

/**
 * One of those that this edition of the page has.
 *
 * @template {string} T
 * @param {string} name the setting's
 * @param {T} start
 * @param {readonly T[]} choices
 * @returns {Setting<T>}
 */
function offeredOf(name, start, choices) {
  const there = offered(name, choices);
  if (there.length === choices.length) return oneOf(start, choices);
  const first = there.includes(start) ? start : there[0];
  const allowed = /** @type {const} */ (["inFile", there.join(", ")]);
  return { ...oneOf(first, there), allowed: [...allowed] };
}

/**
 * @param {number} start
 * @param {number} least
 * @param {number} most
 * @returns {Setting<number>}
 */
const whole = (start, least, most) => ({
  start,
  least,
  most,
  read(text) {
    const value = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
    return value >= least && value <= most ? value : undefined;
  },
  write: String,
  allowed: ["whole", least, most],
});

/**
 * @param {number} start
 * @param {number} least
 * @param {number} most
 * @returns {Setting<number>}
 */
const real = (start, least, most) => ({
  start,
  least,
  most,
  read(text) {
    const value = text.trim() === "" ? NaN : Number(text);
    return value >= least && value <= most ? value : undefined;
  },
  write: String,
  allowed: ["real", least, most],
});

/**
 * A set of digits, written as the digits themselves: "038".
 *
 * @param {number[]} start
 * @returns {Setting<number[]>}
 */
const digitSet = (start) => ({
  start,
  read(text) {
    if (!/^\d*$/.test(text)) return undefined;
    return [...new Set([...text].map(Number))].sort((a, b) => a - b);
  },
  write: (digits) => digits.join(""),
  allowed: ["digits"],
});

/**
 * Sizes of layers, from the image inwards: "512,256"; none of them: "".
 *
 * @param {number[]} start
 * @returns {Setting<number[]>}
 */
const sizes = (start) => ({
  start,
  read(text) {
    const bare = text.replaceAll(" ", "");
    if (bare === "") return [];
    return /^\d{1,9}(,\d{1,9})*$/.test(bare)
      ? bare.split(",").map(Number)
      : undefined;
  },
  write: (values) => values.join(","),
  allowed: ["sizes"],
});

/**
 * What is on the line: one of the digits at hand by its place among them, a
 * picture by its pixels with the class that is known of it, or nothing.
 *
 * @typedef {"drawn" | "mnist" | "sample" | "own"} PictureKind
 * @typedef {{ kind: PictureKind, pixels: Uint8Array, label?: number }} LinkedPicture
 * @typedef {{ index: number } | LinkedPicture | "none"} LinkedDigit
 */

/** @type {Record<string, PictureKind>} */
const KINDS = { d: "drawn", m: "mnist", s: "sample", o: "own" };

/** @type {Setting<LinkedDigit | null>} "17", "none" or "d.3.z.…" */
const digit = {
  start: null,
  read(text) {
    if (text === "none") return text;
    if (/^\d{1,5}$/.test(text)) return { index: Number(text) };
    const [, letter, label, picture] =
      /^([dmso])\.(\d{0,3})\.(.*)$/.exec(text) ?? [];
    const pixels = picture === undefined ? undefined : pictureOf(picture);
    if (!pixels || Number(label) > 255) return undefined;
    const known = label === "" ? {} : { label: Number(label) };
    return { kind: KINDS[letter], pixels, ...known };
  },
  write(value) {
    if (value === null) return "";
    if (value === "none") return value;
    if ("index" in value) return String(value.index);
    const letter = value.kind[0];
    return `${letter}.${value.label ?? ""}.${pictureText(value.pixels)}`;
  },
  allowed: ["digit"],
};

/** A latent point, of whatever model is open. @type {Setting<Float32Array | null>} */
const point = {
  start: null,
  read: pointOf,
  write: (z) => (z ? pointText(z) : ""),
  allowed: ["point"],
};

/**
 * What of the map is in sight: its middle on the plane, and how many times as
 * large as all of it.
 *
 * @typedef {{ x: number, y: number, k: number }} MapView
 */

/** As far as the map can be zoomed and moved. */
const [LEAST_ZOOM, MOST_ZOOM, FARTHEST] = [0.5, 40, 1000];

/** @type {Setting<MapView | null>} "1.5,-0.25,4" */
const mapView = {
  start: null,
  read(text) {
    const [x, y, k, ...more] = pointOf(text) ?? [];
    const there = Math.abs(x) <= FARTHEST && Math.abs(y) <= FARTHEST;
    const fits = there && k >= LEAST_ZOOM && k <= MOST_ZOOM;
    return fits && more.length === 0 ? { x, y, k } : undefined;
  },
  write: (view) =>
    view
      ? [view.x, view.y, view.k].map((value) => +value.toPrecision(6)).join(",")
      : "",
  allowed: ["mapView"],
};

/**
 * A number that may be none: `start` says so, and is what is absent.
 *
 * @param {Setting<number>} setting
 * @returns {Setting<number | null>}
 */
const orNone = (setting) => ({
  ...setting,
  start: null,
  write: (value) => (value === null ? "" : String(value)),
});

export const SETTINGS = {
  device: offeredOf("device", "auto", ["auto", "webgpu", "flex", "ndarray"]),
  model: offeredOf("model", "dense-z20", [
    "dense-z20",
    "conv-z2",
    "dense-z40",
    "flagship",
    "conditional",
    "fashion-conv-z8",
  ]),
  theme: oneOf("system", ["system", "light", "dark"]),
  dock: oneOf("train", ["train", "sample", "traverse", "data", "workshop"]),
  output: oneOf("mean", ["mean", "draws", "spread"]),
  shortcuts: oneOf("on", ["on", "off"]),
  seed: whole(7, 0, LARGEST_SEED),
  count: whole(16, 1, 400),
  data: offeredOf("data", "mnist", ["mnist", "all", "fashion", "mine"]),
  classes: digitSet([3]),
  perClass: whole(200, 1, 200),
  epochs: whole(40, 1, 1000),
  batchSize: whole(32, 1, 2000),
  learningRate: real(0.001, 0.000001, 1),
  beta: real(1, 0, 1000),
  trainSeed: whole(1, 0, LARGEST_SEED),
  language: oneOf("auto", ["auto", "en", "zh"]),
  map: oneOf("points", ["points", "manifold", "both"]),
  plane: oneOf("pca", ["pca", "axes"]),
  axisX: whole(0, 0, 9999),
  axisY: whole(0, 0, 9999),
  path: oneOf("linear", ["linear", "spherical"]),
  temperature: real(1, 0, 2),
  prior: oneOf("own", [
    "own",
    "standard",
    "vamp",
    "mixture",
    "classConditional",
  ]),
  drawn: oneOf("turn", ["turn", ...Array.from("0123456789")]),
  objective: oneOf("elbo", [
    "elbo",
    "capacity",
    "importanceWeighted",
    "totalCorrelation",
  ]),
  gamma: real(1000, 0, 10_000),
  capacity: real(25, 0, 10_000),
  importanceSamples: whole(5, 2, 256),
  freeBits: real(0, 0, 100),
  warmup: oneOf("none", ["none", "linear", "cyclic"]),
  warmupSteps: whole(200, 1, 100_000_000),
  schedule: oneOf("constant", ["constant", "cosine"]),
  averageDecay: real(0, 0, 0.999999),
  binarize: oneOf("none", ["none", "dynamic"]),
  setup: oneOf("settings", ["settings", "objective", "model"]),
  watch: oneOf("curves", ["curves", "latents"]),
  start: oneOf("weights", ["weights", "fresh"]),
  architecture: oneOf("dense", ["dense", "conv", "ladder"]),
  channels: sizes([]),
  hidden: sizes([400]),
  topHidden: sizes([]),
  latentDim: whole(20, 1, 512),
  topLatentDim: whole(0, 0, 511),
  activation: oneOf("relu", ["relu", "silu"]),
  likelihood: oneOf("bernoulli", [
    "bernoulli",
    "continuousBernoulli",
    "gaussian",
  ]),
  conditional: oneOf("no", ["no", "yes"]),
  weightSeed: whole(1, 0, LARGEST_SEED),
  operation: oneOf("quantize", [
    "quantize",
    "prune",
    "factorize",
    "removeLatents",
    "grow",
    "fuse",
    "distill",
    "teach",
  ]),
  calibrate: oneOf("yes", ["yes", "no"]),
  bits: oneOf("8", ["2", "3", "4", "5", "6", "7", "8", "16"]),
  per: oneOf("channel", ["channel", "tensor"]),
  scheme: oneOf("symmetric", ["symmetric", "asymmetric"]),
  mixed: oneOf("yes", ["yes", "no"]),
  prune: oneOf("units", ["units", "weights", "pixels"]),
  share: real(25, 0.1, 99.9),
  among: oneOf("layer", ["layer", "model"]),
  factorBy: oneOf("variance", ["variance", "rank"]),
  variance: real(99, 1, 100),
  rank: whole(32, 1, 9999),
  dead: real(0.01, 0, 100),
  growLatents: whole(0, 0, 512),
  growHidden: sizes([]),
  growChannels: sizes([]),
  growClasses: whole(0, 0, 255),
  growPrior: oneOf("own", ["own", "mixture", "vamp"]),
  growComponents: whole(50, 1, 1000),
  growLikelihood: oneOf("own", ["own", "gaussian"]),
  align: oneOf("yes", ["yes", "no"]),
  fuseBy: oneOf("mean", ["mean", "soup", "ensemble"]),
  posterior: oneOf("product", ["own", "product", "geometric", "mixture"]),
  average: oneOf("means", ["means", "bounds", "models"]),
  rounds: whole(1, 1, 20),
  tune: whole(0, 0, 1_000_000),
  learnRate: real(0.001, 0.000001, 1),
  learnFrom: offeredOf("learnFrom", "all", ["all", "atHand"]),
  studentHidden: sizes([]),
  studentChannels: sizes([]),
  studentLatents: whole(0, 0, 512),
  studentSteps: whole(2000, 1, 1_000_000),
  teachClass: whole(10, 0, 254),
  teachFrom: oneOf("mine", ["mine", "atHand"]),
  teachCount: whole(10, 1, 2000),
  teachReplay: whole(2000, 1, 100_000),
  teachSteps: whole(500, 1, 1_000_000),
  lossData: real(1, 0, 1000),
  lossOutputs: real(1, 0, 1000),
  lossPosterior: real(0, 0, 1000),
  lossLatent: real(0, 0, 1000),
  shelf: oneOf("files", ["files", "family"]),
  tour: whole(0, 0, 10),
  digit,
  told: orNone(whole(0, 0, 255)),
  point,
  along: whole(0, 0, 9999),
  pinA: point,
  pinB: point,
  between: orNone(real(0, 0, 1)),
  mapView,
  weights: oneOf("kept", ["kept", "pretrained"]),
};

/**
 * @typedef {{ [K in keyof typeof SETTINGS]: (typeof SETTINGS)[K]["start"] }} Settings
 * @typedef {keyof typeof SETTINGS} SettingName
 */

/** @type {SettingName[]} */
const NAMES = /** @type {SettingName[]} */ (Object.keys(SETTINGS));

/**
 * @param {SettingName} name
 * @returns {Setting<unknown>}
 */
function setting(name) {
  return /** @type {Setting<unknown>} */ (SETTINGS[name]);
}

/**
 * Whether this edition of the page has it.
 *
 * @param {SettingName} name
 * @param {string} text the value, as the address says it
 */
export const isOffered = (name, text) => setting(name).read(text) !== undefined;

/**
 * What the address says, and what of it was refused.
 *
 * @param {string} search the address from its "?" on
 * @returns {{ settings: Settings, refused: { name: string, text: string, allowed: Setting<unknown>["allowed"] }[] }}
 */
export function readAddress(search) {
  const given = new URLSearchParams(search);
  const refused = [];
  /** @type {Record<string, unknown>} */
  const settings = {};
  for (const name of NAMES) {
    const { start, read, allowed } = setting(name);
    const text = given.get(name);
    const value = text === null ? start : read(text);
    if (value === undefined) {
      refused.push({ name, text: text ?? "", allowed });
    }
    settings[name] = value ?? start;
  }
  return { settings: /** @type {Settings} */ (settings), refused };
}

/**
 * The address's search part for these settings; what is not ours is kept.
 *
 * @param {Settings} settings
 * @param {string} search the address as it is
 * @returns {string} "" or "?..."
 */
export function writeAddress(settings, search) {
  const given = new URLSearchParams(search);
  // In the table's order, so that what looks the same has one address.
  for (const name of NAMES) given.delete(name);
  for (const name of NAMES) {
    const { start, write } = setting(name);
    const text = write(settings[name]);
    if (text !== write(start)) given.set(name, text);
  }
  const text = given.toString();
  return text === "" ? "" : `?${text}`;
}
