/** Looking at the weights of earlier steps, and going on from there. */

import { comeBack, lookAside } from "./aside.js";
import { paced } from "./paced.js";
import { cancel, goOnFrom } from "./training.js";

/**
 * @typedef {import("./session.js").Session} Session
 */

/**
 * @param {Session} session
 * @returns {{ look: (step: number) => void, latest: () => void, goOn: () => void }}
 */
export function makeLookBack(session) {
  const look = paced((/** @type {number} */ step) => lookAt(session, step));
  return {
    look,
    latest() {
      const last = session.snapshots.items.at(-1);
      if (last) look(last.step);
    },
    goOn: () => void goOn(session),
  };
}

/**
 * Shows the model as it was after a step of the run. A paused run keeps its
 * weights and its place, and goes on from there.
 *
 * @param {Session} session
 * @param {number} step
 */
async function lookAt(session, step) {
  const { run, snapshots } = session;
  if (run?.phase === "running" || run?.phase === "pausing") return;
  // Its weights would come after those that are being taken out.
  if (session.switching) return;
  try {
    const item = snapshots.items.find((each) => each.step === step);
    if (!session.lab || !item) return;
    const latest = item === snapshots.items.at(-1);
    if (run?.open && latest) comeBack(session);
    else if (run?.open) await lookAside(session, item);
    else {
      await session.lab.load(item.bytes);
      snapshots.shown = latest ? null : item.step;
      session.model = { ...session.model, tunedSteps: item.tunedSteps };
    }
    session.refresh();
    session.watch.see(session.lab, { pairsOnly: true });
  } catch (error) {
    session.fail(error);
  }
  session.changed();
}

/**
 * Trains on from the step that is looked at; a paused run is ended for it.
 *
 * @param {Session} session
 */
async function goOn(session) {
  const { shown } = session.snapshots;
  if (session.run?.open) {
    if (shown === null) return;
    await cancel(session);
    await lookAt(session, shown);
  }
  goOnFrom(session, shown);
}
