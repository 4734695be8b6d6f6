/** What the workshop shall make: an operation, its settings, one button. */

import { html, nothing } from "lit";
import {
  halved,
  isCalibrated,
  isCoded,
  isJudged,
  needsDigits,
} from "../session/workshop-options.js";
import { words } from "../words/words.js";
import { WorkshopFields } from "./workshop-fields.js";
import { measuredText } from "./measured-text.js";
import "./fuse-form.js";
import "./sizes-field.js";
import "./teach-form.js";

/** @typedef {import("./workshop-panel.js").WorkshopView} WorkshopView */

/** Whose progress is that of its steps. */
const LEARNING = ["tuning", "teaching", "rehearsing"];
/** What a student's losses weigh. */
const LOSSES = /** @type {const} */ ([
  "lossData",
  "lossOutputs",
  "lossPosterior",
  "lossLatent",
]);

/** @param {Pick<WorkshopView, "settings" | "latents">} view whether it would shrink */
const isFewer = ({ settings: { growLatents }, latents }) =>
  growLatents > 0 && growLatents < latents;

export class WorkshopForm extends WorkshopFields {
  /** @param {"growHidden" | "growChannels" | "studentHidden" | "studentChannels"} name */
  sizes(name) {
    const { label, hint } = words.workshop[name];
    return html`<sizes-field
      class=${name}
      .setting=${name}
      .value=${this.settings?.[name] ?? []}
      .label=${label}
      .hint=${hint}
      .usual=${this.usual(name)}
    ></sizes-field>`;
  }

  /**
   * The sizes where none are told.
   *
   * @param {"growHidden" | "growChannels" | "studentHidden" | "studentChannels"} name
   */
  usual(name) {
    const { hidden = [], channels = [] } = this.view ?? {};
    const now = name.endsWith("Channels") ? channels : hidden;
    return name.startsWith("student") ? halved(now) : now;
  }

  /** @param {WorkshopView} view */
  fields(view) {
    const { settings, latents, classes } = view;
    const convolutional = view.channels.length > 0;
    const { workshop } = words;
    switch (settings.operation) {
      case "quantize":
        return html`${this.choice("bits", workshop.bits)}
        ${
          isCoded(settings)
            ? html`${this.choice("per", workshop.per)}
              ${this.choice("scheme", workshop.scheme)}
              ${this.check("mixed", workshop.mixed)}`
            : nothing
        }`;
      case "prune":
        return html`${this.pruned(view)} ${this.number("share", workshop.share)}
        ${
          settings.prune === "pixels"
            ? nothing
            : this.choice("among", workshop.among)
        }
        ${this.number("rounds", workshop.rounds)}
        ${this.number("tune", workshop.tune)}
        ${settings.tune > 0 ? this.learning(view) : nothing}`;
      case "factorize":
        return html`${this.choice("factorBy", workshop.factorBy)}
        ${
          settings.factorBy === "rank"
            ? this.number("rank", workshop.rank)
            : this.number("variance", workshop.variance)
        }`;
      case "removeLatents":
        return this.number("dead", workshop.dead);
      case "grow": {
        const { growLatents, growClasses } = workshop;
        return html`${this.number("growLatents", {
          ...growLatents,
          hint: growLatents.hint(latents),
          refusal: isFewer(view) ? growLatents.fewer(latents) : "",
        })}
        ${this.number("growClasses", {
          ...growClasses,
          hint: growClasses.hint(classes),
        })}
        ${this.prior(view)} ${this.likelihood()} ${this.sizes("growHidden")}
        ${convolutional ? this.sizes("growChannels") : nothing}`;
      }
      case "teach":
        return html`<teach-form .view=${view}></teach-form>`;
      case "distill":
        return html`${this.sizes("studentHidden")}
        ${convolutional ? this.sizes("studentChannels") : nothing}
        ${this.number("studentLatents", {
          ...workshop.studentLatents,
          hint: workshop.studentLatents.hint(latents),
        })}
        ${this.number("studentSteps", workshop.studentSteps)}
        ${LOSSES.map((name) => this.number(name, workshop[name]))}
        ${this.learning(view)}`;
      default:
        return nothing;
    }
  }

  /**
   * The core trains one kind of prior, and none that another takes the place of.
   *
   * @param {WorkshopView} view
   */
  prior({ settings, trainedPrior, ladder }) {
    const { growPrior, growComponents } = words.workshop;
    const { label, choices, hints } = growPrior;
    const { growPrior: wanted } = settings;
    const has = ladder ? "ladder" : trainedPrior ? "trained" : null;
    const barred = has ? ["mixture", "vamp"] : [];
    const hint = hints[has ?? wanted];
    return html`${this.choice("growPrior", { label, choices, hint }, {}, barred)}
    ${
      wanted === "own" ? nothing : this.number("growComponents", growComponents)
    }`;
  }

  /** Of the pixels, as the grown model has it. */
  likelihood() {
    const { label, choices, hints } = words.workshop.growLikelihood;
    const { growLikelihood: wanted } = this.view?.settings ?? {};
    const hint = hints[wanted ?? "own"];
    return this.choice("growLikelihood", { label, choices, hint });
  }

  /** @param {WorkshopView} view */
  pruned({ channels, settings }) {
    const convolutional = channels.length > 0;
    const { label, hint, hints, choices } = words.workshop.prune;
    const told = settings.prune === "pixels" ? hints.pixels : hint;
    return this.choice(
      "prune",
      { label, choices, hint: convolutional ? hints.convolutional : told },
      {},
      convolutional ? ["pixels"] : [],
    );
  }

  /**
   * What is learned from, and how fast.
   *
   * @param {WorkshopView} view
   */
  learning({ whole, digits, settings }) {
    const { learnRate, learnFrom } = words.workshop;
    const { all, atHand } = learnFrom.choices;
    const hint =
      settings.learnFrom === "all" && whole ? learnFrom.hint(whole.bytes) : "";
    return html`${this.number("learnRate", learnRate)}
    ${this.choice("learnFrom", {
      ...{ label: learnFrom.label, hint },
      choices: {
        ...(whole && { all: all(whole.images) }),
        atHand: atHand(digits),
      },
    })}`;
  }

  /**
   * @param {"calibrate" | "mixed"} name
   * @param {string} text
   */
  check(name, text) {
    return html`<label class="check ${name}">
      <input
        type="checkbox"
        .checked=${this.settings?.[name] === "yes"}
        @change=${(/** @type {Event} */ { target }) => {
          if (target instanceof HTMLInputElement)
            this.ask("set", { [name]: target.checked ? "yes" : "no" });
        }}
      />
      <span>${text}</span>
    </label>`;
  }

  /**
   * @param {NonNullable<WorkshopView["work"]>} work
   * @param {WorkshopView["schooling"]} schooling
   */
  progress({ phase, name, ...parts }, schooling) {
    const { workshop } = words;
    const learning = LEARNING.includes(phase) && schooling;
    const done = learning ? schooling.step : parts.done;
    const all = learning ? schooling.steps : parts.all;
    return html`<div class="workshop-progress">
      <progress
        max=${all}
        .value=${done}
        aria-label=${workshop.progress}
      ></progress>
      <p class="progress-text" role="status">${workshop.phases[phase](name)}</p>
      <button
        type="button"
        @click=${() => this.ask("cancel-workshop", undefined)}
      >
        ${workshop.cancel}
      </button>
    </div>`;
  }

  /**
   * What was made, where a narrow screen has it below the fields.
   *
   * @param {WorkshopView} view
   */
  made({ settings, compared, ensemble }) {
    const { table, ensemble: said } = words.workshop;
    const judged = ensemble?.judged.at(-1);
    const made = compared?.after.operation ? compared.after : null;
    if (isJudged(settings) ? !judged : !made) return nothing;
    return html`<button
      type="button"
      class="workshop-made"
      @click=${() => this.ask("see-made", undefined)}
    >
      ${
        judged
          ? said.judged(judged.negativeElbo.value)
          : made && table.made(made.name, measuredText(made))
      }
    </button>`;
  }

  /**
   * Not where Cancel will be: a second click must not undo the first.
   *
   * @param {WorkshopView} view
   */
  button({ settings, work, ready, others, ...view }) {
    const { operation } = settings;
    const lacking =
      (operation === "fuse" && others.length === 0) ||
      (needsDigits(settings) && view.channels.length > 0) ||
      (operation === "grow" && isFewer({ ...view, settings })) ||
      (operation === "teach" &&
        (settings.teachFrom === "mine" ? view.drawn : view.ofClass) === 0);
    return html`<button
      type="button"
      class="primary"
      ?disabled=${!ready || lacking || work !== null}
      @click=${() => this.ask("make-file", undefined)}
    >
      ${
        isJudged(settings)
          ? words.workshop.ensemble.verb
          : words.workshop.verbs[operation]
      }
    </button>`;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    const { workshop } = words;
    const { operation } = view.settings;
    const { label, choices, hints } = workshop.operation;
    const { settings } = view;
    const mayChoose =
      !needsDigits(settings) && isCalibrated({ ...settings, calibrate: "yes" });
    return html`${this.choice("operation", {
        ...{ label, choices },
        hint: hints[operation],
      })}
      <div class="transport">${this.button(view)}</div>
      ${
        view.work
          ? this.progress(view.work, view.schooling)
          : html`${this.made(view)}
              <p class="hint workshop-explain">
                ${isJudged(settings) ? workshop.ensemble.explain : workshop.explain}
              </p>`
      }
      <div class="workshop-fields">
        ${
          operation === "fuse"
            ? html`<fuse-form .view=${view}></fuse-form>`
            : this.fields(view)
        }
        ${
          mayChoose
            ? this.check("calibrate", workshop.calibrate(view.digits))
            : nothing
        }
      </div>`;
  }
}
customElements.define("workshop-form", WorkshopForm);
