/**
 * A second Lab beside a paused run, with the weights of one of its earlier
 * steps: the run's own Lab keeps its place, its optimizer and its order.
 */

import { Lab } from "../engine/lab.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./snapshots.js").Snapshot} Snapshot
 * @typedef {import("./snapshots.js").Which} Which
 *
 * @typedef {object} Aside
 * @property {Lab} lab the run's own, which goes on from where it is
 * @property {Session["model"]} model its weights' story
 */

/**
 * Shows the weights of an earlier step, or the mean over the steps, while the
 * run stays paused.
 *
 * @param {Session} session
 * @param {Snapshot} item
 * @param {Which} [which] of the snapshots it is
 * @param {typeof Lab.create} [create]
 */
export async function lookAside(
  session,
  item,
  which = item.step,
  create = Lab.create,
) {
  const { run } = session;
  const own = session.aside?.lab ?? session.lab;
  if (!own || !run) return;
  const { tunedSteps } = item;
  if (session.aside) await session.lab?.load(item.bytes);
  else {
    const other = await create({ device: own.device.name, model: item.bytes });
    // It may have been resumed meanwhile, or another model opened.
    if (session.run !== run || run.phase !== "paused" || session.lab !== own) {
      return other.close();
    }
    session.aside = { lab: own, model: session.model };
    session.lab = other;
  }
  if (!session.aside) return;
  session.snapshots.shown = which;
  session.model = { ...session.aside.model, tunedSteps };
}

/**
 * Back to the run's own weights, which are its latest.
 *
 * @param {Session} session
 * @returns {boolean} whether others were shown
 */
export function comeBack(session) {
  const { aside } = session;
  if (!aside) return false;
  session.lab?.close();
  session.lab = aside.lab;
  session.model = aside.model;
  session.aside = null;
  session.snapshots.shown = null;
  session.refresh();
  session.changed();
  return true;
}
