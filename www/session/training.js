/** Play, pause, step, cancel: one run at a time, on the images that are chosen. */

import { words } from "../words/words.js";
import { comeBack } from "./aside.js";
import { chosen, recipe, told, whatIsMissing } from "./chosen-images.js";
import { asError } from "./errors.js";
import { refuse } from "./fresh-model.js";
import { History } from "./history.js";
import { hashOfImages } from "./interrupted.js";
import { setsFor, split } from "./learning-data.js";
import { measuredBy } from "./measured.js";
import { dataOf, keepWeights, openDigits } from "./opening.js";
import { giveWay } from "./prior-fit.js";
import { runOptions } from "./run-options.js";
import { score, scoreOf, scored } from "./score.js";
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
 * @property {import("./interrupted.js").Interrupted} [kept] the run itself, as it was kept
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
  if (session.interrupted) return void takeUp(session);
  if (!session.run?.open) return void start(session);
  comeBack(session);
  session.run.resume();
  session.changed();
}

/** @param {Session} session one step of this run or of a new one, then a pause */
export function step(session) {
  if (!canBegin(session) || session.run?.phase === "running") return;
  if (session.interrupted) return void takeUp(session, { paused: true });
  if (!session.run?.open) return void start(session, { paused: true });
  comeBack(session);
  session.run.stepOnce();
  session.changed();
}

/**
 * Fetches what the choice needs and is not here yet.
 *
 * @param {Session} session
 * @param {Pick<import("../state.js").Settings, "data">} [choice]
 * @returns {Promise<boolean>} whether all is here
 */
export async function loadChosen(session, { data } = session.settings) {
  await session.sets.list();
  const { digitsOf, sets } = session;
  const { train, heldOut } = setsFor(data, digitsOf, sets.sizes);
  return sets.load([train, heldOut].filter((name) => name !== null));
}

/**
 * Fetches it while no run can begin.
 *
 * @param {Session} session
 * @param {Pick<import("../state.js").Settings, "data">} [choice]
 * @returns {Promise<boolean>} whether there is enough to learn from
 */
async function fetchChosen(session, choice = session.settings) {
  const { data } = choice;
  session.starting = true;
  session.changed();
  const complete = await loadChosen(session, choice);
  session.starting = false;
  session.changed();
  // The digits at hand are learned from all the same, where there are no others.
  return complete || (data === "mnist" && session.sets.failure !== null);
}

/**
 * @param {Session} session
 * @param {{ paused?: boolean }} [how] to pause after the first step
 */
async function start(session, { paused = false } = {}) {
  const { settings } = session;
  if (!(await fetchChosen(session))) return;
  if (!canBegin(session) || session.run?.open) return;
  const parts = split(chosen(session));
  if (parts.training.images.length === 0) return;
  session.history = new History();
  session.snapshots.clear();
  session.watch.clear();
  session.unheld = whyNot(settings, parts);
  if (session.digitsOf !== dataOf(session)) void openDigits(session);
  const options = runOptions(settings);
  begin(session, { split: parts, options, from: 0 });
  if (paused) session.run?.pause();
}

/**
 * Goes on with the run that was open when the page was left, on the same images
 * in the same order. Where those are no longer the same it is over: its weights
 * stay.
 *
 * @param {Session} session
 * @param {{ paused?: boolean }} [how] to pause after the first step
 */
async function takeUp(session, { paused = false } = {}) {
  const { interrupted: kept } = session;
  if (!kept || !(await fetchChosen(session, kept.choice))) return;
  if (!canBegin(session) || session.interrupted !== kept) return;
  const parts = split({ ...chosen(session), settings: kept.choice });
  if (hashOfImages(parts.training.images) !== kept.images) {
    await giveUp(session);
    session.tell(() => words.train.otherImages(kept.step), { tone: "error" });
    return;
  }
  session.snapshots.clear();
  session.unheld = whyNot(kept.choice, parts);
  if (session.digitsOf !== dataOf(session)) void openDigits(session);
  const { options, from } = kept;
  begin(session, { split: parts, options, from, kept });
  if (paused) session.run?.pause();
}

/** @param {Session} session keeps the weights of an interrupted run, and nothing of the run */
async function giveUp(session) {
  session.interrupted = null;
  await keepWeights(session);
}

/**
 * @param {Pick<import("../state.js").Settings, "data">} choice
 * @param {Split} parts
 */
function whyNot({ data }, { heldOut }) {
  if (heldOut) return "";
  return data === "mine" ? "few" : "unreachable";
}

/**
 * Goes on from a snapshot, for as many steps as the run would have had left. A
 * paused run ends for it, and only when it is known that there is a way on.
 *
 * @param {Session} session
 * @param {() => Promise<boolean>} toStep opens the step that is looked at
 */
export async function goOnFrom(session, toStep) {
  const { run, snapshots } = session;
  const from = snapshots.shown;
  const step = (snapshots.find(from ?? NaN) ?? snapshots.items.at(-1))?.step;
  if (!canBegin(session) || !run || step === undefined) return;
  if (step >= run.steps || (run.open && from === null)) return;
  const enough = await fetchChosen(session);
  const parts = split(chosen(session));
  if (!enough || parts.training.images.length === 0) {
    return sayWhyNot(session, enough);
  }
  const same = () => session.run === run && canBegin(session);
  if (!same() || snapshots.shown !== from) return;
  if (run.open) {
    await cancel(session);
    if (!(await toStep()) || !same()) return;
  }
  session.history.rewind(step);
  session.watch.rewind(step);
  const options = { ...runOptions(session.settings), steps: run.steps - step };
  begin(session, { split: parts, options, from: step });
}

/**
 * Why training cannot go on: nothing is chosen, or it cannot be had; that it
 * was cancelled is known.
 *
 * @param {Session} session
 * @param {boolean} enough
 */
function sayWhyNot(session, enough) {
  const { failure } = session.sets;
  const within = (/** @type {string} */ text) => words.lookBack.stays(text);
  if (enough) {
    const name = whatIsMissing(session);
    const say = () => within(words.train.nothing[name]);
    session.tell(say, { tone: "error" });
  } else if (failure) session.tellError(asError(failure), within);
}

/**
 * @param {Session} session
 * @param {Plan} plan
 */
function begin(session, plan) {
  const { split, options, from, kept } = plan;
  giveWay(session);
  const place = { from, step: kept?.step };
  const run = new TrainingRun(told(session, split.training), options, place);
  const { data, classes, perClass } = session.settings;
  run.choice = kept?.choice ?? { data, classes, perClass };
  session.run = run;
  session.interrupted = null;
  session.runRecipe = kept?.recipe ?? recipe(session);
  session.measured = kept?.measured ?? measuredBy(session, run);
  session.score = kept?.score ?? null;
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
  const stepsBefore = session.model.tunedSteps - run.step;
  const now = () => ({
    step: run.step,
    tunedSteps: stepsBefore + run.step,
  });
  snapshots.begin(now, run.from);
  await watch.begin(lab, {
    set: heldOut ?? training,
    heldOut: heldOut !== null,
    binarized: run.options.binarize === "dynamic",
    step: () => run.step,
  });
  if (!session.score) {
    const part = scored(run, watch.msEach);
    const before = await score(session, run, part.images);
    if (before !== null) session.score = { ...part, before };
  }
  if (snapshots.items.length === 0) await snapshots.add(lab);
  await follow(session, run, now);
  if (run.error) refuse(session, run.error);
  const trained = run.step > run.begunAt;
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
      void takeSnapshots(session, run).then(() => session.changed());
    },
  });
}

/**
 * The weights as they are now, and their mean over the steps.
 *
 * @param {Session} session
 * @param {TrainingRun} run
 */
async function takeSnapshots({ lab, snapshots }, run) {
  if (!lab) return;
  await snapshots.add(lab);
  if (run.options.averageDecay) await snapshots.addAverage(lab);
}

/**
 * The figures and the weights at a run's end.
 *
 * @param {Session} session
 * @param {TrainingRun} run
 */
async function settle(session, run) {
  const { lab } = session;
  const { score: first } = session;
  if (first) {
    const after = await score(session, run, first.images);
    if (after !== null) session.score = { ...first, after };
  }
  session.changed();
  if (!lab) return;
  await takeSnapshots(session, run);
  await session.watch.finish(lab);
  const { average } = session.snapshots;
  if (!average || !first) return;
  const averaged = await scoreOf(session, run, first.images, average.bytes);
  if (averaged !== null && session.score) session.score.averaged = averaged;
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
  if (session.interrupted) await giveUp(session);
  session.changed();
}
