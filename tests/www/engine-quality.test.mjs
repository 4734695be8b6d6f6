// Sample quality and nearest neighbours over the engine: pieces, progress, cancelling, losses.

import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import {
  callsOf,
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
      shuffled: { count: 50, frechetDistance: 50 },
      noise: { count: 50, frechetDistance: 50 },
    },
  });
  const [core] = cores;
  assert.equal(countOf(core, "compareImages"), 130);
  assert.deepEqual(callsOf(core, "compareSamples"), [
    [50, { seed: 3, prior: "standard", temperature: 0.7, firstIndex: 0 }],
  ]);
  assert.deepEqual(callsOf(core, "compareShuffled"), [[50, 0, 3]]);
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

test("the classifier is that of the model's data, of a tuned one its base's", async () => {
  const asked = [];
  mock.method(globalThis, "fetch", async (url) => {
    asked.push(String(url));
    return new Response(classifier);
  });
  for (const [data, file] of [
    [undefined, "classifier"],
    ["MNIST, the first 60000 training images", "classifier"],
    ["Fashion-MNIST, the first 60000 training images", "fashion-classifier"],
    ["Fashion-MNIST, then images given to Lab.train", "fashion-classifier"],
    ["images given to Lab.train", "classifier"],
  ]) {
    const { lab } = await openLab({ model: weightsFile({ data }) });
    asked.length = 0;
    await lab.quality(images(4));
    assert.ok(asked[0].endsWith(`/models/${file}.safetensors`), asked[0]);
  }
  const { lab } = await openLab();
  asked.length = 0;
  await lab.quality(images(4), { classifier: "fashion-classifier" });
  assert.ok(asked[0].endsWith("/models/fashion-classifier.safetensors"));
  await assert.rejects(lab.quality(images(4), { classifier: "dense-z20" }), {
    code: "model-unknown",
    message: /there is "classifier", "fashion-classifier"\./,
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
  await lab.neighbours(images(640), images(200));
  const [, size] = callsOf(cores[0], "searchImages").slice(-2);
  assert.deepEqual(size, [97, 103], "more queries, smaller pieces");
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
  assert.deepEqual(cores[0].calls.at(-1), ["dropSearch"]);
});

test("draws that cannot be taken are refused before any work", async () => {
  const { lab, cores } = await openLab();
  const refused = lab.quality(images(4), { classifier, temperature: -1 });
  await assert.rejects(refused, { code: "option-out-of-range" });
  assert.equal(callsOf(cores[0], "compareImages").length, 0);
});

test("sets too small or too large for their figures are refused by name", async () => {
  const { lab, cores } = await openLab();
  const before = cores[0].calls.length;
  for (const [call, said] of [
    [() => lab.quality(images(3), { classifier }), /^The images are 3 images/],
    [
      () => lab.quality(images(9), { classifier, real: images(1) }),
      /^The real images are 1 images; there must be at least 4/,
    ],
    [() => lab.quality(images(9), { count: 3 }), /^The option count is 3/],
    [
      () => lab.neighbours(new Uint8Array(784 * 10_001), images(1)),
      /^The images are 10001 images; there must be at most 10000/,
    ],
  ])
    await assert.rejects(call, { code: "option-out-of-range", message: said });
  for (const nothing of [null, 0, ""])
    await assert.rejects(lab.quality(images(9), { real: nothing }), {
      code: "images-type",
    });
  await assert.rejects(lab.quality(images(9), { classifier: null }), {
    code: "option-out-of-range",
  });
  assert.equal(cores[0].calls.length, before);
});
