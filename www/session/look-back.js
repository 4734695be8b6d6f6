/** Looking at the weights of earlier steps, and going on from there. */

import { comeBack, lookAside } from "./aside.js";
import { keepWeights } from "./opening.js";
import { paced } from "./paced.js";
import { goOnFrom } from "./training.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./snapshots.js").Which} Which
 */

/**
 * @param {Session} session
 * @returns {{ look: (which: Which) => void, latest: () => void, goOn: () => void }}
 */
export function makeLookBack(session) {
  const look = paced(async (/** @type {Which} */ which) => {
    await lookAt(session, which);
  });
  return {
    look,
    latest() {
      const last = session.snapshots.items.at(-1);
      if (last) look(last.step);
    },
    goOn() {
      const { shown } = session.snapshots;
      const toStep = async () => shown !== null && lookAt(session, shown);
      void goOnFrom(session, toStep);
    },
  };
}

/**
 * Shows the model as it was after a step of the run, or the mean over its steps.
 * A paused run keeps its weights and its place, and goes on from there.
 *
 * @param {Session} session
 * @param {Which} which
 * @returns {Promise<boolean>} whether it is shown
 */
async function lookAt(session, which) {
  const { run, snapshots } = session;
  if (run?.phase === "running" || run?.phase === "pausing") return false;
  // Its weights would come after those that are being taken out.
  if (session.switching) return false;
  try {
    const item = snapshots.find(which);
    if (!session.lab || !item) return false;
    const latest = item === snapshots.items.at(-1);
    if (run?.open && latest) comeBack(session);
    else if (run?.open) await lookAside(session, item, which);
    else {
      await session.lab.load(item.bytes);
      snapshots.shown = latest ? null : which;
      session.model = { ...session.model, tunedSteps: item.tunedSteps };
      // A step is only looked at; the mean is taken, or left for the latest.
      if (which === "average" || latest) await keepWeights(session);
    }
    session.refresh();
    session.watch.see(session.lab, { pairsOnly: true });
    session.changed();
    return true;
  } catch (error) {
    session.fail(error);
    session.changed();
    return false;
  }
}
