/**
 * The one place for a training run: at most one is open at a time.
 * @module
 */
import { LabError } from "./lab-error.js";
import { TrainingRun } from "./training-run.js";

/**
 * @typedef {object} SlotParts
 * @property {import("./engine.js").Engine} engine
 * @property {import("./open-model.js").OpenModel} model
 * @property {import("./turns.js").Turns} turns
 * @property {() => number} now
 * @property {() => boolean} hurried
 */

/** Holds the open run, and refuses what may not happen beside it. */
export class TrainingSlot {
  #parts;
  /** @type {TrainingRun | undefined} */
  #run;

  /** @param {SlotParts} parts */
  constructor(parts) {
    this.#parts = parts;
    parts.engine.countLostSteps = () => this.#run?.unsavedSteps;
  }

  /** Whether a run is open; also while it pauses. */
  get taken() {
    return this.#run !== undefined;
  }

  /**
   * @param {string} what What cannot happen while a run is open.
   * @throws {LabError} `training-in-progress`.
   */
  refuseWhileTaken(what) {
    this.#parts.engine.assertUsable();
    if (!this.#run) return;
    throw new LabError(
      "training-in-progress",
      `A training run is open; end it before ${what}.`,
    );
  }

  /**
   * @param {import("./image-slices.js").ImageSet} set
   * @param {Omit<import("./lab-types.js").TrainOptions, "labels" | "teacher"> &
   *   { teacher?: Uint8Array }} options
   * @param {{ images: number, replay?: number }} given What the set was made of,
   *   for the passport.
   * @returns {AsyncGenerator<import("./lab-types.js").StepRecord, void, void>}
   */
  async *train(set, options, given) {
    this.refuseWhileTaken("another run");
    const { model } = this.#parts;
    const parts = { ...this.#parts, onEnd: this.#leave.bind(this) };
    const run = new TrainingRun(parts, set, options);
    this.#run = run;
    const told = { ...options, ...given };
    delete told.teacher;
    delete told.signal;
    const account = model.lineage.run(told, options.teacher);
    for await (const record of run.records()) {
      model.steps = run.optimizerStep;
      model.dropFitted();
      account.steps = run.stepsHere;
      yield record;
    }
  }

  /**
   * Makes the weights those of the last record that was taken. Only inside a
   * turn.
   */
  async settle() {
    await this.#run?.settle();
  }

  /** @param {import("./protocol.js").Description | undefined} description */
  #leave(description) {
    this.#run = undefined;
    if (description) this.#parts.model.update(description);
  }
}
