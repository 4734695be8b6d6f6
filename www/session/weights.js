/** Weights in and out: to a file, from a file, back to the pretrained ones. */

import { words } from "../words/words.js";
import { comeBack } from "./aside.js";
import {
  adopt,
  isAboutWeights,
  keepWeights,
  open,
  openLab,
  pretrained,
} from "./opening.js";
import { History } from "./history.js";
import { asError } from "./errors.js";
import { cancel } from "./training.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").ModelStory} ModelStory
 * @typedef {{ bytes: ArrayBuffer, model: ModelStory }} Kept
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
export async function openFile(session, file) {
  try {
    const bytes = await file.arrayBuffer();
    const story = /** @type {ModelStory} */ ({
      name: file.name,
      source: "file",
      tunedSteps: 0,
    });
    await take(session, { bytes, model: story });
    session.set({ start: "weights" });
    session.tell(() => words.news.opened(file.name));
    await keepWeights(session);
  } catch (error) {
    const { message, code } = asError(error);
    const rude = isAboutWeights(error);
    const within = (/** @type {string} */ text) =>
      rude ? words.errors.rudeFile(file.name, text) : text;
    session.tellError({ message, code }, within);
  }
}

/**
 * @param {Session} session
 * @param {Kept} kept
 */
async function take(session, kept) {
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
    const next = same ? lab : await openLab(session, model.name);
    await next.load(bytes);
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
export async function reset(session) {
  await cancel(session);
  const { lab, model } = session;
  if (!lab) return;
  try {
    const bytes = await lab.exportWeights();
    const { start } = session.settings;
    let next = lab;
    session.set({ start: "weights" });
    if (model.source === "shipped") await lab.reset();
    else next = await openLab(session, session.settings.model);
    clearRun(session);
    adopt(session, next, pretrained(session));
    await session.keepWork("weights", undefined);
    const changed = model.tunedSteps > 0 || model.source !== "shipped";
    const undo = () => {
      session.set({ start });
      void restore(session, { bytes, model });
    };
    session.tell(() => words.news.reset, changed ? { undo } : {});
  } catch (error) {
    session.fail(error);
  }
}

/**
 * Opens another shipped model, with a way back where work would be lost.
 *
 * @param {Session} session
 * @param {Session["settings"]["model"]} name
 */
export async function useModel(session, name) {
  await cancel(session);
  const { lab, model } = session;
  const { model: former, start } = session.settings;
  session.set({ model: name, start: "weights" });
  if (!lab || session.phase !== "ready") return open(session);
  try {
    const changed = model.tunedSteps > 0 || model.source !== "shipped";
    const bytes = changed ? await lab.exportWeights() : null;
    const next = await openLab(session, name);
    clearRun(session);
    adopt(session, next, pretrained(session));
    await session.keepWork("weights", undefined);
    if (!bytes) return;
    const undo = () => {
      session.set({ model: former, start });
      void restore(session, { bytes, model });
    };
    session.tell(() => words.news.opened(name), { undo });
  } catch (error) {
    session.set({ model: former, start });
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
export async function restore(session, kept) {
  try {
    await cancel(session);
    await take(session, kept);
    session.tell(() => words.news.undone);
    await keepWeights(session);
  } catch (error) {
    session.fail(error);
  }
}

/**
 * Moves the model to another device, weights and all; one move after another.
 *
 * @param {Session} session
 * @param {Session["settings"]["device"]} device
 * @returns {Promise<void>}
 */
export function useDevice(session, device) {
  const move = () => moveTo(session, device);
  session.moving = session.moving.then(move, move);
  return session.moving;
}

/**
 * @param {Session} session
 * @param {Session["settings"]["device"]} device
 */
async function moveTo(session, device) {
  const former = session.settings.device;
  session.set({ device });
  await cancel(session);
  const { lab, model } = session;
  // A Lab that lost its last device has nothing to export: the weights kept
  // last are opened instead.
  if (!lab || session.phase === "failed") return open(session);
  session.switching = true;
  try {
    const bytes = await lab.exportWeights();
    const fromFile = model.source !== "shipped";
    const next = await openLab(session, fromFile ? bytes : model.name);
    if (!fromFile && model.tunedSteps > 0) await next.load(bytes);
    adopt(session, next, model);
  } catch (error) {
    session.set({ device: former });
    session.progress = null;
    session.fail(error);
  } finally {
    session.switching = false;
    session.changed();
  }
}
