/** Weights that gave way to another model: offered back, after a reload too. */

import { change, recall } from "../store/work.js";
import { words } from "../words/words.js";
import { restore } from "./weights.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./switching.js").Kept} Kept
 */

const STORED = "formers";
/** As many as there are notices at a time. */
const MOST = 3;

/**
 * Keeps the weights until they are back or the offer is put away. They are kept
 * before they are offered: who sees the offer may reload at once.
 *
 * @param {Session} session
 * @param {Kept} kept
 * @param {() => string} say
 */
export async function offer(session, kept, say) {
  // A shipped model is no work of the user's.
  if (kept.own)
    await keepAmong(session, (others) => [...others, kept].slice(-MOST), kept);
  session.tell(say, wayTo(session, kept));
}

/** The same for the same bytes: FNV-1a. @param {Uint8Array} bytes */
export const hashOf = (bytes) =>
  bytes.reduce(
    (sum, byte) => Math.imul(sum ^ byte, 0x01000193) >>> 0,
    0x811c9dc5,
  );

/** Other tabs whose weights were set aside, as far as that was told. @type {Set<number>} */
const told = new Set();

/**
 * Two tabs train: what the other has kept is set aside where this one keeps its
 * own, the newest of each tab.
 *
 * @param {Session} session
 * @param {import("./kept-weights.js").Kept} others
 */
export async function setAsideOthers(session, { bytes, model, tab = "" }) {
  const id = hashOf(new TextEncoder().encode(tab));
  const former = { id, bytes, model, own: true };
  if (told.has(id)) {
    const newest = (/** @type {Kept[]} */ others) =>
      [...others, former].slice(-MOST);
    return keepAmong(session, newest, former);
  }
  told.add(id);
  const { name, tunedSteps } = model;
  await offer(session, former, () => words.share.otherTab(name, tunedSteps));
}

/**
 * Unless they are kept already, and so offered anyway.
 *
 * @param {Parameters<typeof offer>} former
 */
export async function offerOnce(...former) {
  const [, { id }] = former;
  const kept = formersIn(await recall(STORED));
  if (!kept.some((other) => other.id === id)) await offer(...former);
}

/** @param {Session} session offers what was kept before a reload */
export async function offerFormers(session) {
  for (const kept of formersIn(await recall(STORED))) {
    const { name, tunedSteps } = kept.model;
    const say = () => words.news.former(name, tunedSteps);
    session.tell(say, wayTo(session, kept));
  }
}

/**
 * @param {Session} session
 * @param {Kept} kept
 */
const wayTo = (session, kept) => ({
  undo: () => void restore(session, kept),
  gone: () => void keepAmong(session, (others) => others, kept),
});

/**
 * @param {Session} session
 * @param {(others: Kept[]) => Kept[]} made from those kept beside this one
 * @param {Kept} kept
 */
async function keepAmong(session, made, { id }) {
  try {
    await change(STORED, (value) =>
      made(formersIn(value).filter((other) => other.id !== id)),
    );
  } catch (error) {
    session.fail(error);
  }
}

/**
 * Kept things are checked: they may come from an older version of the page.
 *
 * @param {unknown} value
 * @returns {Kept[]}
 */
const formersIn = (value) =>
  Array.isArray(value)
    ? value.filter(
        (each) =>
          each?.bytes instanceof ArrayBuffer &&
          typeof each.id === "number" &&
          typeof each.model?.name === "string" &&
          typeof each.model.tunedSteps === "number",
      )
    : [];
