/**
 * Every string of the page, in the language that is spoken. Ask `words` anew each
 * time: what it is changes with the language.
 */

import { en } from "./en.js";
import { ofClothesEn, ofClothesZh } from "./of-clothes.js";
import { zh } from "./zh.js";

/**
 * @typedef {import("./en-terms.js").Term} Term
 * @typedef {keyof typeof LANGUAGES} Language
 */

/** What each language calls itself. */
export const LANGUAGES = { en: "English", zh: "简体中文" };

/** @type {Record<Language, typeof en>} */
export const TABLES = { en, zh };

/** The same for a model of clothes, made when it is first spoken. */
const OF_CLOTHES = {
  en: once(() => ofClothesEn(en)),
  zh: once(() => ofClothesZh(zh)),
};

/** Dispatched on `document` after another table has begun to be spoken. */
export const LANGUAGE_CHANGE = "wordschange";

/** Chinese that is not written in simplified characters. */
const TRADITIONAL = /^zh-(hant|tw|hk|mo)\b/i;

/** The language that is spoken. @type {Language} */
export let spoken = "en";

/** Its table. */
export let words = en;

/** What the model's images are of. @type {"mnist" | "fashion"} */
let subject = "mnist";

/** @param {Language} language */
export function speak(language) {
  spoken = language;
  words = subject === "fashion" ? OF_CLOTHES[language]() : TABLES[language];
}

/** @param {typeof subject} images what the model's images are of */
export function speakOf(images) {
  subject = images;
  speak(spoken);
}

/**
 * @template T
 * @param {() => T} make
 */
function once(make) {
  /** @type {T | undefined} */
  let made;
  return () => (made ??= make());
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
