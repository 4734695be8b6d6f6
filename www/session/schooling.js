/** Training in a Lab of the workshop's own, seen as it goes: a curve, and pictures. */

import { labelsFor } from "./labels.js";
import { heldOutOf, paired } from "./made-figures.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("./operations.js").Bench} Bench
 *
 * What is learned just now, or was last.
 * @typedef {object} Schooling
 * @property {string} name the file that it becomes, or is mended
 * @property {"tuning" | "student" | "class"} kind
 * @property {number} round from 1
 * @property {number} rounds
 * @property {number} steps of all rounds
 * @property {number} step done in all rounds
 * @property {{ step: number, nats: number }[]} curve negative ELBO of the batches,
 *   nats per image, means over as many steps as make it short
 * @property {Uint8Array | null} originals the digits of the pictures
 * @property {Float32Array | null} teacher the teacher's reconstructions of them
 * @property {Float32Array | null} student the learner's, of this moment
 */

/** Points of a curve: then two become one. */
const MOST_POINTS = 160;
const PICTURE_EVERY_MS = 1200;
const TELL_EVERY_MS = 120;

/**
 * A curve that stays short: each point the mean of as many steps.
 */
export class ShortCurve {
  /** @type {{ step: number, nats: number }[]} */
  points = [];
  /** Steps of a point. */
  #width = 1;
  #sum = 0;
  #count = 0;

  /**
   * @param {number} step
   * @param {number} nats
   */
  push(step, nats) {
    this.#sum += nats;
    this.#count += 1;
    if (this.#count < this.#width) return;
    const point = { step, nats: this.#sum / this.#count };
    this.points = [...this.points, point];
    this.#sum = 0;
    this.#count = 0;
    if (this.points.length < MOST_POINTS) return;
    this.#width *= 2;
    this.points = this.points.flatMap(({ step, nats }, i, all) =>
      i % 2 === 1 ? [{ step, nats: (nats + all[i - 1].nats) / 2 }] : [],
    );
  }
}

/** A school for one lesson after another: its rounds share one curve. */
export class School {
  #bench;
  #curve = new ShortCurve();
  #done = 0;
  /** @type {import("../import/idx.js").Digits | null} */
  #shown = null;

  /**
   * @param {Bench} bench
   * @param {Pick<Schooling, "name" | "kind" | "rounds" | "steps">} plan
   */
  constructor(bench, plan) {
    this.#bench = bench;
    bench.session.workshop.schooling = {
      ...plan,
      ...{ round: 1, step: 0, curve: [] },
      ...{ originals: null, teacher: null, student: null },
    };
  }

  /** @param {Partial<Schooling>} change */
  #tell(change) {
    const { session } = this.#bench;
    const { schooling } = session.workshop;
    if (!schooling) return;
    session.workshop.schooling = { ...schooling, ...change };
    session.changed();
  }

  /**
   * Chooses the digits that are reconstructed meanwhile, and has the one that is
   * learned from reconstruct them.
   *
   * @param {Lab} teacher
   */
  async begin(teacher) {
    const { session, signal } = this.#bench;
    const digits = (await heldOutOf(session, signal)) ?? session.digits;
    if (!digits) return;
    this.#shown = paired(digits);
    this.#tell({
      originals: this.#shown.images,
      teacher: await this.#pictures(teacher),
    });
  }

  /** @param {Lab} lab */
  async #pictures(lab) {
    if (!this.#shown) return null;
    const { images, labels } = this.#shown;
    const told = labelsFor(lab, labels);
    const { mean } = await lab.encode(images, told);
    return lab.decode(mean, told);
  }

  /**
   * Trains a Lab to the end of what it is told.
   *
   * @param {Lab} lab
   * @param {import("./learned-from.js").Learned} learned
   * @param {import("../engine/lab-types.js").TrainOptions} options
   * @param {number} [round]
   */
  async teach(lab, { images, labels }, options, round = 1) {
    const { signal } = this.#bench;
    let [told, drawn] = [-Infinity, -Infinity];
    let last = 0;
    const tell = () =>
      this.#tell({
        ...{ round, step: this.#done + last, curve: this.#curve.points },
      });
    for await (const record of lab.train(images, {
      ...{ labels, ...options, signal },
    })) {
      const { step, reconstruction, kl } = record;
      last = step;
      this.#curve.push(this.#done + step, reconstruction + kl);
      if (performance.now() > told + TELL_EVERY_MS) {
        told = performance.now();
        tell();
      }
      if (performance.now() > drawn + PICTURE_EVERY_MS) {
        this.#tell({ student: await this.#pictures(lab) });
        // Drawing takes its time of slow models, and must not take theirs.
        drawn = performance.now();
      }
    }
    tell();
    this.#done += last;
    this.#tell({ student: await this.#pictures(lab) });
  }
}
