/** Both languages, ready to be spoken. */
import { en } from "../../www/words/en.js";
import "../../www/words/workshop-words.js";
import { learn } from "../../www/words/words.js";
import { zh } from "../../www/words/zh.js";

await learn("zh");

export const TABLES = { en, zh };
