/**
 * Where data sets and the worker that reads them come from: they lie beside the
 * page. The page in one file has another module in this one's place
 * (www/single/), which has them inside.
 */

/**
 * Asks for a file.
 *
 * @param {URL} url
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
export const load = (url, options) => fetch(url, options);

/**
 * A worker whose script lies in no file.
 *
 * @type {(script: string) => Worker | undefined}
 */
export const startInside = () => undefined;
