/** Has the page speak the language that is wanted. */

import {
  knows,
  LANGUAGE_CHANGE,
  languageOf,
  learn,
  speak,
  speakOf,
  spoken,
  words,
} from "../words/words.js";

/** @typedef {import("../state.js").Settings["language"]} Wanted */

/** @param {Wanted} wanted */
const languageFor = (wanted) =>
  wanted === "auto" ? languageOf(navigator.languages) : wanted;

/** The one that was wanted last. @type {ReturnType<typeof languageFor>} */
let newest = spoken;

/**
 * Fetches it, so that the page's first words are in it.
 *
 * @param {Wanted} wanted
 */
export const prepareLanguage = (wanted) => learn(languageFor(wanted));

/**
 * Speaks it from now on, at once where it was spoken or prepared before; the
 * views are told, since they have rendered already.
 *
 * @param {Wanted} wanted
 * @throws {Error} It cannot be fetched.
 */
export async function applyLanguage(wanted) {
  const language = languageFor(wanted);
  newest = language;
  if (!knows(language)) await learn(language);
  if (newest !== language) return;
  speak(language);
  document.documentElement.lang = words.language.tag;
  document.title = words.pageTitle;
  document.dispatchEvent(new Event(LANGUAGE_CHANGE));
}

/**
 * Calls the model's images what they are; the views are told when that changes.
 *
 * @param {import("../session/session.js").DataName} images
 */
export function applySubject(images) {
  const former = words;
  speakOf(images);
  if (words !== former) document.dispatchEvent(new Event(LANGUAGE_CHANGE));
}

/** @param {() => void} changed called when the browser's languages change */
export function onBrowserLanguage(changed) {
  addEventListener("languagechange", changed);
}
