/** Play, pause, cancel, reset; what Play will do, and how far it is. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";

/**
 * A run, as much of it as is shown.
 *
 * @typedef {object} RunView
 * @property {import("../session/training-run.js").RunPhase | "interrupted"} phase
 * @property {number} step
 * @property {number} steps
 * @property {number} imagesPerSecond
 * @property {number} secondsLeft
 * @property {number} epoch
 * @property {number} epochs
 */

export class TrainingControl extends PageElement {
  static properties = {
    run: { attribute: false },
    promise: { attribute: false },
    ready: { attribute: false },
    stale: { attribute: false },
    score: { attribute: false },
  };

  constructor() {
    super();
    /** @type {RunView | null} */
    this.run = null;
    /** What Play will do, or why it cannot. */
    this.promise = "";
    /** Whether Play can start a run. */
    this.ready = false;
    /** Whether the settings have changed since the run began. */
    this.stale = false;
    /** @type {import("../session/session.js").Score | null} */
    this.score = null;
  }

  get open() {
    const phase = this.run?.phase ?? "finished";
    return ["running", "pausing", "paused", "interrupted"].includes(phase);
  }

  transport() {
    const { train } = words;
    const running = this.run?.phase === "running";
    const start = this.open ? train.resume : train.play;
    return html`<div class="transport">
      <button
        type="button"
        class="primary ${running ? "pause" : "play"}"
        ?disabled=${!running && !this.open && !this.ready}
        @click=${() => this.ask(running ? "run-pause" : "run-play", undefined)}
      >
        ${running ? train.pause : start}
      </button>
      <button
        type="button"
        title=${words.step.hint}
        ?disabled=${running || (!this.open && !this.ready)}
        @click=${() => this.ask("run-step", undefined)}
      >
        ${words.step.label}
      </button>
      <button
        type="button"
        ?disabled=${!this.open}
        @click=${() => this.ask("run-cancel", undefined)}
      >
        ${train.cancel}
      </button>
    </div>`;
  }

  progress() {
    const { run } = this;
    if (!run) return nothing;
    const { train } = words;
    const moving = run.phase === "running" && run.imagesPerSecond > 0;
    return html`<div class="progress ${run.phase}">
      <progress
        max=${run.steps}
        .value=${run.step}
        aria-label=${train.progress}
      ></progress>
      <p class="progress-text">
        <span><strong>${train.phases[run.phase]}</strong></span>
        <span>${train.steps(run.step, run.steps)}</span>
        ${
          run.phase === "finished"
            ? nothing
            : html`<span>${words.step.epoch(run.epoch, run.epochs)}</span>`
        }
        ${
          moving
            ? html`<span>${train.speed(run.imagesPerSecond)}</span>
                <span>${train.left(run.secondsLeft)}</span>`
            : nothing
        }
      </p>
    </div>`;
  }

  render() {
    const { train } = words;
    return html`<p class="promise">${this.promise}</p>
      ${this.transport()} ${this.progress()}
      ${
        this.score
          ? html`<p class="score">
              ${words.step.score(
                this.score.all,
                this.score.images,
                this.score.before,
                this.score.after,
              )}
            </p>`
          : nothing
      }
      ${this.stale ? html`<p class="stale">${train.stale}</p>` : nothing}`;
  }
}
customElements.define("training-control", TrainingControl);
