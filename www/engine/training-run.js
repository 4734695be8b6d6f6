/**
 * One training run, pulled step by step from the caller's side.
 * @module
 */
import { throwIfAborted, untilAborted } from "./abort.js";
import { ChunkSize } from "./chunk-size.js";
import { slicesOf } from "./image-slices.js";
import { isDeviceLost, LabError } from "./lab-error.js";
import { handOverCopy } from "./transfer.js";

/**
 * @typedef {import("./connection.js").Connection} Connection
 * @typedef {import("./engine.js").Engine} Engine
 * @typedef {import("./lab-types.js").StepRecord} StepRecord
 * @typedef {import("./protocol.js").Description} Description
 * @typedef {import("./image-slices.js").ImageSet} ImageSet
 * @typedef {import("./protocol.js").TrainingSettings} TrainingSettings
 * @typedef {import("./turns.js").Turns} Turns
 */

/**
 * @typedef {object} RunParts
 * @property {Engine} engine
 * @property {Turns} turns Keeps steps out of other work in several calls.
 * @property {() => number} now Milliseconds, never going back.
 * @property {() => boolean} hurried Whether a slider is being moved: steps then
 *   come in shorter chunks.
 * @property {(description: Description | undefined) => void} onEnd Called once,
 *   with what the model then is; undefined where the device is gone.
 */

/**
 * With about 100 ms of work between two looks at the clock, no snapshot is then
 * older than 2 s of training.
 */
const SNAPSHOT_EVERY_MS = 1500;

/**
 * Asks for steps in chunks and yields them one by one. Between two calls of
 * `next` nothing happens: pausing is not asking.
 */
export class TrainingRun {
  /** Names this run in the engine's checkpoint without keeping its images. */
  #id = Symbol("training run");
  #parts;
  #set;
  #settings;
  #teacher;
  #distill;
  #startStep;
  #signal;
  #chunk = new ChunkSize(1);
  /**
   * Where the run is open; another one after a device was lost.
   * @type {Connection | undefined}
   */
  #connection;
  /**
   * Records of the last chunk that have not been taken yet.
   * @type {StepRecord[]}
   */
  #waiting = [];
  #takenOfChunk = 0;
  #total = Infinity;
  #lastSnapshotAt = 0;
  #optimizerBase = 0;
  #asking = false;
  /** @type {Promise<void> | undefined} */
  #finished;

  /** The step of the last record that was taken; before the first, where it began. */
  step;

  /**
   * @param {RunParts} parts
   * @param {ImageSet} set
   * @param {TrainingSettings & { startStep?: number, signal?: AbortSignal,
   *   teacher?: Uint8Array,
   *   distill?: import("./protocol.js").DistillSettings }} options
   */
  constructor(parts, set, options) {
    const { startStep = 0, signal, teacher, distill, ...settings } = options;
    this.#parts = parts;
    this.#set = set;
    this.#settings = settings;
    this.#teacher = teacher;
    this.#distill = distill;
    this.#startStep = this.step = startStep;
    this.#signal = signal;
  }

  /** Steps of this run that were done here, and no earlier. */
  get stepsHere() {
    return this.step - this.#startStep;
  }

  /** Adam steps behind the weights of the last record that was taken. */
  get optimizerStep() {
    return this.#optimizerBase + this.step;
  }

  /** Steps between the last snapshot and the last record that was taken. */
  get unsavedSteps() {
    return this.step - this.#savedStep;
  }

  /**
   * The run's records. However it ends (its last step, an abort, `break`, an
   * error), the weights are then those of the last record taken.
   * @returns {AsyncGenerator<StepRecord, void, void>}
   */
  async *records() {
    const onAbort = () => this.#stopWhilePaused();
    this.#signal?.addEventListener("abort", onAbort);
    try {
      for (;;) {
        this.#asking = true;
        const record = await this.#next();
        this.#asking = false;
        if (!record) return;
        yield record;
      }
    } finally {
      this.#signal?.removeEventListener("abort", onAbort);
      await this.#finish();
    }
  }

  /**
   * An abort while nobody asks ends the run at once: the caller who cancels a
   * paused run may never ask again.
   */
  #stopWhilePaused() {
    if (!this.#asking) this.#finish().catch(() => {});
  }

  /** @returns {Promise<StepRecord | undefined>} undefined after the last. */
  async #next() {
    const { engine } = this.#parts;
    for (;;) {
      throwIfAborted(this.#signal, "The training");
      const connection = await this.#untilAborted(engine.ready());
      try {
        if (connection !== this.#connection) await this.#begin(connection);
        if (this.#waiting.length > 0) return this.#take();
        if (this.step >= this.#total) return await this.#save(connection);
        await this.#advance(connection);
      } catch (error) {
        // The engine is opening the next device; the run goes on there.
        if (!isDeviceLost(error)) throw error;
      }
    }
  }

  /** @returns {StepRecord | undefined} */
  #take() {
    const record = this.#waiting.shift();
    if (record) {
      this.step = record.step;
      this.#takenOfChunk += 1;
    }
    return record;
  }

  /**
   * Sends the images and opens the run where the model's last snapshot stands.
   * The options are checked first: sending many images takes seconds.
   * @param {Connection} connection
   */
  #begin(connection) {
    return this.#parts.turns.take(async () => {
      const startStep = this.#savedStep;
      await connection.ask((core) => core.checkTrainOptions(this.#settings));
      await connection.ask((core) => core.clearImages());
      for (const { images, labels } of slicesOf(this.#set)) {
        throwIfAborted(this.#signal, "The training");
        await connection.ask((core) =>
          core.appendImages(handOverCopy(images), labels),
        );
      }
      const teacher = this.#teacher && handOverCopy(this.#teacher);
      const { steps, optimizerStep } = await connection.ask((core) =>
        core.beginTraining(this.#settings, startStep, teacher, this.#distill),
      );
      this.#connection = connection;
      if (this.#startStep > 0) checkStart(this.#startStep, steps);
      await this.#parts.engine.help(connection);
      this.#waiting = [];
      this.#takenOfChunk = 0;
      // Another device has another pace.
      this.#chunk = new ChunkSize(1);
      this.#total = steps;
      this.#optimizerBase = optimizerStep - startStep;
      this.#lastSnapshotAt = this.#parts.now();
      this.step = startStep;
    });
  }

  /** @param {Connection} connection */
  #advance(connection) {
    const { turns, now } = this.#parts;
    return turns.take(async () => {
      if (now() - this.#lastSnapshotAt >= SNAPSHOT_EVERY_MS) {
        await this.#save(connection);
      }
      throwIfAborted(this.#signal, "The training");
      this.#takenOfChunk = 0;
      const { size, short } = this.#chunk;
      const steps = this.#parts.hurried() ? short : size;
      const { records, ms, left } = await connection.ask((core) =>
        core.trainSteps(steps),
      );
      if (left) this.#parts.engine.dismissHelpers(left);
      if (records.length === 0) {
        this.#total = this.step;
        return;
      }
      this.#chunk.learn(records.length, ms);
      const mean = ms / records.length;
      this.#waiting = records.map((record) => ({ ...record, ms: mean }));
    });
  }

  /**
   * Takes a snapshot; the weights must be those of the last record taken.
   * @param {Connection} connection
   * @returns {Promise<undefined>}
   */
  async #save(connection) {
    if (this.unsavedSteps > 0) {
      const bytes = await connection.ask((core) => core.snapshot());
      const step = this.step;
      this.#parts.engine.checkpoint = {
        source: { bytes },
        run: this.#id,
        step,
      };
    }
    this.#lastSnapshotAt = this.#parts.now();
    return undefined;
  }

  /** The step of this run that the engine's checkpoint holds. */
  get #savedStep() {
    const { checkpoint } = this.#parts.engine;
    return checkpoint?.run === this.#id ? checkpoint.step : this.#startStep;
  }

  /** @returns {Promise<void>} The same promise at every call. */
  #finish() {
    this.#finished ??= this.#parts.turns.take(async () => {
      let description;
      try {
        description = await this.#end();
      } finally {
        this.#parts.onEnd(description);
      }
    });
    return this.#finished;
  }

  /**
   * Takes back the steps that nobody saw, saves, and closes the run. When the
   * device is gone, the engine has gone back to the last snapshot, and nothing
   * is left to close.
   * @returns {Promise<Description | undefined>}
   */
  async #end() {
    const connection = this.#connection;
    if (!connection || connection.error) return undefined;
    try {
      if (this.#waiting.length > 0) await this.#rewind(connection);
      await this.#save(connection);
      await connection.ask((core) => core.endTraining());
      await connection.ask((core) => core.clearImages());
      return await connection.ask((core) => core.describe());
    } catch (error) {
      if (isDeviceLost(error) || isClosed(error)) return undefined;
      throw error;
    }
  }

  /**
   * Takes back the steps of the last chunk whose records nobody has taken yet;
   * they are done again when somebody asks. Only inside a turn.
   *
   * A turn begins before whoever waits for the chunk has heard of it. Who goes on
   * asking has taken all of it by the next task, and loses no step.
   */
  async settle() {
    let left = Infinity;
    while (this.#waiting.length > 0 && this.#waiting.length < left) {
      left = this.#waiting.length;
      await nextTask();
    }
    const connection = this.#connection;
    if (!connection || connection.error || this.#waiting.length === 0) return;
    try {
      await this.#rewind(connection);
    } catch (error) {
      // The next device starts from a snapshot, which is of taken steps alone.
      if (!isDeviceLost(error)) throw error;
    }
  }

  /** @param {Connection} connection */
  async #rewind(connection) {
    const taken = this.#takenOfChunk;
    this.#waiting = [];
    this.#takenOfChunk = 0;
    await connection.ask((core) => core.rewind(taken));
  }

  /**
   * @template T
   * @param {Promise<T>} promise
   */
  #untilAborted(promise) {
    return untilAborted(promise, this.#signal, "The training");
  }
}

/**
 * @param {number} startStep
 * @param {number} steps of the whole run
 */
function checkStart(startStep, steps) {
  if (startStep < steps) return;
  throw new LabError(
    "option-out-of-range",
    `The option startStep is ${startStep}, but must be below the ${steps} steps of the run.`,
  );
}

/**
 * After all that follows from promises that have settled. A message and no
 * timer: those of a page in the background wait for a second.
 * @returns {Promise<void>}
 */
function nextTask() {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(null);
  });
}

/** @param {unknown} error */
function isClosed(error) {
  return error instanceof LabError && error.code === "lab-closed";
}
