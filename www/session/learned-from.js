/** What the workshop trains with: the whole training set, or the digits at hand. */

import { isOffered } from "../state.js";
import { labelsFor } from "./labels.js";
import { words } from "../words/words.js";

/**
 * @typedef {import("./session.js").Session} Session
 *
 * @typedef {object} Learned
 * @property {Uint8Array} images 784 each
 * @property {Uint8Array} [labels] of a model that is told classes
 */

/**
 * The whole set is fetched where it is not here yet. Clothes of whose training
 * half there is none are learned from those at hand.
 *
 * @param {import("./operations.js").Bench} bench
 * @returns {Promise<Learned>}
 */
export async function learnedFrom({ session, lab, file, signal, say }) {
  const { settings, sets, digitsOf } = session;
  if (settings.learnFrom === "all") {
    await sets.list();
    const name = wholeSet(session);
    if (name) {
      say("fetching", file.name);
      const stop = () => sets.cancel();
      signal.addEventListener("abort", stop, { once: true });
      await sets.load([name]);
      signal.removeEventListener("abort", stop);
      signal.throwIfAborted();
      const set = sets.get(name);
      if (set) {
        return { images: set.images, ...labelsFor(lab, set.labels) };
      }
      if (sets.failure) throw sets.failure;
    }
  }
  const { digits } = session;
  if (!digits || session.digitsOf !== digitsOf)
    throw new Error(words.workshop.noDigits);
  return { images: digits.images, ...labelsFor(lab, digits.labels) };
}

/**
 * @param {Pick<Session, "sets" | "digitsOf">} session
 * @returns {import("../import/data-sets.js").SetName | null}
 */
export function wholeSet({ sets, digitsOf }) {
  if (!isOffered("learnFrom", "all")) return null;
  if (digitsOf === "mnist") return "mnist-train";
  return sets.sizes?.["fashion-train"] ? "fashion-train" : null;
}
