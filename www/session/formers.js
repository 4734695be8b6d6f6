/** Weights that gave way to another model: offered back, after a reload too. */

import { change, recall } from "../store/work.js";
import { words } from "../words/words.js";
import { settingsIn, storyIn } from "./kept-checks.js";
import { notOpenHere } from "./kept-weights.js";
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
 * @returns {Promise<boolean>} whether they are kept
 */
export async function offer(session, kept, say) {
  // A shipped model is no work of the user's.
  const safe = !kept.own || (await keepAmong(session, kept));
  // What is kept in their place must not be written over, then.
  if (!safe) notOpenHere();
  session.tell(say, wayTo(session, kept));
  return safe;
}

/** The same for the same bytes: FNV-1a. @param {Uint8Array} bytes */
export const hashOf = (bytes) =>
  bytes.reduce(
    (sum, byte) => Math.imul(sum ^ byte, 0x01000193) >>> 0,
    0x811c9dc5,
  );

/** Those whose weights were set aside, as far as that was told. @type {Set<number>} */
const told = new Set();

/**
 * What is kept and not open here is set aside where this tab keeps its own: the
 * newest of each tab, and of this one none.
 *
 * @param {Kept} others
 * @param {number} here
 */
export function settingAside(others, here) {
  const { made, gone } = adding(others, here);
  return { change: { name: STORED, made }, gone };
}

/**
 * Says what was set aside.
 *
 * @param {Session} session
 * @param {Kept} others
 * @param {{ gone: Kept[], sameTab: boolean }} how
 */
export function tellSetAside(session, others, { gone, sameTab }) {
  tellGone(session, gone);
  const { id = 0, model } = others;
  if (told.has(id)) return;
  told.add(id);
  const { name, tunedSteps } = model;
  const { share, news } = words;
  const say = () => (sameTab ? news.former : share.otherTab)(name, tunedSteps);
  session.tell(say, wayTo(session, others));
}

/**
 * Unless they are kept already, and so offered anyway.
 *
 * @param {Parameters<typeof offer>} former
 * @returns {Promise<boolean>} whether they are kept
 */
export async function offerOnce(...former) {
  const [, { id }] = former;
  const kept = formersIn(await recall(STORED));
  return kept.some((other) => other.id === id) || offer(...former);
}

/**
 * A change of the list that adds to it.
 *
 * @param {Kept} kept
 * @param {number} [without] another's id, which goes
 */
function adding(kept, without) {
  /** What there is no room for any more. @type {Kept[]} */
  const gone = [];
  const made = (/** @type {unknown} */ value) => {
    const out = [kept.id, without];
    const others = formersIn(value).filter(({ id }) => !out.includes(id));
    const all = [...others, kept];
    gone.push(...all.slice(0, -MOST));
    return all.slice(-MOST);
  };
  return { made, gone };
}

/**
 * @param {Session} session
 * @param {Kept[]} gone
 */
function tellGone(session, gone) {
  for (const kept of gone) {
    const { name, tunedSteps } = kept.model;
    const say = () => words.keeping.gaveWay(name, tunedSteps, MOST);
    session.tell(say, { undo: () => void restore(session, kept) });
  }
}

/** @param {Session} session offers what was kept before a reload */
export async function offerFormers(session) {
  const kept = await recall(STORED);
  const formers = formersIn(kept);
  const all = Array.isArray(kept) ? kept.length : Number(kept !== undefined);
  if (formers.length < all) session.ignoreKept(STORED);
  for (const former of formers) {
    const { name, tunedSteps } = former.model;
    const say = () => words.news.former(name, tunedSteps);
    session.tell(say, wayTo(session, former));
  }
}

/**
 * @param {Session} session
 * @param {Kept} kept
 */
const wayTo = (session, kept) => ({
  undo: () => void restore(session, kept),
  gone: () => void forget(session, kept),
});

/**
 * @param {Session} session
 * @param {Kept} kept
 */
async function keepAmong(session, kept) {
  const { made, gone } = adding(kept);
  try {
    await change(STORED, made);
    session.isKept(STORED);
    tellGone(session, gone);
    return true;
  } catch (error) {
    session.notKept(STORED, error);
    return false;
  }
}

/**
 * @param {Session} session
 * @param {Kept} kept
 */
async function forget(session, { id }) {
  try {
    await change(STORED, (value) =>
      formersIn(value).filter((other) => other.id !== id),
    );
  } catch {
    // It is offered once more, then.
  }
}

/**
 * @param {unknown} value
 * @returns {Kept[]} what of it is of use
 */
const formersIn = (value) =>
  Array.isArray(value) ? value.flatMap(formerIn) : [];

/**
 * @param {any} value
 * @returns {Kept[]} one or none
 */
function formerIn(value) {
  const model = storyIn(value?.model);
  const { bytes, id, settings, own } = value ?? {};
  if (!model || !(bytes instanceof ArrayBuffer)) return [];
  if (typeof id !== "number") return [];
  return [{ id, bytes, model, settings: settingsIn(settings), own }];
}
