/** The weights that were kept from last time: whether, and how, they are opened. */

import { SETTINGS } from "../state.js";
import { tabName } from "../store/tab.js";
import { change, recall } from "../store/work.js";
import { words } from "../words/words.js";
import { asError } from "./errors.js";
import { hashOf, offerOnce, settingAside, tellSetAside } from "./formers.js";
import { freshStory, madeAlike } from "./fresh-model.js";
import { isInterrupted } from "./interrupted.js";
import { storyIn } from "./kept-checks.js";
import { isAboutWeights, openLab, pretrained } from "./opening.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").Lab} Lab
 * @typedef {import("./session.js").ModelStory} ModelStory
 * @typedef {import("./interrupted.js").Interrupted} Interrupted
 * @typedef {{ lab: Lab, model: ModelStory, run?: Interrupted }} Opened
 *
 * Weights that were kept, with their story: which tab kept them, in which of its
 * visits, and a mark of that keeping.
 * @typedef {{ bytes: ArrayBuffer, model: ModelStory, run?: Interrupted, tab?: string, visit?: number, mark?: number }} Kept
 */

/** This visit: a tab that is duplicated has its name twice. */
const VISIT = Math.random();

/** Of the keeping that is open here: this tab opened it, or made it. @type {number | undefined | null} */
let here = null;

/** What is kept is not what is open here: it is set aside before it is written over. */
export function notOpenHere() {
  here = null;
}

/**
 * @param {unknown} value
 * @returns {Kept | null} null of what is of no use
 */
function keptIn(value) {
  const kept = /** @type {Partial<Kept>} */ (value ?? {});
  const model = storyIn(kept.model);
  const { bytes } = kept;
  const run = isInterrupted(kept.run) ? kept.run : undefined;
  return model && bytes instanceof ArrayBuffer
    ? { ...kept, bytes, model, run }
    : null;
}

/**
 * Keeps this tab's weights. Those that another tab has kept meanwhile, or that
 * wait for another model, are set aside with it: both, or neither, for they must
 * not be lost.
 *
 * @param {Session} session
 * @param {Pick<Kept, "bytes" | "model" | "run">} own
 * @throws {import("../store/work.js").StoreError}
 */
export async function keepOwnWeights(session, own) {
  const mark = Math.random();
  const tab = tabName();
  /** @type {Kept | null} */
  let others = null;
  /** @type {ReturnType<typeof settingAside> | null} */
  let aside = null;
  /** @type {import("./switching.js").Kept | null} */
  let former = null;
  await change(
    "weights",
    (value) => {
      const kept = keptIn(value);
      others = kept?.mark === here ? null : kept;
      return { ...own, tab, visit: VISIT, mark };
    },
    () => {
      if (!others) return null;
      const { bytes, model, visit, mark: id } = others;
      former = { id: visit ?? id ?? 0, bytes, model, own: true };
      aside = settingAside(former, VISIT);
      return aside.change;
    },
  );
  here = mark;
  session.isKept("weights");
  tellAside(session, others, former, aside);
}

/**
 * @param {Session} session
 * @param {Kept | null} others
 * @param {import("./switching.js").Kept | null} former
 * @param {ReturnType<typeof settingAside> | null} aside
 */
function tellAside(session, others, former, aside) {
  if (!others || !former || !aside) return;
  const sameTab = others.tab === tabName();
  tellSetAside(session, former, { gone: aside.gone, sameTab });
}

/**
 * Forgets what is kept, where it is what was open here: another tab's stays.
 *
 * @param {Session} session
 */
export const forgetOwnWeights = (session) =>
  session.forgetWork("weights", (value) => keptIn(value)?.mark === here);

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
  const [lab, value] = await Promise.all([shipped, recall("weights")]);
  const kept = keptIn(value);
  const opened = { lab, model: own };
  if (signal.aborted) return opened;
  notOpenHere();
  if (!kept && value !== undefined) await drop(session);
  if (!kept || !isAskedFor(session, kept, own)) return opened;
  if (settings.weights === "pretrained" && own.source === "shipped") {
    await setAside(session, kept);
    return opened;
  }
  const fits = kept.model.source === "shipped" || own.source === "fresh";
  try {
    if (!fits) return await byItself(session, opened, kept, signal);
    await lab.load(kept.bytes);
    here = kept.mark;
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
async function setAside(session, { bytes, model, mark }) {
  const { name, tunedSteps } = model;
  const former = { id: hashOf(new Uint8Array(bytes)), bytes, model, own: true };
  const say = () => words.share.aside(name, tunedSteps);
  if (await offerOnce(session, former, say)) here = mark;
}

/** What cannot be anybody's weights is said once, and goes. @param {Session} session */
function drop(session) {
  session.ignoreKept("weights");
  return session.keepWork("weights", undefined);
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
async function byItself(session, instead, kept, signal) {
  const { bytes, model, run, mark } = kept;
  const lab = await openLab(session, bytes, signal);
  here = mark;
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
async function asTheyAre(session, instead, { bytes, model, mark }, signal) {
  const { name, tunedSteps } = model;
  const story = { name, tunedSteps, source: /** @type {const} */ ("file") };
  try {
    const opened = await byItself(
      session,
      instead,
      { bytes, model: story, mark },
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
