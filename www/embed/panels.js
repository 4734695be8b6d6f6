/** Which panels of the dock an embedded page shows. */

export const PANELS = /** @type {const} */ ([
  "train",
  "sample",
  "traverse",
  "data",
  "workshop",
]);

/**
 * @typedef {(typeof PANELS)[number]} Panel
 *
 * @typedef {object} Shown
 * @property {readonly Panel[]} panels in the dock; none: there is no dock
 * @property {boolean} up whether the dock is open at first
 */

const ALL = { panels: PANELS, up: false };

/**
 * @param {string | null} text names with spaces between them, "all" or "none";
 *   null, as "all", is the stage with the dock behind a button
 * @returns {Shown & { unknown: string[] }} without what is no panel
 */
export function readPanels(text) {
  const names = (text ?? "all").split(/[\s,]+/).filter((name) => name !== "");
  const all = names.length === 0 || names.includes("all");
  const unknown = names.filter(
    (name) => !isPanel(name) && !["all", "none"].includes(name),
  );
  if (all) return { ...ALL, unknown };
  const panels = PANELS.filter((panel) => names.includes(panel));
  if (panels.length === 0 && unknown.length > 0) return { ...ALL, unknown };
  return { panels, up: panels.length > 0, unknown };
}

/** @param {string} name @returns {name is Panel} */
const isPanel = (name) => PANELS.some((panel) => panel === name);

export const PANELS_ALLOWED = /** @type {import("../words/en.js").Allowed} */ ([
  "oneOf",
  [...PANELS, "all", "none"].join(", "),
]);
