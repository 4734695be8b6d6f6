/** Has the page speak the language that is wanted. */

import {
  LANGUAGE_CHANGE,
  languageOf,
  speak,
  speakOf,
  words,
} from "../words/words.js";

/**
 * Speaks it from now on; the views are told, since they have rendered already.
 *
 * @param {import("../state.js").Settings["language"]} wanted
 */
export function applyLanguage(wanted) {
  speak(wanted === "auto" ? languageOf(navigator.languages) : wanted);
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
