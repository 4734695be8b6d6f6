/** The top bar: the page's name, its model, its device and why, its theme. */

import { html, nothing } from "lit";
import { LANGUAGES } from "../words/languages.js";
import { isOffered } from "../state.js";
import { spoken, words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import { credits } from "./page-footer.js";
import "./code-note.js";
import "./pop-note.js";
import "./share-note.js";

const DEVICES = /** @type {const} */ ([
  "auto",
  "webgpu",
  "flex",
  "ndarray",
]).filter((name) => isOffered("device", name));
/** Where everything comes from, which need not be the page's host. */
const { host: HOST } = new URL(import.meta.url);

const SHIPPED =
  /** @type {(keyof typeof words["topBar"]["models"])[]} */
  (Object.keys(words.topBar.models)).filter((name) => isOffered("model", name));
const THEMES = /** @type {const} */ (["system", "light", "dark"]);

/**
 * @typedef {object} DeviceView
 * @property {"webgpu" | "flex" | "ndarray"} name
 * @property {string} reason
 * @property {string} [adapter]
 * @property {number} [lostSteps]
 */

export class TopBar extends PageElement {
  static properties = {
    model: { attribute: false },
    card: { attribute: false },
    kind: { attribute: false },
    layers: { attribute: false },
    parameters: { attribute: false },
    device: { attribute: false },
    settings: { attribute: false },
    progress: { attribute: false },
    phase: { attribute: false },
    snippet: { attribute: false },
    shared: { attribute: false },
    embedded: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../session/session.js").ModelStory | null} */
    this.model = null;
    /** @type {import("../session/card.js").Card} */
    this.card = {};
    /** What kind of model it is: a sentence. */
    this.kind = "";
    /** Its sizes from end to end. */
    this.layers = "";
    this.parameters = 0;
    /** @type {DeviceView | null} */
    this.device = null;
    /** @type {import("../state.js").Settings | null} */
    this.settings = null;
    /** @type {import("../session/session.js").Progress | null} */
    this.progress = null;
    /** @type {import("../session/session.js").Session["phase"]} */
    this.phase = "loading";
    /** What is on screen, as code. @type {() => string | null} */
    this.snippet = () => null;
    /** What is seen, as a link. @type {() => import("./share-note.js").Shared | null} */
    this.shared = () => null;
    /** In a part of somebody else's page: whether there is a dock, and whether it is up. @type {{ dock: boolean, up: boolean } | null} */
    this.embedded = null;
  }

  /**
   * @param {import("../session/session.js").ModelStory} model
   * @returns {string[]} sentences
   */
  aboutModel({ source, tunedSteps }) {
    const { about } = words.topBar;
    const { data, testNats, binarized = false } = this.card;
    return [
      source === "file" ? about.file : "",
      source === "fresh" ? words.making.about : "",
      data === undefined ? "" : about.data(data),
      // Measured before the weights were trained further.
      testNats === undefined || tunedSteps > 0
        ? ""
        : about.test(testNats, binarized),
      tunedSteps > 0 ? about.tuned(tunedSteps) : "",
    ].filter((sentence) => sentence !== "");
  }

  modelPart() {
    const { model } = this;
    if (!model || !this.device) return nothing;
    const { topBar } = words;
    const origin = {
      file: topBar.fromFile,
      fresh: words.making.origin,
      shipped: topBar.pretrained,
    }[model.source];
    const tuned = model.tunedSteps > 0 ? topBar.tuned(model.tunedSteps) : "";
    const about = this.aboutModel(model);
    const panel = () =>
      html`<strong>${model.name}</strong>
        <p>${this.kind}</p>
        <p>${this.layers} · ${topBar.parameters(this.parameters)}</p>
        ${about.map((sentence) => html`<p>${sentence}</p>`)} ${this.modelMenu()}`;
    return html`<pop-note
      class="chip model"
      .name=${topBar.model}
      .look=${"chip-button"}
      .label=${html`<span class="chip-name" title=${model.name}
          >${model.name}</span
        >
        <span class="chip-note">${[origin, tuned].join(" ").trim()}</span>`}
      .panel=${panel}
    ></pop-note>`;
  }

  modelMenu() {
    const { model } = this;
    const { modelMenu, models } = words.topBar;
    return html`<fieldset class="choices models">
      <legend>${modelMenu}</legend>
      ${SHIPPED.map(
        (name) =>
          html`<label
            ><input
              type="radio"
              name="model"
              .checked=${model?.source === "shipped" && model.name === name}
              @change=${() => this.ask("use-model", name)}
            /><span>${name}<small>${models[name]}</small></span></label
          >`,
      )}
    </fieldset>`;
  }

  devicePanel() {
    const { topBar, devices } = words;
    return html`<p>${words.reason(this.device?.reason ?? "")}</p>
      ${this.device?.adapter ? html`<p>${this.device.adapter}</p>` : nothing}
      <fieldset class="choices">
        <legend>${topBar.deviceMenu}</legend>
        ${DEVICES.map(
          (device) =>
            html`<label
              ><input
                type="radio"
                name="device"
                .checked=${this.settings?.device === device}
                @change=${() => this.ask("use-device", device)}
              />${devices[device]}</label
            >`,
        )}
      </fieldset>
      <p class="hint">${topBar.deviceHint}</p>`;
  }

  devicePart() {
    if (this.phase === "loading" || !this.device) return this.loadingPart();
    const { name, reason, lostSteps } = this.device;
    const note = lostSteps
      ? words.topBar.deviceLost(lostSteps)
      : words.reason(reason);
    return html`<pop-note
      class="chip device"
      .name=${words.topBar.device}
      .look=${"chip-button"}
      .label=${html`<span class="chip-name">${words.devices[name]}</span>
        <span class="chip-note">${note}</span>`}
      .panel=${() => this.devicePanel()}
    ></pop-note>`;
  }

  loadingPart() {
    if (this.phase === "failed") return nothing;
    const { loading } = words;
    const { phase, loadedBytes, totalBytes } = this.progress ?? {
      phase: /** @type {const} */ ("start"),
      loadedBytes: 0,
      totalBytes: undefined,
    };
    return html`<span class="chip loading">
      <span class="chip-name">${loading[phase]}</span>
      <span class="chip-note">
        ${loadedBytes > 0 ? loading.bytes(loadedBytes, totalBytes) : nothing}
        ${HOST ? loading.from(HOST) : nothing}
      </span>
      ${
        totalBytes
          ? html`<progress
              max=${totalBytes}
              .value=${loadedBytes}
              aria-label=${loading[phase]}
            ></progress>`
          : nothing
      }
    </span>`;
  }

  themePart() {
    const { topBar } = words;
    const theme = this.settings?.theme ?? "system";
    const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    return html`<button
      type="button"
      class="chip-button theme ${theme}"
      aria-label="${topBar.theme}: ${topBar.themes[theme]}"
      title="${topBar.theme}: ${topBar.themes[theme]}"
      @click=${() => this.ask("set", { theme: next })}
    >
      <span class="theme-sign" aria-hidden="true"></span>
    </button>`;
  }

  /** The way to the other language, in its own words. */
  languagePart() {
    const other = spoken === "en" ? "zh" : "en";
    const { tag, short, choose } = LANGUAGES[other];
    return html`<button
      type="button"
      class="chip-button language"
      lang=${tag}
      aria-label=${choose}
      title=${choose}
      @click=${() => this.ask("set", { language: other })}
    >
      ${short}
    </button>`;
  }

  tourPart() {
    const open = (this.settings?.tour ?? 0) > 0;
    return html`<button
      type="button"
      class="chip-button tour"
      title=${words.tour.openTitle}
      aria-expanded=${open}
      @click=${() => this.ask("tour-toggle", undefined)}
    >
      ${words.tour.open}
    </button>`;
  }

  /** What this is, and whose: a part of a page has no footer. */
  namePart() {
    const about = () =>
      html`<strong>${words.title}</strong>
        <p>${words.sentence}</p>
        ${credits().map((line) => html`<p>${line}</p>`)}`;
    return html`<pop-note
      class="name"
      .look=${"plain"}
      .name=${words.footer.label}
      .label=${words.title}
      .panel=${about}
    ></pop-note>`;
  }

  dockPart() {
    const { dock, up } = this.embedded ?? {};
    if (!dock) return nothing;
    return html`<button
      type="button"
      class="chip-button raise"
      aria-expanded=${up}
      title=${up ? words.dock.close : words.dock.open}
      @click=${() => this.ask("draw-sheet", !up)}
    >
      ${words.dock.label}
    </button>`;
  }

  render() {
    if (this.embedded) {
      return html`<div class="top-bar">
        ${this.namePart()} ${this.modelPart()} ${this.devicePart()}
        ${this.dockPart()}
      </div>`;
    }
    return html`<header class="top-bar">
      <h1>${words.title}</h1>
      <p class="sentence">${words.sentence}</p>
      ${this.tourPart()} ${this.modelPart()} ${this.devicePart()}
      <code-note .snippet=${this.snippet}></code-note>
      <share-note .shared=${this.shared}></share-note>
      ${this.languagePart()} ${this.themePart()}
    </header>`;
  }
}
customElements.define("top-bar", TopBar);
