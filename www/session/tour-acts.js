/** What each step of the guided tour asks for, done on the page's own controls. */

import { SETTINGS } from "../state.js";
import { makeModel } from "./fresh-model.js";
import { FRESH } from "./setup-parts.js";
import { LEARNED_STEPS } from "./tour-steps.js";
import { cancel, play } from "./training.js";
import { useModel } from "./switching.js";
import { presentPoint } from "./traversal.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("../state.js").Settings} Settings
 * @typedef {import("./tour-steps.js").TourStep} TourStep
 */

/** Collapses within some 250 steps, also what was trained for long. */
const SHOWN_BETA = 100;
/** A latent far out, where its effect is plain. */
const FAR = 2.5;

/** What makes a run of the tour quick and plain. @type {Partial<Settings>} */
const QUICK_RUN = {
  ...{ data: "mnist", classes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], perClass: 200 },
  ...{ epochs: 20, batchSize: 32, learningRate: 0.001, objective: "elbo" },
  ...{ freeBits: 0, warmup: "none", schedule: "constant", binarize: "none" },
};

/** @type {Record<TourStep, ((session: Session) => void | Promise<void>) | null>} */
export const ACTS = {
  line: (session) =>
    pickOf(session, ((session.line.input?.label ?? 3) + 1) % 10),
  latent: steerFar,
  posterior(session) {
    session.steer(null);
    session.set({ output: "draws" });
  },
  map: (session) => session.set({ map: "both" }),
  prior(session) {
    session.set({ dock: "sample" });
    session.newSamples();
  },
  cost: (session) => pickOf(session, session.line.input?.label === 1 ? 8 : 1),
  learning: learnFromNothing,
  async collapse(session) {
    const { source, tunedSteps } = session.model;
    // Of a model that has learned nothing there is nothing to lose.
    if (source === "fresh" && tunedSteps < LEARNED_STEPS) {
      await useModel(session, SETTINGS.model.start);
    }
    await runWith(session, SHOWN_BETA);
  },
  recovery: (session) => runWith(session, 1),
  yours: null,
};

/**
 * Puts the first real digit of a class on the line.
 *
 * @param {Session} session
 * @param {number} label
 */
function pickOf(session, label) {
  const index = session.digits?.labels.indexOf(label) ?? -1;
  if (index >= 0) session.pick(index);
}

/** @param {Session} session sets the latent that says most far from where it is */
function steerFar(session) {
  session.set({ dock: "traverse" });
  const z = presentPoint(session)?.slice();
  if (!z) return;
  const dimension = session.traversal.order[0] ?? 0;
  z[dimension] = z[dimension] > 0 ? -FAR : FAR;
  session.steer(z);
}

/** @param {Session} session */
async function learnFromNothing(session) {
  const fresh = FRESH.map((name) => [name, SETTINGS[name].start]);
  const told = session.notices;
  await makeModel(session, Object.fromEntries(fresh));
  // The way back that it offers is the tour's own, at its end.
  for (const notice of session.notices) {
    if (notice.undo && !told.includes(notice)) session.dismiss(notice.id);
  }
  await runWith(session, 1);
}

/**
 * @param {Session} session
 * @param {number} beta
 */
async function runWith(session, beta) {
  await cancel(session);
  session.set({ ...QUICK_RUN, beta, dock: "train", watch: "latents" });
  play(session);
}
