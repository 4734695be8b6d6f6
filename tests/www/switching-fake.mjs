// A session and a Lab with as much as is needed to exchange models.

import { readAddress } from "../../www/state.js";

export function later() {
  const settle = {};
  settle.promise = new Promise((resolve, reject) =>
    Object.assign(settle, { resolve, reject }),
  );
  settle.promise.catch(() => {});
  return settle;
}

/** A Lab whose weights say where they come from. */
export function fakeLab(of, device = "flex") {
  return {
    ...{ of, device: { name: device }, closed: false, priors: ["standard"] },
    ...{ config: { latentDim: 2 }, metadata: {}, loaded: [], resets: 0 },
    addEventListener() {},
    workshop: { file: async () => new ArrayBuffer(8) },
    async exportWeights() {
      return Object.assign(new ArrayBuffer(8), { priors: this.priors });
    },
    async load(bytes) {
      this.loaded.push(bytes);
      if (bytes.priors) this.priors = bytes.priors;
    },
    async reset() {
      this.resets += 1;
    },
    close() {
      this.closed = true;
    },
  };
}

/** What is kept of a session: its notices, failures, kept things. */
export function sessionOf({ tunedSteps = 0 } = {}) {
  const { settings } = readAddress("");
  const { device, model, start } = settings;
  return {
    ...{ settings, settled: { device, model, start }, phase: "ready" },
    lab: fakeLab("dense-z20"),
    model: { name: "dense-z20", source: "shipped", tunedSteps },
    ...{ run: null, runEnd: Promise.resolve(), aside: null, starting: false },
    ...{ turns: 0, switching: false, moving: Promise.resolve(), wish: null },
    ...{ digits: null, told: [], undos: [], failed: [], kept: {} },
    ...{ watch: { clear() {} }, snapshots: { clear() {} } },
    map: { forget() {}, forgetAxes() {} },
    line: { forget() {} },
    refresh() {},
    changed() {},
    set(change) {
      this.settings = { ...this.settings, ...change };
    },
    tell(say, { undo } = {}) {
      this.told.push(typeof say === "function" ? say() : say);
      if (undo) this.undos.push(undo);
    },
    fail(error) {
      this.failed.push(error);
    },
    async keepWork(name, value) {
      this.kept[name] = value;
    },
    async forgetWork(name) {
      this.kept[name] = undefined;
    },
    notKept(name, error) {
      this.failed.push(error);
    },
    isKept() {},
    ignoreKept(name) {
      this.told.push(name);
    },
  };
}
