/** A button that opens a small panel beside it, and closes it again. */

import { html, nothing } from "lit";
import { windowOf } from "./ground.js";
import { PageElement } from "./page-element.js";

/** Kept clear between the panel and the window's edge. */
const EDGE = 8;

export class PopNote extends PageElement {
  static properties = {
    label: { attribute: false },
    name: { attribute: false },
    panel: { attribute: false },
    look: { attribute: false },
    open: { state: true },
  };

  constructor() {
    super();
    /** What stands on the button. @type {unknown} */
    this.label = "";
    /** The panel's accessible name, and the button's where it has no text. */
    this.name = "";
    /** The panel's contents, asked for when it opens. @type {() => unknown} */
    this.panel = () => nothing;
    /** Classes for the button. */
    this.look = "";
    this.open = false;
    this.away = (/** @type {Event} */ event) => {
      // Seen from outside, all that is within an element is that element.
      const [target] = event.composedPath();
      if (target instanceof Node && !this.contains(target)) this.toggle(false);
    };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.away);
  }

  /** @param {boolean} open */
  toggle(open) {
    this.open = open;
    if (open) document.addEventListener("pointerdown", this.away);
    else document.removeEventListener("pointerdown", this.away);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key !== "Escape" || !this.open) return;
    event.stopPropagation();
    this.toggle(false);
    this.querySelector("button")?.focus();
  }

  /** @param {FocusEvent} event */
  left({ relatedTarget }) {
    if (relatedTarget instanceof Node && !this.contains(relatedTarget)) {
      this.toggle(false);
    }
  }

  /** Moves the panel to where the whole of it is seen. */
  updated() {
    const panel = this.querySelector(".pop-panel");
    const button = this.querySelector("button");
    if (!(panel instanceof HTMLElement) || !button) return;
    const from = button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = panel;
    const ground = windowOf(this);
    const right = ground.width - width - EDGE;
    const below = from.bottom - ground.top + EDGE / 2;
    const fits = below + height + EDGE <= ground.height;
    const above = from.top - ground.top - height - EDGE / 2;
    const top = fits
      ? below
      : Math.max(EDGE, Math.min(above, ground.height - height - EDGE));
    const left = from.left - ground.left;
    panel.style.left = `${Math.max(EDGE, Math.min(left, right))}px`;
    panel.style.top = `${top}px`;
  }

  render() {
    return html`<span @keydown=${this.key} @focusout=${this.left}>
      <button
        type="button"
        class=${this.look}
        aria-expanded=${this.open}
        @click=${() => this.toggle(!this.open)}
      >
        ${this.label}
      </button>
      ${
        this.open
          ? html`<div
              class="pop-panel"
              role="dialog"
              aria-label=${this.name}
              tabindex="-1"
            >
              ${this.panel()}
            </div>`
          : nothing
      }
    </span>`;
  }
}
customElements.define("pop-note", PopNote);
