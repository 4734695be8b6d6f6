/** The workshop's strings, for who opens it. */

import { workshop } from "./en-workshop.js";
import { addEnglish } from "./words.js";

addEnglish({ workshop });
