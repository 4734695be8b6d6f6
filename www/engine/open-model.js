/**
 * The model that is open in the worker: what it is, and putting others in its
 * place.
 * @module
 */
import { Lineage } from "./lineage.js";
import { handOverCopy } from "./transfer.js";

/**
 * @typedef {import("./engine.js").Engine} Engine
 * @typedef {import("./engine.js").ModelSource} ModelSource
 * @typedef {import("./protocol.js").Description} Description
 */

/** Keeps the page's account of the model true to the worker's. */
export class OpenModel {
  #engine;
  #source;
  /** @type {Description} */
  #description;
  /** What the weights were opened from, until they move. @type {ModelSource | null} */
  #unmoved;

  /** Adam steps behind the weights, as far as the caller has seen them. */
  steps;
  /** Where the weights come from. */
  lineage;

  /**
   * @param {Engine} engine
   * @param {ModelSource} source What it was created from, for `reset`.
   * @param {Description} description
   */
  constructor(engine, source, description) {
    this.#engine = engine;
    this.#source = source;
    this.#description = description;
    this.#unmoved = source;
    this.lineage = new Lineage(source);
    this.steps = description.optimizerStep;
  }

  get description() {
    return this.#description;
  }

  /**
   * @returns {Uint8Array | null} The file that was opened, as long as the model is
   *   what it holds: packed, it is smaller than an export, and has its own checksum.
   */
  get file() {
    // The rest of a file that came in parts is put into its source later.
    return this.#unmoved && fileIn(this.#unmoved);
  }

  /** @param {Description} description What the worker says it is now. */
  update(description) {
    this.#description = description;
    this.steps = description.optimizerStep;
  }

  /** @param {Uint8Array} bytes A safetensors file of the same architecture. */
  async load(bytes) {
    const loaded = await this.#engine.ask((core) =>
      core.loadWeights(handOverCopy(bytes)),
    );
    this.#replaced({ bytes }, loaded);
    this.lineage.begin({ bytes });
  }

  /**
   * Takes what the worker has added to the model into what a next device starts
   * from.
   * @param {import("./connection.js").Connection} connection
   */
  async keep(connection) {
    const description = await connection.ask((core) => core.describe());
    // At once: should the snapshot fail, the worker has it all the same.
    this.update(description);
    const bytes = await connection.ask((core) => core.snapshot());
    this.#replaced({ bytes }, description);
    this.#unmoved = null;
  }

  /** The weights have moved: what was fitted to them before is gone. */
  dropFitted() {
    this.#unmoved = null;
    const { priors } = this.#description;
    // Its own is the first.
    const left = priors.filter((name, i) => i === 0 || name === "standard");
    this.#description = { ...this.#description, priors: left };
  }

  /** Goes back to what the model was created from. */
  async reset() {
    const source = this.#source;
    const restored = await this.#engine.ask((core) =>
      "bytes" in source
        ? core.openModel(handOverCopy(source.bytes))
        : core.createModel(source.config),
    );
    this.#replaced(source, restored);
    this.lineage.begin(source);
  }

  /**
   * @param {ModelSource} source
   * @param {Description} description
   */
  #replaced(source, description) {
    this.update(description);
    this.#unmoved = source;
    this.#engine.checkpoint = { source, step: 0 };
  }
}

/** @param {ModelSource} source */
const fileIn = (source) =>
  "bytes" in source && !source.whole ? source.bytes : null;
