/** Where the engine's files come from in the page in one file: out of it. */

import { LabError } from "../../engine/lab-error.js";
import { absence, answerOf } from "../inside.js";

export { isHere, startInside } from "../inside.js";

/**
 * @param {URL} url
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 * @throws {LabError} `not-in-file`
 */
export async function load(url, options) {
  options?.signal?.throwIfAborted();
  const answer = answerOf(url);
  if (answer) return answer;
  throw new LabError("not-in-file", absence(url));
}
