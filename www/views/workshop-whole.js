/** All that only the workshop's panel needs: a file of its own, fetched by who opens it. */

import "../words/workshop-words.js";
import "./workshop-panel.js";

export { makeLines } from "../session/workshop-code.js";
export { workshopAnswers, workshopView } from "./workshop-view.js";
