// What the training panel computes: which images, what is told, what is kept.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { byLargest, cellAt, niceEnd } from "../../www/charts/heat-strip.js";
import {
  besideLines,
  clearOf,
  lastStep,
  readable,
  valueRange,
} from "../../www/charts/underlay.js";
import { checkConfig } from "../../www/engine/options.js";
import { freshConfig, freshStory } from "../../www/session/fresh-model.js";
import { isKeptRun, sparse } from "../../www/session/kept-runs.js";
import {
  countOfTraining,
  HELD_OUT,
  setsFor,
  split,
} from "../../www/session/learning-data.js";
import { parametersOf } from "../../www/session/parameters.js";
import { measuredBy, measuredOf } from "../../www/session/measured.js";
import { ofClasses } from "../../www/session/reference-figures.js";
import {
  besideFigure,
  natsOfAverage,
  nearest,
  referencesFor,
} from "../../www/session/references.js";
import { refusedName, runOptions } from "../../www/session/run-options.js";
import { Session } from "../../www/session/session.js";
import { MOST, Snapshots } from "../../www/session/snapshots.js";
import { TrainingRun } from "../../www/session/training-run.js";
import { imagesFor, thinned, Watch } from "../../www/session/watch.js";
import { WholeSets } from "../../www/session/whole-sets.js";
import { readAddress } from "../../www/state.js";

const settingsOf = (address) => readAddress(address).settings;

/** Digits that tell where they were: pixel 0 is their index modulo 251. */
function digitsOf(count) {
  const images = new Uint8Array(count * 784);
  for (let i = 0; i < count; i++) images[i * 784] = i % 251;
  return {
    images,
    labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
    count,
  };
}

const firsts = ({ images }) =>
  Array.from({ length: images.length / 784 }, (_, i) => images[i * 784]);

/** The sets as a page has them, with these already here. */
async function setsWith(digits, sizes = {}) {
  const from = {
    listDataSets: async () => sizes,
    fetchDataSet: async (_, name) => digits[name],
  };
  const sets = new WholeSets(new URL("http://x/"), () => {}, from);
  await sets.load(Object.keys(digits));
  return sets;
}

test("Fashion's test images are split where its training images are not there", async () => {
  const digits = { "fashion-test": digitsOf(3000) };
  const sets = await setsWith(digits);
  const settings = settingsOf("?data=fashion");
  const chosen = { settings, digits: null, digitsOf: "mnist", mine: [], sets };
  const { training, heldOut } = split(chosen);
  assert.equal(training.images.length / 784, 2000);
  assert.equal(countOfTraining(chosen), 2000);
  assert.equal(heldOut.labels.length, HELD_OUT);
  assert.deepEqual(
    [...firsts(training), ...firsts(heldOut)],
    firsts(digits["fashion-test"]),
  );
  const sizes = { "fashion-train": { images: 60_000, bytes: 1 } };
  assert.deepEqual(setsFor("fashion", "mnist", sizes), {
    train: "fashion-train",
    heldOut: "fashion-test",
  });
});

test("Play promises as many images as its run has, where classes are unequal", async () => {
  const sets = await setsWith({});
  const digits = digitsOf(100);
  // Fourteen of class 3 and six of class 8, as clothes at hand are unequal.
  for (const place of [8, 18, 28, 38]) digits.labels[place] = 3;
  for (const perClass of [1, 6, 10, 12, 200]) {
    const settings = settingsOf(`?classes=38&perClass=${perClass}`);
    const chosen = { settings, digits, digitsOf: "fashion", mine: [], sets };
    const { labels } = split(chosen).training;
    assert.equal(countOfTraining(chosen), labels.length, String(perClass));
  }
  const settings = settingsOf("?classes=38");
  const none = { settings, digits: null, digitsOf: "mnist", mine: [], sets };
  assert.equal(countOfTraining(none), 0);
});

test("held-out digits are of the classes that are learned", async () => {
  const sets = await setsWith({ "mnist-test": digitsOf(400) });
  const settings = settingsOf("?classes=38&perClass=5");
  const digits = digitsOf(100);
  const chosen = { settings, digits, digitsOf: "mnist", mine: [], sets };
  const { training, heldOut } = split(chosen);
  assert.deepEqual([...new Set(heldOut.labels)].sort(), [3, 8]);
  assert.equal(heldOut.labels.length, 80);
  assert.equal(training.labels.length, 10);
  const without = { ...chosen, sets: await setsWith({}) };
  assert.equal(split(without).heldOut, null);
});

test("of one's own digits every fifth is held out, from ten on", async () => {
  const sets = await setsWith({});
  const settings = settingsOf("?data=mine");
  const of = (count) => {
    const { images } = digitsOf(count);
    const mine = Array.from({ length: count }, (_, id) => ({
      id,
      pixels: images.subarray(id * 784, (id + 1) * 784),
      label: id % 10,
    }));
    const chosen = { settings, digits: null, digitsOf: "mnist", mine, sets };
    return { ...split(chosen), count: countOfTraining(chosen) };
  };
  assert.equal(of(9).heldOut, null);
  assert.equal(of(9).count, 9);
  const eleven = of(11);
  assert.deepEqual(firsts(eleven.heldOut), [4, 9]);
  assert.deepEqual(firsts(eleven.training), [0, 1, 2, 3, 5, 6, 7, 8, 10]);
  assert.equal(eleven.count, 9);
  assert.deepEqual([...eleven.heldOut.labels], [4, 9]);
});

test("whole sets: progress in bytes, a failure that can be tried again, a cancel", async () => {
  const seen = [];
  let fails = true;
  const from = {
    listDataSets: async () => ({
      "mnist-train": { images: 7, bytes: 70 },
      "mnist-test": { images: 3, bytes: 30 },
    }),
    fetchDataSet: async (_, name, { onProgress, signal }) => {
      onProgress(20);
      if (name === "mnist-test" && fails) throw new Error("Gone.");
      await new Promise((done) => setTimeout(done));
      signal.throwIfAborted();
      return digitsOf(1);
    },
  };
  const sets = new WholeSets(
    new URL("http://x/"),
    () => {
      if (sets.loading) seen.push(sets.loading);
    },
    from,
  );
  const both = ["mnist-train", "mnist-test"];
  assert.equal(await sets.load(both), false);
  assert.equal(sets.failure.message, "Gone.");
  assert.deepEqual(
    seen.map(({ loadedBytes, totalBytes }) => [loadedBytes, totalBytes]),
    [
      [0, 100],
      [20, 100],
      [90, 100],
    ],
  );
  assert.ok(sets.get("mnist-train"), "what arrived whole is kept");
  assert.equal(sets.bytes(["mnist-test"]), 30);
  fails = false;
  const cancelled = sets.load(both);
  await new Promise((done) => setImmediate(done));
  sets.cancel();
  assert.equal(await cancelled, false);
  assert.equal(sets.failure, null);
  assert.equal(sets.loading, null);
  assert.equal(await sets.load(both), true);
  assert.equal(sets.count("fashion-train"), 60_000);
});

test("a run keeps the mean of its weights where it is asked to", () => {
  assert.ok(!("averageDecay" in runOptions(settingsOf(""))));
  const { averageDecay } = runOptions(settingsOf("?averageDecay=0.99"));
  assert.equal(averageDecay, 0.99);
});

test("each objective is told its own options and no others", () => {
  const address =
    "?beta=4&gamma=5&capacity=6&importanceSamples=7&freeBits=0.5&warmup=linear&warmupSteps=9&objective=";
  const own = (objective) => {
    const {
      epochs,
      batchSize,
      learningRate,
      seed,
      schedule,
      binarize,
      ...rest
    } = runOptions(settingsOf(address + objective));
    assert.ok(epochs && batchSize && learningRate && schedule && binarize);
    assert.equal(seed, 1);
    return rest;
  };
  const warm = { warmup: "linear", warmupSteps: 9 };
  assert.deepEqual(own("elbo"), {
    objective: "elbo",
    beta: 4,
    freeBits: 0.5,
    ...warm,
  });
  assert.deepEqual(own("capacity"), {
    objective: "capacity",
    gamma: 5,
    capacity: 6,
    ...warm,
  });
  assert.deepEqual(own("importanceWeighted"), {
    objective: "importanceWeighted",
    importanceSamples: 7,
  });
  assert.deepEqual(own("totalCorrelation"), {
    objective: "totalCorrelation",
    beta: 4,
    ...warm,
  });
});

test("a refusal is known by its code and the name in its sentence", () => {
  const message = "The option batchSize is 0; it must be a whole number.";
  assert.equal(
    refusedName({ code: "option-out-of-range", message }),
    "batchSize",
  );
  const config = "The model's topLatentDim is 9; it must be less.";
  assert.equal(
    refusedName({ code: "config-invalid", message: config }),
    "topLatentDim",
  );
  assert.equal(refusedName({ code: "device-lost", message }), null);
  assert.equal(refusedName({ code: "config-invalid", message: "No." }), null);
});

/** The shape of every tensor in a safetensors file, and its config. */
function headerOf(name) {
  const bytes = readFileSync(new URL(`../../models/${name}`, import.meta.url));
  const length = Number(bytes.readBigUInt64LE(0));
  return JSON.parse(bytes.subarray(8, 8 + length).toString());
}

test("the parameters counted from a config are those of every shipped model", () => {
  const files = readdirSync(new URL("../../models/", import.meta.url)).filter(
    (name) => name.endsWith(".safetensors") && !name.includes("classifier"),
  );
  assert.ok(files.length >= 6);
  for (const file of files) {
    const { __metadata__, ...tensors } = headerOf(file);
    const { config } = JSON.parse(__metadata__.vae_lab);
    const numbers = Object.entries(tensors)
      .filter(([name]) => !name.startsWith("prior."))
      .map(([, { shape }]) => shape.reduce((product, dim) => product * dim, 1));
    const sum = numbers.reduce((a, b) => a + b, 0);
    assert.equal(
      parametersOf({ inputDim: 784, hidden: [], ...config }),
      sum,
      file,
    );
  }
});

test("the parameters of a decoder with an output convolution are counted", () => {
  const config = {
    architecture: "conv",
    inputDim: 784,
    channels: [32, 64],
    hidden: [16],
    latentDim: 2,
    outputConvolution: true,
  };
  const encoder = 69_076; // as Keras prints it
  const decoder = 48 + 53_312 + 36_928 + 18_464 + 289;
  assert.equal(parametersOf(config), encoder + decoder);
});

test("a trained mixture's means and variances count among the parameters", () => {
  const config = { architecture: "dense", inputDim: 784, hidden: [400] };
  const model = { ...config, latentDim: 20, mixtureComponents: 50 };
  // As `vae-lab grow models/dense-z20.safetensors --mixture-components 50` makes
  // it and `vae-lab inspect` adds it up.
  assert.equal(parametersOf(model), 654_824);
});

test("a model from nothing has the fields of its architecture alone", () => {
  const address =
    "?channels=16,32&hidden=64&topHidden=24&latentDim=12&topLatentDim=4&weightSeed=3&architecture=";
  const of = (architecture) => freshConfig(settingsOf(address + architecture));
  const common = {
    ...{ inputDim: 784, hidden: [64], latentDim: 12 },
    ...{ activation: "relu", likelihood: "bernoulli", seed: 3 },
  };
  assert.deepEqual(of("dense"), { architecture: "dense", ...common });
  assert.deepEqual(of("conv"), {
    architecture: "conv",
    channels: [16, 32],
    ...common,
  });
  const two = { channels: [16, 32], topHidden: [24], topLatentDim: 4 };
  assert.deepEqual(of("ladder"), { architecture: "ladder", ...two, ...common });
  for (const each of ["dense", "conv", "ladder"]) checkConfig(of(each));
  const told = freshConfig(settingsOf("?conditional=yes&hidden=400"));
  assert.equal(told.classes, 10);
  assert.equal(parametersOf(freshConfig(settingsOf(""))), 652_824);
  assert.equal(
    freshStory(settingsOf(address + "ladder")).name,
    "ladder-16c-32c-64-4-8",
  );
});

const EVERY = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const MEASURED = {
  ...{ data: "all", digitsOf: "mnist", classes: [3] },
  ...{ binarized: false, average: null },
};

test("references stand only beside what they compare with", () => {
  const of = (more) => {
    const { references, missing } = referencesFor({ ...MEASURED, ...more });
    const nats = references.map((reference) => reference.nats);
    assert.deepEqual(
      nats,
      nats.toSorted((a, b) => b - a),
      "highest first",
    );
    return [references.map(({ name }) => name), missing];
  };
  const digits = ["coin", "average", "keras", "pytorch", "dense"];
  const clothes = ["coin", "average", "fashionDense", "fashionConv"];
  assert.deepEqual(of({}), [digits, null]);
  assert.deepEqual(of({ data: "mnist", classes: EVERY }), [digits, null]);
  assert.deepEqual(of({ data: "mnist" }), [
    ["coin", "denseClasses"],
    "classes",
  ]);
  assert.deepEqual(of({ data: "mnist", classes: [] }), [["coin"], "classes"]);
  assert.deepEqual(of({ data: "mine" }), [["coin"], "own"]);
  assert.deepEqual(of({ data: "mine", average: 200 }), [
    ["coin", "runAverage"],
    "own",
  ]);
  assert.deepEqual(of({ binarized: true }), [["coin"], "binarized"]);
  assert.deepEqual(of({ likelihood: "gaussian" }), [[], "likelihood"]);
  assert.deepEqual(of({ data: "fashion" }), [clothes, null]);
  const atHand = { data: "mnist", digitsOf: "fashion" };
  assert.deepEqual(of({ ...atHand, classes: EVERY }), [clothes, null]);
});

test("one class of clothes is not compared with all ten", () => {
  const atHand = { ...MEASURED, data: "mnist", digitsOf: "fashion" };
  const { references, missing } = referencesFor({ ...atHand, classes: [1] });
  assert.deepEqual(
    references.map(({ name, nats }) => [name, nats.toFixed(2)]),
    [
      ["coin", "543.43"],
      ["fashionClasses", "165.83"],
    ],
  );
  assert.equal(missing, "classes");
});

test("a class's figure is our model's own, several weigh by their images", () => {
  const nats = (set, classes) => ofClasses(set, classes).nats;
  assert.equal(nats("mnist", [3]).toFixed(3), "109.707");
  const two = (980 * nats("mnist", [0]) + 1135 * nats("mnist", [1])) / 2115;
  assert.ok(Math.abs(nats("mnist", [0, 1]) - two) < 1e-9);
  // Other noise than the card's: within a tenth of its standard error.
  assert.ok(Math.abs(nats("mnist", EVERY) - 100.263) < 0.025);
  assert.ok(Math.abs(nats("fashion", EVERY) - 239.18) < 0.076);
  const text = readFileSync(
    new URL("../../models/classes.md", import.meta.url),
    "utf8",
  );
  const rows = [
    ...text.matchAll(/^\| (\d).*\| ([\d.]+) \| ([\d.]+) \| [\d.]+ \|$/gm),
  ];
  assert.equal(rows.length, 20);
  rows.forEach(([, label, reconstruction, kl], i) => {
    const of = ofClasses(i < 10 ? "mnist" : "fashion", [Number(label)]);
    // Weighed by its images and divided by them: equal but for the last bits.
    assert.ok(Math.abs(of.reconstruction - Number(reconstruction)) < 1e-9);
    assert.ok(Math.abs(of.kl - Number(kl)) < 1e-9);
  });
});

test("without a latent an image costs the entropy of its pixels' averages", () => {
  const images = new Uint8Array(2 * 784);
  assert.equal(natsOfAverage(images), 0);
  // One pixel half, one of 51 and 102 of 255: 0.3 in the mean.
  images[5] = 255;
  images[7] = 51;
  images[784 + 7] = 102;
  const cross = (x) => -x * Math.log(0.3) - (1 - x) * Math.log(0.7);
  const wanted = Math.LN2 + (cross(0.2) + cross(0.4)) / 2;
  assert.ok(Math.abs(natsOfAverage(images) - wanted) < 1e-12);
});

test("references are those of the run, whatever is chosen since", () => {
  const session = new Session(settingsOf("?classes=3"));
  const run = new TrainingRun(
    { images: new Uint8Array(2 * 784) },
    runOptions(session.settings),
  );
  assert.deepEqual(measuredOf(session).classes, [3]);
  session.run = run;
  session.measured = measuredBy(session, run);
  session.set({ classes: EVERY, binarize: "dynamic", data: "all" });
  const { data, classes, binarized, average } = measuredOf(session);
  assert.deepEqual([data, classes, binarized], ["mnist", [3], false]);
  assert.equal(average, 0);
  session.run = null;
  assert.deepEqual(measuredOf(session).classes, EVERY);
  assert.equal(measuredOf(session).binarized, true);
});

test("beside a figure stands its nearest reference, else what needs no model", () => {
  const all = referencesFor(MEASURED);
  const names = (compared, nats) =>
    besideFigure(compared, nats).map(({ name }) => name);
  assert.deepEqual(names(all, 108), ["pytorch"]);
  assert.deepEqual(names(all, 500), ["coin"]);
  assert.deepEqual(names(all, 20), []);
  assert.deepEqual(names(all, NaN), []);
  const mine = referencesFor({ ...MEASURED, data: "mine", average: 200 });
  assert.deepEqual(names(mine, 90), ["coin", "runAverage"]);
  assert.deepEqual(names(mine, 190), ["runAverage"]);
  assert.deepEqual(names(mine, NaN), []);
  assert.equal(nearest(all.references, 580).name, "coin");
  assert.equal(nearest(all.references, 900), null);
  assert.equal(nearest([], 100), null);
});

test("thinning keeps the ends and evens out what lies between", () => {
  const items = Array.from({ length: 21 }, (_, i) => i);
  const kept = thinned(items, 20);
  assert.deepEqual([kept[0], kept.at(-1)], [0, 20]);
  assert.equal(kept.length, 11);
  assert.equal(thinned(items, 21), items);
  assert.deepEqual(thinned([0, 1, 2, 3], 3), [0, 3]);
  assert.equal(sparse(items).length, 21);
  const long = sparse(Array.from({ length: 2000 }, (_, i) => i));
  assert.deepEqual([long.length, long[0], long.at(-1)], [200, 0, 1999]);
});

test("a measurement takes as many images as its time allows", () => {
  assert.equal(imagesFor(0.1, 1000), 1000);
  assert.equal(imagesFor(1, 1000), 300);
  assert.equal(imagesFor(1000, 1000), 50);
  assert.equal(imagesFor(1000, 8), 8);
});

const figures = (count) => ({
  ...{ count, reconstruction: 80, kl: 20, negativeElbo: 100 },
  ...{ klPerDimension: [1, 2], activeUnits: 2 },
});

test("a run is measured at the step of its last record, on images held out", async () => {
  const asked = [];
  const lab = {
    config: { classes: 10 },
    async evaluate(images, { labels, binarize }) {
      asked.push([images.length / 784, labels.length, binarize]);
      return figures(labels.length);
    },
    encode: async () => ({ mean: new Float32Array(16) }),
    decode: async () => new Float32Array(8 * 784),
  };
  let step = 0;
  const watch = new Watch(() => {}, assert.fail);
  const set = digitsOf(1000);
  await watch.begin(lab, {
    set,
    heldOut: true,
    binarized: true,
    step: () => step,
  });
  assert.deepEqual(asked[0], [50, 50, "fixed"]);
  assert.deepEqual(
    watch.points.map((point) => point.step),
    [0],
  );
  assert.equal(watch.pairs.originals.length, 8 * 784);
  step = 7;
  await watch.finish(lab);
  assert.equal(watch.full.images, 1000);
  assert.deepEqual(
    watch.points.map((point) => point.step),
    [0, 7],
  );
  watch.rewind(3);
  assert.deepEqual(
    watch.points.map((point) => point.step),
    [0],
  );
  assert.equal(watch.full, null);
});

test("snapshots: no step twice, never too many, forgotten behind where a run goes on", async () => {
  const lab = { exportWeights: async () => new ArrayBuffer(1) };
  const snapshots = new Snapshots(assert.fail);
  let step = 0;
  snapshots.begin(() => ({ step, tunedSteps: 100 + step }));
  for (step = 0; step <= 200; step++) {
    await snapshots.add(lab);
    await snapshots.add(lab);
  }
  const steps = snapshots.items.map((item) => item.step);
  assert.ok(steps.length <= MOST, `${steps.length}`);
  assert.deepEqual([steps[0], steps.at(-1)], [0, 200]);
  assert.equal(new Set(steps).size, steps.length);
  assert.equal(snapshots.items[0].tunedSteps, 100);
  snapshots.begin(() => ({ step: 100, tunedSteps: 0 }), 100);
  assert.ok(snapshots.items.every((item) => item.step <= 100));
});

test("a run that was kept is asked for after its own step", async () => {
  let told;
  const lab = {
    async *train(_, options) {
      told = options;
      yield { step: 3, ms: 5 };
    },
  };
  const options = { epochs: 3, batchSize: 4, learningRate: 1, seed: 1 };
  const set = { images: new Uint8Array(8 * 784) };
  const run = new TrainingRun(set, options, { from: 4, step: 6 });
  assert.equal(run.step, 6);
  await run.follow(lab, { onRecord() {}, onPause() {} });
  assert.equal(told.startStep, 2);
  assert.equal(run.step, 7);
});

test("a run that goes on counts from where it began", async () => {
  let told;
  const lab = {
    async *train(_, options) {
      told = options;
      yield { step: 1, ms: 5 };
      yield { step: 2, ms: 5 };
    },
  };
  const options = {
    epochs: 3,
    batchSize: 4,
    learningRate: 1,
    seed: 1,
    steps: 2,
  };
  const set = { images: new Uint8Array(8 * 784) };
  const run = new TrainingRun(set, options, { from: 4 });
  assert.deepEqual([run.step, run.steps, run.epoch, run.epochs], [4, 6, 2, 3]);
  const seen = [];
  await run.follow(lab, {
    onRecord: ({ step }) => seen.push(step),
    onPause() {},
  });
  assert.deepEqual(seen, [5, 6]);
  assert.equal("epochs" in told, false);
  assert.equal(told.steps, 2);
  assert.equal(run.epoch, 3);
});

test("a single step is taken, then the run is paused", async () => {
  const lab = {
    async *train() {
      for (let step = 1; step <= 5; step++) yield { step, ms: 5 };
    },
  };
  const options = { epochs: 5, batchSize: 1, learningRate: 1, seed: 1 };
  const run = new TrainingRun({ images: new Uint8Array(784) }, options);
  const pauses = [];
  run.pause();
  const end = run.follow(lab, {
    onRecord() {},
    onPause: () => pauses.push(run.step),
  });
  const settled = () => new Promise((done) => setTimeout(done, 5));
  await settled();
  run.stepOnce();
  await settled();
  assert.deepEqual(pauses, [1, 2]);
  run.resume();
  await end;
  assert.equal(run.step, 5);
});

test("kept curves from another time are checked", () => {
  const good = {
    id: 1,
    name: "β = 4",
    shown: true,
    steps: [1, 2],
    nats: [9, 8],
    heldOut: [],
  };
  assert.ok(isKeptRun(good));
  for (const rude of [
    null,
    "x",
    { ...good, nats: [9] },
    { ...good, steps: ["1", 2] },
    { ...good, heldOut: [{ step: 1 }] },
    { ...good, id: "1" },
  ]) {
    assert.equal(isKeptRun(rude), false);
  }
});

test("the strip's cells, order and scale", () => {
  const size = { width: 100, height: 40 };
  const table = { rows: 4, columns: 10 };
  assert.deepEqual(cellAt({ x: 0, y: 0 }, size, table), { row: 0, column: 0 });
  assert.deepEqual(cellAt({ x: 99, y: 25 }, size, table), {
    row: 2,
    column: 9,
  });
  assert.deepEqual(cellAt({ x: 500, y: -3 }, size, table), {
    row: 0,
    column: 9,
  });
  assert.deepEqual(byLargest([0, 3, 1, 3]), [1, 3, 2, 0]);
  assert.deepEqual(
    [0.013, 0.3, 1, 4.2, 60].map(niceEnd),
    [0.02, 0.5, 1, 5, 100],
  );
  assert.deepEqual([0, NaN, Infinity].map(niceEnd), [1, 1, 1]);
});

test("a reference's label stands inside the plot, off its line, over no other", () => {
  const box = { top: 10, height: 80 };
  const of = (...ys) =>
    besideLines(
      ys.map((y) => ({ y })),
      box,
      12,
    ).map(({ y }) => y);
  assert.deepEqual(of(50), [43]);
  // Above this line it would leave the plot.
  assert.deepEqual(of(15), [22]);
  assert.deepEqual(of(89), [82]);
  assert.deepEqual(of(50, 56), [43]);
  assert.deepEqual(of(50, 70), [43, 63]);
  for (let y = 10; y <= 90; y++) {
    for (const middle of of(y)) {
      assert.ok(middle - 6 >= box.top && middle + 6 <= 90, String(y));
      assert.ok(Math.abs(middle - y) >= 6, String(y));
    }
  }
  assert.deepEqual(besideLines([{ y: 5 }], { top: 0, height: 10 }, 12), []);
});

test("a reference's label is left out where a curve would cross it", () => {
  assert.equal(clearOf([100, 40], 60, 13), true);
  assert.equal(clearOf([100, 66], 60, 13), false);
  assert.equal(clearOf([], 60, 13), true);
});

test("what lies behind the curves widens their ranges; reference lines do not", () => {
  const earlier = [{ steps: [1, 400], values: [300, 120], label: "a" }];
  const marks = [{ value: 543, label: "b" }];
  const points = [{ step: 20, value: 90 }];
  assert.deepEqual(valueRange({ earlier, marks, points }), [90, 300]);
  assert.equal(lastStep({ earlier, marks, points }), 400);
  assert.equal(valueRange({ earlier: [], marks, points: [] }), null);
  const labels = [{ y: 0 }, { y: 5 }, { y: 14 }];
  assert.deepEqual(readable(labels, 13), [{ y: 0 }, { y: 14 }]);
});
