/**
 * A worker made of a message channel and a core that counts instead of
 * computing: everything between `Lab` and `Core` is the real code.
 */
import { expose } from "comlink";
import { mock } from "node:test";
import { Connection } from "../../www/engine/connection.js";
import { CoreService } from "../../www/engine/core-service.js";
import { Lab } from "../../www/engine/lab.js";
import { openEngine } from "../../www/engine/opening.js";

export const IMAGE_LENGTH = 784;

/** Comlink's own channels too: open ones would keep the process alive. */
const channels = [];
globalThis.MessageChannel = class extends MessageChannel {
  constructor() {
    super();
    channels.push(this);
  }
};

export function closeChannels() {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
}

/** What the clock of page and worker says; a fake core's step moves it. */
export function fakeClock() {
  const clock = { ms: 0 };
  mock.method(performance, "now", () => clock.ms);
  return clock;
}

export function refusal(code, message) {
  return Object.assign(new Error(message), { name: "LabError", code });
}

/** The weights of a fake core are one number; a step depends on it. */
export const nextWeight = (weight, step, seed = 0) =>
  (weight * 31 + step + seed) % 1_000_003;

export function weightAfter(steps, from = 0, seed = 0) {
  let weight = from;
  for (let step = 1; step <= steps; step++) {
    weight = nextWeight(weight, step, seed);
  }
  return weight;
}

export const weightsFile = (fields) =>
  new TextEncoder().encode(
    JSON.stringify({ latentDim: 2, weight: 0, adam: 0, step: 0, ...fields }),
  );

/** As an argument at the end of a recorded call; nothing where there are none. */
const told = (labels) => (labels ? [[...labels]] : []);

const parse = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

/** The arguments of each call of a method. */
export const callsOf = (core, method) =>
  core.calls.filter(([name]) => name === method).map(([, ...args]) => args);

class FakeCore {
  calls = [];
  images = undefined;
  #model;
  #run;
  #busy = false;
  #fit;
  #sets;
  #rows = 0;
  #search;

  constructor(name, script, onLost) {
    this.name = name;
    this.script = script;
    this.onLost = onLost;
    this.adapter = name === "webgpu" ? "fake gpu" : undefined;
  }

  get optimizerStep() {
    return this.#model.adam;
  }

  get runStep() {
    return this.#model.step;
  }

  get weight() {
    return this.#model.weight;
  }

  /** Panics: says so once; the promise that was pending never settles. */
  die(message) {
    this.onLost(message);
    return new Promise(() => {});
  }

  async #call(method, args, body) {
    if (this.#busy) throw new Error(`${method} overlaps another call`);
    this.#busy = true;
    this.calls.push([method, ...args]);
    try {
      await new Promise((resolve) => setImmediate(resolve));
      await this.script.before?.(this, method, args);
      return body();
    } finally {
      this.#busy = false;
    }
  }

  count(method) {
    return this.calls.filter(([name]) => name === method).length;
  }

  createModel(config) {
    return this.#call("createModel", [config], () => {
      this.#model = {
        latentDim: config.latentDim,
        classes: config.classes,
        weight: 7,
        adam: 0,
        step: 0,
      };
    });
  }

  openModel(bytes) {
    return this.#call("openModel", [bytes.byteLength], () => {
      this.#model = parse(bytes);
    });
  }

  loadWeights(bytes) {
    return this.#call("loadWeights", [bytes.byteLength], () => {
      const other = parse(bytes);
      if (other.latentDim !== this.#model.latentDim) {
        throw refusal("weights-architecture-mismatch", "Other architecture.");
      }
      this.#model = other;
    });
  }

  config() {
    const { latentDim, classes } = this.#model;
    const config = { architecture: "dense", inputDim: 784, hidden: [4] };
    return { ...config, latentDim, ...(classes ? { classes } : {}) };
  }

  summary() {
    return { layers: [], parameters: 0, bytes: 0 };
  }

  metadata() {
    const { data } = this.#model;
    return { weight: this.weight, ...(data ? { data } : {}) };
  }

  priors() {
    const { vamp, mixture } = this.#model;
    return [...(vamp ? ["vamp"] : []), "standard", ...(mixture ?? [])];
  }

  sample({ count, seed, labels, ...rest }) {
    const others = Object.keys(rest).length ? [rest] : [];
    const args = [count, seed, ...told(labels), ...others];
    return this.#call("sample", args, () =>
      new Float32Array(count * IMAGE_LENGTH).fill(this.weight + seed),
    );
  }

  logPriorDensity(z, prior, labels) {
    const args = [[...z], prior, ...told(labels)];
    return this.#call("logPriorDensity", args, () => Float64Array.from(z));
  }

  beginFit(options) {
    this.calls.push(["beginFit", options]);
    if (options.components > 256)
      throw refusal("option-out-of-range", "The option components is too big.");
    this.#fit = { ...options, latents: 0, seen: 0, step: 0 };
  }

  fitImages(images, firstIndex, labels) {
    const count = images.length / IMAGE_LENGTH;
    return this.#call("fitImages", [count, firstIndex, ...told(labels)], () => {
      this.script.tick?.(count);
      this.#fit.latents += count;
    });
  }

  advanceFit(latents) {
    this.calls.push(["advanceFit", latents]);
    const fit = this.#fit;
    if (fit.step === (fit.maxSteps ?? 3)) return undefined;
    const now = Math.min(latents, fit.latents - fit.seen);
    this.script.tick?.(now);
    fit.seen += now;
    if (fit.seen < fit.latents) return null;
    fit.seen = 0;
    fit.step += 1;
    return { step: fit.step, logDensity: -fit.latents };
  }

  endFit() {
    this.calls.push(["endFit"]);
    const kept = new Set([
      ...(this.#model.mixture ?? []),
      this.#fit.kind ?? "mixture",
    ]);
    this.#model = { ...this.#model, mixture: [...kept] };
    this.#fit = undefined;
  }

  dropFit() {
    this.calls.push(["dropFit"]);
    this.#fit = undefined;
  }

  async beginComparison(classifier, { temperature }) {
    this.calls.push(["beginComparison", classifier.byteLength]);
    if (temperature < 0) throw refusal("option-out-of-range", "temperature");
    this.#sets = [0];
    return { name: "classifier", data: "MNIST", accuracies: [] };
  }

  #compare(method, count, args) {
    return this.#call(method, [count, ...args], () => {
      this.script.tick?.(count);
      this.#sets[this.#sets.length - 1] += count;
    });
  }

  compareImages(images, first) {
    return this.#compare("compareImages", images.length / IMAGE_LENGTH, [
      first,
    ]);
  }

  compareSamples({ count, ...rest }) {
    return this.#compare("compareSamples", count, [rest]);
  }

  compareNoise(seed, first, count) {
    return this.#compare("compareNoise", count, [seed, first]);
  }

  compareShuffled(images, first, seed) {
    const count = images.length / IMAGE_LENGTH;
    return this.#compare("compareShuffled", count, [first, seed]);
  }

  completeSet() {
    const [reference] = this.#sets;
    const isReference = this.#sets.length === 1;
    this.#rows = isReference ? reference : 2 * this.#sets.at(-1) + reference;
    if (isReference) this.#sets.push(0);
    return this.#rows;
  }

  compareRows(count) {
    const done = Math.min(count, this.#rows);
    this.calls.push(["compareRows", done]);
    this.script.tick?.(done);
    this.#rows -= done;
    return this.#rows;
  }

  comparedSet() {
    const count = this.#sets.at(-1);
    this.#sets[this.#sets.length - 1] = 0;
    return { count, frechetDistance: count };
  }

  endComparison() {
    this.calls.push(["endComparison"]);
    this.#sets = undefined;
  }

  beginSearch(images, count) {
    this.calls.push(["beginSearch", images.length / IMAGE_LENGTH, count]);
    this.#search = { queries: images.length / IMAGE_LENGTH, count, seen: 0 };
  }

  searchImages(images, firstIndex) {
    const count = images.length / IMAGE_LENGTH;
    return this.#call("searchImages", [count, firstIndex], () => {
      this.script.tick?.(count);
      this.#search.seen += count;
    });
  }

  dropSearch() {
    this.calls.push(["dropSearch"]);
    this.#search = undefined;
  }

  endSearch() {
    const { queries, seen } = this.#search;
    this.#search = undefined;
    return Array.from({ length: queries }, () => [
      { index: seen - 1, distance: 0 },
    ]);
  }

  encode(images, first, labels) {
    return this.#call("encode", [images.length, ...told(labels)], () => ({
      mean: firstPixels(images),
      logVar: firstPixels(images).map((value) => -value),
    }));
  }

  decode(z, labels) {
    return this.#call("decode", [z[0], ...told(labels)], () =>
      Float32Array.from(z),
    );
  }

  reconstruct(images, seed, first, labels) {
    const args = [images.length, seed, first, ...told(labels)];
    return this.#call("reconstruct", args, () => Float32Array.from(images));
  }

  evaluate(images, options, firstIndex, labels) {
    const count = images.length / IMAGE_LENGTH;
    const args = [count, options, firstIndex, ...told(labels)];
    return this.#call("evaluate", args, () => {
      this.script.tick?.(count);
      let reconstruction = 0;
      for (let i = 0; i < count; i++) reconstruction += firstIndex + i;
      const kl = this.weight * count;
      const nll = options.importanceSamples ? { nll: 3 * count } : {};
      return { count, reconstruction, kl, mean: [kl, -kl], ...nll };
    });
  }

  clearImages() {
    this.calls.push(["clearImages"]);
    this.images = undefined;
  }

  appendImages(images, labels) {
    this.calls.push(["appendImages", images.byteLength, ...told(labels)]);
    const before = this.images ?? [];
    this.images = [...before, ...firstPixels(images)];
  }

  checkTrainOptions(options) {
    this.calls.push(["checkTrainOptions", options]);
    if (options.batchSize > 8192) {
      throw refusal("option-out-of-range", "The option batchSize is too big.");
    }
  }

  beginTraining(options, startStep) {
    this.calls.push(["beginTraining", options, startStep]);
    if (options.resetOptimizer && startStep === 0) this.#model.adam = 0;
    const stepsPerEpoch = Math.ceil(
      this.images.length / (options.batchSize ?? 128),
    );
    const steps = options.steps ?? stepsPerEpoch * (options.epochs ?? 1);
    this.#run = { options, steps, stepsPerEpoch };
    this.#model.step = startStep;
    return { steps, stepsPerEpoch };
  }

  trainSteps(n) {
    return this.#call("trainSteps", [n], () => {
      if (!this.#run) throw refusal("training-not-begun", "No run.");
      this.#run.before = { ...this.#model };
      return this.#advance(n);
    });
  }

  #advance(n) {
    const { options, steps, stepsPerEpoch } = this.#run;
    const records = [];
    while (records.length < n && this.#model.step < steps) {
      this.script.tick?.(1);
      const step = this.#model.step + 1;
      const weight = nextWeight(this.weight, step, options.seed);
      this.#model = {
        ...this.#model,
        mixture: [],
        step,
        weight,
        adam: this.#model.adam + 1,
      };
      const epoch = Math.ceil(step / stepsPerEpoch);
      records.push({
        step,
        epoch,
        reconstruction: weight,
        kl: 0,
        negativeElbo: weight,
        objective: weight,
      });
    }
    return records;
  }

  rewind(steps) {
    return this.#call("rewind", [steps], () => {
      this.#model = this.#run.before;
      this.#advance(steps);
    });
  }

  endTraining() {
    this.calls.push(["endTraining"]);
    this.#run = undefined;
  }

  exportWeights() {
    return this.#call("exportWeights", [], () =>
      weightsFile({ ...this.#model, adam: 0, step: 0 }),
    );
  }

  snapshot() {
    return this.#call("snapshot", [], () => weightsFile(this.#model));
  }
}

function firstPixels(images) {
  const count = images.length / IMAGE_LENGTH;
  return Float32Array.from({ length: count }, (_, i) => images[i * 784]);
}

/** What the core makes of the answers of `evaluate`; only it knows their shape. */
function figures(parts) {
  const sum = (of) => parts.reduce((total, part) => total + of(part), 0);
  const count = sum((part) => part.count);
  const reconstruction = sum((part) => part.reconstruction) / count;
  const kl = sum((part) => part.kl) / count;
  const negativeElbo = reconstruction + kl;
  const means = [0, 1].map((d) => sum(({ mean }) => mean[d]) / count);
  const nll = sum((part) => part.nll) / count;
  return {
    ...{ count, reconstruction, kl, negativeElbo, klPerDimension: means },
    ...(nll ? { nll } : {}),
  };
}

/** A browser with everything: a real GPU and SIMD. */
export const WHOLE_BROWSER = {
  gpu: { requestAdapter: async () => ({ info: { architecture: "rdna" } }) },
  validate: () => true,
};

/** A browser without WebGPU, where "auto" means Flex. */
export const CPU_BROWSER = { validate: () => true };

/**
 * The worker's side alone.
 * @param script before(core, method, args): may throw, die, or wait;
 *   tick(units): called for each step or evaluated piece;
 *   open(name, onLost): may throw instead of opening;
 *   wasm(name): where a build lies
 * @returns the service and the cores it has opened
 */
export function fakeService(environment = CPU_BROWSER, script = {}) {
  const cores = [];
  const build = (name) => ({
    init: async ({ module_or_path }) => module_or_path.arrayBuffer(),
    open: async (onLost) => {
      await script.open?.(name, onLost);
      const core = new FakeCore(name, script, onLost);
      cores.push(core);
      return core;
    },
    figures,
    wasm: () =>
      script.wasm?.(name) ?? new URL("data:application/wasm;base64,AGFzbQ=="),
  });
  const builds = {
    webgpu: build("webgpu"),
    flex: build("flex"),
    ndarray: build("ndarray"),
  };
  return { service: new CoreService(builds, environment), cores };
}

/** Workers for `openEngine`, with all the cores that they have opened. */
export function fakeWorkers(environment, script) {
  const cores = [];
  const workers = { started: 0, terminated: 0 };
  const keep = {
    ...script,
    before: (core, ...call) => {
      if (!cores.includes(core)) cores.push(core);
      return script?.before?.(core, ...call);
    },
  };
  const connect = () => {
    const { port1, port2 } = new MessageChannel();
    workers.started += 1;
    expose(fakeService(environment, keep).service, port1);
    const connection = new Connection(port2, () => {
      workers.terminated += 1;
      port1.close();
      port2.close();
    });
    port2.start();
    return connection;
  };
  return { connect, cores, workers };
}

/** A Lab on fake workers, with what the test wants to look at. */
export async function openLab(options = {}, environment, script = {}) {
  const fake = fakeWorkers(environment, script);
  const settings = { model: weightsFile({}), ...options };
  const opened = await openEngine(settings, fake.connect);
  return { lab: new Lab(opened), ...fake };
}

/** Images whose first pixel is their index in 256ths. */
export function images(count, Type = Float32Array) {
  const pixels = new Type(count * IMAGE_LENGTH);
  for (let i = 0; i < count; i++) {
    pixels[i * IMAGE_LENGTH] = Type === Uint8Array ? i % 256 : (i % 256) / 256;
  }
  return pixels;
}

export async function collect(run) {
  const records = [];
  for await (const record of run) records.push(record);
  return records;
}
