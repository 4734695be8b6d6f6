/** Several models as one, their weights left as they are: judged, nothing is made. */

import { Lab } from "../engine/lab.js";
import { words } from "../words/words.js";
import { labelsFor } from "./labels.js";
import {
  CLASSES,
  FIGURE_SEED,
  heldOutOf,
  ofClass,
  paired,
  part,
} from "./made-figures.js";
import { inWork } from "./making.js";
import { fileOf } from "./workshop.js";

/**
 * @typedef {import("../import/idx.js").Digits} Digits
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./workshop.js").Judged} Judged
 *
 * What a model and an ensemble both can.
 * @typedef {Pick<Lab, "reconstruct" | "sample"> & { evaluate: (images: Uint8Array, options: object) => Promise<import("../engine/protocol.js").Figures> }} Judging
 */

/** Held-out images: each is decoded by every member. */
export const JUDGED = 200;

/**
 * Judges the ensemble of the model and the others, and each of them alone.
 *
 * @param {Session} session
 * @param {typeof Lab.create} [create]
 */
export function judgeEnsemble(session, create = Lab.create) {
  const { lab, workshop, settings } = session;
  const { posterior, average } = settings;
  return inWork(
    session,
    async ({ open, say, signal }) => {
      if (!lab) return;
      const file = await fileOf(session, lab);
      say("opening", file.name);
      const own = await open(file.bytes);
      const held = (await heldOutOf(session, signal)) ?? session.digits;
      if (!held) throw new Error(words.workshop.noDigits);
      const digits = part(held, 0, JUDGED);
      const few = paired(held);
      const told = { digits, few, seed: settings.seed, signal };
      const members = [file, ...workshop.others];
      const others = workshop.others.map(({ bytes }) => bytes);
      say("ensemble", file.name);
      const options = { posterior, average, signal };
      const ensemble = await own.workshop.ensemble(others, options);
      try {
        const all = await judge(ensemble, own, told);
        /** @type {Judged[]} */
        const judged = [];
        for (const { name, bytes } of members) {
          say("negativeElbo", name);
          const member = await open(bytes);
          judged.push({ name, ...(await judge(member, member, told)) });
          member.close();
        }
        workshop.ensemble = {
          ...{ posterior, average, images: digits.count },
          ...{ originals: few.images, seed: settings.seed },
          judged: [...judged, { name: "", ...all }],
        };
      } finally {
        ensemble.close();
      }
    },
    create,
  );
}

/**
 * @param {Judging} model
 * @param {Lab} lab whose config says whether classes are told
 * @param {{ digits: Digits, few: Digits, seed: number, signal: AbortSignal }} told
 * @returns {Promise<Omit<Judged, "name">>}
 */
async function judge(model, lab, { digits, few, seed, signal }) {
  const nats = async (/** @type {Digits} */ { images, labels, count }) => {
    const { negativeElbo: value, negativeElboError: error = NaN } =
      await model.evaluate(images, {
        ...labelsFor(lab, labels),
        ...{ seed: FIGURE_SEED, signal },
      });
    return { value, error, images: count };
  };
  const negativeElbo = await nats(digits);
  const byClass = [];
  for (let label = 0; label < CLASSES; label++) {
    const some = ofClass(digits, label);
    byClass.push(some.count > 0 ? await nats(some) : null);
  }
  const reconstructions = await model.reconstruct(few.images, {
    ...{ seed, ...labelsFor(lab, few.labels) },
  });
  const samples = await model.sample({ count: few.count, seed });
  signal.throwIfAborted();
  return { negativeElbo, byClass, reconstructions, samples };
}
