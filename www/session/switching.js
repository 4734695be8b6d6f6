/** Opening another model or device: one after another, and the newest wish only. */

import { words } from "../words/words.js";
import { offer } from "./formers.js";
import { forgetOwnWeights } from "./kept-weights.js";
import { adopt, openFirst, openLab, pretrained } from "./opening.js";
import { FRESH } from "./setup-parts.js";
import { cancel } from "./training.js";
import { clearRun } from "./weights.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").ModelStory} ModelStory
 * @typedef {import("./session.js").Settings} Settings
 *
 * What is to be open; what it does not name stays as it is.
 * @typedef {object} Wish
 * @property {Settings["model"]} [model]
 * @property {Settings["device"]} [device]
 * @property {AbortController} control tells that a newer wish has taken its place
 *
 * Weights that were taken out of the model, and what was set with them.
 * @typedef {{ id?: number, bytes: ArrayBuffer, model: ModelStory, settings?: Partial<Settings>, own?: boolean }} Kept
 */

/** What of the settings says which model is open. */
const OF_MODEL = /** @type {const} */ (["model", "start", ...FRESH]);

/**
 * Opens the model that the settings name, or the weights kept from last time.
 *
 * @param {Session} session
 */
export const open = (session) => wishFor(session, {});

/**
 * Opens another shipped model, with a way back where work would be lost.
 *
 * @param {Session} session
 * @param {Settings["model"]} model
 */
export const useModel = (session, model) => wishFor(session, { model });

/**
 * Moves the model to another device, weights and all.
 *
 * @param {Session} session
 * @param {Settings["device"]} device
 */
export const useDevice = (session, device) => wishFor(session, { device });

/**
 * Work that exchanges the model: one after another, and no run begins before
 * all is done.
 *
 * @param {Session} session
 * @param {() => Promise<void>} work
 */
export function inTurn(session, work) {
  // A wish that comes now is one after this work, not part of one before it.
  session.wish = null;
  return queued(session, work);
}

/**
 * @param {Session} session
 * @param {() => Promise<void>} work
 * @returns {Promise<void>}
 */
function queued(session, work) {
  session.turns += 1;
  session.switching = true;
  session.changed();
  const turn = session.moving.then(work).finally(() => {
    session.turns -= 1;
    session.switching = session.turns > 0;
    session.changed();
  });
  session.moving = turn.catch(() => {});
  return turn;
}

/**
 * @param {Session} session
 * @param {Omit<Wish, "control">} change
 */
function wishFor(session, change) {
  session.wish?.control.abort();
  const control = new AbortController();
  const wish = { ...session.wish, ...change, control };
  session.wish = wish;
  const start = change.model && /** @type {const} */ ({ start: "weights" });
  if (Object.keys(change).length > 0) session.set({ ...change, ...start });
  return queued(session, () => serve(session, wish));
}

/**
 * @param {Session} session
 * @param {Wish} wish
 */
async function serve(session, wish) {
  const { signal } = wish.control;
  if (signal.aborted) return;
  try {
    await cancel(session);
    // A Lab that lost its last device has nothing to export: the weights kept
    // last are opened instead.
    const ready = session.lab !== null && session.phase === "ready";
    if (!ready) await openFirst(session, signal);
    else if (wish.model) await openOther(session, wish.model, wish);
    else await move(session, wish);
  } catch (error) {
    if (signal.aborted) return;
    if (session.wish === wish) session.wish = null;
    setAsOpen(session);
    session.progress = null;
    session.fail(error);
  } finally {
    if (session.wish === wish) session.wish = null;
  }
}

/**
 * @param {Session} session
 * @param {Settings["model"]} name
 * @param {Wish} wish
 */
async function openOther(session, name, { device, control: { signal } }) {
  const next = await openLab(session, name, signal);
  const former = await closing(next, signal, () => wayBack(session));
  if (signal.aborted) return;
  clearRun(session);
  settle(session, { model: name, start: "weights", ...(device && { device }) });
  adopt(session, next, pretrained(name));
  // First this: a page that is closed in between loses nothing.
  if (former) await offer(session, former, () => words.news.opened(name));
  await forgetOwnWeights(session);
}

/**
 * @param {Session} session
 * @param {Wish} wish
 */
async function move(session, { device, control: { signal } }) {
  const { lab, model } = session;
  if (!lab) return;
  const shipped = model.source === "shipped";
  const source = shipped ? model.name : await lab.exportWeights();
  const next = await openLab(session, source, signal);
  // A prior that was fitted moves too, and what was fitted meanwhile.
  await closing(next, signal, async () => next.load(await lab.exportWeights()));
  if (signal.aborted) return;
  settle(session, device ? { device } : {});
  adopt(session, next, model);
}

/**
 * The last work before a Lab is shown: it is closed where that fails, or where
 * something else is wanted by then.
 *
 * @template T
 * @param {import("./session.js").Lab} next
 * @param {AbortSignal | null} signal
 * @param {() => Promise<T>} work
 */
export async function closing(next, signal, work) {
  try {
    const made = await work();
    if (signal?.aborted) next.close();
    return made;
  } catch (error) {
    next.close();
    throw error;
  }
}

/**
 * Remembers what the model that is open was opened with: the settings may name
 * the next one already.
 *
 * @param {Session} session
 * @param {Partial<Settings>} change
 */
export function settle(session, change) {
  session.settled = { ...session.settled, ...change };
}

/**
 * What is open, to come back to.
 *
 * @param {Session} session
 * @param {import("./session.js").Lab} lab
 * @returns {Promise<Kept>}
 */
export async function taken({ model, settled }, lab) {
  const entries = OF_MODEL.map((name) => [name, settled[name]]);
  const known = entries.filter(([, value]) => value !== undefined);
  const settings = Object.fromEntries(known);
  const own = isOwn(model, lab);
  const bytes = await lab.exportWeights();
  return { id: Math.random(), bytes, model, settings, own };
}

/**
 * The same, or null where nothing would be lost.
 *
 * @param {Session} session
 */
export const wayBack = async (session) =>
  session.lab && isOwn(session.model, session.lab)
    ? taken(session, session.lab)
    : null;

/**
 * Whether there is work of the user's in it: training, a fit, a file.
 *
 * @param {ModelStory} model
 * @param {Pick<import("./session.js").Lab, "priors">} lab
 */
const isOwn = ({ tunedSteps, source }, { priors }) =>
  tunedSteps > 0 ||
  source !== "shipped" ||
  priors.some((name) => name === "mixture" || name === "classConditional");

/**
 * Says in the settings what is open, unless more is wanted by now.
 *
 * @param {Session} session
 */
export function setAsOpen(session) {
  if (!session.wish) session.set(session.settled);
}
