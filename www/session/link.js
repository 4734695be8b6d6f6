/**
 * What of the view a link carries beside the settings: the digit, the point,
 * the pins. Read off the session, and put back when a link is opened.
 */

import { words } from "../words/words.js";
import { isConditional } from "./labels.js";
import { dataOf, firstShown } from "./opening.js";
import { shippedPlace } from "./screen.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("../state.js").Settings} Settings
 *
 * What a link asked for that is not there yet.
 * @typedef {Pick<Settings, "digit" | "told" | "point" | "along" | "pinA" | "pinB" | "between">} Linked
 */

/** No model knows anything so far from where its prior lies. */
const FARTHEST = 30;

/** @type {Linked} */
export const NOTHING = {
  ...{ digit: null, told: null, point: null, along: 0 },
  ...{ pinA: null, pinB: null, between: null },
};

/**
 * @param {Settings} settings as the address says them
 * @returns {Linked}
 */
export const linkedOf = ({
  digit,
  told,
  point,
  along,
  pinA,
  pinB,
  between,
}) => ({ digit, told, point, along, pinA, pinB, between });

/**
 * What is seen now, in the address's words.
 *
 * @param {Session} session
 * @param {{ whole?: boolean }} [how] also what another visitor would not see by
 *   default: the first digit, the pretrained weights
 * @returns {Linked & Pick<Settings, "weights">}
 */
export function viewOf(session, { whole = false } = {}) {
  const { lab, line, interpolation, traversal, model, settings } = session;
  const { pins, followed, t } = interpolation;
  const pristine = model.source === "shipped" && model.tunedSteps === 0;
  const asked = whole || settings.weights === "pretrained";
  const own = line.input?.label ?? 0;
  const now = {
    digit: digitOf(session, whole),
    told: isConditional(lab) && line.label !== own ? line.label : null,
    point: followed ? null : line.hand,
    along: traversal.chosen === null ? 0 : traversal.chosen + 1,
    ...{ pinA: pins.a, pinB: pins.b, between: followed ? t : null },
  };
  // What a link asked for stays in the address until it is there.
  const waiting = Object.entries(session.linked).filter(([, value]) => value);
  return {
    ...now,
    ...Object.fromEntries(waiting),
    weights: pristine && asked ? "pretrained" : "kept",
  };
}

/**
 * @param {Session} session
 * @param {boolean} whole
 * @returns {Settings["digit"]}
 */
function digitOf(session, whole) {
  const { digits, digitsFailure, line } = session;
  const { input } = line;
  if (!input) return digits || digitsFailure ? "none" : null;
  const shipped = shippedPlace(session, input);
  if (shipped) {
    const first = shipped.index === firstShown(session);
    return first && !whole ? null : { index: shipped.index };
  }
  const { kind, pixels, label } = input;
  return label === undefined ? { kind, pixels } : { kind, pixels, label };
}

/**
 * Puts back what a link asks for, once the model and the digits at hand are
 * there: whichever comes last. What does not fit is told.
 *
 * @param {Session} session
 */
export function reopen(session) {
  const { linked, lab, digits, digitsFailure, digitsOf, line } = session;
  const of = digits !== null && digitsOf === dataOf(session);
  if (!lab || !(of || digitsFailure)) return;
  session.linked = NOTHING;
  putDigit(session, linked.digit);
  const { told, along, between } = linked;
  const width = lab.config.latentDim;
  if (told !== null) {
    if (told < (lab.config.classes ?? 0)) session.tellLabel(told);
    else session.ignore(() => words.share.ignored.told(told));
  }
  if (along > width) {
    session.ignore(() => words.share.ignored.along(along, width));
  } else if (along > 0) session.traversal.choose(along - 1);
  const { plane, axisX, axisY } = session.settings;
  for (const axis of [axisX, axisY])
    if (plane === "axes" && axis > width)
      session.ignore(() => words.share.ignored.along(axis, width));
  const { interpolation, settings } = session;
  for (const [end, z] of ends(linked)) {
    const there = fitting(session, z, width);
    if (there) interpolation.pin(end, there);
  }
  const way =
    between === null ? null : interpolation.pointAt(settings.path, between);
  const point = way ?? fitting(session, linked.point, width);
  if (point) line.steer(lab, point);
  interpolation.followed = way !== null;
  if (way && between !== null) interpolation.t = between;
  session.seeLatents();
}

/**
 * @param {Linked} linked
 * @returns {["a" | "b", Float32Array | null][]}
 */
const ends = ({ pinA, pinB }) => [
  ["a", pinA],
  ["b", pinB],
];

/**
 * @param {Session} session
 * @param {Settings["digit"]} digit
 */
function putDigit(session, digit) {
  if (digit === null || digit === "none") return;
  if ("pixels" in digit) return session.lay(digit);
  const count = session.digits?.count ?? 0;
  const shipped = session.shipped(digit.index);
  if (shipped && digit.index < count) return session.lay(shipped);
  session.ignore(() => words.share.ignored.digit(digit.index, count));
  session.lay(session.shipped(firstShown(session)));
}

/**
 * A point of this model, as near to what was asked for as it knows any.
 *
 * @param {Session} session
 * @param {Float32Array | null} z
 * @param {number} width
 */
function fitting(session, z, width) {
  if (!z) return null;
  const { name } = session.model;
  if (z.length !== width) {
    const { length } = z;
    session.ignore(() => words.share.ignored.point(length, name, width));
    return null;
  }
  const near = z.map((v) => Math.max(-FARTHEST, Math.min(FARTHEST, v)));
  const far = z.find((value, d) => value !== near[d]);
  if (far !== undefined) {
    session.ignore(() => words.share.ignored.far(far, FARTHEST));
  }
  return near;
}

/**
 * What a link to this page cannot carry.
 *
 * @param {Session} session
 * @returns {{ weights: boolean, drawings: number, curves: boolean, files: number }}
 */
export function leftBehind({ lab, model, mine, history, keptRuns, workshop }) {
  const fitted = ["mixture", "classConditional"];
  return {
    weights:
      model.tunedSteps > 0 ||
      model.source === "file" ||
      (lab?.priors.some((name) => fitted.includes(name)) ?? false),
    drawings: mine.length,
    curves: history.steps.length > 0 || keptRuns.length > 0,
    files: workshop.files.length,
  };
}
