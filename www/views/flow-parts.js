/** What each part of the chain shows of the digit on the line, just now. */

import { drawsOf, noiseOfFigures } from "../session/draws.js";
import { DRAW_SEED, DRAWS, FIGURE_SEED } from "../session/line.js";
import { words } from "../words/words.js";
import { formulaOf, likelihoodOf } from "./formulas.js";
import { latentSize } from "./network.js";
import { codeOf } from "./part-code.js";

/**
 * @typedef {import("./part-code.js").PartName} PartName
 * @typedef {import("./part-panel.js").PartView} PartView
 * @typedef {import("./part-panel.js").ValueRows} ValueRows
 *
 * All that the line knows of the digit and the model.
 * @typedef {object} FlowScene
 * @property {import("../session/session.js").ModelConfig} config
 * @property {import("../engine/protocol.js").Layer[]} layers all, from image to image
 * @property {number} label
 * @property {import("../session/line.js").Input | null} input
 * @property {import("../session/line.js").Reading | null} reading
 * @property {import("../session/line.js").Picture | null} picture
 * @property {boolean} draws whether nine draws are decoded
 */

const SIDE = 28;
const PIXELS = SIDE * SIDE;

/**
 * A picture, line by line.
 *
 * @param {ArrayLike<number>} pixels
 * @param {number} most what is written as 1
 */
const picturesRows = (pixels, most) =>
  Array.from({ length: SIDE }, (_, y) => ({
    name: "",
    values: Array.from({ length: SIDE }, (_, x) => pixels[y * SIDE + x] / most),
  }));

/** @param {FlowScene} scene @param {"encoder" | "decoder"} network */
export const layersOf = ({ layers }, network) =>
  layers.filter(({ name }) => name.startsWith(`${network}.`));

/** @param {FlowScene} scene */
export const labelOf = ({ config, label }) =>
  (config.classes ?? 0) > 0 ? label : undefined;

/** @param {FlowScene} scene */
const told = (scene) => {
  const label = labelOf(scene);
  return label === undefined ? [] : [words.picture.told(label)];
};

/** Whether nine draws are what is decoded now. @param {FlowScene} scene */
const isDrawn = ({ draws, picture }) =>
  draws && picture !== null && !picture.steered;

/** @param {FlowScene} scene */
function ladderNote({ config }) {
  return (config.topLatentDim ?? 0) > 0 ? [words.picture.ladder] : [];
}

/** @param {FlowScene} scene @returns {ValueRows[]} */
function codeValues({ reading }) {
  if (!reading) return [];
  const deviation = reading.logVar.map((value) => Math.exp(value / 2));
  return [
    {
      rows: [
        { name: "μ", values: reading.mean },
        { name: "σ", values: deviation },
      ],
    },
  ];
}

/** @param {FlowScene} scene */
const nineDraws = ({ reading, config }) =>
  reading
    ? drawsOf(reading, {
        seed: DRAW_SEED,
        count: DRAWS,
        upper: config.topLatentDim,
      })
    : [];

/**
 * @param {Float32Array[]} rows
 * @returns {{ name: string, values: Float32Array }[]}
 */
const numbered = (rows) =>
  rows.map((values, i) => ({ name: String(i + 1), values }));

/** @param {FlowScene} scene @returns {ValueRows[]} */
function noiseValues(scene) {
  const { picture } = words;
  const { reading, config } = scene;
  if (!reading) return [];
  const figures = {
    title: picture.noiseOfFigures,
    rows: [
      { name: "ε", values: noiseOfFigures(FIGURE_SEED, config.latentDim) },
    ],
  };
  if (!isDrawn(scene)) return [figures];
  const rows = numbered(nineDraws(scene).map(({ noise }) => noise));
  return [{ title: picture.noiseOfDraws, rows }, figures];
}

/** @param {FlowScene} scene @returns {ValueRows[]} */
function latentValues(scene) {
  const { picture } = words;
  if (!scene.picture) return [];
  if (isDrawn(scene)) {
    const rows = numbered(nineDraws(scene).map(({ z }) => z));
    return [{ title: picture.latentOfDraws, rows }];
  }
  const { z, steered } = scene.picture;
  const title = steered ? picture.latentAtHand : picture.latentAtMean;
  return [{ title, rows: [{ name: "z", values: z }] }];
}

/** @param {FlowScene} scene */
function noiseNotes(scene) {
  const { picture } = words;
  if (!scene.picture || isDrawn(scene)) return [];
  return [scene.picture.steered ? picture.noiseAtHand : picture.noiseAtMean];
}

/** @param {FlowScene} scene */
function ladderDrawNote(scene) {
  const { topLatentDim = 0 } = scene.config;
  if (topLatentDim === 0 || !isDrawn(scene)) return [];
  return [words.picture.ladderDraw(topLatentDim)];
}

/** Nothing to show: said once, in place of values. @param {boolean} empty */
const nothingYet = (empty) => (empty ? [words.picture.nothing] : []);

/**
 * The likelihood is the part whose formula goes with the model.
 *
 * @param {FlowScene} scene
 */
export function likelihoodIn({ config }) {
  return config.likelihood ?? "bernoulli";
}

/**
 * How many of a part there are, as it stands on its button.
 *
 * @param {PartName} part
 * @param {FlowScene} scene
 */
export function sizeOf(part, scene) {
  const size = latentSize(scene.config);
  switch (part) {
    case "encoder":
    case "decoder":
      // Before there is a model its layers are not known.
      return scene.layers.length > 0
        ? words.picture.layers(layersOf(scene, part).length)
        : "–";
    case "code":
      return `2 × ${size.includes("+") ? `(${size})` : size}`;
    case "image":
    case "likelihood":
      return `${SIDE}\u00a0×\u00a0${SIDE}`;
    default:
      return size;
  }
}

/** @type {Record<PartName, (scene: FlowScene) => Partial<PartView>>} */
const OWN = {
  image: ({ input }) => ({
    formula: formulaOf("image"),
    shape: `[1, ${PIXELS}]`,
    values: input ? [{ rows: picturesRows(input.pixels, 255) }] : [],
    notes: nothingYet(!input),
  }),
  encoder: (scene) => ({
    formula: formulaOf("encoder"),
    shape: `[1, ${PIXELS}] → 2 × [1, ${scene.config.latentDim}]`,
    layers: layersOf(scene, "encoder"),
    notes: [words.picture.heights, ...told(scene)],
  }),
  code: (scene) => ({
    formula: formulaOf("posterior"),
    shape: `2 × [1, ${scene.config.latentDim}]`,
    values: codeValues(scene),
    notes: [
      ...nothingYet(!scene.reading),
      ...ladderNote(scene),
      ...(ladderNote(scene).length > 0 ? [words.picture.ladderMean] : []),
    ],
  }),
  noise: (scene) => ({
    formula: formulaOf("reparameterize"),
    shape: `[${isDrawn(scene) ? DRAWS : 1}, ${scene.config.latentDim}]`,
    values: noiseValues(scene),
    notes: [...nothingYet(!scene.reading), ...noiseNotes(scene)],
  }),
  latent: (scene) => ({
    formula: formulaOf("reparameterize"),
    shape: `[${isDrawn(scene) ? DRAWS : 1}, ${scene.config.latentDim}]`,
    values: latentValues(scene),
    notes: [...nothingYet(!scene.picture), ...ladderDrawNote(scene)],
  }),
  decoder: (scene) => ({
    formula: formulaOf("decoder"),
    shape: `[1, ${scene.config.latentDim}] → [1, ${PIXELS}]`,
    layers: layersOf(scene, "decoder"),
    notes: [words.picture.heights, ...told(scene)],
  }),
  likelihood: (scene) => {
    const likelihood = likelihoodIn(scene);
    const { picture } = scene;
    const title = isDrawn(scene) ? words.picture.pictureOfDraws : undefined;
    return {
      formula: likelihoodOf(likelihood),
      spoken: words.picture.likelihoods[likelihood],
      shape: `[${isDrawn(scene) ? DRAWS : 1}, ${PIXELS}]`,
      values: picture ? [{ title, rows: picturesRows(picture.output, 1) }] : [],
      notes: nothingYet(!picture),
    };
  },
};

/**
 * @param {PartName} part
 * @param {FlowScene} scene
 * @returns {PartView}
 */
export function viewOf(part, scene) {
  const said = words.picture.parts[part];
  const own = OWN[part](scene);
  return /** @type {PartView} */ ({
    name: said.name,
    text: said.text,
    spoken: "formula" in said ? said.formula : "",
    code: codeOf(part, labelOf(scene)),
    ...own,
  });
}
