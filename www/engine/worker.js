/**
 * The worker's entry: gives the page its CoreService.
 * @module
 */
import { expose } from "comlink";
import { BUILDS, WORKSHOP } from "./builds.js";
import { CoreService, isTrap } from "./core-service.js";

const service = new CoreService(BUILDS, {
  gpu: navigator.gpu,
  validate: (module) => WebAssembly.validate(module),
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
