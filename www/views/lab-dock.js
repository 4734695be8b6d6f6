/** The dock: one panel at a time, and the weights file. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./sample-panel.js";
import "./train-panel.js";

/** @typedef {import("../state.js").Settings["dock"]} Panel */

/** @type {readonly Panel[]} */
const PANELS = ["train", "sample", "traverse", "data", "workshop"];

export class LabDock extends PageElement {
  static tag = /** @type {const} */ ("lab-dock");
  static properties = {
    train: { attribute: false },
    sample: { attribute: false },
    traverse: { attribute: false },
    ready: { attribute: false },
    data: { attribute: false },
    workshop: { attribute: false },
    arrival: { attribute: false },
    panels: { attribute: false },
    sheet: { state: true },
  };

  constructor() {
    super();
    /** @type {import("./train-panel.js").TrainView | null} */
    this.train = null;
    /** @type {import("./sample-panel.js").SampleView | null} */
    this.sample = null;
    /** @type {import("./traverse-panel.js").TraverseView | null} */
    this.traverse = null;
    /** Whether there is a model to save. */
    this.ready = false;
    /** @type {import("./data-panel.js").DataView | null} */
    this.data = null;
    /** @type {import("./workshop-panel.js").WorkshopView | null} */
    this.workshop = null;
    /** Of the shown panel's code. @type {"there" | "coming" | "failed"} */
    this.arrival = "there";
    /** Those that can be chosen. */
    this.panels = PANELS;
    /** On a narrow screen: whether the whole sheet is drawn up. */
    this.sheet = false;
  }

  get shown() {
    return this.train?.settings.dock ?? "train";
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    const { panels } = this;
    const at = panels.indexOf(this.shown);
    const dock = panels[(at + step + panels.length) % panels.length];
    this.ask("set", { dock });
    void this.updateComplete.then(() => {
      const tab = this.querySelector(`#tab-${dock}`);
      if (tab instanceof HTMLElement) tab.focus();
    });
    event.preventDefault();
  }

  /**
   * On a narrow screen a panel that was not there is drawn up at once.
   *
   * @param {Panel} dock
   */
  show(dock) {
    if (dock !== this.shown) this.sheet = true;
    this.ask("set", { dock });
  }

  /** @param {boolean} up on a narrow screen: whether to show the whole sheet */
  draw(up) {
    this.sheet = up;
  }

  /** Where the sheet is: draws it up, and scrolls to what was made. */
  async seeMade() {
    this.sheet = true;
    await this.updateComplete;
    this.querySelector("before-after, ensemble-figures")?.scrollIntoView();
  }

  /** @param {Panel} dock */
  tab(dock) {
    const chosen = this.shown === dock;
    return html`<button
      type="button"
      role="tab"
      id="tab-${dock}"
      aria-selected=${chosen}
      aria-controls="panel-${dock}"
      tabindex=${chosen ? 0 : -1}
      @click=${() => this.show(dock)}
    >
      ${words.dock[dock]}
    </button>`;
  }

  /** @param {Event} event */
  chosen({ target }) {
    if (!(target instanceof HTMLInputElement)) return;
    const [file] = target.files ?? [];
    if (file) this.ask("open-file", file);
    // The same file may be chosen again.
    target.value = "";
  }

  weights() {
    return html`<div class="weights">
      <button
        type="button"
        ?disabled=${!this.ready}
        @click=${() => this.ask("save-file", undefined)}
      >
        ${words.dock.download}
      </button>
      <label class="button">
        <input
          type="file"
          class="unseen"
          accept=".safetensors"
          ?disabled=${!this.ready}
          @change=${this.chosen}
        />
        <span>${words.dock.load}</span>
      </label>
      <button
        type="button"
        ?disabled=${!this.train?.changed}
        @click=${() => this.ask("run-reset", undefined)}
      >
        ${words.train.reset}
      </button>
    </div>`;
  }

  /** Instead of a panel whose code is on its way. */
  waiting() {
    const { fetching, notFetched, reload } = words.dock;
    const failed = this.arrival === "failed";
    return html`<div
      id="panel-${this.shown}"
      class="unfetched"
      role="tabpanel"
      aria-labelledby="tab-${this.shown}"
    >
      <p class="empty" role="status">${failed ? notFetched : fetching}</p>
      ${
        failed
          ? html`<button
              type="button"
              @click=${() => this.ask("reload-page", undefined)}
            >
              ${reload}
            </button>`
          : nothing
      }
    </div>`;
  }

  panel() {
    const { train, shown } = this;
    if (!train) return nothing;
    if (this.arrival !== "there") return this.waiting();
    if (shown === "data") {
      return html`<data-panel
        id="panel-data"
        role="tabpanel"
        aria-labelledby="tab-data"
        .view=${this.data}
      ></data-panel>`;
    }
    if (shown === "traverse") {
      return html`<traverse-panel
        id="panel-traverse"
        role="tabpanel"
        aria-labelledby="tab-traverse"
        .view=${this.traverse}
      ></traverse-panel>`;
    }
    if (shown === "workshop") {
      return html`<workshop-panel
        id="panel-workshop"
        role="tabpanel"
        aria-labelledby="tab-workshop"
        .view=${this.workshop}
      ></workshop-panel>`;
    }
    return shown === "train"
      ? html`<train-panel
          id="panel-train"
          role="tabpanel"
          aria-labelledby="tab-train"
          .view=${train}
        ></train-panel>`
      : html`<sample-panel
          id="panel-sample"
          role="tabpanel"
          aria-labelledby="tab-sample"
          .view=${this.sample}
        ></sample-panel>`;
  }

  render() {
    const toggle = this.sheet ? words.dock.close : words.dock.open;
    return html`<section
      class="dock ${this.sheet ? "drawn-up" : ""}"
      aria-label=${words.dock.label}
    >
      <header>
        <div role="tablist" aria-label=${words.dock.label} @keydown=${this.key}>
          ${this.panels.map((dock) => this.tab(dock))}
        </div>
        ${this.weights()}
        <button
          type="button"
          class="sheet-handle"
          aria-expanded=${this.sheet}
          aria-label=${toggle}
          @click=${() => (this.sheet = !this.sheet)}
        ></button>
      </header>
      ${this.panel()}
    </section>`;
  }
}
customElements.define(LabDock.tag, LabDock);
