/** Looking at the weights of earlier steps, and going on from there. */

import { comeBack, lookAside } from "./aside.js";
import { paced } from "./paced.js";
import { goOnFrom } from "./training.js";

/**
 * @typedef {import("./session.js").Session} Session
 */

/**
 * @param {Session} session
 * @returns {{ look: (step: number) => void, latest: () => void, goOn: () => void }}
 */
export function makeLookBack(session) {
  const look = paced(async (/** @type {number} */ step) => {
    await lookAt(session, step);
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
 * Shows the model as it was after a step of the run. A paused run keeps its
 * weights and its place, and goes on from there.
 *
 * @param {Session} session
 * @param {number} step
 * @returns {Promise<boolean>} whether it is shown
 */
async function lookAt(session, step) {
  const { run, snapshots } = session;
  if (run?.phase === "running" || run?.phase === "pausing") return false;
  // Its weights would come after those that are being taken out.
  if (session.switching) return false;
  try {
    const item = snapshots.items.find((each) => each.step === step);
    if (!session.lab || !item) return false;
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
    session.changed();
    return true;
  } catch (error) {
    session.fail(error);
    session.changed();
    return false;
  }
}
