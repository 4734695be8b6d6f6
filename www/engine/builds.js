/**
 * The wasm builds: their small glues come with the worker, their modules
 * are fetched one at a time. Flex has two modules of one glue: one is for
 * browsers with relaxed SIMD.
 * @module
 */
import initFlex, {
  Core as FlexCore,
  SharedSide as FlexSide,
} from "../../pkg/flex/vae_lab.js";
import initNdarray, {
  Core as NdarrayCore,
  SharedSide as NdarraySide,
} from "../../pkg/ndarray/vae_lab.js";
import initWebgpu, {
  Core as WebgpuCore,
  SharedSide as WebgpuSide,
} from "../../pkg/webgpu/vae_lab.js";
import initWorkshop, {
  Ensemble,
  make,
  rehearse,
  replayedLabels,
} from "../../pkg/workshop/vae_lab.js";
import { isHere } from "./assets.js";
import { hasRelaxedSimd } from "./simd.js";

/**
 * Each URL is spelled out because bundlers follow only this literal pattern.
 * @type {Record<import("./protocol.js").DeviceName,
 *   import("./protocol.js").Build>}
 */
export const BUILDS = {
  webgpu: {
    init: initWebgpu,
    open: (onLost) => WebgpuCore.open(onLost),
    side: (start, side, sides) => WebgpuSide.open(start, side, sides),
    figures: (parts) => WebgpuCore.figures(parts),
    wasm: () => new URL("./webgpu.wasm", import.meta.url),
  },
  flex: {
    init: initFlex,
    open: (onLost) => FlexCore.open(onLost),
    side: (start, side, sides) => FlexSide.open(start, side, sides),
    figures: (parts) => FlexCore.figures(parts),
    // All workers of a page choose alike: sides that round otherwise would share
    // no step.
    wasm(validate) {
      const relaxed = new URL("./flex-relaxed.wasm", import.meta.url);
      return hasRelaxedSimd(validate) && isHere(relaxed)
        ? relaxed
        : new URL("./flex.wasm", import.meta.url);
    },
  },
  ndarray: {
    init: initNdarray,
    open: (onLost) => NdarrayCore.open(onLost),
    side: (start, side, sides) => NdarraySide.open(start, side, sides),
    figures: (parts) => NdarrayCore.figures(parts),
    wasm: () => new URL("./ndarray.wasm", import.meta.url),
  },
};

/** @type {import("./protocol.js").WorkshopBuild} */
export const WORKSHOP = {
  init: initWorkshop,
  make,
  rehearse,
  replayedLabels,
  ensemble: (files, options) => Ensemble.open(files, options),
  wasm: () => new URL("./workshop.wasm", import.meta.url),
};
