/** The main line: a digit, encoder, latent space, decoder, a digit. */

import { html, nothing } from "lit";
import { styled } from "./styled.js";
import { words } from "../words/words.js";
import { saveButton } from "./save-sign.js";
import { StageElement } from "./stage-element.js";
import "./code-strip.js";
import { DigitPicture } from "./digit-picture.js";
import "./digit-strip.js";
import "./drawing-pad.js";
import "./latent-map.js";
import "./layer-shape.js";
import "./term-note.js";

/** A label crosses as a byte. */
const MOST_LABELS = 256;

export class FlowStage extends StageElement {
  inputKind() {
    if (!this.input) return "";
    const { kind, label } = this.input;
    if (kind === "drawn") return words.input.drawn;
    if (kind === "own") return words.own.onLine;
    return kind === "mnist" && label !== undefined
      ? words.sets[this.digitsOf].of(label)
      : words.input.sampled;
  }

  /** What the model is told of the digit; one that is told nothing, sees it. */
  labelPart() {
    const classes = Math.min(this.config?.classes ?? 0, MOST_LABELS);
    if (classes === 0) {
      return html`<span class="quiet" aria-hidden="true"
        >${words.input.seen}</span
      >`;
    }
    return html`<label class="told" title=${words.input.toldHint}>
      ${words.input.told}
      <select
        @change=${(/** @type {Event} */ { target }) => {
          if (target instanceof HTMLSelectElement)
            this.ask("tell-label", Number(target.value));
        }}
      >
        ${Array.from(
          { length: classes },
          (_, label) =>
            html`<option value=${label} .selected=${label === this.label}>
              ${label}
            </option>`,
        )}
      </select>
    </label>`;
  }

  inputPart() {
    return html`<section class="part part-input" aria-labelledby="input-title">
        <h2 id="input-title">
          ${words.input.title}${this.chainPart("image", true)}<small
            title=${this.inputKind()}
            >${this.inputKind()}</small
          >
        </h2>
        <drawing-pad class="mark" .input=${this.input}></drawing-pad>
        <div class="pad-tools">
          <digit-picture
            .pixels=${this.input?.pixels ?? null}
            .label=${words.input.seen}
          ></digit-picture>
          ${this.labelPart()}
          <button
            type="button"
            ?disabled=${!this.input}
            @click=${() => this.ask("clear-pad", undefined)}
          >
            ${words.input.clear}
          </button>
        </div>
      </section>
      <digit-strip
        .digits=${this.digits}
        .digitsOf=${this.digitsOf}
        .failure=${this.digitsFailure}
        .chosen=${this.input?.index}
      ></digit-strip>`;
  }

  encoderPart() {
    const { sizes, texts, names, latentDim } = this.layers;
    return html`<section
      class="part part-encoder"
      aria-labelledby="encoder-title"
    >
      <h2 id="encoder-title">
        ${words.encoder.title}<small
          ><term-note .term=${"posterior"}></term-note
        ></small>
      </h2>
      <div class="mark network">
        <layer-shape
          .sizes=${sizes}
          .labels=${texts}
          .name=${words.encoder.shape(names.join(", "))}
        ></layer-shape>
        <code-strip
          .mean=${this.reading?.mean ?? null}
          .logVar=${this.reading?.logVar ?? null}
          .count=${latentDim}
          .hue=${"--encoder"}
          .name=${words.encoder.code(latentDim)}
        ></code-strip>
      </div>
      <div class="chain">
        ${this.chainPart("encoder")} ${this.chainPart("code")}
      </div>
      ${this.figure("kl")}
    </section>`;
  }

  decoderPart() {
    const { sizes, texts, names, latentDim } = this.decoderLayers;
    return html`<section
      class="part part-decoder"
      aria-labelledby="decoder-title"
    >
      <h2 id="decoder-title">
        ${words.decoder.title}<small
          ><term-note
            .term=${"reparameterize"}
            .shown=${words.decoder.draw}
          ></term-note
        ></small>
      </h2>
      <div class="mark network">
        <code-strip
          .mean=${this.picture?.z ?? null}
          .count=${latentDim}
          .hue=${"--decoder"}
          .name=${words.decoder.code(latentDim)}
        ></code-strip>
        <layer-shape
          .sizes=${sizes.reverse()}
          .labels=${["", ...texts.reverse()]}
          .name=${words.decoder.shape(names.reverse().join(", "))}
        ></layer-shape>
      </div>
      <div class="chain">
        ${this.chainPart("noise")} ${this.chainPart("latent")}
        ${this.chainPart("decoder")}
      </div>
      ${this.figure("reconstruction")}
    </section>`;
  }

  mapPart() {
    return html`<section class="part part-map" aria-labelledby="map-title">
      <h2 id="map-title">
        <term-note .term=${"latent"} .shown=${words.map.title}></term-note>
      </h2>
      <latent-map
        .map=${this.map}
        .plane=${this.plane}
        .picture=${this.picture}
        .reading=${this.reading}
        .latentDim=${this.layers.latentDim}
        .highlight=${this.highlight}
        .digitsOf=${this.digitsOf}
      ></latent-map>
    </section>`;
  }

  /**
   * @param {"mean" | "draws" | "spread"} output
   */
  outputChoice(output) {
    return html`<label>
      <input
        type="radio"
        name="output"
        class="unseen"
        .checked=${this.output === output}
        @change=${() => this.ask("set", { output })}
      />
      <span
        >${output === "spread" ? words.spread.choice : words.output[output]}</span
      >
    </label>`;
  }

  /** The two costs side by side, in their hues. */
  costBar() {
    if (!this.nats) return nothing;
    const { kl, reconstruction } = this.nats;
    // A density may cost less than nothing: then there is no part of a whole.
    if (reconstruction < 0 || kl < 0) return nothing;
    const part = (100 * kl) / (kl + reconstruction);
    return html`<div
      class="cost-bar"
      role="img"
      aria-label=${words.output.bar(kl, reconstruction)}
      ${styled({ "--part": `${part}%` })}
    ></div>`;
  }

  /** What stands where there is no picture yet. */
  /**
   * Paints the picture before the frame in which the rest is rendered.
   *
   * @param {Float32Array} pixels
   */
  showOutput(pixels) {
    const shown = this.querySelector(".part-output digit-picture");
    if (!(shown instanceof DigitPicture)) return;
    shown.pixels = pixels;
    shown.paint();
  }

  outputHint() {
    if (this.picture || (this.input && this.config)) return nothing;
    const { empty, noModel } = words.output;
    return html`<p class="pad-hint">${this.input ? noModel : empty}</p>`;
  }

  outputPart() {
    const steered = this.picture?.steered ?? false;
    const draws = this.output === "draws" && !steered;
    const spread = this.output === "spread" && !steered;
    const { captions, drawsCaption, picture, drawsPicture } = words.output;
    const caption = captions[this.config?.likelihood ?? "bernoulli"](
      steered ? words.output.atHand : words.output.atMean,
    );
    return html`<section
      class="part part-output"
      aria-labelledby="output-title"
    >
      <h2 id="output-title">
        ${words.output.title}<small
          >${this.chainPart("likelihood", true)}</small
        >
      </h2>
      <div class="mark">
        <digit-picture
          .pixels=${this.picture?.output ?? null}
          .label=${spread ? words.spread.picture : draws ? drawsPicture : picture}
        ></digit-picture>
        ${this.outputHint()}
        ${saveButton({
          name: words.saving.reconstruction,
          ready: this.picture !== null,
          save: () => this.ask("save-shown", "reconstruction.png"),
        })}
      </div>
      <div class="output-tools">
        ${
          steered
            ? html`<button
                type="button"
                @click=${() => this.ask("steer", null)}
              >
                ${this.input ? words.output.release : words.output.putDown}
              </button>`
            : html`<div
                class="segments"
                role="radiogroup"
                aria-label=${words.output.show}
              >
                ${this.outputChoice("mean")} ${this.outputChoice("draws")}
                ${this.outputChoice("spread")}
              </div>`
        }
      </div>
      <p class="caption">
        ${
          spread
            ? words.spread.caption(this.picture?.largest)
            : draws
              ? drawsCaption
              : caption
        }
      </p>
      ${this.figure("negativeElbo")} ${this.costBar()}
    </section>`;
  }

  render() {
    return html`<div class="line">
      ${this.inputPart()} ${this.encoderPart()} ${this.mapPart()}
      ${this.decoderPart()} ${this.outputPart()}
    </div>`;
  }
}
customElements.define("flow-stage", FlowStage);
