/** The whole test set for the map, once everything else is there. */

import { fetchSetAside } from "../import/set-fetching.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").DataName} DataName
 *
 * @typedef {object} TestSet
 * @property {DataName} of
 * @property {import("../import/idx.js").Digits | null} digits null while they
 *   are on their way, and where they could not be had
 * @property {Error | null} failure
 */

/**
 * Settles when the digits at hand are on the map.
 *
 * @param {Session} session
 */
async function mapDrawn(session) {
  while (!session.map.value) {
    await new Promise((heard) =>
      session.addEventListener("change", heard, { once: true }),
    );
  }
}

/** @type {Record<DataName, import("../import/data-sets.js").SetName>} */
const SETS = { mnist: "mnist-test", fashion: "fashion-test" };

/**
 * Nothing waits for it, and the map has the digits at hand without it: a
 * failure is noted, and tried again with the next model.
 *
 * @param {Session} session
 * @param {DataName} of
 * @param {URL} folder
 */
export async function openTestSet(session, of, folder) {
  const former = session.testSet;
  if (former?.of === of && !former.failure) return;
  /** @type {TestSet} */
  const mine = { of, digits: null, failure: null };
  session.testSet = mine;
  await mapDrawn(session);
  if (session.testSet !== mine) return;
  try {
    mine.digits = await fetchSetAside(folder, SETS[of]);
  } catch (error) {
    mine.failure = error instanceof Error ? error : new Error(String(error));
  }
  // Another model may have asked for another set meanwhile.
  if (session.testSet !== mine) return;
  session.refreshMap();
  session.changed();
}
