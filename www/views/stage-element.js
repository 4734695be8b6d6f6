/** What the stage's sections show and share: the scene, a part's button, a figure. */

import { html } from "lit";
import { words } from "../words/words.js";
import { detailOf } from "./flow-figures.js";
import {
  decoderStagesOf,
  FIRST_CONFIG,
  latentSize,
  stagesOf,
} from "./network.js";
import { PageElement } from "./page-element.js";
import "./flow-part.js";
import "./nats-figure.js";

export class StageElement extends PageElement {
  static properties = {
    config: { attribute: false },
    modelLayers: { attribute: false },
    label: { attribute: false },
    input: { attribute: false },
    reading: { attribute: false },
    picture: { attribute: false },
    nats: { attribute: false },
    map: { attribute: false },
    plane: { attribute: false },
    digits: { attribute: false },
    digitsOf: { attribute: false },
    digitsFailure: { attribute: false },
    output: { attribute: false },
    highlight: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../session/session.js").ModelConfig | null} */
    this.config = null;
    /** All layers, in the order of the flow. @type {import("./flow-parts.js").FlowScene["layers"]} */
    this.modelLayers = [];
    /** The class that a conditional model is told. */
    this.label = 0;
    /** @type {import("../session/line.js").Input | null} */
    this.input = null;
    /** @type {import("../session/line.js").Reading | null} */
    this.reading = null;
    /** @type {import("../session/line.js").Picture | null} */
    this.picture = null;
    /** @type {import("../session/line.js").Nats | null} */
    this.nats = null;
    /** @type {import("../session/latent-map.js").MapOfMeans | null} */
    this.map = null;
    /** @type {import("./plane-view.js").PlaneView | null} */
    this.plane = null;
    /** @type {import("../import/idx.js").Digits | null} */
    this.digits = null;
    /** @type {import("../session/session.js").DataName} */
    this.digitsOf = "mnist";
    /** @type {Error | null} */
    this.digitsFailure = null;
    /** What the output shows. @type {"mean" | "draws" | "spread"} */
    this.output = "mean";
    /** @type {number | null} */
    this.highlight = null;
  }

  /** The encoder from the image to the latents. */
  get layers() {
    return this.layersOf(stagesOf);
  }

  /** The decoder, from the image to the latents too. */
  get decoderLayers() {
    return this.layersOf(decoderStagesOf);
  }

  /** @param {typeof stagesOf} half the network's */
  layersOf(half) {
    const config = this.config ?? FIRST_CONFIG;
    const { latentDim } = config;
    const stages = half(config);
    return {
      latentDim,
      sizes: [...stages.map(({ values }) => values), latentDim],
      texts: stages.map(({ text }) => text),
      names: [...stages.map(({ size }) => size), latentSize(config)],
    };
  }

  /** What the notes of the chain's parts show. */
  get scene() {
    const { modelLayers: layers, label, input, reading, picture } = this;
    const config = this.config ?? FIRST_CONFIG;
    const draws = this.output === "draws";
    return { config, layers, label, input, reading, picture, draws };
  }

  /** @param {import("./part-code.js").PartName} part */
  chainPart(part, bare = false) {
    const between = part === "noise" || part === "latent";
    return html`<flow-part
      class=${between ? "between" : ""}
      .which=${part}
      .bare=${bare}
      .scene=${this.scene}
    ></flow-part>`;
  }

  /** @param {"kl" | "reconstruction" | "negativeElbo"} term */
  figure(term) {
    return html`<nats-figure
      .term=${term}
      .value=${this.nats?.[term] ?? null}
      .note=${words.output.perDigit}
      .detail=${detailOf(term, this.scene, this.nats)}
    ></nats-figure>`;
  }
}
