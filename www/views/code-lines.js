/** Shows code with the flow's two hues on the names that belong to them. */

import { html } from "lit";

/** What the encoder says, and what the decoder does, in Lab and in the core. */
const HUES = /** @type {const} */ ([
  ["of-encoder", /^(encode|mean|logVar|deviation|kl|Encoder|kl_divergence)$/],
  [
    "of-decoder",
    /^(decode|reconstruct|reconstruction|Decoder|\w+_reconstruction)$/,
  ],
]);

/**
 * @param {string} code
 * @returns {{ text: string, hue: string }[]} the code in pieces; "" is ink
 */
export function huedPieces(code) {
  return code
    .split(/(\b[A-Za-z_]\w*\b)/)
    .filter((text) => text !== "")
    .map((text) => {
      const hue = HUES.find(([, names]) => names.test(text));
      return { text, hue: hue?.[0] ?? "" };
    });
}

/** @param {string} code */
export const codeLines = (code) =>
  html`${huedPieces(code).map(({ text, hue }) =>
    hue === "" ? text : html`<span class=${hue}>${text}</span>`,
  )}`;
