/** The guided tour: a card beside the part of the page that it speaks of. */

import { html, nothing } from "lit";
import { freePlace } from "../charts/free-place.js";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import { ON_SHEET, SCROLLED_TO, SPOKEN_OF, WATCHED } from "./tour-places.js";

/**
 * @typedef {import("../session/tour-steps.js").TourStep} TourStep
 *
 * @typedef {object} TourView
 * @property {TourStep} step
 * @property {number} at from 1
 * @property {number} of
 * @property {boolean} done
 * @property {boolean} showing whether the page is doing it now
 * @property {boolean} changed whether the model is another than before
 * @property {boolean} ready whether there is a model
 * @property {string} reading what the page's numbers say of it
 */

/** Kept clear between the card and the window's edge. */
const EDGE = 8;
/** How much hiding what the step speaks of matters, beside what is to be watched. */
const SPOKEN_WEIGHT = 4;

export class TourCard extends PageElement {
  static properties = { view: { attribute: false } };

  #place = { left: innerWidth, top: innerHeight };
  #placed = "";
  /** Whether another step was opened, of which nothing may be in sight. */
  #turned = false;
  #frame = 0;
  /** @type {Element[]} */
  #marked = [];
  #again = () => this.#settle();
  /** Where nothing has the focus, too. @type {(event: KeyboardEvent) => void} */
  #escape = (event) => {
    const nowhere = document.activeElement === document.body;
    if (event.key === "Escape" && this.view && nowhere) this.#leave();
  };

  constructor() {
    super();
    /** @type {TourView | null} */
    this.view = null;
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener("resize", this.#again);
    addEventListener("keydown", this.#escape);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("resize", this.#again);
    removeEventListener("keydown", this.#escape);
    cancelAnimationFrame(this.#frame);
    this.#mark([]);
  }

  /** @param {import("lit").PropertyValues} changed */
  updated(changed) {
    const before = /** @type {TourView | null | undefined} */ (
      changed.get("view")
    );
    if (this.view && before?.step !== this.view.step) {
      const title = this.querySelector("h2");
      title?.focus({ preventScroll: true });
      // What the step speaks of is on the stage, but for what it draws up.
      this.ask("draw-sheet", false);
      this.#turned = true;
    }
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#look());
  }

  /** Once the rest of the page has been rendered too. */
  #look() {
    const { view } = this;
    this.#mark(view ? elementsOf(SPOKEN_OF[view.step]) : []);
    if (!view) return void (this.#placed = "");
    if (this.#turned) this.#scroll(view.step);
    this.#turned = false;
    const looks = this.#looks(view);
    if (looks === this.#placed) return;
    this.#placed = looks;
    this.#settle();
  }

  /**
   * What decides where there is room: not the figures that change meanwhile.
   *
   * @param {TourView} view
   */
  #looks({ step }) {
    const spoken = this.#marked.map(({ localName, id }) => localName + id);
    const height = this.querySelector("section")?.offsetHeight;
    return JSON.stringify([step, height, spoken]);
  }

  /** @param {import("../session/tour-steps.js").TourStep} step */
  #scroll(step) {
    const [sheet] = elementsOf([".sheet-handle"]);
    if (!sheet) return this.#marked[0]?.scrollIntoView({ block: "nearest" });
    const seen = SCROLLED_TO[step];
    const [element] = seen ? elementsOf([seen]) : [];
    element?.scrollIntoView({ block: "start" });
  }

  /** @param {Element[]} elements */
  #mark(elements) {
    for (const old of this.#marked) {
      if (!elements.includes(old)) old.removeAttribute("data-toured");
    }
    for (const element of elements) element.setAttribute("data-toured", "");
    this.#marked = elements;
  }

  /** Moves the card to where it hides least. */
  #settle() {
    const card = this.querySelector(".tour-card");
    const { view } = this;
    if (!(card instanceof HTMLElement) || !view) return;
    const boxes = (
      /** @type {Element[]} */ elements,
      /** @type {number} */ weight,
    ) =>
      elements.map((element) => ({
        box: element.getBoundingClientRect(),
        weight,
      }));
    const { offsetWidth: width, offsetHeight: height } = card;
    const bar = document.querySelector(".top-bar")?.getBoundingClientRect();
    // The bar on top stays in sight, where it is.
    const top = Math.max(0, bar?.bottom ?? 0) + EDGE / 2;
    const window = {
      ...{ left: EDGE, top },
      width: document.documentElement.clientWidth - 2 * EDGE,
      height: innerHeight - top - EDGE,
    };
    const precious = [
      ...boxes(this.#marked, SPOKEN_WEIGHT),
      ...boxes(elementsOf(WATCHED[view.step]), 1),
    ];
    this.#place = freePlace({ width, height }, window, precious, this.#place);
    card.style.left = `${this.#place.left}px`;
    card.style.top = `${this.#place.top}px`;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#leave();
  }

  #leave() {
    this.ask("tour-go", 0);
    const opener = document.querySelector("button.tour");
    if (opener instanceof HTMLElement) opener.focus();
  }

  /** @param {TourStep} step */
  show(step) {
    if (ON_SHEET.includes(step)) this.ask("draw-sheet", true);
    this.ask("tour-show", undefined);
  }

  /**
   * @param {TourView} view
   * @param {{ title: string, text: string, ask: string, done: string }} said
   */
  task({ done, reading }, said) {
    return html`<p class="tour-task ${done ? "done" : ""}" role="status">
        <span class="tour-tick" aria-hidden="true">${done ? "✓" : "→"}</span>
        ${done ? said.done : said.ask}
      </p>
      ${reading ? html`<p class="tour-reading">${reading}</p>` : nothing}`;
  }

  /** @param {TourView} view */
  buttons({ at, of, step, showing, changed, ready }) {
    const { tour } = words;
    const last = at === of;
    return html`<div class="tour-buttons">
      ${
        last
          ? html`<button
              type="button"
              ?disabled=${!changed || !ready}
              @click=${() => this.ask("tour-back", undefined)}
            >
              ${tour.bringBack}
            </button>`
          : html`<button
              type="button"
              aria-disabled=${showing || !ready}
              @click=${() => ready && this.show(step)}
            >
              ${tour.show[step === "learning" ? "make" : "it"]}
            </button>`
      }
      <span class="tour-turn">
        <button
          type="button"
          ?disabled=${at === 1}
          @click=${() => this.ask("tour-go", at - 1)}
        >
          ${tour.previous}
        </button>
        <button
          type="button"
          class="primary"
          @click=${() => (last ? this.#leave() : this.ask("tour-go", at + 1))}
        >
          ${last ? tour.finish : tour.next}
        </button>
      </span>
    </div>`;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    const { tour } = words;
    const said = tour.steps[view.step];
    return html`<section
      class="tour-card"
      aria-label=${tour.name}
      @keydown=${this.key}
    >
      <header>
        <span class="tour-at">${tour.at(view.at, view.of)}</span>
        <button
          type="button"
          class="plain"
          aria-label=${tour.close}
          title=${tour.close}
          @click=${() => this.#leave()}
        >
          ✕
        </button>
      </header>
      <progress max=${view.of} .value=${view.at} aria-hidden="true"></progress>
      <h2 tabindex="-1">${said.title}</h2>
      <p>${said.text}</p>
      ${this.task(view, said)} ${this.buttons(view)}
    </section>`;
  }
}
customElements.define("tour-card", TourCard);

/** @param {string[]} selectors what of them is there, and seen */
function elementsOf(selectors) {
  return selectors
    .map((selector) => document.querySelector(selector))
    .filter((element) => element !== null)
    .filter((element) => element.getClientRects().length > 0);
}
