/**
 * What this edition of the page offers of all it could: everything. The page in
 * one file has another module in this one's place (www/single/).
 */

/** Whether all of the page is in one file. */
export const IN_ONE_FILE = false;

/**
 * Which choices of a setting there are.
 *
 * @type {<T extends string>(setting: string, choices: readonly T[]) => readonly T[]}
 */
export const offered = (_, choices) => choices;

/**
 * Where a text that was published with the page can be read.
 *
 * @type {(url: URL, changed: () => void) => string} changed: called when it is
 *   elsewhere
 */
export const addressOf = ({ href }) => href;
