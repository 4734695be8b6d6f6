// Sample quality and nearest neighbours over the engine: pieces, progress, cancelling, losses.

import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import {
  closeChannels,
  images,
  openLab,
  weightsFile,
  WHOLE_BROWSER,
} from "./engine-fake.mjs";

afterEach(() => {
  mock.restoreAll();
  closeChannels();
});

/** Any bytes: the fake core takes them for a classifier. */
const classifier = Uint8Array.of(1, 2, 3);

const callsOf = (core, method) =>
  core.calls.filter(([name]) => name === method).map(([, ...args]) => args);

const countOf = (core, method) =>
  callsOf(core, method).reduce((sum, [count]) => sum + count, 0);

test("samples, real images, shuffled ones and noise are measured in turn", async () => {
  const { lab, cores } = await openLab();
  const told = [];
  const quality = await lab.quality(images(100), {
    real: images(30, Uint8Array),
    count: 50,
    seed: 3,
    prior: "standard",
    temperature: 0.7,
    classifier,
    onProgress: (progress) => told.push(progress),
  });
  assert.deepEqual(quality, {
    ...{ seed: 3, prior: "standard", temperature: 0.7, referenceCount: 100 },
    classifier: { name: "classifier", data: "MNIST", accuracies: [] },
    samples: { count: 50, frechetDistance: 50 },
    scale: {
      real: { count: 30, frechetDistance: 30 },
      shuffled: { count: 100, frechetDistance: 100 },
      noise: { count: 50, frechetDistance: 50 },
    },
  });
  const [core] = cores;
  assert.equal(countOf(core, "compareImages"), 130);
  assert.deepEqual(callsOf(core, "compareSamples"), [
    [50, { seed: 3, prior: "standard", temperature: 0.7, firstIndex: 0 }],
  ]);
  const [pieces] = [callsOf(core, "compareShuffled")];
  assert.equal(countOf(core, "compareShuffled"), 100);
  assert.deepEqual(pieces[1].slice(1), [64, 3]);
  assert.deepEqual(callsOf(core, "compareNoise"), [[50, 3, 0]]);
  assert.deepEqual(core.calls.at(-1), ["endComparison"]);
  const { done, total } = told.at(-1);
  assert.equal(done, total, "the progress ends at its end");
  assert.ok(told.every(({ done }, i) => i === 0 || done > told[i - 1].done));
});

test("without other real images the scale goes without them", async () => {
  const { lab, cores } = await openLab();
  const { samples, scale, prior } = await lab.quality(images(4), {
    classifier,
  });
  assert.deepEqual(Object.keys(scale), ["shuffled", "noise"]);
  assert.equal(samples.count, 4);
  assert.equal(prior, "standard");
  const own = await openLab({ model: weightsFile({ vamp: true }) });
  assert.equal(
    (await own.lab.quality(images(4), { classifier })).prior,
    "vamp",
  );
  assert.equal(cores.length, 1);
});

test("a comparison that is cancelled is forgotten, and the lab goes on", async () => {
  const { lab, cores } = await openLab();
  const controller = new AbortController();
  const comparing = lab.quality(images(100), {
    classifier,
    signal: controller.signal,
    onProgress: ({ done }) => done > 150 && controller.abort(),
  });
  await assert.rejects(comparing, { name: "AbortError" });
  assert.deepEqual(cores[0].calls.at(-1), ["endComparison"]);
  assert.equal(countOf(cores[0], "compareSamples"), 0);
  assert.equal((await lab.quality(images(4), { classifier })).samples.count, 4);
});

test("a comparison whose device is lost is done anew, whole, on the next", async () => {
  const before = (core, method) =>
    core.name === "webgpu" && method === "compareSamples"
      ? core.die("gone")
      : undefined;
  const { lab, cores } = await openLab({}, WHOLE_BROWSER, { before });
  const { samples } = await lab.quality(images(6), { classifier });
  assert.equal(lab.device.name, "flex");
  assert.equal(samples.count, 6);
  assert.equal(countOf(cores[1], "compareImages"), 6);
});

test("the classifier is that of the model's data, or has to be given", async () => {
  const asked = [];
  mock.method(globalThis, "fetch", async (url) => {
    asked.push(String(url));
    return new Response(classifier);
  });
  const { lab } = await openLab();
  asked.length = 0;
  await lab.quality(images(2));
  assert.match(asked[0], /models\/classifier\.safetensors$/);
  const data = "CIFAR-10, the first 50000 training images";
  const other = await openLab({ model: weightsFile({ data }) });
  await assert.rejects(other.lab.quality(images(2)), {
    code: "option-out-of-range",
    message: /classifier is undefined; it must be given, .*CIFAR-10/,
  });
});

test("neighbours are sought in pieces, with progress", async () => {
  const { lab, cores } = await openLab();
  const told = [];
  const found = await lab.neighbours(images(2), images(3000), {
    onProgress: (progress) => told.push(progress),
  });
  assert.deepEqual(callsOf(cores[0], "beginSearch"), [[2, 3]]);
  assert.deepEqual(callsOf(cores[0], "searchImages").slice(0, 2), [
    [1024, 0],
    [1337, 1024],
  ]);
  assert.deepEqual(told.at(-1), { done: 3000, total: 3000 });
  assert.deepEqual(found, [
    [{ index: 2999, distance: 0 }],
    [{ index: 2999, distance: 0 }],
  ]);
});

test("a search that is cancelled ends", async () => {
  const { lab, cores } = await openLab();
  const controller = new AbortController();
  const seeking = lab.neighbours(images(1), images(3000), {
    count: 1,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  await assert.rejects(seeking, { name: "AbortError" });
  assert.equal(callsOf(cores[0], "searchImages").length, 1);
});
