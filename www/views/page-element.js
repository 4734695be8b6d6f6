/** What all views share: no shadow tree, and one way to ask for something. */

import { LitElement } from "lit";

/**
 * The views render into the page itself, so that one style sheet, one set of
 * labels and one focus order hold for all of them.
 */
export class PageElement extends LitElement {
  createRenderRoot() {
    return this;
  }

  /**
   * Asks whoever wires the page to do something.
   *
   * @param {string} type
   * @param {unknown} [detail]
   */
  ask(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
