/** What the map shows beside its points, as one object that changes with it. */

/**
 * @typedef {import("../session/session.js").Session} Session
 *
 * @typedef {object} PlaneView
 * @property {"points" | "manifold" | "both"} show
 * @property {"pca" | "axes"} kind
 * @property {import("../state.js").MapView | null} view that a link asks for,
 *   or that a hand has chosen; null for all of it
 * @property {import("../session/manifold.js").Sheet[]} sheets
 * @property {import("../session/probe.js").Probe} probe
 * @property {{ done: number, total: number } | null} progress
 * @property {boolean} whole whether the digits are those of the test set
 * @property {boolean} failed whether the test set could not be loaded
 */

/** @type {WeakMap<Session, PlaneView>} */
const former = new WeakMap();

/**
 * The same object as long as it says the same: a page that is looked at a
 * hundred times a second in training must not draw the map as often.
 *
 * @param {Session} session
 * @returns {PlaneView}
 */
export function planeView(session) {
  const { map, settings, testSet } = session;
  const digits = map.value?.digits ?? null;
  /** @type {PlaneView} */
  const view = {
    show: settings.map,
    kind: settings.plane,
    view: settings.mapView,
    sheets: map.manifold.sheets,
    probe: map.probe,
    progress: map.progress,
    whole: digits !== null && digits === testSet?.digits,
    failed: (testSet?.failure ?? null) !== null,
  };
  const old = former.get(session);
  if (old && same(old, view)) return old;
  former.set(session, view);
  return view;
}

/**
 * @param {PlaneView} one
 * @param {PlaneView} other
 */
const same = (one, other) =>
  Object.entries(one).every(
    ([name, value]) =>
      /** @type {Record<string, unknown>} */ (other)[name] === value,
  );
