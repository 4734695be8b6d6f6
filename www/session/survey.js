/** Tries the ways to make a model smaller, one after the other: bytes against nats. */

import { Lab } from "../engine/lab.js";
import { asError } from "./errors.js";
import { labelsFor } from "./labels.js";
import { FIGURE_SEED, heldOutOf, natsOf, part } from "./made-figures.js";
import { add, inWork, nameOf } from "./making.js";
import { noteIn } from "./noted.js";
import { OPERATIONS } from "./operations.js";
import { fileOf, natsKnown } from "./workshop.js";
import { words } from "../words/words.js";

/**
 * @typedef {import("../import/idx.js").Digits} Digits
 * @typedef {import("./operations.js").Bench} Bench
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").Settings} Settings
 * @typedef {import("./workshop.js").WorkshopFile} WorkshopFile
 *
 * What a file is made by.
 * @typedef {Partial<Settings>} Try
 *
 * Measures files, one Lab for all of one shape.
 * @typedef {(bytes: ArrayBuffer) => Promise<Lab>} Opener
 */

/** Images of the first estimate. */
export const GUESSED = 300;
const BITS = /** @type {const} */ (["8", "6", "5", "4", "3"]);
const SHARES = [10, 25, 50];
/** Parts of the widest layer, as ranks. */
const RANKS = [2, 4, 8, 16];
/** What costs no more than this is worth quantizing too, in nats. */
const WORTH = 3;
/** What is next to nothing, in nats. */
const BARGAIN = 0.5;
/** So many of them, the smallest; each in as many bits. */
const [COMBINED, COMBINED_BITS] = [3, /** @type {const} */ (["5", "4"])];

/** Of dense models: parts of their pixels that say next to nothing, in per cent. */
const DARK = 25;

/** @type {(bits: Settings["bits"]) => Try} */
const quantized = (bits) => ({
  ...{ operation: "quantize", bits, per: "channel", scheme: "symmetric" },
});

/** @type {(rank: number) => Try} */
const ofRank = (rank) => ({
  ...{ operation: "factorize", factorBy: "rank", rank },
});

/** @type {(prune: Settings["prune"], share: number) => Try} */
const pruned = (prune, share) => ({
  ...{ operation: "prune", prune, share, rounds: 1, tune: 0 },
});

/**
 * What is worth doing one after the other: of dense models, without the pixels
 * that say little, the best that is known.
 *
 * @param {import("./session.js").ModelConfig} config
 * @returns {Try[][]}
 */
export function chainsOf({ hidden, channels = [] }) {
  if (channels.length > 0 || hidden.length === 0) return [];
  const rank = Math.floor(Math.max(...hidden) / RANKS[1]);
  const thinner = rank > 0 ? [[ofRank(rank), quantized("6")]] : [];
  const after = [[quantized("5")], ...thinner];
  return after.map((rest) => [pruned("pixels", DARK), ...rest]);
}

/**
 * Every operation that makes a model smaller, in some strengths.
 *
 * @param {import("./session.js").ModelConfig} config
 * @returns {Try[]}
 */
export function triesOf({ hidden }) {
  const widest = Math.max(0, ...hidden);
  const ranks = RANKS.map((part) => Math.floor(widest / part));
  return [
    ...BITS.map(quantized),
    ...SHARES.map((share) => pruned("units", share)),
    ...[...new Set(ranks)].filter((rank) => rank > 0).map(ofRank),
    { operation: "removeLatents" },
  ];
}

/**
 * Makes a file by each of them, and by the best of them in few bits too, each
 * estimated by a few images and then measured by all. Cancelled, it leaves what
 * it has come to.
 *
 * @param {Session} session
 * @param {typeof Lab.create} [create]
 */
export function survey(session, create = Lab.create) {
  const { lab } = session;
  return inWork(
    session,
    async ({ open, say, signal }) => {
      if (!lab) return;
      const file = await fileOf(session, lab);
      file.given = true;
      say("opening", file.name);
      const own = await open(file.bytes);
      file.parameters = own.summary().parameters;
      const digits = (await heldOutOf(session, signal)) ?? session.digits;
      if (!digits) throw new Error(words.workshop.noDigits);
      const bench = { session, lab: own, file, signal, say, open };
      const judge = judgeWith(open);
      const tries = triesOf(own.config);
      const chains = chainsOf(own.config);
      const combined = COMBINED * COMBINED_BITS.length + chains.flat().length;
      const steps = 2 * (tries.length + combined);
      const walk = new Walk(bench, { digits, judge, steps });
      await walk.measured(file);
      await walk.all(bench, tries);
      for (const parent of worthMore(session, file)) {
        const lab = await open(parent.bytes);
        const next = { ...bench, lab, file: parent };
        parent.given = true;
        await walk.all(next, COMBINED_BITS.map(quantized));
        lab.close();
      }
      for (const chain of chains) await walk.chain(bench, chain);
      session.workshop.chosen ??= bargain(session, file);
    },
    create,
  );
}

/**
 * The smallest of those made of a file that cost next to nothing.
 *
 * @param {Session} session
 * @param {WorkshopFile} file
 */
function bargain({ workshop }, file) {
  const most = (natsKnown(file)?.value ?? Infinity) + BARGAIN;
  const cheap = workshop.files
    .filter((each) => each.operation && each.figures.negativeElbo)
    .filter((each) => (natsKnown(each)?.value ?? Infinity) <= most)
    .sort((a, b) => a.bytes.byteLength - b.bytes.byteLength);
  return cheap[0]?.id ?? null;
}

/**
 * The smallest of those made of a file that cost little, without those that
 * have few bits already.
 *
 * @param {Session} session
 * @param {WorkshopFile} file
 */
function worthMore({ workshop }, file) {
  const most = (natsKnown(file)?.value ?? Infinity) + WORTH;
  return workshop.files
    .filter(({ of, operation }) => of === file.id && operation !== "quantize")
    .filter((each) => (natsKnown(each)?.value ?? Infinity) < most)
    .sort((a, b) => a.bytes.byteLength - b.bytes.byteLength)
    .slice(0, COMBINED);
}

/**
 * @param {Bench["open"]} open
 * @returns {Opener}
 */
function judgeWith(open) {
  /** @type {Lab | undefined} */
  let lab;
  return async (bytes) => {
    try {
      if (lab) {
        await lab.load(bytes);
        return lab;
      }
    } catch (error) {
      if (asError(error).code !== "weights-architecture-mismatch") throw error;
      lab?.close();
    }
    lab = await open(bytes);
    return lab;
  };
}

/** What is made and measured, one after the other. */
class Walk {
  #bench;
  #told;
  #done = 0;

  /**
   * @param {Bench} bench
   * @param {{ digits: Digits, judge: Opener, steps: number }} told
   */
  constructor(bench, told) {
    this.#bench = bench;
    this.#told = told;
  }

  /** @param {string} name the file that comes next */
  #say(name) {
    const { session } = this.#bench;
    const { work } = session.workshop;
    if (!work) return;
    const parts = { done: this.#done++, all: this.#told.steps };
    session.workshop.work = { ...work, ...parts, phase: "trying", name };
    session.changed();
  }

  /** @param {WorkshopFile} file */
  async measured(file) {
    if (file.figures.negativeElbo) return;
    const { session, signal } = this.#bench;
    const { digits, judge } = this.#told;
    const lab = await judge(file.bytes);
    file.parameters = lab.summary().parameters;
    await natsOf(file, lab, digits, signal);
    session.changed();
  }

  /**
   * @param {WorkshopFile} file
   * @returns {Promise<number>} nats, of the first few images
   */
  async #guess(file) {
    const { signal } = this.#bench;
    const { digits, judge } = this.#told;
    const { images, labels } = part(digits, 0, GUESSED);
    const lab = await judge(file.bytes);
    const { negativeElbo } = await lab.evaluate(images, {
      ...labelsFor(lab, labels),
      ...{ seed: FIGURE_SEED, signal },
    });
    return negativeElbo;
  }

  /**
   * @param {Bench} bench whose file these are made of
   * @param {Try[]} tries
   */
  async all(bench, tries) {
    const { session } = this.#bench;
    const { file } = bench;
    /** @type {WorkshopFile[]} */
    const made = [];
    try {
      await this.#guessAll(bench, tries, made);
      for (const after of made) {
        this.#say(after.name);
        await this.measured(after);
        await noteIn(bench.lab, file, after);
        after.measuring = false;
        session.changed();
      }
    } finally {
      for (const after of made) after.measuring = false;
    }
  }

  /**
   * Each of what the one before it came to.
   *
   * @param {Bench} bench
   * @param {Try[]} tries
   */
  async chain(bench, tries) {
    const { session, open } = bench;
    let { file, lab } = bench;
    for (const [i, wanted] of tries.entries()) {
      await this.all({ ...bench, file, lab }, [wanted]);
      if (lab !== bench.lab) lab.close();
      const name = nameOf(file, { ...session.settings, ...wanted });
      const next = session.workshop.files.find(
        (each) => each.name === name && each.of === file.id,
      );
      if (!next || i === tries.length - 1) return;
      next.given = true;
      file = next;
      lab = await open(next.bytes);
    }
  }

  /**
   * @param {Bench} bench
   * @param {Try[]} tries
   * @param {WorkshopFile[]} made gets each file as soon as it is there
   */
  async #guessAll(bench, tries, made) {
    const { session } = this.#bench;
    const { file } = bench;
    const guessed = await this.#guess(file);
    const before = natsKnown(file);
    for (const wanted of tries) {
      const settings = { ...session.settings, ...wanted };
      const name = nameOf(file, settings);
      this.#say(name);
      const known = session.workshop.files.find(
        (each) => each.name === name && each.of === file.id,
      );
      const after = known ?? (await this.#make(bench, settings));
      if (!after || !before || after.figures.negativeElbo) continue;
      // Nobody may have it before its figures are in it.
      after.measuring = true;
      made.push(after);
      // The same images and noise: of the difference little is chance.
      const value = before.value + (await this.#guess(after)) - guessed;
      after.figures.estimate = { value, error: NaN, images: GUESSED };
      session.changed();
    }
  }

  /**
   * @param {Bench} bench
   * @param {Settings} settings
   * @returns {Promise<WorkshopFile | null>} null where there is nothing to do
   */
  async #make(bench, settings) {
    const { session } = this.#bench;
    const quiet = { ...bench, say: () => {} };
    try {
      const made = await OPERATIONS[settings.operation](quiet, settings);
      return await add(session, bench.file, settings, made);
    } catch (error) {
      if (NOTHING.includes(asError(error).code ?? "")) return null;
      throw error;
    }
  }
}

/** What this model has no use for, or a rank that it does not have. */
const NOTHING = ["nothing-to-do", "none-dead", "option-out-of-range"];
