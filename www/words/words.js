/**
 * Every string of the page, in the language that is spoken. Ask `words` anew each
 * time: what it is changes with the language.
 */

import { en } from "./en.js";

/** @typedef {import("./en.js").Term} Term */

export const words = en;
