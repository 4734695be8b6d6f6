/** Which models are fused, what each weighs, and the line between two of them. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { WorkshopFields } from "./workshop-fields.js";
import "./line-chart.js";

/** @typedef {import("./workshop-panel.js").WorkshopView} WorkshopView */

export class FuseForm extends WorkshopFields {
  /** @param {Event} event */
  chosen({ target }) {
    if (!(target instanceof HTMLInputElement)) return;
    const files = [...(target.files ?? [])];
    // The same files may be chosen again.
    target.value = "";
    this.ask("fuse-with", files);
  }

  /** @param {WorkshopView} view of this visit, those made of the same network */
  shelf({ files }) {
    const { others } = words.workshop;
    const made = files.filter(({ measuring }) => !measuring);
    if (made.length === 0) return nothing;
    return html`<select
      class="fuse-made"
      aria-label=${others.made}
      @change=${(/** @type {Event} */ { target }) => {
        if (!(target instanceof HTMLSelectElement)) return;
        const id = Number(target.value);
        target.value = "";
        if (made.some((file) => file.id === id)) this.ask("fuse-made", id);
      }}
    >
      <option value="">${others.made}</option>
      ${made.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
    </select>`;
  }

  /**
   * @param {number | null} id
   * @param {string} name
   * @param {number} share
   */
  share(id, name, share) {
    const { others } = words.workshop;
    return html`<input
      type="number"
      class="fuse-share"
      min="0"
      step="any"
      inputmode="decimal"
      autocomplete="off"
      aria-label=${others.share(name)}
      .value=${String(share)}
      @change=${(/** @type {Event} */ { target }) => {
        if (!(target instanceof HTMLInputElement)) return;
        const value = target.value === "" ? NaN : Number(target.value);
        if (value >= 0) this.ask("share-fuse", { id, share: value });
        else target.value = String(share);
      }}
    />`;
  }

  /** @param {WorkshopView} view */
  list({ settings, others, share, name, ready, work }) {
    const { others: said } = words.workshop;
    const weighed = settings.fuseBy === "mean";
    if (others.length === 0) return html`<p class="hint">${said.none}</p>`;
    return html`<ul class="workshop-others" aria-label=${said.list}>
      ${
        weighed
          ? html`<li class="own">
              <span>${name}</span> ${this.share(null, name, share)}
            </li>`
          : nothing
      }
      ${others.map(
        (other) =>
          html`<li>
            <span>${other.name}</span>
            ${weighed ? this.share(other.id, other.name, other.share) : nothing}
            <button
              type="button"
              class="plain"
              ?disabled=${!ready || work !== null}
              aria-label=${said.lineTo(other.name)}
              @click=${() => this.ask("draw-line", other.id)}
            >
              ${said.line}
            </button>
            <button
              type="button"
              class="plain"
              aria-label=${said.remove(other.name)}
              @click=${() => this.ask("drop-fuse", other.id)}
            >
              ×
            </button>
          </li>`,
      )}
    </ul>`;
  }

  /** @param {WorkshopView} view */
  align(view) {
    return html`<label class="check align">
      <input
        type="checkbox"
        .checked=${view.settings.align === "yes"}
        @change=${(/** @type {Event} */ { target }) => {
          if (target instanceof HTMLInputElement)
            this.ask("set", { align: target.checked ? "yes" : "no" });
        }}
      />
      <span>${words.workshop.align}</span>
    </label>`;
  }

  render() {
    const { view } = this;
    if (!view) return nothing;
    const { others, fuseBy, ensemble } = words.workshop;
    const together = view.settings.fuseBy === "ensemble";
    return html`${this.choice("fuseBy", {
        ...fuseBy,
        hint: fuseBy.hints[view.settings.fuseBy],
      })}
      ${
        together
          ? html`${this.choice("posterior", ensemble.posterior)}
            ${this.choice("average", ensemble.average)}`
          : nothing
      }
      <div class="fuse-choose">
        <label class="button">
          <input
            type="file"
            class="unseen"
            multiple
            accept=".safetensors"
            @change=${this.chosen}
          />
          <span>${others.choose}</span>
        </label>
        ${this.shelf(view)}
      </div>
      ${this.list(view)} ${together ? nothing : this.align(view)}
      ${
        view.line ? html`<line-chart .line=${view.line}></line-chart>` : nothing
      }`;
  }
}
customElements.define("fuse-form", FuseForm);
