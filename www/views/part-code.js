/** Which line of Lab does each part of the chain, and which name of the core. */

/**
 * @typedef {"image" | "encoder" | "code" | "noise" | "latent" | "decoder" | "likelihood"} PartName
 * @typedef {"kl" | "reconstruction" | "negativeElbo"} FigureName
 *
 * @typedef {object} PartCode
 * @property {string} lab a line of JavaScript
 * @property {string} file in src/
 * @property {string} name what does it there: a type, a function, or both
 */

/**
 * @param {string} method
 * @param {string} images
 * @param {number | undefined} label for a model that is told it
 * @param {string} [seed]
 */
function call(method, images, label, seed = "") {
  const given = [seed, label === undefined ? "" : `labels: [${label}]`];
  const options = given.filter((option) => option !== "").join(", ");
  return `await lab.${method}(${images}${options ? `, { ${options} }` : ""});`;
}

/**
 * @param {PartName | FigureName} part
 * @param {number} [label] the class that a conditional model is told
 * @returns {PartCode}
 */
export function codeOf(part, label) {
  switch (part) {
    case "image":
      return {
        lab: "const digit = new Uint8Array(784); // 0..255",
        file: "data/images.rs",
        name: "Images",
      };
    case "encoder":
      return {
        lab: `const { mean, logVar } = ${call("encode", "digit", label)}`,
        file: "model/vae.rs",
        name: "Vae::encode",
      };
    case "code":
      return {
        lab: "const deviation = logVar.map((value) => Math.exp(value / 2));",
        file: "model/posterior.rs",
        name: "Posterior",
      };
    case "noise":
      return {
        lab: `const picture = ${call("reconstruct", "digit", label, "seed: 0")}`,
        file: "noise.rs",
        name: "Noise::normal",
      };
    case "latent":
      return {
        lab: "const z = mean.map((m, j) => m + deviation[j] * noise[j]);",
        file: "model/posterior.rs",
        name: "Posterior::reparameterize",
      };
    case "decoder":
      return {
        lab: `const picture = ${call("decode", "z", label)}`,
        file: "model/decoder.rs",
        name: "Decoder::forward",
      };
    case "likelihood":
      return {
        lab: `const picture = ${call("decode", "z", label)}`,
        file: "model/decoder.rs",
        name: "Pixels::mean",
      };
    case "kl":
      return {
        lab: `const { kl } = ${call("evaluate", "digit", label, "seed: 0")}`,
        file: "objective/divergence.rs",
        name: "kl_divergence",
      };
    case "reconstruction":
      return {
        lab: `const { reconstruction } = ${call("evaluate", "digit", label, "seed: 0")}`,
        file: "objective/likelihood.rs",
        name: "reconstruction",
      };
    case "negativeElbo":
      return {
        lab: `const { negativeElbo } = ${call("evaluate", "digit", label, "seed: 0")}`,
        file: "evaluate/bound.rs",
        name: "evaluate",
      };
  }
}
