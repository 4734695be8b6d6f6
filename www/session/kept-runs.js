/** Curves of earlier runs, kept to be laid under the next one's. */

import { recall } from "../store/work.js";

/**
 * @typedef {object} KeptRun
 * @property {number} id
 * @property {string} name what it was made with
 * @property {boolean} shown
 * @property {number[]} steps
 * @property {number[]} nats negative ELBO at each, running mean of the batches
 * @property {{ step: number, nats: number }[]} heldOut
 */

/** Enough for a thin line. */
const POINTS = 200;
const STORED = "runs";

/**
 * At most so many points of a curve, evenly over it; the last one stays.
 *
 * @template T
 * @param {T[]} values
 * @returns {T[]}
 */
export function sparse(values) {
  if (values.length <= POINTS) return [...values];
  const stride = (values.length - 1) / (POINTS - 1);
  return Array.from(
    { length: POINTS },
    (_, i) => values[Math.round(i * stride)],
  );
}

/**
 * Keeps the curves of the run that is open or over.
 *
 * @param {import("./session.js").Session} session
 * @param {string} name
 */
export function keepRun(session, name) {
  const { history, watch, keptRuns } = session;
  if (history.steps.length === 0) return;
  const id = Math.max(0, ...keptRuns.map((run) => run.id)) + 1;
  const heldOut = watch.heldOut ? watch.points : [];
  change(session, [
    ...keptRuns,
    {
      id,
      name,
      shown: true,
      steps: sparse(history.steps),
      nats: sparse(history.columns.negativeElbo.mean),
      heldOut: sparse(heldOut).map(({ step, negativeElbo }) => ({
        step,
        nats: negativeElbo,
      })),
    },
  ]);
}

/**
 * @param {import("./session.js").Session} session
 * @param {number} id
 */
export function toggleRun(session, id) {
  const turned = (/** @type {KeptRun} */ run) =>
    run.id === id ? { ...run, shown: !run.shown } : run;
  change(session, session.keptRuns.map(turned));
}

/**
 * @param {import("./session.js").Session} session
 * @param {number} id
 */
export function dropRun(session, id) {
  change(
    session,
    session.keptRuns.filter((run) => run.id !== id),
  );
}

/** @param {import("./session.js").Session} session what was kept before a reload */
export async function recallRuns(session) {
  const kept = await recall(STORED);
  if (Array.isArray(kept)) session.keptRuns = kept.filter(isKeptRun);
  if (kept !== undefined && !(Array.isArray(kept) && kept.every(isKeptRun)))
    session.ignoreKept(STORED);
  session.changed();
}

/**
 * @param {import("./session.js").Session} session
 * @param {KeptRun[]} runs
 */
function change(session, runs) {
  session.keptRuns = runs;
  session.changed();
  void session.keepWork(STORED, runs);
}

/**
 * Kept things are checked: they may come from an older version of the page.
 *
 * @param {unknown} value
 * @returns {value is KeptRun}
 */
export function isKeptRun(value) {
  if (typeof value !== "object" || value === null) return false;
  const run = /** @type {Record<string, unknown>} */ (value);
  const numbers = (/** @type {unknown} */ list) =>
    Array.isArray(list) && list.every((each) => typeof each === "number");
  return (
    typeof run.id === "number" &&
    typeof run.name === "string" &&
    typeof run.shown === "boolean" &&
    numbers(run.steps) &&
    numbers(run.nats) &&
    /** @type {number[]} */ (run.steps).length ===
      /** @type {number[]} */ (run.nats).length &&
    Array.isArray(run.heldOut) &&
    run.heldOut.every(
      (point) =>
        typeof point?.step === "number" && typeof point?.nats === "number",
    )
  );
}
