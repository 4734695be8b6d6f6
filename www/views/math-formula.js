/** A typeset formula; what it says in one line is its accessible name. */

import { textOf } from "./mathml.js";
import { PageElement } from "./page-element.js";

const MATHML = "http://www.w3.org/1998/Math/MathML";

/**
 * Views make their formulas anew each time: only another one is another.
 *
 * @param {import("./mathml.js").MathNode | null} next
 * @param {import("./mathml.js").MathNode | null} former
 */
const isOther = (next, former) =>
  !next || !former || textOf(next) !== textOf(former);

export class MathFormula extends PageElement {
  static properties = {
    formula: { attribute: false, hasChanged: isOther },
    text: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("./mathml.js").MathNode | null} */
    this.formula = null;
    /** The formula in one line of plain signs. */
    this.text = "";
  }

  /** What is wider than its place must be reached by the keyboard too. */
  updated() {
    const scrolls = this.scrollWidth > this.clientWidth;
    this.toggleAttribute("tabindex", scrolls);
    if (!scrolls) {
      this.removeAttribute("role");
      this.removeAttribute("aria-label");
      return;
    }
    this.tabIndex = 0;
    this.role = "group";
    this.ariaLabel = this.text;
  }

  render() {
    if (!this.formula) return this.text;
    return elementOf({
      tag: "math",
      attributes: { display: "block", "aria-label": this.text },
      children: [this.formula],
    });
  }
}
customElements.define("math-formula", MathFormula);

/**
 * @param {import("./mathml.js").MathNode} node
 * @returns {Element}
 */
function elementOf({ tag, attributes = {}, children }) {
  const element = document.createElementNS(MATHML, tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  const parts = children.map((child) =>
    typeof child === "string" ? child : elementOf(child),
  );
  element.append(...parts);
  return element;
}
