/**
 * One measurement in a page of its own, so that no engine finds what another
 * has left: told by the address, answered to whoever opened the page.
 * @module
 */
import { entryOf } from "../engines/list.js";
import { freshWeights } from "./weights.js";
import { measure } from "./work.js";

/** @typedef {import("./work.js").Task} Task */
/** @typedef {{ about: string, figures: object } | { error: string }} Answer */

/** @returns {Task} */
function taskOf() {
  const wish = new URLSearchParams(location.search);
  const text = (/** @type {string} */ name) => wish.get(name) ?? "";
  return {
    engine: text("engine"),
    net: text("net"),
    what: /** @type {Task["what"]} */ (text("what")),
    size: Number(text("size")),
    budgetMs: Number(text("budgetMs")),
    checkMs: wish.has("checkMs") ? Number(text("checkMs")) : undefined,
  };
}

/** @param {object} message */
const tell = (message) => window.parent.postMessage(message, location.origin);

/** @param {Task} task */
async function start(task) {
  const entry = task.what === "ceiling" ? undefined : entryOf(task.engine);
  const weights =
    entry && entry.family !== "ours" ? await freshWeights(task.net) : undefined;
  const onStep = (/** @type {number} */ step, /** @type {number} */ loss) =>
    tell({ step, loss });
  return measure(task, { weights, onStep });
}

/** @param {unknown} error */
const messageOf = (error) =>
  error instanceof Error ? error.message : String(error);

/** @type {Promise<Answer>} */
const answer = start(taskOf()).catch((error) => ({
  error: messageOf(error).slice(0, 400),
}));
Object.assign(window, { answer });
tell({ answer: await answer });
