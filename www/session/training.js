/** Play, pause, step, cancel: one run at a time, on the images that are chosen. */

import { comeBack } from "./aside.js";
import { chosen, recipe, told } from "./chosen-images.js";
import { refuse } from "./fresh-model.js";
import { History } from "./history.js";
import { setsFor, split } from "./learning-data.js";
import { measuredBy } from "./measured.js";
import { dataOf, keepWeights, openDigits } from "./opening.js";
import { giveWay } from "./prior-fit.js";
import { runOptions } from "./run-options.js";
import { score, scored } from "./score.js";
import { TrainingRun } from "./training-run.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./learning-data.js").Split} Split
 *
 * What a run is made from.
 * @typedef {object} Plan
 * @property {Split} split
 * @property {import("./run-options.js").RunOptions} options
 * @property {number} from the step of the run before that it goes on from; 0
 */

/** A crash or a closed tab loses at most this much training. */
const KEEP_EVERY_MS = 10_000;

/**
 * While another device or model is being opened, this Lab is about to be
 * closed.
 *
 * @param {Session} session
 */
const canBegin = ({ lab, switching, phase, starting }) =>
  lab !== null && !switching && phase === "ready" && !starting;

/** @param {Session} session starts a run, or goes on with the paused one */
export function play(session) {
  if (!canBegin(session)) return;
  if (!session.run?.open) return void start(session);
  comeBack(session);
  session.run.resume();
  session.changed();
}

/** @param {Session} session one step of this run or of a new one, then a pause */
export function step(session) {
  if (!canBegin(session) || session.run?.phase === "running") return;
  if (!session.run?.open) return void start(session, { paused: true });
  comeBack(session);
  session.run.stepOnce();
  session.changed();
}

/**
 * Fetches what the choice needs and is not here yet.
 *
 * @param {Session} session
 * @returns {Promise<boolean>} whether all is here
 */
export async function loadChosen(session) {
  const { data } = session.settings;
  await session.sets.list();
  const { digitsOf, sets } = session;
  const { train, heldOut } = setsFor(data, digitsOf, sets.sizes);
  return sets.load([train, heldOut].filter((name) => name !== null));
}

/**
 * @param {Session} session
 * @param {{ paused?: boolean }} [how] to pause after the first step
 */
async function start(session, { paused = false } = {}) {
  const { settings } = session;
  session.starting = true;
  session.changed();
  const complete = await loadChosen(session);
  session.starting = false;
  session.changed();
  // The digits at hand are learned from all the same, where there are no others.
  const enough = settings.data === "mnist" && session.sets.failure !== null;
  if (!complete && !enough) return;
  if (!canBegin(session) || session.run?.open) return;
  const parts = split(chosen(session));
  if (parts.training.images.length === 0) return;
  session.history = new History();
  session.snapshots.clear();
  session.watch.clear();
  session.unheld = whyNot(session, parts);
  if (session.digitsOf !== dataOf(session)) void openDigits(session);
  const options = runOptions(settings);
  begin(session, { split: parts, options, from: 0 });
  if (paused) session.run?.pause();
}

/**
 * @param {Session} session
 * @param {Split} parts
 */
function whyNot({ settings }, { heldOut }) {
  if (heldOut) return "";
  return settings.data === "mine" ? "few" : "unreachable";
}

/**
 * Goes on from a snapshot of the run that is over, for as many steps as it
 * would have had left.
 *
 * @param {Session} session
 * @param {number | null} from its step; null for the latest
 */
export function goOnFrom(session, from) {
  const { run, snapshots } = session;
  const step = from ?? snapshots.items.at(-1)?.step;
  if (!canBegin(session) || !run || run.open || step === undefined) return;
  if (step >= run.steps) return;
  session.history.rewind(step);
  session.watch.rewind(step);
  const parts = split(chosen(session));
  if (parts.training.images.length === 0) return;
  const options = { ...runOptions(session.settings), steps: run.steps - step };
  begin(session, { split: parts, options, from: step });
}

/**
 * @param {Session} session
 * @param {Plan} plan
 */
function begin(session, plan) {
  const { split, options, from } = plan;
  giveWay(session);
  const run = new TrainingRun(told(session, split.training), options, from);
  session.run = run;
  session.runRecipe = recipe(session);
  session.measured = measuredBy(session, run);
  session.score = null;
  session.refusal = null;
  session.runEnd = train(session, run, split);
  // What is drawn of the map from now on leaves the device to the run.
  session.refreshMap();
  session.changed();
}

/**
 * @param {Session} session
 * @param {TrainingRun} run
 * @param {Split} split
 */
async function train(session, run, { training, heldOut }) {
  const { lab, watch, snapshots } = session;
  if (!lab) return;
  const stepsBefore = session.model.tunedSteps - run.from;
  const now = () => ({
    step: run.step,
    tunedSteps: stepsBefore + run.step,
  });
  snapshots.begin(now, run.from);
  const before = await score(session, run);
  if (before !== null) session.score = { ...scored(run), before };
  await watch.begin(lab, {
    set: heldOut ?? training,
    heldOut: heldOut !== null,
    binarized: run.options.binarize === "dynamic",
    step: () => run.step,
  });
  if (run.from === 0) await snapshots.add(lab);
  await follow(session, run, now);
  if (run.error) refuse(session, run.error);
  const trained = run.step > run.from;
  // Before anything is measured: a device lost meanwhile costs no step.
  if (trained) await keepWeights(session);
  if (trained) await settle(session, run);
  session.refresh();
  session.changed();
}

/**
 * @param {Session} session
 * @param {TrainingRun} run
 * @param {() => import("./snapshots.js").Moment} now
 */
async function follow(session, run, now) {
  const { lab, watch, snapshots } = session;
  if (!lab) return;
  let keepFrom = performance.now() + KEEP_EVERY_MS;
  await run.follow(lab, {
    onRecord(record) {
      session.history.push(record);
      session.model = { ...session.model, tunedSteps: now().tunedSteps };
      session.refresh();
      watch.see(lab);
      snapshots.see(lab);
      session.changed();
      if (performance.now() < keepFrom) return;
      keepFrom = performance.now() + KEEP_EVERY_MS;
      void keepWeights(session);
    },
    onPause() {
      session.changed();
      // Keeping takes back the steps of which no record was seen yet: what is
      // on screen must not be ahead of it.
      void keepWeights(session).then(() => session.refresh());
      void snapshots.add(lab).then(() => session.changed());
    },
  });
}

/**
 * The figures and the weights at a run's end.
 *
 * @param {Session} session
 * @param {TrainingRun} run
 */
async function settle(session, run) {
  const { lab } = session;
  const after = await score(session, run);
  if (session.score && after !== null) {
    session.score = { ...session.score, after };
  }
  session.changed();
  if (!lab) return;
  await session.snapshots.add(lab);
  await session.watch.finish(lab);
}

/** @param {Session} session */
export function pause(session) {
  session.run?.pause();
  session.changed();
}

/** @param {Session} session keeps the steps done */
export async function cancel(session) {
  if (session.starting) session.sets.cancel();
  comeBack(session);
  session.run?.cancel();
  await session.runEnd;
  session.changed();
}
