/** Keeps things of this tab alone: another tab of the page has its own. */

import { keep, recall } from "./work.js";

/** Tabs whose things are kept; what older ones left behind goes. */
const MOST_TABS = 3;
const NAME = "tab";

/** @typedef {{ tab: string, value: unknown }} Kept */

/** The tab's own name, the same after a reload. */
const tab = (() => {
  const fresh = crypto.randomUUID?.() ?? String(Math.random());
  try {
    const known = sessionStorage.getItem(NAME);
    if (!known) sessionStorage.setItem(NAME, fresh);
    return known ?? fresh;
  } catch {
    return fresh;
  }
})();

/**
 * @param {string} name
 * @returns {Promise<Kept[]>}
 */
async function listOf(name) {
  const list = await recall(`${name} of tabs`);
  return Array.isArray(list) ? list : [];
}

/**
 * @param {string} name
 * @param {unknown} value undefined forgets it
 * @throws {import("./work.js").StoreError}
 */
export async function keepOfTab(name, value) {
  const others = (await listOf(name)).filter((kept) => kept?.tab !== tab);
  const own = value === undefined ? [] : [{ tab, value }];
  await keep(`${name} of tabs`, [...others, ...own].slice(-MOST_TABS));
}

/**
 * @param {string} name
 * @returns {Promise<unknown>} undefined where this tab has kept nothing
 */
export async function recallOfTab(name) {
  return (await listOf(name)).find((kept) => kept?.tab === tab)?.value;
}
