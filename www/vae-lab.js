/** The library: what a page, a bundler or a worker imports; a page gets <vae-lab> with it. */
import { defineElement } from "./embed/element.js";

export { Lab, LabError } from "./engine/lab.js";

defineElement();
