/**
 * Where the worker that makes GIFs comes from: it lies beside the page. The page
 * in one file has another module in this one's place (www/single/), which has it
 * inside.
 */

/**
 * A worker whose script lies in no file.
 *
 * @type {(script: string) => Worker | undefined}
 */
export const startInside = () => undefined;
