/** What the tour's card shows, and what it asks leads to. */

import { TOUR } from "../session/tour-steps.js";
import { words } from "../words/words.js";

/**
 * @typedef {import("../session/session.js").Session} Session
 * @typedef {import("../session/tour.js").Tour} Tour
 */

/**
 * @param {Session} session
 * @param {Tour} tour
 * @returns {import("./tour-card.js").TourView | null}
 */
export function tourView(session, tour) {
  const { step, done, showing, changed } = tour;
  if (!step) return null;
  return {
    ...{ step, done, showing, changed },
    at: session.settings.tour,
    of: TOUR.length,
    ready: session.phase === "ready",
    reading: readingOf(session, step, tour.then?.nats ?? null),
  };
}

/**
 * @param {Session} session
 * @param {import("../session/tour-steps.js").TourStep} step
 * @param {number | null} before nats of what was on the line
 */
function readingOf({ line, run, history, watch }, step, before) {
  const { readings } = words.tour;
  const { reading, nats } = line;
  if (step === "posterior" && reading) {
    const deviations = Array.from(reading.logVar, (v) => Math.exp(v / 2));
    return readings.sigma(Math.min(...deviations), Math.max(...deviations));
  }
  if (step === "cost" && nats) {
    const { reconstruction, kl, negativeElbo } = nats;
    const own = readings.cost(reconstruction, kl, negativeElbo);
    const same = before === null || before === negativeElbo;
    return same ? own : own + readings.costBefore(before);
  }
  if (step === "learning" && run && !history.empty) {
    return readings.learning(run.step, history.latest("negativeElbo"));
  }
  const last = watch.points.at(-1);
  const weighed = step === "collapse" || step === "recovery";
  if (weighed && run?.options.beta !== undefined && last) {
    return readings.beta(run.options.beta, last.kl, last.reconstruction);
  }
  return "";
}
