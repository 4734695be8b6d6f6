/** A page whose element is taken away, and comes back: its worker goes, its work stays. */

import { inTurn, open, wayBack } from "./switching.js";
import { cancel } from "./training.js";
import { take } from "./weights.js";

/**
 * @typedef {import("./session.js").Session} Session
 */

/** What was open in the sessions that were left. @type {WeakMap<Session, Awaited<ReturnType<typeof wayBack>> | null>} */
const left = new WeakMap();

/**
 * Ends a run, keeping its steps, and closes the Lab.
 *
 * @param {Session} session
 */
export function leave(session) {
  return inTurn(session, async () => {
    await cancel(session);
    left.set(session, await wayBack(session));
    session.lab?.close();
    session.lab = null;
    session.phase = "loading";
    session.changed();
  });
}

/**
 * Opens again what was open.
 *
 * @param {Session} session
 */
export async function comeBackTo(session) {
  await open(session);
  const kept = left.get(session);
  left.delete(session);
  if (!kept || !session.lab) return;
  await inTurn(session, () => take(session, kept));
}
