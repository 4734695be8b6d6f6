/** What was kept is checked: it may come from another version of the page. */

import { isOffered, SETTINGS } from "../state.js";

/**
 * @typedef {import("./session.js").ModelStory} ModelStory
 * @typedef {import("../state.js").Settings} Settings
 * @typedef {import("../state.js").SettingName} SettingName
 */

const SOURCES = ["shipped", "file", "fresh"];

/**
 * @param {unknown} values
 * @returns {values is Partial<Settings>} whether each is one that the address
 *   could say
 */
function areSettings(values) {
  try {
    return Object.entries(/** @type {object} */ (values)).every(
      ([name, value]) => {
        const known = /** @type {SettingName} */ (name);
        const { write } = SETTINGS[known];
        return isOffered(known, write(/** @type {never} */ (value)));
      },
    );
  } catch {
    return false;
  }
}

/**
 * @param {unknown} values
 * @returns {Partial<Settings>} none where one of them cannot be
 */
export const settingsIn = (values) => (areSettings(values) ? values : {});

/**
 * @param {unknown} value
 * @returns {ModelStory | null} null of what is none. A fresh model that is made of
 *   what cannot be is a file's: a file says itself what it is
 */
export function storyIn(value) {
  const { name, source, tunedSteps, made, ...more } =
    /** @type {Record<string, unknown>} */ (value ?? {});
  const counted = Number.isSafeInteger(tunedSteps) && Number(tunedSteps) >= 0;
  const known = SOURCES.includes(String(source));
  if (typeof name !== "string" || !counted || !known) return null;
  const whole = source !== "fresh" || (made && areSettings(made));
  return /** @type {ModelStory} */ ({
    ...more,
    ...{ name, source: whole ? source : "file", tunedSteps },
    ...(made && whole ? { made } : {}),
  });
}
