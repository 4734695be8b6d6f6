/** What this browser keeps of the user's work, and how all of it is forgotten. */

import { forgetAll, inventory } from "../store/work.js";

/** @typedef {{ name: string, bytes: number }[]} KeptList */

/**
 * @param {import("./session.js").Session} session
 * @returns {Promise<void>} the list is in the session by then
 */
export async function listKept(session) {
  session.keptList = await inventory();
  session.changed();
}

/**
 * Forgets the work of all tabs. What is open stays open until the page is
 * loaded again; a run is ended first, which would keep its weights anew.
 *
 * @param {import("./session.js").Session} session
 * @returns {Promise<boolean>} whether nothing is kept any more
 */
export async function forgetKept(session) {
  try {
    session.run?.cancel();
    await session.runEnd;
    await forgetAll();
    return true;
  } catch (error) {
    session.fail(error);
    return false;
  }
}
