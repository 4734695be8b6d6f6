/** Has the page speak the language that is wanted. */

import {
  changes,
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

/**
 * What a page speaks; several on one document may speak differently.
 *
 * @typedef {object} Voice
 * @property {ReturnType<typeof languageFor>} language
 * @property {ReturnType<typeof languageFor>} wanted last
 * @property {import("../session/session.js").DataName} subject
 */

/** By the page's element. @type {WeakMap<Element, Voice>} */
const voices = new WeakMap();

/** @param {Element} page @returns {Voice} */
function voiceOf(page) {
  const known = voices.get(page);
  if (known) return known;
  /** @type {Voice} */
  const voice = { language: spoken, wanted: spoken, subject: "mnist" };
  voices.set(page, voice);
  return voice;
}

/**
 * Has `words` be those of the page that an element is in.
 *
 * @param {Element} element about to render
 */
export function speakIn(element) {
  const page = element.closest("lab-page");
  const voice = page && voices.get(page);
  if (!voice) return;
  speak(voice.language);
  speakOf(voice.subject);
}

/**
 * Fetches it, so that the page's first words are in it.
 *
 * @param {Wanted} wanted
 */
export const learnFor = (wanted) => learn(languageFor(wanted));

/**
 * Speaks it from now on, at once where it was spoken or prepared before; the
 * views are told, since they have rendered already.
 *
 * @param {Wanted} wanted
 * @param {Element} page
 * @param {{ root: HTMLElement, name: (title: string) => void }} place
 * @throws {Error} It cannot be fetched.
 */
export async function applyLanguage(wanted, page, { root, name }) {
  const language = languageFor(wanted);
  const voice = voiceOf(page);
  voice.wanted = language;
  if (!knows(language)) await learn(language);
  if (voice.wanted !== language) return;
  voice.language = language;
  speakIn(page);
  root.lang = words.language.tag;
  name(words.pageTitle);
  changes.dispatchEvent(new Event(LANGUAGE_CHANGE));
}

/**
 * Calls the model's images what they are; the views are told when that changes.
 *
 * @param {import("../session/session.js").DataName} images
 * @param {Element} page
 */
export function applySubject(images, page) {
  const voice = voiceOf(page);
  const changed = voice.subject !== images;
  voice.subject = images;
  speakIn(page);
  if (changed) changes.dispatchEvent(new Event(LANGUAGE_CHANGE));
}

/**
 * @param {() => void} changed called when the browser's languages change
 * @param {AbortSignal} signal
 */
export function onBrowserLanguage(changed, signal) {
  addEventListener("languagechange", changed, { signal });
}
