/** Styles that a value decides, set so that pages may forbid styles within the HTML. */

import { noChange } from "lit";
import { Directive, directive } from "lit/directive.js";

class Styled extends Directive {
  /** @param {Record<string, string>} styles */
  render(styles) {
    void styles;
    return noChange;
  }

  /**
   * @param {import("lit/directive.js").ElementPart} part
   * @param {[Record<string, string>]} styles by property: "--at", "left"
   */
  update({ element }, [styles]) {
    if (element instanceof HTMLElement)
      for (const [name, value] of Object.entries(styles))
        element.style.setProperty(name, value);
    return noChange;
  }
}

/** In an element's tag, in the place of an attribute. */
export const styled = directive(Styled);
