/** Keeps things of this tab alone: another tab of the page has its own. */

import { change, recall } from "./work.js";

/** Tabs whose things are kept; what older ones left behind goes. */
const MOST_TABS = 3;
const NAME = "tab";

/** @typedef {{ tab: string, value: unknown }} Kept */

/** The tab's own name, once it was asked for. @type {string | undefined} */
let named;

/** The tab's own name, the same after a reload. */
export const tabName = () => (named ??= findName());

function findName() {
  const fresh = crypto.randomUUID?.() ?? String(Math.random());
  try {
    const known = sessionStorage.getItem(NAME);
    if (!known) sessionStorage.setItem(NAME, fresh);
    return known ?? fresh;
  } catch {
    return fresh;
  }
}

/** @param {string} name */
const under = (name) => `${name} of tabs`;

/**
 * Kept things are checked: they may come from an older version of the page.
 *
 * @param {unknown} value
 * @returns {Kept[]}
 */
const listIn = (value) =>
  Array.isArray(value) ? value.filter((each) => each?.tab) : [];

/**
 * @param {string} name
 * @param {unknown} value undefined forgets it
 * @throws {import("./work.js").StoreError}
 */
export async function keepOfTab(name, value) {
  const tab = tabName();
  const own = value === undefined ? [] : [{ tab, value }];
  await change(under(name), (kept) => {
    const others = listIn(kept).filter((other) => other.tab !== tab);
    return [...others, ...own].slice(-MOST_TABS);
  });
}

/**
 * @param {string} name
 * @returns {Promise<unknown>} undefined where this tab has kept nothing
 */
export async function recallOfTab(name) {
  const kept = listIn(await recall(under(name)));
  const tab = tabName();
  return kept.find((other) => other.tab === tab)?.value;
}
