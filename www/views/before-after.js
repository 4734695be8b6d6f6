/** A file that was made beside the one it was made of: figures, and pictures. */

import { html, nothing } from "lit";
import { COMPARED, HELD_OUT } from "../session/made-figures.js";
import { DECODED, TRAINED } from "../session/made-times.js";
import { count } from "../words/numbers.js";
import { words } from "../words/words.js";
import { PageElement } from "./page-element.js";
import "./class-figures.js";
import "./picture-rows.js";

/**
 * @typedef {import("../session/workshop.js").WorkshopFile} WorkshopFile
 *
 * @typedef {object} Compared
 * @property {WorkshopFile | null} before null where only the other is known
 * @property {WorkshopFile} after
 * @property {Uint8Array | null} originals
 * @property {boolean} busy whether it is being measured
 * @property {boolean} ready whether it can be opened
 * @property {boolean} unmeasured whether the held-out images cannot be had
 * @property {boolean} shared whether a run had the machine too
 * @property {number} seed of the samples
 *
 * A line of the table.
 * @typedef {object} Line
 * @property {string} name
 * @property {string} unit what it is in, and what it is averaged over
 * @property {(file: WorkshopFile) => unknown} value undefined where it is unknown
 * @property {(before: WorkshopFile, after: WorkshopFile) => unknown} change
 */

const FLOAT32 = 4;

export class BeforeAfter extends PageElement {
  static properties = {
    view: { attribute: false },
    some: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Compared | null} */
    this.view = null;
    /** Whether there are files to choose from. */
    this.some = false;
  }

  /**
   * @param {Compared} view
   * @returns {Line[]}
   */
  lines({ before, after }) {
    const { table, shelf } = words.workshop;
    const float32 = FLOAT32 * ((before ?? after).parameters ?? 0);
    const times = (/** @type {WorkshopFile} */ { bytes }) =>
      float32 / bytes.byteLength;
    /** @type {(name: string, unit: string, times: WorkshopFile["decode"]) => Line} */
    const time = (name, unit, times) => ({
      ...{ name, unit },
      value: (file) =>
        times && table.ms(file === after ? times.after : times.before),
      change: () => times && table.percent(times.after / times.before - 1),
    });
    return [
      {
        name: table.bytes,
        unit: float32 > 0 ? table.bytesUnit(float32) : "",
        value: (file) =>
          html`${shelf.size(file.bytes.byteLength)}
          ${
            float32 > 0
              ? html`<small>${table.part(times(file))}</small>`
              : nothing
          }`,
        change: (was, is) =>
          table.times(was.bytes.byteLength / is.bytes.byteLength),
      },
      {
        ...{ name: table.parameters, unit: "" },
        value: ({ parameters }) => parameters && count(parameters),
        change: (was, is) =>
          was.parameters && is.parameters
            ? table.percent(is.parameters / was.parameters - 1)
            : undefined,
      },
      time(table.decode, table.decodeUnit(DECODED), after.decode),
      time(table.train, table.trainUnit(TRAINED), after.train),
      ...this.figures(after),
    ];
  }

  /**
   * @param {WorkshopFile} after
   * @returns {Line[]}
   */
  figures({ figures }) {
    const { table } = words.workshop;
    const { nll } = figures;
    const withError = (
      /** @type {{ value: number, error: number } | undefined} */ figure,
    ) =>
      figure &&
      html`${table.figure(figure.value)}
        <small>${table.error(figure.error)}</small>`;
    const difference = (
      /** @type {{ value: number } | undefined} */ was,
      /** @type {{ value: number } | undefined} */ is,
    ) => was && is && table.signed(is.value - was.value);
    /** @type {Line[]} */
    const likelihood = nll
      ? [
          {
            name: table.nll,
            unit: table.nllOver(nll.images, nll.samples),
            value: (file) => withError(file.figures.nll),
            change: (was, is) => difference(was.figures.nll, is.figures.nll),
          },
        ]
      : [];
    return [
      {
        name: table.negativeElbo,
        unit: table.natsOver(figures.negativeElbo?.images ?? HELD_OUT),
        value: (file) => withError(file.figures.negativeElbo),
        change: (was, is) =>
          difference(was.figures.negativeElbo, is.figures.negativeElbo),
      },
      ...likelihood,
      {
        name: table.frechet,
        unit: table.frechetOver(
          figures.frechet?.samples ?? COMPARED,
          figures.frechet?.images ?? COMPARED,
        ),
        value: (file) =>
          file.figures.frechet && table.figure(file.figures.frechet.value),
        change: (was, is) =>
          difference(was.figures.frechet, is.figures.frechet),
      },
    ];
  }

  /**
   * @param {Line} line
   * @param {Compared} view
   */
  row({ name, unit, value, change }, { before, after, busy }) {
    const { table } = words.workshop;
    const unknown = html`<span class="quiet"
      >${busy ? table.waiting : table.missing}</span
    >`;
    return html`<tr>
      <th scope="row">
        ${name}${unit ? html`<small>${unit}</small>` : nothing}
      </th>
      ${before ? html`<td>${value(before) ?? unknown}</td>` : nothing}
      <td>${value(after) ?? unknown}</td>
      ${before ? html`<td>${change(before, after) ?? nothing}</td>` : nothing}
    </tr>`;
  }

  /**
   * Beside the figures, which is where one looks when it is made.
   *
   * @param {Compared} view
   */
  heading({ after, ready }) {
    const { shelf, table } = words.workshop;
    const { id, name, measuring } = after;
    return html`<div class="made-title">
      <h3 class="file-name">${name}</h3>
      <button
        type="button"
        ?disabled=${!ready || measuring}
        aria-label=${table.openThis}
        @click=${() => this.ask("open-made", id)}
      >
        ${shelf.open}
      </button>
      <button
        type="button"
        ?disabled=${measuring}
        aria-label=${table.saveThis}
        @click=${() => this.ask("save-made", id)}
      >
        ${shelf.save}
      </button>
    </div>`;
  }

  /** @param {Compared} view */
  table(view) {
    const { table } = words.workshop;
    const { before, after, busy, unmeasured, shared } = view;
    return html`<div class="workshop-figures">
      ${this.heading(view)}
      <table aria-label=${table.name}>
        <thead>
          <tr>
            <td></td>
            ${before ? html`<th scope="col">${table.before}</th>` : nothing}
            <th scope="col">${before ? table.after : nothing}</th>
            ${before ? html`<th scope="col">${table.change}</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${this.lines(view).map((line) => this.row(line, view))}
        </tbody>
      </table>
      ${
        after.figures.byClass
          ? html`<class-figures
              .was=${before?.figures.byClass ?? null}
              .is=${after.figures.byClass}
              .set=${after.set}
              .learned=${after.learned ?? null}
            ></class-figures>`
          : nothing
      }
      <p class="hint">${table.note}</p>
      ${unmeasured ? html`<p class="hint">${table.unmeasured}</p>` : nothing}
      ${shared ? html`<p class="hint">${table.busy}</p>` : nothing}
      ${
        before && !busy && !after.train && !unmeasured
          ? html`<button
              type="button"
              @click=${() => this.ask("measure-file", after.id)}
            >
              ${table.measure}
            </button>`
          : nothing
      }
    </div>`;
  }

  /** @param {Compared} view */
  pictures({ before, after, originals, seed }) {
    const { pictures, table } = words.workshop;
    if (!originals || !after.pictures) return nothing;
    /** @typedef {{ name: string, pixels: Float32Array | Uint8Array }} Row */
    const pair = (/** @type {"reconstructions" | "samples"} */ of) => {
      /** @type {Row[]} */
      const rows = [];
      const own = after.pictures;
      const theirs = before?.pictures;
      if (theirs && own && theirs.drawn === own.drawn)
        rows.push({ name: table.before, pixels: theirs[of] });
      if (own) rows.push({ name: before ? table.after : "", pixels: own[of] });
      return rows;
    };
    return html`<div class="workshop-pictures">
      <picture-rows
        .heading=${pictures.reconstructed}
        .rows=${[
          { name: pictures.originals, pixels: originals },
          ...pair("reconstructions"),
        ]}
      ></picture-rows>
      <picture-rows
        .heading=${pictures.sampled(seed)}
        .rows=${pair("samples")}
      ></picture-rows>
      ${this.learned(after)}
    </div>`;
  }

  /** @param {WorkshopFile} file whose model may have learned a class here */
  learned({ lesson, learned }) {
    if (!lesson || !learned) return nothing;
    const { pictures } = words.workshop;
    const shown = learned.pictures.length;
    return html`<picture-rows
      .heading=${pictures.learned(learned.label)}
      .rows=${[
        {
          name: pictures.learnedFrom,
          pixels: lesson.images.subarray(0, shown),
        },
        {
          name: pictures.known[learned.sampled ? "sampled" : "reconstructed"],
          pixels: learned.pictures,
        },
      ]}
    ></picture-rows>`;
  }

  render() {
    const { view } = this;
    if (!view) {
      return html`<p class="empty workshop-empty">
        ${this.some ? words.workshop.table.choose : words.workshop.table.empty}
      </p>`;
    }
    return html`${this.table(view)} ${this.pictures(view)}`;
  }
}
customElements.define("before-after", BeforeAfter);
