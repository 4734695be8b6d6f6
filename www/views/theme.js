/** Puts the theme that is wanted onto the page. */

import { THEME_CHANGE } from "./canvas-element.js";

const darkSystem = matchMedia("(prefers-color-scheme: dark)");

/**
 * Sets light or dark; the canvases are told, since CSS does not reach them.
 *
 * @param {import("../state.js").Settings["theme"]} theme
 */
export function applyTheme(theme) {
  const system = darkSystem.matches ? "dark" : "light";
  const shown = theme === "system" ? system : theme;
  if (document.documentElement.dataset.theme === shown) return;
  document.documentElement.dataset.theme = shown;
  document.dispatchEvent(new Event(THEME_CHANGE));
}

/** @param {() => void} changed called when the system's theme changes */
export function onSystemTheme(changed) {
  darkSystem.addEventListener("change", changed);
}
