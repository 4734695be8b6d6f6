/**
 * Where trained weights come from: the file that they were trained from, the
 * teachers, the runs. The workshop tells of its own files in its module; what
 * was trained is told here, so that no compute core needs to know of files.
 * @module
 */
import { holdsMoments, metadataIn } from "./weights-header.js";

/**
 * @typedef {import("./engine.js").ModelSource} ModelSource
 *
 * A file behind another, as passports name it: docs/packed.md.
 * @typedef {object} Ancestor
 * @property {string} sha256
 * @property {number} bytes
 * @property {string} model
 * @property {string} [name]
 * @property {object} [making]
 * @property {object} [figures]
 *
 * A file that is a parent, and those behind it.
 * @typedef {{ own: Ancestor, ancestors: Ancestor[] }} Parent
 *
 * @typedef {object} Run
 * @property {Record<string, unknown>} told What `Lab.train` was told.
 * @property {number} steps How many were done.
 * @property {Promise<Parent | null> | null} teacher
 */

const TRAIN = "train";
const DISTILL = "distill";

/** The lineage of one model's weights since they were put into it. */
export class Lineage {
  /** @type {ModelSource} */
  #origin;
  /** @type {Run[]} */
  #runs = [];
  /** @type {Promise<Parent | null> | undefined} */
  #parent;
  /** The passport that was told last. @type {object | undefined} */
  told;

  /** @param {ModelSource} source */
  constructor(source) {
    this.#origin = source;
  }

  /** @param {ModelSource} source Other weights are in the model now. */
  begin(source) {
    this.#origin = source;
    this.#runs = [];
    this.#parent = undefined;
    this.told = undefined;
  }

  /**
   * @param {Record<string, unknown>} told
   * @param {Uint8Array} [teacher]
   * @returns {Run} To count its steps in.
   */
  run(told, teacher) {
    const run = { told, steps: 0, teacher: teacher ? parentOf(teacher) : null };
    this.#runs.push(run);
    return run;
  }

  /**
   * @param {boolean} averaged Whether the file holds the mean over the steps.
   * @returns {Promise<object | null>} null where nothing was trained since the
   *   weights were opened, where they come from no file, and where the browser
   *   gives no checksums, as to pages without https.
   */
  async passport(averaged = false) {
    const runs = this.#runs.filter(({ steps }) => steps > 0);
    if (runs.length === 0) return null;
    const former = this.#former();
    if (former === null) return null;
    if ("bytes" in this.#origin && !former)
      this.#parent ??= parentOf(this.#origin.bytes);
    const sources = [this.#parent, ...runs.map(({ teacher }) => teacher)];
    const wanted = sources.filter((source) => source);
    const known = (await Promise.all(wanted)).filter(
      (parent) => parent !== null,
    );
    const { parents: before = [], settings: said, ancestors } = former ?? {};
    if (known.length + before.length === 0 || known.length < wanted.length)
      return null;
    const parents = /** @type {Parent[]} */ (known);
    const each = [
      ...(former ? (said.runs ?? [said]) : []),
      ...runs.map(({ told, steps }) => ({ ...told, steps })),
    ];
    const settings = each.length === 1 ? each[0] : { runs: each };
    const distills =
      former?.operation === DISTILL || runs.some(({ teacher }) => teacher);
    const names = [...before, ...parents.map(({ own }) => own.sha256)];
    const told = {
      operation: distills ? DISTILL : TRAIN,
      settings: averaged ? { ...settings, averaged } : settings,
      parents: [...new Set(names)],
      ancestors: listed(parents, ancestors),
    };
    // What the model itself comes from is the run, not the mean over it.
    if (!averaged) this.told = told;
    return told;
  }

  /**
   * A file with Adam's moments is a run that goes on, which nobody need ever have
   * had as a file: its own story is told further.
   * @returns {Record<string, any> | null | undefined} The passport of the weights
   *   that training goes on from; null where it began with no file; undefined
   *   where it begins with this one.
   */
  #former() {
    if (!("bytes" in this.#origin) || !holdsMoments(this.#origin.bytes)) return;
    const passport = metadataIn(this.#origin.bytes)?.passport ?? null;
    const { operation, settings } = passport ?? {};
    const ran = settings && (operation === TRAIN || operation === DISTILL);
    return ran || !passport ? passport : undefined;
  }
}

/**
 * Each once, none before one that was made of it.
 * @param {Parent[]} parents
 * @param {Ancestor[]} [before] Those of a run that goes on.
 */
function listed(parents, before = []) {
  /** @type {Map<string, Ancestor>} */
  const list = new Map();
  const farther = parents.flatMap(({ ancestors }) => ancestors);
  const own = parents.map((parent) => parent.own);
  for (const ancestor of [...own, ...before, ...farther]) {
    list.delete(ancestor.sha256);
    list.set(ancestor.sha256, ancestor);
  }
  return [...list.values()];
}

/**
 * @param {Uint8Array} bytes A weights file.
 * @returns {Promise<Parent | null>} null of what is none.
 */
async function parentOf(bytes) {
  const metadata = metadataIn(bytes);
  const sha256 = metadata && (await checksum(bytes));
  if (!metadata || !sha256) return null;
  const { passport, config, name } = metadata;
  const { operation, settings, parents, figures, ancestors } = passport ?? {};
  const making = passport && { operation, settings, parents };
  const own = {
    ...{ sha256, bytes: bytes.length, model: shortOf(config) },
    ...(name && { name }),
    ...(making && { making }),
    ...(figures && { figures }),
  };
  return { own, ancestors: ancestors ?? [] };
}

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<string>} "" where the browser gives none.
 */
async function checksum(bytes) {
  const copy = bytes.slice();
  const digest = await globalThis.crypto?.subtle?.digest("SHA-256", copy);
  const each = digest ? [...new Uint8Array(digest)] : [];
  return each.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * A model in short, as the core words it: "dense 784-400-20-400-784".
 * @param {any} config As a file holds it.
 * @returns {string}
 */
export function shortOf(config) {
  const { architecture, inputDim, latentDim, topLatentDim = 0 } = config;
  const { channels = [], hidden = [], classes = 0, ranks = {} } = config;
  const { decoderChannels: up = channels, decoderHidden: widths = hidden } =
    config;
  const half = (/** @type {number[]} */ maps, /** @type {number[]} */ wide) => [
    inputDim,
    ...maps.map((count) => `${count}c`),
    ...wide,
  ];
  const latent =
    topLatentDim > 0
      ? `(${topLatentDim}+${latentDim - topLatentDim})`
      : latentDim;
  const chain = [
    ...half(channels, hidden),
    latent,
    ...half(up, widths).reverse(),
  ];
  return [
    `${architecture} ${chain.join("-")}`,
    ...Object.entries(ranks).map(([layer, rank]) => `${layer} of rank ${rank}`),
    ...(config.outputConvolution ? ["output convolution"] : []),
    ...(classes > 0 ? [`${classes} classes`] : []),
  ].join(", ");
}
