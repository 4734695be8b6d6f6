/** The weights that were kept from last time: whether, and how, they are opened. */

import { SETTINGS } from "../state.js";
import { tabName } from "../store/tab.js";
import { change, recall } from "../store/work.js";
import { words } from "../words/words.js";
import { asError } from "./errors.js";
import { hashOf, offerOnce } from "./formers.js";
import { freshStory, madeAlike } from "./fresh-model.js";
import { isInterrupted } from "./interrupted.js";
import { isAboutWeights, openLab, pretrained } from "./opening.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").Lab} Lab
 * @typedef {import("./session.js").ModelStory} ModelStory
 * @typedef {import("./interrupted.js").Interrupted} Interrupted
 * @typedef {{ lab: Lab, model: ModelStory, run?: Interrupted }} Opened
 *
 * Weights that were kept, with their story.
 * @typedef {{ bytes: ArrayBuffer, model: ModelStory, run?: Interrupted, tab?: string, mark?: number }} Kept
 */

/** @returns {Promise<Kept | null>} */
async function recallWeights() {
  const kept = /** @type {Partial<Kept> | undefined} */ (
    await recall("weights")
  );
  if (!(kept?.bytes instanceof ArrayBuffer) || !kept.model) return null;
  // What is opened here is this tab's from now on, whichever kept it.
  seen = kept.mark;
  const run = isInterrupted(kept.run) ? kept.run : undefined;
  return { bytes: kept.bytes, model: kept.model, run };
}

/** Of the keeping that this tab has seen last. @type {number | undefined} */
let seen;

/**
 * Keeps this tab's weights. Those that another tab has kept meanwhile are
 * handed back: they must not be lost.
 *
 * @param {Pick<Kept, "bytes" | "model" | "run">} own
 * @returns {Promise<Kept | null>}
 * @throws {import("../store/work.js").StoreError}
 */
export async function keepOwnWeights(own) {
  const mark = Math.random();
  /** @type {Kept | null} */
  let others = null;
  await change("weights", (value) => {
    const kept = /** @type {Partial<Kept> | undefined} */ (value);
    const tab = tabName();
    const { bytes, model, tab: other, mark: theirs } = kept ?? {};
    const foreign = other !== undefined && other !== tab && theirs !== seen;
    others = foreign && bytes && model ? { bytes, model, tab: other } : null;
    return { ...own, tab, mark };
  });
  seen = mark;
  return others;
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
    return { lab, model: kept.model, run: kept.run };
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
  const former = { id: hashOf(new Uint8Array(bytes)), bytes, model, own: true };
  await offerOnce(session, former, () => words.share.aside(name, tunedSteps));
}

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
async function byItself(session, instead, { bytes, model, run }, signal) {
  const lab = await openLab(session, bytes, signal);
  instead.lab.close();
  if (model.made) session.set({ ...model.made, start: "fresh" });
  return { lab, model, run };
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
