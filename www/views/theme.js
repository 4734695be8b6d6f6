/** Puts the theme that is wanted onto the page. */

import { changes } from "../words/words.js";
import { THEME_CHANGE } from "./canvas-element.js";

const darkSystem = matchMedia("(prefers-color-scheme: dark)");

/**
 * Sets light or dark; the canvases are told, since CSS does not reach them.
 *
 * @param {import("../state.js").Settings["theme"]} theme
 * @param {HTMLElement} root the page's
 */
export function applyTheme(theme, root) {
  const system = darkSystem.matches ? "dark" : "light";
  const shown = theme === "system" ? system : theme;
  if (root.dataset.theme === shown) return;
  root.dataset.theme = shown;
  changes.dispatchEvent(new Event(THEME_CHANGE));
}

/**
 * @param {() => void} changed called when the system's theme changes
 * @param {AbortSignal} signal
 */
export function onSystemTheme(changed, signal) {
  darkSystem.addEventListener("change", changed, { signal });
}
