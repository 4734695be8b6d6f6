/**
 * One training run as its user sees it: it can be paused, resumed, cancelled.
 *
 * Lab.train is pulled: pausing is not asking for the next record, cancelling
 * is aborting between two steps. Both keep the steps done.
 */

import { Speed } from "./speed.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("./training-set.js").TrainingSet} TrainingSet
 *
 * @typedef {object} StepRecord
 * @property {number} step 1-based
 * @property {number} epoch
 * @property {number} reconstruction nats per image, mean of the batch
 * @property {number} kl nats per image, mean of the batch
 * @property {number} negativeElbo nats per image, mean of the batch
 * @property {number} ms milliseconds a step, mean of its chunk
 *
 * @typedef {import("./run-options.js").RunOptions} RunOptions
 *
 * @typedef {"running" | "pausing" | "paused" | "finished" | "cancelled" | "failed"} RunPhase
 */

/**
 * How many steps a run takes; the last batch of an epoch may be smaller.
 *
 * @param {number} imageCount
 * @param {Pick<RunOptions, "epochs" | "batchSize">} options
 */
export function stepsOfRun(imageCount, { epochs, batchSize }) {
  return epochs * Math.ceil(imageCount / batchSize);
}

export class TrainingRun {
  /** @type {RunPhase} */
  phase = "running";
  /** @type {StepRecord | null} */
  last = null;
  /** @type {Error | null} */
  error = null;
  #speed = new Speed();
  #abort = new AbortController();
  /** @type {(() => void) | null} */
  #resume = null;

  /**
   * @param {TrainingSet} set labels only for a model that is told them
   * @param {RunOptions} options
   * @param {object} [place]
   * @param {number} [place.from] the step of an earlier run that this one goes on from
   * @param {number} [place.step] of this very run, where it was kept
   */
  constructor({ images, labels }, options, { from = 0, step = from } = {}) {
    this.images = images;
    this.labels = labels;
    /** What its images were chosen by. @type {Pick<import("../state.js").Settings, "data" | "classes" | "perClass">} */
    this.choice = { data: "mnist", classes: [], perClass: 0 };
    this.imageCount = images.length / 784;
    this.options = options;
    this.from = from;
    /** Where it began here. */
    this.begunAt = step;
    this.steps = from + (options.steps ?? stepsOfRun(this.imageCount, options));
  }

  get open() {
    return ["running", "pausing", "paused"].includes(this.phase);
  }

  get step() {
    return this.last?.step ?? this.begunAt;
  }

  get epoch() {
    return Math.ceil(this.step / this.#stepsPerEpoch);
  }

  get epochs() {
    return Math.ceil(this.steps / this.#stepsPerEpoch);
  }

  get #stepsPerEpoch() {
    return stepsOfRun(this.imageCount, { ...this.options, epochs: 1 });
  }

  get imagesPerSecond() {
    const { stepMs } = this.#speed;
    if (stepMs === 0) return 0;
    const perStep = this.imageCount / this.#stepsPerEpoch;
    return (1000 * perStep) / stepMs;
  }

  get secondsLeft() {
    return ((this.steps - this.step) * this.#speed.stepMs) / 1000;
  }

  /**
   * Trains to the end, or until it is cancelled or fails; never rejects.
   *
   * @param {Lab} lab
   * @param {{ onRecord: (record: StepRecord) => void, onPause: () => void }} heard
   */
  async follow(lab, { onRecord, onPause }) {
    const { signal } = this.#abort;
    try {
      for await (const record of lab.train(this.images, {
        ...this.#lab,
        labels: this.labels,
        startStep: this.begunAt - this.from,
        signal,
      })) {
        this.#note({ ...record, step: this.from + record.step });
        if (this.last) onRecord(this.last);
        if (this.phase === "pausing") {
          this.phase = "paused";
          onPause();
          await this.#resumed();
          this.#speed.restart();
        }
      }
      this.phase = "finished";
    } catch (error) {
      if (signal.aborted) {
        this.phase = "cancelled";
      } else {
        this.phase = "failed";
        this.error = error instanceof Error ? error : new Error(String(error));
      }
    }
  }

  /** With a number of steps there are as many epochs as those take. */
  get #lab() {
    const { epochs, ...options } = this.options;
    return options.steps === undefined ? { epochs, ...options } : options;
  }

  /** One more step, then a pause. */
  stepOnce() {
    this.resume();
    this.pause();
  }

  /** Takes hold with the next record: a step under way still counts. */
  pause() {
    if (this.phase === "running") this.phase = "pausing";
  }

  resume() {
    if (this.phase !== "paused" && this.phase !== "pausing") return;
    this.phase = "running";
    this.#resume?.();
  }

  cancel() {
    this.#abort.abort();
    this.#resume?.();
  }

  /** @param {StepRecord} record */
  #note(record) {
    this.last = record;
    this.#speed.note(record.step, performance.now());
  }

  /** @returns {Promise<void>} */
  #resumed() {
    return new Promise((done) => {
      this.#resume = () => {
        this.#resume = null;
        done();
      };
    });
  }
}
