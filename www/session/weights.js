/** Weights in and out: to a file, from a file, back to the pretrained ones. */

import { words } from "../words/words.js";
import { comeBack } from "./aside.js";
import {
  adopt,
  isAboutWeights,
  keepWeights,
  openLab,
  pretrained,
} from "./opening.js";
import { offer } from "./formers.js";
import { forgetOwnWeights } from "./kept-weights.js";
import { History } from "./history.js";
import { asError } from "./errors.js";
import {
  closing,
  inTurn,
  setAsOpen,
  settle,
  taken,
  wayBack,
} from "./switching.js";
import { cancel } from "./training.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").ModelStory} ModelStory
 * @typedef {import("./switching.js").Kept} Kept
 */

/**
 * The weights as a file.
 *
 * @param {Session} session
 * @returns {Promise<{ name: string, bytes: ArrayBuffer } | null>}
 */
export async function exportFile(session) {
  const { lab, model } = session;
  if (!lab) return null;
  try {
    const bytes = await lab.exportWeights();
    const stem = model.name.replace(/\.safetensors$/, "");
    const steps = model.tunedSteps > 0 ? `-plus-${model.tunedSteps}-steps` : "";
    return { name: `${stem}${steps}.safetensors`, bytes };
  } catch (error) {
    session.fail(error);
    return null;
  }
}

/**
 * Puts a file's weights into the model; a file of another architecture opens
 * as a new Lab. A file that is refused changes nothing.
 *
 * @param {Session} session
 * @param {File} file
 */
export function openFile(session, file) {
  return inTurn(session, () =>
    openInTurn(session, file, async () => ({
      bytes: await file.arrayBuffer(),
    })),
  );
}

/**
 * Opens a file that the workshop made, as any other file is opened. A shipped
 * model that gives way is offered back too: one goes to and fro between the two.
 *
 * @param {Session} session
 * @param {number} id
 */
export function openMade(session, id) {
  const file = session.workshop.file(id);
  if (!file || file.measuring) return Promise.resolve();
  file.given = true;
  const named = { name: `${file.name}.safetensors` };
  return inTurn(session, () =>
    openInTurn(session, named, async () => ({ bytes: file.bytes, file: id })),
  );
}

/**
 * @param {Session} session
 * @param {{ name: string }} file
 * @param {() => Promise<{ bytes: ArrayBuffer, file?: number }>} read
 */
async function openInTurn(session, { name }, read) {
  try {
    const { bytes, ...made } = await read();
    const story = /** @type {ModelStory} */ ({
      ...{ name, source: "file", tunedSteps: 0 },
      ...made,
    });
    comeBack(session);
    const { lab } = session;
    const to = "file" in made && lab ? taken(session, lab) : wayBack(session);
    const former = await to;
    await take(session, { bytes, model: story });
    session.set({ start: "weights" });
    settle(session, { start: "weights" });
    const say = () => words.news.opened(name);
    if (former) await offer(session, former, say);
    else session.tell(say);
    await keepWeights(session);
  } catch (error) {
    const { message, code } = asError(error);
    const rude = isAboutWeights(error);
    const within = (/** @type {string} */ text) =>
      rude ? words.errors.rudeFile(name, text) : text;
    session.tellError({ message, code }, within);
  }
}

/**
 * @param {Session} session
 * @param {Kept} kept
 */
export async function take(session, kept) {
  comeBack(session);
  if (!session.lab) return;
  const lab = await labWith(session, session.lab, kept);
  clearRun(session);
  adopt(session, lab, kept.model);
}

/**
 * A Lab with these weights: the one that is open where it fits. That of a
 * shipped model must have been opened as such, for a reset leads back to what a
 * Lab was opened with.
 *
 * @param {Session} session
 * @param {import("./session.js").Lab} lab
 * @param {Kept} kept
 */
async function labWith(session, lab, { bytes, model }) {
  if (model.source === "shipped") {
    const { source, name } = session.model;
    const same = source === "shipped" && name === model.name;
    if (same) {
      await lab.load(bytes);
      return lab;
    }
    const next = await openLab(session, model.name);
    await closing(next, null, () => next.load(bytes));
    return next;
  }
  try {
    await lab.load(bytes);
    return lab;
  } catch (error) {
    if (asError(error).code !== "weights-architecture-mismatch") throw error;
    return openLab(session, bytes);
  }
}

/** @param {Session} session */
export function clearRun(session) {
  session.run = null;
  session.interrupted = null;
  session.score = null;
  session.watch.clear();
  session.snapshots.clear();
  session.history = new History();
}

/**
 * Back to the pretrained weights, with a way back from there.
 *
 * @param {Session} session
 */
export function reset(session) {
  return inTurn(session, () => resetInTurn(session));
}

/** @param {Session} session */
async function resetInTurn(session) {
  await cancel(session);
  const { lab, model, settled } = session;
  if (!lab) return;
  const name = settled.model ?? session.settings.model;
  try {
    const former = await wayBack(session);
    const shipped = model.source === "shipped";
    const next = shipped ? lab : await openLab(session, name);
    if (shipped) await lab.reset();
    session.set({ start: "weights" });
    settle(session, { start: "weights" });
    clearRun(session);
    adopt(session, next, pretrained(name));
    await forgetOwnWeights(session);
    const undo = former ? { undo: () => void restore(session, former) } : {};
    session.tell(() => words.news.reset, undo);
  } catch (error) {
    session.progress = null;
    session.fail(error);
  }
}

/**
 * Puts weights back that were taken out of the model.
 *
 * @param {Session} session
 * @param {Kept} kept
 */
export function restore(session, kept) {
  const { settings = {} } = kept;
  session.set(settings);
  return inTurn(session, async () => {
    try {
      await cancel(session);
      // What was trained since then has a way back of its own.
      const since = await wayBack(session);
      await take(session, kept);
      settle(session, settings);
      setAsOpen(session);
      const say = () => words.news.undone;
      if (since) await offer(session, since, say);
      else session.tell(say);
      await keepWeights(session);
    } catch (error) {
      setAsOpen(session);
      const { name, tunedSteps } = kept.model;
      const say = () => words.news.former(name, tunedSteps);
      await offer(session, kept, say);
      session.progress = null;
      session.fail(error);
    }
  });
}
