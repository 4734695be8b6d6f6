/**
 * Where the engine's own files come from: they lie beside it. The page in one
 * file has another module in this one's place (www/single/), which has them
 * inside.
 * @module
 */

/**
 * Asks for a file.
 * @param {URL} url
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
export const load = (url, options) => fetch(url, options);

/**
 * Whether a file was published with the engine.
 * @type {(url: URL) => boolean}
 */
export const isHere = () => true;

/**
 * A worker whose script lies in no file.
 * @type {(script: string) => Worker | undefined}
 */
export const startInside = () => undefined;
