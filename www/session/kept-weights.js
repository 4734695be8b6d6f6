/** The weights that were kept from last time: whether, and how, they are opened. */

import { SETTINGS } from "../state.js";
import { recall } from "../store/work.js";
import { words } from "../words/words.js";
import { asError } from "./errors.js";
import { offerOnce } from "./formers.js";
import { freshStory, madeAlike } from "./fresh-model.js";
import { isAboutWeights, openLab, pretrained } from "./opening.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").Lab} Lab
 * @typedef {import("./session.js").ModelStory} ModelStory
 * @typedef {{ lab: Lab, model: ModelStory }} Opened
 *
 * Weights that were kept, with their story.
 * @typedef {{ bytes: ArrayBuffer, model: ModelStory }} Kept
 */

/** @returns {Promise<Kept | null>} */
async function recallWeights() {
  const kept = /** @type {Partial<Kept> | undefined} */ (
    await recall("weights")
  );
  if (!(kept?.bytes instanceof ArrayBuffer) || !kept.model) return null;
  return { bytes: kept.bytes, model: kept.model };
}

/**
 * The model to begin with: the shipped one, with the weights kept from last
 * time put into it, or else the file that was open last time.
 *
 * @param {Session} session
 * @param {Promise<Lab>} shipped
 * @param {AbortSignal} signal
 * @returns {Promise<Opened>}
 */
export async function withKept(session, shipped, signal) {
  const { settings } = session;
  const own =
    settings.start === "fresh"
      ? freshStory(settings)
      : pretrained(settings.model);
  const [lab, kept] = await Promise.all([shipped, recallWeights()]);
  const opened = { lab, model: own };
  if (signal.aborted || !kept || !isAskedFor(session, kept, own)) return opened;
  if (settings.weights === "pretrained" && own.source === "shipped") {
    await setAside(session, kept);
    return opened;
  }
  const fits = kept.model.source === "shipped" || own.source === "fresh";
  try {
    if (!fits) return await byItself(session, opened, kept, signal);
    await lab.load(kept.bytes);
    return { lab, model: kept.model };
  } catch (error) {
    // Another failure is no reason to throw the user's work away.
    if (!isAboutWeights(error)) {
      lab.close();
      throw error;
    }
    return asTheyAre(session, opened, kept, signal);
  }
}

/**
 * A link to the pretrained weights takes nothing of the user's away.
 *
 * @param {Session} session
 * @param {Kept} kept
 */
async function setAside(session, { bytes, model }) {
  const { name, tunedSteps } = model;
  const former = { id: checksum(bytes), bytes, model, own: true };
  await offerOnce(session, former, () => words.share.aside(name, tunedSteps));
}

/** The same for the same weights: FNV-1a. @param {ArrayBuffer} bytes */
const checksum = (bytes) =>
  new Uint8Array(bytes).reduce(
    (sum, byte) => Math.imul(sum ^ byte, 0x01000193) >>> 0,
    0x811c9dc5,
  );

/**
 * Whether what was kept is what the address asks for: what was trained from
 * another model waits.
 *
 * @param {Session} session
 * @param {Kept} kept
 * @param {ModelStory} own
 */
function isAskedFor({ settings }, { model }, own) {
  if (own.source === "fresh") {
    return model.made !== undefined && madeAlike(model, own);
  }
  if (model.made && settings.model !== SETTINGS.model.start) return false;
  return model.source !== "shipped" || model.name === own.name;
}

/**
 * Opens what was kept as the model that it is.
 *
 * @param {Session} session
 * @param {Opened} instead
 * @param {Kept} kept
 * @param {AbortSignal} signal
 * @returns {Promise<Opened>}
 */
async function byItself(session, instead, { bytes, model }, signal) {
  const lab = await openLab(session, bytes, signal);
  instead.lab.close();
  if (model.made) session.set({ ...model.made, start: "fresh" });
  return { lab, model };
}

/**
 * Weights that do not fit into the model of their name, which has changed since
 * then: a file of weights says itself what model it is. Only what cannot be
 * read at all is forgotten.
 *
 * @param {Session} session
 * @param {Opened} instead
 * @param {Kept} kept
 * @param {AbortSignal} signal
 * @returns {Promise<Opened>}
 */
async function asTheyAre(session, instead, { bytes, model }, signal) {
  const { name, tunedSteps } = model;
  const story = { name, tunedSteps, source: /** @type {const} */ ("file") };
  try {
    const opened = await byItself(
      session,
      instead,
      { bytes, model: story },
      signal,
    );
    session.set({ start: "weights" });
    session.tell(() => words.news.unfitting(name));
    return opened;
  } catch (error) {
    if (!isAboutWeights(error)) throw error;
    session.tellError(asError(error), (text) =>
      words.news.unreadable(name, text),
    );
    await session.keepWork("weights", undefined);
    return instead;
  }
}
