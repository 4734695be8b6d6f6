/** Where data sets come from in the page in one file: out of it. */

import { ImportError } from "../../import/idx.js";
import { absence, answerOf } from "../inside.js";

export { startInside } from "../inside.js";

/**
 * @param {URL} url
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 * @throws {ImportError} `not-in-file`
 */
export async function load(url, options) {
  options?.signal?.throwIfAborted();
  const answer = answerOf(url);
  if (answer) return answer;
  throw new ImportError("not-in-file", absence(url));
}
