/** In place of the glue of a module that the page in one file has not. */

export default function init() {
  throw new Error("WebGPU is not in this file.");
}
export const Core = undefined;
export const SharedSide = undefined;
