import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { afterEach, mock, test } from "node:test";
import { Lab } from "../../www/engine/lab.js";
import { LabError } from "../../www/engine/lab-error.js";
import { SLICE_BYTES } from "../../www/engine/image-slices.js";
import {
  SHIPPED_CLASSIFIERS,
  SHIPPED_MODELS,
} from "../../www/engine/shipped-models.js";
import {
  closeChannels,
  collect,
  CPU_BROWSER,
  fakeClock,
  images,
  openLab,
  weightsFile,
  WHOLE_BROWSER,
} from "./engine-fake.mjs";

afterEach(() => {
  closeChannels();
  mock.restoreAll();
});

test("outside a browser create says what is missing", async () => {
  await assert.rejects(Lab.create(), {
    name: "LabError",
    code: "unsupported-environment",
    message: /no Worker/,
  });
});

test("a Lab tells its device, config, metadata and shipped models", async () => {
  const { lab } = await openLab({ model: weightsFile({ weight: 5 }) });
  assert.equal(lab.device.name, "flex");
  assert.match(lab.device.reason, /^WebGPU is not offered by this browser;/);
  assert.equal(lab.config.latentDim, 2);
  assert.deepEqual(lab.metadata, { weight: 5 });
  assert.deepEqual(lab.summary(), { layers: [], parameters: 0, bytes: 0 });
  assert.equal(lab.training, false);
  assert.equal(lab.steps, 0);
});

test("the shipped models are those whose files lie in models/", () => {
  const files = readdirSync(new URL("../../models/", import.meta.url))
    .filter((name) => name.endsWith(".safetensors"))
    .map((name) => name.replace(/\.safetensors$/, ""))
    .sort();
  const urls = [...SHIPPED_MODELS.values(), ...SHIPPED_CLASSIFIERS.values()];
  const shipped = urls.map(
    (url) => /\/models\/([\w-]+)\.safetensors$/.exec(url().href)?.[1],
  );
  assert.deepEqual(shipped.sort(), files);
  for (const [name, url] of SHIPPED_MODELS) {
    assert.match(url().href, new RegExp(`/models/${name}\\.safetensors$`));
  }
  assert.deepEqual(Lab.models, [...SHIPPED_MODELS.keys()]);
});

test("a config makes fresh weights", async () => {
  const config = { architecture: "dense", hidden: [4], latentDim: 3 };
  const { lab, cores } = await openLab({ model: config });
  assert.deepEqual(cores[0].calls[0], ["createModel", config]);
  assert.equal(lab.config.latentDim, 3);
});

test("every field of a config reaches the core, none that is undefined", async () => {
  const config = {
    architecture: "ladder",
    channels: [8, 16],
    residualBlocks: [1, 0],
    kernelSize: 5,
    hidden: [64],
    latentDim: 12,
    topLatentDim: 4,
    topHidden: [32],
    classes: 10,
    activation: "silu",
    likelihood: "gaussian",
    sigma: 0.1,
    pseudoInputs: 0,
    inputDim: 784,
    seed: 3,
  };
  const { cores } = await openLab({ model: { ...config } });
  assert.deepEqual(cores[0].calls[0], ["createModel", config]);
  const some = { ...config, sigma: undefined, classes: undefined };
  const other = await openLab({ model: some });
  const [, given] = other.cores[0].calls[0];
  assert.equal("sigma" in given || "classes" in given, false);
});

test("a misspelt field of a config is named, with the one meant", async () => {
  const model = { architecture: "conv", channel: [8], latentDim: 2 };
  await assert.rejects(openLab({ model }), {
    code: "config-invalid",
    message: /has no "channel"\. Did you mean "channels"\?/,
  });
});

test("opening tells its progress, device first", async () => {
  const phases = [];
  await openLab({ onProgress: (progress) => phases.push(progress) });
  assert.deepEqual(phases[0], { phase: "device", loadedBytes: 0 });
  assert.ok(
    phases.some(({ phase, loadedBytes }) => {
      return phase === "engine" && loadedBytes === 4;
    }),
  );
});

test("sample has defaults, and passes on what it is given", async () => {
  const { lab, cores } = await openLab();
  assert.equal((await lab.sample()).length, 16 * 784);
  assert.equal((await lab.sample({ count: 2, seed: 7 }))[0], 7);
  const asked = cores[0].calls.filter(([name]) => name === "sample");
  assert.deepEqual(asked, [
    ["sample", 16, 0],
    ["sample", 2, 7],
  ]);
});

test("calls that overlap are answered one by one, in order", async () => {
  const { lab } = await openLab();
  const seeds = [1, 2, 3, 4];
  const answers = await Promise.all(
    seeds.map((seed) => lab.sample({ count: 1, seed })),
  );
  assert.deepEqual(
    answers.map(([first]) => first),
    seeds,
  );
});

for (const Type of [Float32Array, Uint8Array]) {
  test(`many ${Type.name}s go up in slices, none detached`, async () => {
    const { lab, cores } = await openLab();
    const digits = images(12_000, Type);
    const { mean, logVar } = await lab.encode(digits);
    assert.equal(mean.length, 12_000);
    assert.equal(mean[300], digits[300 * 784]);
    assert.equal(logVar[300], -digits[300 * 784]);
    assert.equal(digits.length, 12_000 * 784);
    const sizes = cores[0].calls
      .filter(([name]) => name === "encode")
      .map(([, length]) => length * digits.BYTES_PER_ELEMENT);
    assert.ok(sizes.length > 1, `one call of ${sizes} bytes`);
    assert.ok(sizes.every((bytes) => bytes <= SLICE_BYTES));
  });
}

test("slices of a reconstruction say where they begin", async () => {
  const { lab, cores } = await openLab();
  const digits = images(3000);
  const rebuilt = await lab.reconstruct(digits, { seed: 5 });
  assert.deepEqual(rebuilt, digits);
  const calls = cores[0].calls.filter(([name]) => name === "reconstruct");
  assert.deepEqual(
    calls.map(([, length, seed, first]) => [length / 784, seed, first]),
    [
      [1337, 5, 0],
      [1337, 5, 1337],
      [326, 5, 2674],
    ],
  );
});

test("images in slices meet one device and its weights, whatever is lost", async () => {
  for (const method of ["encode", "reconstruct"]) {
    let slices = 0;
    const before = (core, name) => {
      if (core.name !== "webgpu" || name !== method) return undefined;
      slices += 1;
      return slices === 2 ? core.die("gone") : undefined;
    };
    const { lab, cores } = await openLab({}, WHOLE_BROWSER, { before });
    await lab[method](images(3000));
    assert.equal(lab.device.name, "flex");
    assert.equal(cores[1].count(method), 3, `${method}: all slices again`);
  }
});

test("small calls leave the caller's arrays alone", async () => {
  const { lab } = await openLab();
  const [digit, z] = [images(1), new Float32Array(2)];
  await lab.encode(digit);
  await lab.reconstruct(digit, { seed: 3 });
  await lab.decode(z);
  await lab.evaluate(digit);
  assert.deepEqual([digit.length, z.length], [784, 2]);
});

test("a waiting decode keeps the latents it was called with", async () => {
  const { lab } = await openLab();
  const z = new Float32Array([1, 1]);
  const first = lab.decode(z, { latest: "slider" });
  z.fill(2);
  const second = lab.decode(z, { latest: "slider" });
  z.fill(3);
  assert.deepEqual([...(await first)], [1, 1]);
  assert.deepEqual([...(await second)], [2, 2]);
});

test("of waiting decodes with one key only the newest is answered", async () => {
  const { lab, cores } = await openLab();
  const ask = (value, key) =>
    lab.decode(new Float32Array([value, 0]), { latest: key });
  const answers = await Promise.allSettled([
    ask(1, "a"),
    ask(2, "a"),
    ask(3, "a"),
    ask(4, "b"),
    lab.decode(new Float32Array([5, 0])),
  ]);
  assert.deepEqual(
    answers.map(({ reason, value }) => reason?.code ?? value[0]),
    [1, "superseded", 3, 4, 5],
  );
  assert.equal(cores[0].count("decode"), 4);
});

test("evaluate goes in pieces, and the core makes figures of them", async () => {
  const clock = fakeClock();
  const tick = (count) => (clock.ms += count);
  const { lab, cores } = await openLab(
    { model: weightsFile({ weight: 2 }) },
    CPU_BROWSER,
    { tick },
  );
  const seen = [];
  const onProgress = (progress) => seen.push(progress);
  const measured = await lab.evaluate(images(1000), {
    seed: 1,
    importanceSamples: 5,
    onProgress,
  });
  assert.deepEqual(measured, {
    count: 1000,
    reconstruction: 499.5,
    kl: 2,
    negativeElbo: 501.5,
    klPerDimension: [2, -2],
    nll: 3,
  });
  assert.deepEqual(seen.at(-1), { done: 1000, total: 1000 });
  const calls = cores[0].calls.filter(([name]) => name === "evaluate");
  // The first piece is 32 passes at most, six an image here; then, at a
  // millisecond an image, pieces grow until 100 images are 100 ms.
  assert.deepEqual(
    calls.slice(0, 4).map(([, count, , first]) => [count, first]),
    [
      [5, 0],
      [20, 5],
      [80, 25],
      [100, 105],
    ],
  );
  assert.deepEqual(calls[0][2], { seed: 1, importanceSamples: 5 });
  assert.equal("nll" in (await lab.evaluate(images(3))), false);
});

test("evaluate stops at a signal, between two pieces", async () => {
  const { lab, cores } = await openLab();
  const stop = new AbortController();
  const onProgress = () => stop.abort();
  await assert.rejects(
    lab.evaluate(images(1000), { signal: stop.signal, onProgress }),
    { name: "AbortError" },
  );
  assert.equal(cores[0].count("evaluate"), 1);
  assert.equal((await lab.sample()).length, 16 * 784);
});

test("steps wait for an evaluation: it sees one set of weights", async () => {
  const { lab } = await openLab();
  const run = lab.train(images(4), { batchSize: 1, epochs: 50 });
  const { value } = await run.next();
  const evaluating = lab.evaluate(images(200));
  const training = run.next();
  assert.equal((await evaluating).kl, value.negativeElbo);
  await training;
  await run.return();
});

test("load and reset replace the weights", async () => {
  const { lab, cores } = await openLab({ model: weightsFile({ weight: 1 }) });
  await lab.load(weightsFile({ weight: 9, adam: 4 }).buffer);
  assert.deepEqual([cores[0].weight, lab.steps], [9, 4]);
  assert.deepEqual(lab.metadata, { weight: 9 });
  await lab.reset();
  assert.deepEqual([cores[0].weight, lab.steps], [1, 0]);
});

test("reset of a fresh model makes it again from its config", async () => {
  const config = { architecture: "dense", hidden: [4], latentDim: 2, seed: 3 };
  const { lab, cores } = await openLab({ model: config });
  await collect(lab.train(images(1), { steps: 3 }));
  await lab.reset();
  assert.deepEqual(cores[0].calls.at(-1), ["createModel", config]);
  assert.deepEqual([cores[0].weight, lab.steps], [7, 0]);
});

test("refused weights leave the model, with code and message", async () => {
  const { lab, cores } = await openLab({ model: weightsFile({ weight: 1 }) });
  await assert.rejects(lab.load(weightsFile({ latentDim: 5 })), (error) => {
    assert.ok(error instanceof LabError);
    assert.equal(error.code, "weights-architecture-mismatch");
    assert.equal(error.message, "Other architecture.");
    return true;
  });
  assert.equal(cores[0].weight, 1);
});

test("exported weights are an ArrayBuffer that loads again", async () => {
  const { lab, cores } = await openLab({ model: weightsFile({ weight: 6 }) });
  const bytes = await lab.exportWeights();
  assert.ok(bytes instanceof ArrayBuffer);
  await lab.load(weightsFile({ weight: 1 }));
  await lab.load(bytes);
  assert.equal(cores[0].weight, 6);
});

const CLASSES = { kind: "classConditional" };

const BAD_CALLS = [
  ["images-type", (lab) => lab.encode([1, 2, 3])],
  ["images-type", (lab) => lab.encode(new Float64Array(784))],
  ["images-empty", (lab) => lab.reconstruct(new Float32Array(0))],
  ["images-length", (lab) => lab.evaluate(new Uint8Array(785))],
  ["images-length", (lab) => lab.train(new Uint8Array(783)).next()],
  ["latents-length", (lab) => lab.decode(new Float32Array(3))],
  ["latents-length", (lab) => lab.decode([1, 2])],
  ["latents-length", (lab) => lab.decode(new Float32Array(2 * 10_001))],
  ["option-out-of-range", (lab) => lab.sample({ count: -1 })],
  ["option-out-of-range", (lab) => lab.sample({ count: 10_001 })],
  ["option-out-of-range", (lab) => lab.train(images(1), { gamma: "1" }).next()],
  ["option-out-of-range", (lab) => lab.sample({ seed: 1.5 })],
  ["option-out-of-range", (lab) => lab.sample({ seed: null })],
  ["option-out-of-range", (lab) => lab.sample(7)],
  ["option-out-of-range", (lab) => lab.evaluate(images(1), { binarize: 1 })],
  ["option-out-of-range", (lab) => lab.train(images(1), { beta: NaN }).next()],
  ["option-out-of-range", (lab) => lab.train(images(1), { epochs: 0 }).next()],
  ["option-out-of-range", (lab) => lab.train(images(1), { signal: {} }).next()],
  ["option-out-of-range", (lab) => lab.load(42)],
  ["option-out-of-range", (lab) => lab.sample({ prior: "normal" })],
  ["option-out-of-range", (lab) => lab.sample({ temperature: "hot" })],
  ["option-out-of-range", (lab) => lab.fitPrior(images(2), { kind: "vamp" })],
  ["option-out-of-range", (lab) => lab.quality(images(4), { count: 1 })],
  ["option-out-of-range", (lab) => lab.quality(images(4), { classifier: 7 })],
  [
    "option-out-of-range",
    (lab) => lab.neighbours(images(1), images(2), { count: 0 }),
  ],
  ["images-type", (lab) => lab.quality(images(4), { real: [0] })],
  ["images-empty", (lab) => lab.neighbours(images(1), new Float32Array(0))],
  ["images-length", (lab) => lab.fitPrior(new Uint8Array(785))],
  ["latents-length", (lab) => lab.logPriorDensity(new Float32Array(3))],
  ["labels-missing", (lab) => lab.fitPrior(images(2), CLASSES)],
  ["labels-unexpected", (lab) => lab.fitPrior(images(1), { labels: [1] })],
  [
    "labels-length",
    (lab) => lab.fitPrior(images(2), { ...CLASSES, labels: [1] }),
  ],
  [
    "labels-missing",
    (lab) =>
      lab.logPriorDensity(new Float32Array(2), { prior: "classConditional" }),
  ],
  ["model-unknown", (lab) => lab.load("dense-z21")],
];

for (const [code, call] of BAD_CALLS) {
  test(`${code}: ${call}`, async () => {
    const { lab, cores } = await openLab();
    const before = cores[0].calls.length;
    await assert.rejects(call(lab), { name: "LabError", code });
    assert.equal(cores[0].calls.length, before, "it reached the core");
    assert.equal(lab.training, false);
  });
}

test("an unknown option is named, with the one that was meant", async () => {
  const { lab } = await openLab();
  await assert.rejects(lab.train(images(1), { batch_size: 3 }).next(), {
    code: "option-unknown",
    message: /no option "batch_size"\. Did you mean "batchSize"\?/,
  });
  await assert.rejects(lab.sample({ warmth: 1 }), {
    code: "option-unknown",
    message:
      /no option "warmth"\. It knows count, seed, prior, temperature, label, labels\.$/,
  });
});

test("an option that is undefined is not given", async () => {
  const { lab, cores } = await openLab();
  await lab.sample({ count: undefined, seed: 4 });
  assert.deepEqual(cores[0].calls.at(-1), ["sample", 16, 4]);
});

test("a device that does not exist is refused", async () => {
  await assert.rejects(openLab({ device: "cuda" }), {
    code: "option-out-of-range",
    message: /"cuda"; it must be one of "auto", "webgpu", "flex", "ndarray"/,
  });
});

test("after close every call rejects, pending ones too", async () => {
  const { lab, workers } = await openLab();
  const run = lab.train(images(4), { batchSize: 1 });
  await run.next();
  const digit = images(1);
  const z = new Float32Array(2);
  const calls = [
    () => lab.sample(),
    () => lab.encode(images(2)),
    () => lab.decode(z),
    () => lab.decode(z, { latest: "key" }),
    () => lab.reconstruct(digit),
    () => lab.evaluate(digit),
    () => lab.exportWeights(),
    () => run.next(),
  ];
  const pending = calls.map((call) => call());
  lab.close();
  lab.close();
  const later = [
    ...calls.slice(0, -1),
    () => lab.train(digit).next(),
    () => lab.load(weightsFile({})),
    () => lab.reset(),
    () => lab.sample({ count: -1 }),
    () => lab.encode([]),
  ].map((call) => call());
  const settled = await Promise.allSettled([...pending, ...later]);
  assert.deepEqual(
    settled.map(({ reason }) => reason?.code),
    settled.map(() => "lab-closed"),
  );
  assert.equal(workers.terminated, 1);
  assert.equal(lab.training, false);
});

test("a run that pauses when the Lab is closed ends quietly or says so", async () => {
  for (const [end, expected] of [
    ["return", { value: undefined, done: true }],
    ["next", "lab-closed"],
  ]) {
    const { lab } = await openLab();
    const run = lab.train(images(4), { batchSize: 1 });
    await run.next();
    lab.close();
    const ended = await run[end]().catch((error) => error.code);
    assert.deepEqual(ended, expected);
    assert.equal(lab.training, false);
  }
});
