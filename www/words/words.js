/**
 * Every string of the page, in the language that is spoken. Ask `words` anew each
 * time: what it is changes with the language.
 */

import { en } from "./en.js";
import { inEnglish } from "./of-clothes.js";

/**
 * @typedef {import("./en-terms.js").Term} Term
 * @typedef {import("./languages.js").Language} Language
 *
 * A language's table, and the same for a model of clothes, made when it is first
 * spoken.
 * @typedef {object} Tables
 * @property {typeof en} ofDigits
 * @property {() => typeof en} ofClothes
 */

/** How the others are fetched: most visits read one. */
const FETCHED = {
  zh: async () =>
    (await import(/* webpackChunkName: "chinese" */ "./chinese.js")).tables,
};

/** Those that can be spoken now. @type {Map<Language, Tables>} */
const known = new Map([
  ["en", kept({ ofDigits: en, ofClothes: () => inEnglish(en) })],
]);

/** What all views hear: nothing of it is told to a document that may be somebody else's. */
export const changes = new EventTarget();

/** Dispatched on `changes` after another table has begun to be spoken. */
export const LANGUAGE_CHANGE = "wordschange";

/** Chinese that is not written in simplified characters. */
const TRADITIONAL = /^zh-(hant|tw|hk|mo)\b/i;

/** The language that is spoken. @type {Language} */
export let spoken = "en";

/** Its table. */
export let words = en;

/** What the model's images are of. @type {"mnist" | "fashion"} */
let subject = "mnist";

/**
 * Adds to English what a part of the page brings with it. Other languages, which
 * are fetched anyway, have all of it from the beginning.
 *
 * @param {Partial<typeof en>} part
 */
export function addEnglish(part) {
  Object.assign(en, part);
  known.set("en", kept({ ofDigits: en, ofClothes: () => inEnglish(en) }));
  speak(spoken);
}

/** @param {Language} language */
export const knows = (language) => known.has(language);

/**
 * Fetches a language's tables, where they are not there yet.
 *
 * @param {Language} language
 * @throws {Error} They cannot be had.
 */
export async function learn(language) {
  if (language === "en" || knows(language)) return;
  known.set(language, kept(await FETCHED[language]()));
}

/** @param {Language} language one that was learnt */
export function speak(language) {
  const tables = known.get(language);
  if (!tables) throw new Error(`The language "${language}" was not learnt.`);
  spoken = language;
  words = subject === "fashion" ? tables.ofClothes() : tables.ofDigits;
}

/** @param {typeof subject} images what the model's images are of */
export function speakOf(images) {
  subject = images;
  speak(spoken);
}

/**
 * @param {Tables} tables
 * @returns {Tables} which makes what it makes once
 */
function kept({ ofDigits, ofClothes }) {
  /** @type {typeof en | undefined} */
  let made;
  return { ofDigits, ofClothes: () => (made ??= ofClothes()) };
}

/**
 * The first wished language that is spoken here, else English.
 *
 * @param {readonly string[]} wished BCP 47 tags, the most wished first
 * @returns {Language}
 */
export function languageOf(wished) {
  for (const tag of wished) {
    if (/^en\b/i.test(tag)) return "en";
    if (/^zh\b/i.test(tag) && !TRADITIONAL.test(tag)) return "zh";
  }
  return "en";
}

/**
 * What is said of an error: a sentence for its code where the language has one,
 * else the error's own message, which is always English.
 *
 * @param {{ message: string, code?: string }} error
 */
export function errorText({ message, code }) {
  const { codes } = words;
  return (code && Object.hasOwn(codes, code) && codes[code]) || message;
}

/**
 * What is said of an error and, where that is not the error's own message, that
 * message too: it names what was found.
 *
 * @param {{ message: string, code?: string }} error
 */
export function errorInFull(error) {
  const text = errorText(error);
  return text === error.message ? text : `${text} (${error.message})`;
}

/**
 * Which values a setting takes, as it stands inside a sentence.
 *
 * @param {import("./en.js").Allowed} allowed
 */
export function allowedText([kind, ...bounds]) {
  const say = /** @type {(...bounds: unknown[]) => string} */ (
    words.allowed[kind]
  );
  return say(...bounds);
}
