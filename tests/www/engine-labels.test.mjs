// Labels of a conditional model: with the images in every piece, or refused.

import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { LAB_ERROR_CODES } from "../../www/engine/lab-error.js";
import {
  closeChannels,
  collect,
  images,
  openLab,
  WHOLE_BROWSER,
  weightsFile,
} from "./engine-fake.mjs";

afterEach(() => {
  closeChannels();
  mock.restoreAll();
});

const CONDITIONAL = { model: weightsFile({ classes: 10 }) };

/** More images than one slice holds, each with a label of its own. */
const MANY = 3000;
const labels = Uint8Array.from({ length: MANY }, (_, i) => (i * 7) % 10);

/** The labels of all calls of a method, piece by piece. */
const piecesOf = (core, method) =>
  core.calls.filter(([name]) => name === method).map((call) => call.at(-1));

const CALLS = {
  encode: (lab, digits, options) => lab.encode(digits, options),
  reconstruct: (lab, digits, options) => lab.reconstruct(digits, options),
  evaluate: (lab, digits, options) => lab.evaluate(digits, options),
  train: (lab, digits, options) =>
    collect(lab.train(digits, { ...options, steps: 1 })),
};

for (const [name, call] of Object.entries(CALLS)) {
  test(`${name}: labels go with their images, piece by piece`, async () => {
    const { lab, cores } = await openLab(CONDITIONAL);
    await call(lab, images(MANY), { labels });
    const method = name === "train" ? "appendImages" : name;
    const pieces = piecesOf(cores[0], method);
    assert.ok(pieces.length > 1, "one piece");
    assert.deepEqual(pieces.flat(), [...labels]);
    const sizes = cores[0].calls
      .filter(([called]) => called === method)
      .map(([, size]) =>
        name === "evaluate" ? size : size / (name === "train" ? 3136 : 784),
      );
    assert.deepEqual(
      pieces.map(({ length }) => length),
      sizes,
    );
  });

  test(`${name}: labels in an array are as good as in bytes`, async () => {
    const { lab, cores } = await openLab(CONDITIONAL);
    await call(lab, images(3), { labels: [9, 0, 4] });
    const method = name === "train" ? "appendImages" : name;
    assert.deepEqual(piecesOf(cores[0], method), [[9, 0, 4]]);
  });

  test(`${name}: labels are no option of the core's`, async () => {
    const { lab, cores } = await openLab(CONDITIONAL);
    await call(lab, images(1), { labels: [1] });
    for (const [called, , options] of cores[0].calls) {
      if (called === "evaluate") assert.deepEqual(options, {});
    }
    for (const [called, options] of cores[0].calls) {
      if (/beginTraining|checkTrain/.test(called))
        assert.deepEqual(options, { steps: 1 });
    }
  });
}

test("decode takes a label a latent, as they are when it is called", async () => {
  const { lab, cores } = await openLab(CONDITIONAL);
  const own = [3, 4];
  const first = lab.decode(Float32Array.of(1, 1, 1, 1), {
    labels: own,
    latest: "key",
  });
  const second = lab.decode(Float32Array.of(2, 2, 2, 2), {
    labels: own,
    latest: "key",
  });
  own.fill(0);
  await Promise.all([first, second]);
  assert.deepEqual(piecesOf(cores[0], "decode"), [
    [3, 4],
    [3, 4],
  ]);
});

test("sample: labels, one label for all, or the core's choice", async () => {
  const { lab, cores } = await openLab(CONDITIONAL);
  await lab.sample({ count: 3, seed: 1, label: 3 });
  await lab.sample({ labels: [1, 2] });
  await lab.sample({ count: 2, labels: Uint8Array.of(5, 6) });
  await lab.sample({ count: 2 });
  assert.equal((await lab.sample({ label: 0 })).length, 16 * 784);
  const asked = cores[0].calls.filter(([name]) => name === "sample");
  assert.deepEqual(asked.slice(0, 4), [
    ["sample", 3, 1, [3, 3, 3]],
    ["sample", 2, 0, [1, 2]],
    ["sample", 2, 0, [5, 6]],
    ["sample", 2, 0],
  ]);
});

test("after a loss the next device is told the same labels", async () => {
  const before = (core, method) =>
    core.name === "webgpu" && /evaluate|trainSteps/.test(method)
      ? core.die("gone")
      : undefined;
  const script = { before };
  const { lab, cores } = await openLab(CONDITIONAL, WHOLE_BROWSER, script);
  const own = [4, 2];
  await lab.evaluate(images(2), { labels: own });
  assert.deepEqual(piecesOf(cores[1], "evaluate"), [[4, 2]]);
  const again = await openLab(CONDITIONAL, WHOLE_BROWSER, script);
  const training = collect(again.lab.train(images(2), { labels: own }));
  await training;
  assert.deepEqual(piecesOf(again.cores[1], "appendImages"), [[4, 2]]);
});

/** What each kind of bad labels is called, of two images and ten classes. */
const BAD_LABELS = [
  ["labels-missing", undefined, /on 10 classes, but no labels are given/],
  ["labels-type", "34", /^The labels are "34"; they must be/],
  ["labels-type", 3, /^The labels are 3;/],
  ["labels-type", null, /^The labels are null;/],
  ["labels-type", Float32Array.of(1, 2), /Float32Array/],
  ["labels-length", [3], /^There are 1 labels for 2 images;/],
  ["labels-length", new Uint8Array(3), /^There are 3 labels for 2 images;/],
  ["labels-range", [0, 10], /^Label 1 is 10; .* from 0 to 9\.$/],
  ["labels-range", [300, 0], /^Label 0 is 300;/],
  ["labels-range", [0, -1], /^Label 1 is -1;/],
  ["labels-range", [0.5, 0], /^Label 0 is 0\.5;/],
  ["labels-range", [0, "1"], /^Label 1 is "1";/],
  ["labels-range", [undefined, 1], /^Label 0 is undefined;/],
];

for (const [code, bad, message] of BAD_LABELS) {
  test(`${code}: ${JSON.stringify(bad)}, before anything is sent`, async () => {
    assert.ok(LAB_ERROR_CODES.includes(code));
    const { lab, cores } = await openLab(CONDITIONAL);
    const before = cores[0].calls.length;
    const options = { labels: bad };
    const calls = [
      () => lab.encode(images(2), options),
      () => lab.reconstruct(images(2), options),
      () => lab.evaluate(images(2), options),
      () => lab.train(images(2), options).next(),
      () => lab.decode(new Float32Array(4), options),
    ];
    // Without labels a sample is of the classes in turn.
    if (bad !== undefined) {
      calls.push(() => lab.sample({ ...options, count: 2 }));
    }
    for (const call of calls) {
      await assert.rejects(call, { name: "LabError", code, message });
    }
    assert.equal(cores[0].calls.length, before, "it reached the core");
    assert.equal(lab.training, false);
  });
}

test("a label out of range is counted over the whole set", async () => {
  const { lab } = await openLab(CONDITIONAL);
  const far = labels.slice();
  far[2999] = 11;
  await assert.rejects(lab.encode(images(MANY), { labels: far }), {
    code: "labels-range",
    message: /^Label 2999 is 11;/,
  });
});

test("one label is checked like many, and not given beside them", async () => {
  const { lab, cores } = await openLab(CONDITIONAL);
  for (const [code, options] of [
    ["labels-range", { label: 10 }],
    ["labels-range", { label: "3" }],
    ["option-out-of-range", { label: 3, labels: [3] }],
  ]) {
    await assert.rejects(lab.sample(options), { name: "LabError", code });
  }
  assert.equal(cores[0].count("sample"), 0);
});

test("a model without classes refuses labels, also none at all", async () => {
  const { lab, cores } = await openLab();
  const given = { labels: [1] };
  const calls = [
    () => lab.encode(images(1), given),
    () => lab.reconstruct(images(1), given),
    () => lab.evaluate(images(1), given),
    () => lab.train(images(1), given).next(),
    () => lab.decode(new Float32Array(2), given),
    () => lab.sample({ count: 1, ...given }),
    () => lab.sample({ label: 1 }),
    () => lab.encode(images(1), { labels: [] }),
  ];
  const before = cores[0].calls.length;
  for (const call of calls) {
    await assert.rejects(call, { code: "labels-unexpected" });
  }
  assert.equal(cores[0].calls.length, before, "it reached the core");
});

test("of more classes than a byte tells, the first 256 can be told", async () => {
  const model = weightsFile({ classes: 1000 });
  const { lab, cores } = await openLab({ model });
  await lab.encode(images(1), { labels: [255] });
  assert.deepEqual(piecesOf(cores[0], "encode"), [[255]]);
  await assert.rejects(lab.encode(images(1), { labels: [256] }), {
    code: "labels-range",
    message: /from 0 to 255\.$/,
  });
});
