/** Two pinned latent points, and what lies between them: moved, played, saved. */

import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import { saveSign } from "./save-sign.js";
import "./digit-picture.js";
import "./film-strip.js";

/**
 * @typedef {import("../session/interpolation.js").Path} Path
 *
 * @typedef {object} BetweenView
 * @property {Record<"a" | "b", Float32Array | null>} pictures of the pins
 * @property {Record<"a" | "b", boolean>} pinned
 * @property {Float32Array | null} film both ends among them; null without both
 * @property {number} t 0..1
 * @property {number} taken how often the line was taken away from it
 * @property {Path} path
 * @property {boolean} ready whether there is something to pin
 * @property {{ phase: "decoding" | "encoding" | "recording", done: number, total: number } | null} recording
 * @property {boolean} canRecord
 */

/** There and back. */
const ROUND_MS = 3000;
/** Steps there where motion is not wanted, and how long each is looked at. */
const STEPS = 8;
const STEP_MS = 600;

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** @type {Path[]} */
const PATHS = ["linear", "spherical"];

export class BetweenPins extends PageElement {
  static properties = {
    view: { attribute: false },
    playing: { state: true },
  };

  #frame = 0;
  #timer = 0;
  /** `taken` when the playing began. @type {number | undefined} */
  #taken;

  constructor() {
    super();
    /** @type {BetweenView | null} */
    this.view = null;
    this.playing = false;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.pause();
  }

  /** Who takes the line away, by a slider or a digit, ends the playing. */
  willUpdate() {
    if (this.playing && this.view?.taken !== this.#taken) this.pause();
  }

  play() {
    this.playing = true;
    this.#taken = this.view?.taken;
    if (still.matches) this.#step(0);
    else this.#run(performance.now() - ((this.view?.t ?? 0) * ROUND_MS) / 2);
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
  }

  /** @param {number} began */
  #run(began) {
    this.#frame = requestAnimationFrame((now) => {
      const round = (Math.max(0, now - began) / ROUND_MS) % 1;
      this.ask("go-between", 1 - Math.abs(1 - 2 * round));
      this.#run(began);
    });
  }

  /**
   * A few still pictures there, then it ends.
   *
   * @param {number} step
   */
  #step(step) {
    this.ask("go-between", step / STEPS);
    this.#timer = setTimeout(() => {
      if (step < STEPS) this.#step(step + 1);
      else this.pause();
    }, STEP_MS);
  }

  /**
   * @param {BetweenView} view
   * @param {"a" | "b"} end
   */
  pinned(view, end) {
    const { between } = words;
    return html`<div class="pin">
      <digit-picture
        .pixels=${view.pictures[end]}
        .label=${view.pinned[end] ? between.ends[end] : ""}
      ></digit-picture>
      <button
        type="button"
        title=${between.pinTitle}
        ?disabled=${!view.ready}
        @click=${() => this.ask("pin", end)}
      >
        ${between.pin[end]}
      </button>
    </div>`;
  }

  /** @param {BetweenView} view */
  slider({ t, film }) {
    const { between } = words;
    return html`<input
      type="range"
      class="between-slider"
      min="0"
      max="1"
      step="0.01"
      aria-label=${between.slider}
      aria-valuetext=${between.part(t)}
      ?disabled=${!film}
      .value=${live(String(Number(t.toFixed(2))))}
      @input=${(/** @type {Event} */ { target }) => {
        this.pause();
        if (target instanceof HTMLInputElement)
          this.ask("go-between", Number(target.value));
      }}
    />`;
  }

  /** @param {BetweenView} view */
  paths(view) {
    const { between } = words;
    return html`<div
      class="segments"
      role="radiogroup"
      aria-label=${between.path}
    >
      ${PATHS.map(
        (path) =>
          html`<label title=${between.pathHints[path]}>
            <input
              type="radio"
              name="path"
              class="unseen"
              .checked=${live(view.path === path)}
              @change=${() => this.ask("set", { path })}
            />
            <span>${between.paths[path]}</span>
          </label>`,
      )}
    </div>`;
  }

  /** @param {BetweenView} view */
  saving({ film, recording, canRecord }) {
    const { between } = words;
    if (recording) {
      const { phase, done, total } = recording;
      return html`<progress
          max=${total}
          .value=${done}
          aria-label=${between[phase](done, total)}
        ></progress>
        <button
          type="button"
          @click=${() => this.ask("cancel-animation", undefined)}
        >
          ${between.cancel}
        </button>`;
    }
    const button = (
      /** @type {"picture" | "gif" | "video"} */ what,
      /** @type {() => void} */ save,
    ) =>
      html`<button
        type="button"
        aria-label=${between.save[what]}
        title=${what === "video" && !canRecord ? between.noRecorder : between.save[what]}
        ?disabled=${!film || (what === "video" && !canRecord)}
        @click=${save}
      >
        ${saveSign}${between.short[what]}
      </button>`;
    return [
      button("picture", () => this.ask("save-strip", undefined)),
      button("gif", () => this.ask("save-animation", "gif")),
      button("video", () => this.ask("save-animation", "video")),
    ];
  }

  /** @param {BetweenView} view */
  what({ pinned, film, t }) {
    const { between } = words;
    if (!pinned.a && !pinned.b) return between.empty;
    if (!pinned.a || !pinned.b) return between.one;
    return film ? between.part(t) : "";
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    const { between } = words;
    return html`<section aria-labelledby="between-title">
      <h3>
        <span id="between-title">${between.title}</span>
        ${this.paths(view)}
      </h3>
      <div class="pins">
        ${this.pinned(view, "a")}
        <div class="between-way">
          <p class="hint">${this.what(view)}</p>
          <film-strip
            .pixels=${view.film}
            .label=${view.film ? between.strip(between.paths[view.path]) : ""}
            .at=${view.film && view.t}
          ></film-strip>
          ${this.slider(view)}
        </div>
        ${this.pinned(view, "b")}
      </div>
      <div class="between-tools">
        <button
          type="button"
          class=${this.playing ? "pause" : "play"}
          ?disabled=${!view.film}
          @click=${() => (this.playing ? this.pause() : this.play())}
        >
          ${this.playing ? between.pause : between.play}
        </button>
        ${this.saving(view)}
      </div>
    </section>`;
  }
}
customElements.define("between-pins", BetweenPins);
