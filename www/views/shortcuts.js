/** Single keys that act wherever nothing is being typed. */

/** @typedef {"play" | "samples" | "keep" | "train" | "sample" | "traverse" | "data" | "workshop" | "tour" | "keys"} Shortcut */

/** @type {Record<string, Shortcut>} */
const KEYS = {
  p: "play",
  n: "samples",
  k: "keep",
  1: "train",
  2: "sample",
  3: "traverse",
  4: "data",
  5: "workshop",
  t: "tour",
  "?": "keys",
};

/** What is typed into: sizes of layers are text, for the commas between them. */
const TYPED = ["number", "text"];

/**
 * What a key press means, or null.
 *
 * @param {KeyboardEvent} event
 * @returns {Shortcut | null}
 */
export function shortcutOf(event) {
  if (event.defaultPrevented || event.repeat) return null;
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const { target } = event;
  // A key in a list chooses there.
  const typing =
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && TYPED.includes(target.type));
  return typing ? null : (KEYS[event.key.toLowerCase()] ?? null);
}
