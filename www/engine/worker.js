/**
 * The worker's entry: gives the page its CoreService.
 * @module
 */
import { expose } from "comlink";
import { isHere } from "./assets.js";
import { BUILDS, WORKSHOP } from "./builds.js";
import { CoreService, isTrap } from "./core-service.js";

/** @param {Uint8Array<ArrayBuffer>} module */
const validate = (module) => WebAssembly.validate(module);

const service = new CoreService(BUILDS, {
  gpu: navigator.gpu,
  validate,
  isHere: (name) => isHere(BUILDS[name].wasm(validate)),
  workshop: WORKSHOP,
});

// A panic inside a browser callback rejects no call: it surfaces only here.
addEventListener("error", (event) => {
  if (isTrap(event.error)) service.lose(event.message);
});
addEventListener("unhandledrejection", ({ reason }) => {
  if (isTrap(reason)) service.lose(String(reason));
});

expose(service);
