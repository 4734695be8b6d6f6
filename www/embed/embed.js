/** What is inside an element that has come into view: the page, and who hears of it. */

import dataCss from "../styles/data.css?text";
import baseCss from "../styles/base.css?text";
import controlsCss from "../styles/controls.css?text";
import dockCss from "../styles/dock.css?text";
import embedCss from "../styles/embed.css?text";
import figuresCss from "../styles/figures.css?text";
import languageCss from "../styles/language.css?text";
import narrowCss from "../styles/narrow.css?text";
import pictureCss from "../styles/picture.css?text";
import planeCss from "../styles/plane.css?text";
import setupCss from "../styles/setup.css?text";
import stageCss from "../styles/stage.css?text";
import tokensCss from "../styles/tokens.css?text";
import topBarCss from "../styles/top-bar.css?text";
import trainingCss from "../styles/training.css?text";
import traverseCss from "../styles/traverse.css?text";
import uplotCss from "uplot/dist/uPlot.min.css?text";
import workshopCss from "../styles/workshop.css?text";
import { LabPage } from "../app.js";
import { Lab } from "../engine/lab.js";
import { SharedLabs } from "../engine/shared-labs.js";
import { leave, comeBackTo } from "../session/leaving.js";
import { SETTINGS } from "../state.js";
import { keepNothing } from "../store/work.js";
import { learnFor } from "../views/language.js";
import { allowedText, words } from "../words/words.js";
import { PANELS_ALLOWED, readPanels } from "./panels.js";
import { reports } from "./reports.js";
import { scoped } from "./sheet.js";

/** @typedef {"model" | "device" | "seed" | "theme" | "language"} Setting */

/** Attributes that are settings, each with its own values. */
const NAMES = /** @type {Setting[]} */ ([
  "model",
  "device",
  "seed",
  "theme",
  "language",
]);
/** An element that was taken out for so long has not only been moved. */
const AWAY_MS = 2000;

// As in the page's own entry.
const sheet = new CSSStyleSheet();
sheet.replaceSync(
  scoped([
    ...[uplotCss, tokensCss, baseCss, controlsCss, topBarCss, stageCss],
    ...[dockCss, planeCss, dataCss, traverseCss, pictureCss, trainingCss],
    ...[setupCss, workshopCss, figuresCss, narrowCss, languageCss, embedCss],
  ]),
);

const labs = new SharedLabs((options) => Lab.create(options));
keepNothing();
customElements.define("lab-page", LabPage);

export class Inside {
  #host;
  #page;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #leaving;
  /** Whether what was open is closed by now. */
  #left = false;

  /**
   * @param {HTMLElement} host the element
   * @param {HTMLElement} place in its shadow tree, for the page
   * @param {(shown: boolean) => void} shown whether the page is to be seen: not
   *   before there is something, nor where there is nothing
   */
  constructor(host, place, shown) {
    this.#host = host;
    const root = document.createElement("div");
    root.className = "root";
    const { settings, refused } = this.#given();
    const tree = host.shadowRoot;
    if (tree && !tree.adoptedStyleSheets.includes(sheet))
      tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
    this.#page = new LabPage({
      ...{ given: { settings, refused: [] }, root },
      embedded: readPanels(host.getAttribute("panels")),
      create: labs.create,
      write: () => {},
      name: () => {},
    });
    if (refused.length > 0) this.#refuse(refused);
    reports(this.#page.session, host, (failed) => {
      shown(!failed);
    });
    shown(true);
    root.append(this.#page);
    place.replaceChildren(root);
    // What cannot be had is told by the page.
    void learnFor(settings.language).catch(() => {});
  }

  #given() {
    const settings = Object.fromEntries(
      Object.entries(SETTINGS).map(([name, { start }]) => [name, start]),
    );
    /** @type {[string, string][]} */
    const refused = [];
    for (const name of NAMES) {
      const text = this.#host.getAttribute(name);
      if (text === null) continue;
      const value = SETTINGS[name].read(text);
      if (value === undefined) refused.push([name, text]);
      else settings[name] = value;
    }
    const panels = this.#host.getAttribute("panels");
    if (readPanels(panels).unknown.length > 0)
      refused.push(["panels", panels ?? ""]);
    return {
      settings: /** @type {import("../state.js").Settings} */ (settings),
      refused,
    };
  }

  /**
   * All at once: of several notices the first would give way.
   *
   * @param {[string, string][]} refused names and values
   */
  #refuse(refused) {
    const say = (/** @type {[string, string]} */ [name, text]) =>
      words.errors.attribute(
        name,
        text,
        allowedText(
          name === "panels"
            ? PANELS_ALLOWED
            : SETTINGS[/** @type {Setting} */ (name)].allowed,
        ),
      );
    this.#page.session.tell(() => refused.map(say).join(" "), {
      tone: "error",
      code: "attribute-invalid",
    });
  }

  /**
   * An attribute was changed; one that was taken away goes back to its usual value.
   *
   * @param {string} name
   * @param {string | null} text
   */
  follow(name, text) {
    if (name === "panels") {
      const shown = readPanels(text);
      if (shown.unknown.length > 0) this.#refuse([["panels", text ?? ""]]);
      this.#page.embed(shown);
      return;
    }
    const { start, read } = SETTINGS[/** @type {Setting} */ (name)];
    const value = text === null ? start : read(text);
    if (value === undefined) return this.#refuse([[name, text ?? ""]]);
    const { settings } = this.#page.session;
    if (settings[/** @type {Setting} */ (name)] === value) return;
    const asked = {
      model: () => this.#page.ask("use-model", /** @type {never} */ (value)),
      device: () => this.#page.ask("use-device", /** @type {never} */ (value)),
      seed: () => this.#page.ask("set", { seed: Number(value) }),
      theme: () =>
        this.#page.ask("set", { theme: /** @type {never} */ (value) }),
      language: () =>
        this.#page.ask("set", { language: /** @type {never} */ (value) }),
    };
    asked[/** @type {Setting} */ (name)]();
  }

  /** The element was taken out of its document: what runs, rests. */
  away() {
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => {
      this.#left = true;
      void leave(this.#page.session);
    }, AWAY_MS);
  }

  /** It was put back: all goes on. */
  back() {
    clearTimeout(this.#leaving);
    if (this.#left) void comeBackTo(this.#page.session);
    this.#left = false;
  }
}
