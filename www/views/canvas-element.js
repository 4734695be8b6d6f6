/** A view that is painted: again when its size, the theme or the language changes. */

import { changes, LANGUAGE_CHANGE } from "../words/words.js";
import { speakIn } from "./language.js";
import { PageElement } from "./page-element.js";

/** Dispatched on `changes` after the colours have changed. */
export const THEME_CHANGE = "themechange";

export class CanvasElement extends PageElement {
  #laidOut = false;
  #sizes = new ResizeObserver(() => {
    this.#laidOut = true;
    this.#repaint();
  });
  #repaint = () => {
    speakIn(this);
    this.paint();
  };

  connectedCallback() {
    super.connectedCallback();
    changes.addEventListener(THEME_CHANGE, this.#repaint);
    changes.addEventListener(LANGUAGE_CHANGE, this.#repaint);
    this.#sizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    changes.removeEventListener(THEME_CHANGE, this.#repaint);
    changes.removeEventListener(LANGUAGE_CHANGE, this.#repaint);
    this.#sizes.disconnect();
    this.#laidOut = false;
  }

  /**
   * The first painting waits for the layout: asking for sizes earlier would
   * make the browser lay the page out once for each canvas.
   */
  updated() {
    if (this.#laidOut) this.paint();
  }

  /** The first canvas of the view, once it has rendered. */
  get canvas() {
    return this.querySelector("canvas");
  }

  /** Draws what the properties say on the canvas. */
  paint() {}
}
