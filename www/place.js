/** Where a page stands: in a document of its own, or in a part of somebody else's. */

import { PANELS_ALLOWED, readPanels } from "./embed/panels.js";
import { readAddress, writeAddress } from "./state.js";

/**
 * @typedef {import("./state.js").Settings} Settings
 *
 * @typedef {object} Place
 * @property {ReturnType<typeof readAddress>} given the settings to begin with
 * @property {import("./embed/panels.js").Shown | null} embedded what is shown of
 *   the dock; null: all of the page is shown
 * @property {HTMLElement} root carries the theme and the language
 * @property {import("./session/session.js").Create} [create] opens a Lab
 * @property {(settings: Settings) => void} write keeps the settings in the address
 * @property {(title: string) => void} name
 */

/**
 * The document's own page; with panels in its address, as it is embedded in an
 * <iframe>: it keeps nothing and leaves its address alone.
 *
 * @returns {Place}
 */
export function ownDocument() {
  const { search } = location;
  const given = readAddress(search);
  const text = new URLSearchParams(search).get("panels");
  const embedded = text === null ? null : readPanels(text);
  if (text !== null && embedded && embedded.unknown.length > 0)
    given.refused.push({ name: "panels", text, allowed: PANELS_ALLOWED });
  return {
    ...{ given, embedded, root: document.documentElement },
    write: embedded ? () => {} : write,
    name(title) {
      document.title = title;
    },
  };
}

/** @param {Settings} settings */
function write(settings) {
  const { pathname, search, hash } = location;
  const wanted = writeAddress(settings, search);
  if (wanted === search) return;
  try {
    history.replaceState(null, "", pathname + wanted + hash);
  } catch {
    // A browser may keep the address of a file as it is: nothing is lost.
  }
}
