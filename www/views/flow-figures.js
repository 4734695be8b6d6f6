/** What the notes of a digit's costs add: the model's own formula, the code. */

import { words } from "../words/words.js";
import { formulaOf, klOfDraw, reconstructionOf } from "./formulas.js";
import { labelOf, likelihoodIn } from "./flow-parts.js";
import { codeOf } from "./part-code.js";

/**
 * @typedef {import("./flow-parts.js").FlowScene} FlowScene
 * @typedef {import("../session/line.js").Nats} Nats
 *
 * @typedef {object} TermDetail
 * @property {import("./mathml.js").MathNode} formula
 * @property {string} spoken the formula in one line
 * @property {string[]} notes sentences
 * @property {import("./part-code.js").PartCode} code
 */

/** @param {FlowScene} scene */
function klFormula({ config }) {
  const { pseudoInputs = 0, mixtureComponents = 0 } = config;
  return pseudoInputs + mixtureComponents > 0
    ? { formula: klOfDraw(), spoken: words.picture.klOfDraw }
    : { formula: formulaOf("kl"), spoken: words.terms.kl.formula };
}

/** @param {FlowScene} scene */
function reconstructionFormula(scene) {
  const likelihood = likelihoodIn(scene);
  return {
    formula: reconstructionOf(likelihood),
    spoken: words.picture.reconstructions[likelihood],
  };
}

/**
 * @param {"kl" | "reconstruction" | "negativeElbo"} term
 * @param {FlowScene} scene
 * @param {Nats | null} nats
 * @returns {TermDetail}
 */
export function detailOf(term, scene, nats) {
  const { picture, terms } = words;
  const code = codeOf(term, labelOf(scene));
  const { latentDim, topLatentDim = 0 } = scene.config;
  if (term === "kl") {
    const value = nats && picture.klValue(nats.kl, latentDim);
    const notes = [value ?? "", topLatentDim > 0 ? picture.ladder : ""];
    return { ...klFormula(scene), notes: notes.filter(Boolean), code };
  }
  if (term === "reconstruction") {
    const value = nats && picture.reconstructionValue(nats.reconstruction);
    const density = likelihoodIn(scene) === "bernoulli" ? "" : picture.density;
    const notes = [value ?? "", density].filter(Boolean);
    return { ...reconstructionFormula(scene), notes, code };
  }
  const value = nats && picture.negativeElboValue(nats.negativeElbo);
  return {
    formula: formulaOf(term),
    spoken: terms[term].formula,
    notes: value ? [value] : [],
    code,
  };
}
