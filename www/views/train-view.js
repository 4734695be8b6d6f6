/** What the training panel shows of a session, all at one moment. */

import { isConditional } from "../session/labels.js";
import { learnedOf, setsFor } from "../session/learning-data.js";
import { measuredOf } from "../session/measured.js";
import { referencesFor } from "../session/references.js";
import { usableDigits } from "../session/chosen-images.js";
import { words } from "../words/words.js";
import { chainOf } from "./network.js";
import { describeRun, isStale, promiseOfPlay } from "./phrases.js";

/** @typedef {import("../session/session.js").Session} Session */

/**
 * @param {Session} session
 * @returns {import("./train-panel.js").TrainView}
 */
export function trainView(session) {
  const { settings, mine, model, score, history, samples, line } = session;
  const { promise, ready } = promiseOfPlay(session);
  return {
    ...{ settings, mine, score, history, promise, ready },
    canKeep: line.input !== null,
    run: describeRun(session),
    stale: isStale(session),
    changed:
      model.tunedSteps > 0 ||
      model.source !== "shipped" ||
      (session.run?.open ?? false),
    grid: samples.grid,
    conditional: isConditional(session.lab),
    atHand: session.digitsOf,
    whole: wholeSet(session),
    watch: watched(session),
    lookBack: lookBack(session),
    keptRuns: session.keptRuns,
    references: referencesFor(measuredOf(session)),
    refusal: session.refusal,
    canMake: session.phase === "ready" && !session.switching,
  };
}

/**
 * @param {Session} session
 * @returns {import("./whole-set.js").SetView}
 */
function wholeSet(session) {
  const { settings, digitsOf, sets } = session;
  const { train, heldOut } = setsFor(settings.data, digitsOf, sets.sizes);
  const missing = [train, heldOut]
    .filter((name) => name !== null)
    .filter((name, i, names) => names.indexOf(name) === i && !sets.get(name));
  return {
    loading: sets.loading,
    failure: missing.length > 0 ? sets.failure : null,
    bytes: sets.bytes(missing),
    here: missing.length === 0,
    needed: train !== null,
    heldOut: heldOutSentence(session),
  };
}

/** @param {Session} session */
function heldOutSentence(session) {
  const { settings, digitsOf, sets } = session;
  const { data, classes } = settings;
  const { heldOut } = words.whole;
  if (data === "mine") {
    const kept = usableDigits(session).length;
    return heldOut.mine(kept - learnedOf(kept));
  }
  if (data === "mnist") {
    return classes.length === 0
      ? ""
      : heldOut.atHand[digitsOf](classes.length === 10);
  }
  if (data === "all") return heldOut.all;
  const { train } = setsFor(data, digitsOf, sets.sizes);
  return heldOut.fashion(train === "fashion-train");
}

/**
 * @param {Session} session
 * @returns {import("./training-watch.js").Watched}
 */
function watched({ watch, unheld }) {
  const { points, full, pairs, heldOut } = watch;
  const images = (full ?? points.at(-1))?.images ?? 0;
  const { note } = words.watch;
  const sentence = heldOut ? note.over(images) : note.why[unheld || "few"];
  const measured = points.length > 0;
  return { points, full, pairs, heldOut, note: measured ? sentence : "" };
}

/**
 * @param {Session} session
 * @returns {import("./look-back.js").LookBackView | null}
 */
function lookBack({ run, snapshots, score }) {
  if (!run || run.phase === "running" || run.phase === "pausing") return null;
  const steps = snapshots.items.map(({ step }) => step);
  const { shown } = snapshots;
  const at = snapshots.find(shown ?? NaN)?.step ?? steps.at(-1);
  const left = run.steps - (at ?? run.steps);
  const averaged = snapshots.average && { nats: score?.averaged };
  return { steps, shown, averaged, open: run.open, left };
}

/**
 * What a run was made with, in a few words: "β = 4, 400–20".
 *
 * @param {Session} session
 */
export function nameOfRun(session) {
  const { lab } = session;
  const run = session.run ?? session.interrupted;
  if (!run || !lab) return "";
  const { data } = measuredOf(session);
  const { objective = "elbo", beta, learningRate, batchSize } = run.options;
  const { kept } = words;
  const chain = chainOf(lab.config).replace(/^784–/, "");
  const parts = [
    objective === "elbo" ? "" : words.setup.objective.choices[objective],
    beta === undefined ? "" : kept.beta(beta),
    chain,
    learningRate === 0.001 ? "" : kept.rate(learningRate),
    batchSize === 32 ? "" : kept.batch(batchSize),
    data === "mnist" ? "" : words.whole.short[data],
  ];
  return parts.filter((part) => part !== "").join(", ");
}
