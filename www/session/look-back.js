/** Looking at the weights of earlier steps, and going on from there. */

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
    goOn: () => goOnFrom(session, session.snapshots.shown),
  };
}

/**
 * Shows the model as it was after a step of the run. A paused run is ended
 * for it: weights are not exchanged under an open one.
 *
 * @param {Session} session
 * @param {number} step
 */
async function lookAt(session, step) {
  const { run, snapshots } = session;
  if (run?.phase === "running" || run?.phase === "pausing") return;
  try {
    if (run?.open) await cancel(session);
    const { lab, model } = session;
    const item = snapshots.items.find((each) => each.step === step);
    if (!lab || !item || session.run?.open) return;
    await lab.load(item.bytes);
    snapshots.shown = item === snapshots.items.at(-1) ? null : item.step;
    session.model = { ...model, tunedSteps: item.tunedSteps };
    session.refresh();
    session.watch.see(lab, { pairsOnly: true });
  } catch (error) {
    session.fail(error);
  }
  session.changed();
}
