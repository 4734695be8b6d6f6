/**
 * The benchmark's own parts: what it feeds, counts, and says.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ratiosOf, worseThan } from "../../bench/command/ratios.mjs";
import { tableOf } from "../../bench/command/table.mjs";
import { planOf } from "../../bench/command/plan.mjs";
import { commandOf, readOptions } from "../../bench/command/options.mjs";
import { adamScales } from "../../bench/shared/adam.js";
import { batchesOf } from "../../bench/shared/batches.js";
import { measureCeiling } from "../../bench/shared/ceiling.js";
import { measureTraining } from "../../bench/shared/measure.js";
import { flopOfDecode, flopOfStep, netOf } from "../../bench/shared/net.js";
import { Noise, PURPOSE } from "../../bench/shared/noise.js";
import { spreadOf } from "../../bench/shared/statistics.js";

/** @param {string} path */
const read = (path) =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"));
const workload = read("bench/workload.json");
const dense = netOf(workload.nets.dense.config);

test("the benchmark's noise is the reference's", () => {
  const { noise } = read("tests/reference/reference.json");
  const normal = new Noise(123456789012345, PURPOSE.reparameterize, 2 ** 40);
  const drawn = normal.normal(9);
  noise.normal.forEach((value, i) =>
    assert.ok(Math.abs(drawn[i] - value) < 1e-6, `${drawn[i]} is ${value}`),
  );
  const order = new Noise(1, PURPOSE.shuffle, 3).permutation(20);
  assert.deepEqual([...order], noise.permutation);
});

test("an epoch shows every image once, and the next one in another order", () => {
  const images = Uint8Array.from({ length: 8 * 784 }, (_, i) => i / 784);
  const run = batchesOf(images, { seed: 1, size: 4, latents: 2 });
  const epochs = [0, 1].map(() =>
    [0, 1].flatMap(() => {
      const { images: shown, noise } = run.next().value;
      assert.equal(noise.length, 8);
      return [0, 1, 2, 3].map((i) => Math.round(shown[i * 784] * 255));
    }),
  );
  for (const epoch of epochs)
    assert.deepEqual(
      epoch.toSorted((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
  assert.notDeepEqual(epochs[0], epochs[1]);
});

test("a net's arithmetic is counted from its description", () => {
  const decode = 2 * (20 * 400 + 400 * 784);
  const encode = 2 * (784 * 400 + 2 * 400 * 20);
  assert.equal(flopOfDecode(dense), decode);
  assert.equal(flopOfStep(dense), 3 * (decode + encode) - 2 * 784 * 400);
});

test("an output convolution is one more layer, at full size", () => {
  const config = { ...workload.nets.conv.config, outputConvolution: true };
  const shapes = netOf(config)
    .decoder.filter(({ kind }) => kind === "convTranspose")
    .map((layer) => [layer.inputs, layer.outputs, layer.stride, layer.sideOut]);
  assert.deepEqual(shapes, [
    [64, 64, 2, 14],
    [64, 32, 2, 28],
    [32, 1, 1, 28],
  ]);
});

test("Adam's first step is the learning rate, whatever the gradient", () => {
  const [rate, epsilon] = adamScales(1, 0.001);
  const [m, v] = [0.1 * 5, 0.001 * 25];
  const moved = (rate * m) / (Math.sqrt(v) + epsilon);
  assert.ok(Math.abs(moved - 0.001) < 1e-8);
});

test("the spread of some numbers", () => {
  const values = Array.from({ length: 11 }, (_, i) => 10 - i);
  const expected = { median: 5, p10: 1, p90: 9, count: 11 };
  assert.deepEqual(spreadOf(values), expected);
});

/** @param {number} loss */
const engineOf = (loss) => ({
  about: "",
  async *train() {
    for (;;) yield { losses: [loss], ms: 50 };
  },
  decode: async () => new Float32Array(),
  close() {},
});
const counts = { dispatches: 0, submits: 0, pipelines: 0, writes: 0, maps: 0 };
const measuring = {
  budgetMs: 1000,
  checkMs: 1000,
  expected: { 1: 100, 10: 100 },
  tolerance: 1e-3,
  onStep() {},
  count: async () => counts,
};

test("an engine with another loss than the reference's is not timed", async () => {
  const wrong = measureTraining(engineOf(100.2), measuring);
  await assert.rejects(wrong, /loss at step 1 is 100.2.*not timed/);
  const broken = measureTraining(engineOf(NaN), measuring);
  await assert.rejects(broken, /NaN.*not timed/);
  const right = await measureTraining(engineOf(100.05), measuring);
  assert.equal(right.ms.median, 50);
  assert.equal(right.warmUp, 50);
  assert.ok(right.ms.count >= 100);
});

test("a slow engine goes on to the next steps on record, untimed, while there is time", async () => {
  /** @param {number} checkMs */
  const slow = async (checkMs) => {
    let steps = 0;
    const engine = {
      ...engineOf(0),
      async *train() {
        for (;;) {
          await new Promise((done) => setTimeout(done, 5));
          yield { losses: [++steps === 10 ? 100 : 7], ms: 5 };
        }
      },
    };
    const expected = { 1: 7, 10: 100, 50: 7 };
    const options = { ...measuring, expected, budgetMs: 1, checkMs };
    const found = await measureTraining(engine, options);
    return { steps, ...found };
  };
  const cut = await slow(0);
  assert.equal(cut.steps, 2);
  assert.deepEqual(cut.losses, { 1: 7 });
  const longer = await slow(100);
  assert.equal(longer.steps, 10);
  assert.deepEqual(longer.losses, { 1: 7, 10: 100 });
  assert.equal(longer.ms.count, 1);
});

test("the ceiling's modules are valid, and some number of chains is quickest", async () => {
  const { strict, rates } = await measureCeiling();
  assert.ok(strict > 0.1);
  assert.ok(rates.length >= 6);
});

/** @param {string} engine @param {number} median */
const cell = (engine, median) => ({
  engine,
  net: "dense",
  what: /** @type {const} */ ("train"),
  size: 128,
  ms: { median, p10: median, p90: median, count: 100 },
});

test("ratios compare with the fastest peer, and what became worse is named", () => {
  const cells = [
    cell("ours-flex", 20),
    cell("jax-js-wasm", 10),
    cell("tfjs-wasm", 70),
    cell("ours-workers", 30),
    cell("ours-webgpu", 90),
    cell("jax-js-webgpu", 180),
  ];
  const ceiling = { strict: 42, relaxed: 63, rates: [] };
  const ratios = ratiosOf({ cells, ceiling, workload });
  const [step, one, fused, two, gpu] = ratios;
  assert.deepEqual(
    ratios.map(({ id }) => id),
    [
      "dense-step-128",
      "dense-ceiling-128",
      "dense-ceiling-128-relaxed",
      "dense-ceiling-128-workers",
      "dense-webgpu-128",
    ],
  );
  assert.equal(step.value, 2);
  const ideal = (128 * flopOfStep(dense)) / 42e6;
  assert.ok(Math.abs(one.value - 20 / ideal) < 1e-9);
  assert.ok(Math.abs(fused.value - (20 / ideal) * 1.5) < 1e-9);
  assert.ok(Math.abs(two.value - (30 / ideal) * 2) < 1e-9);
  assert.equal(gpu.value, 0.5);
  const before = (/** @type {number} */ value) => [{ ...step, value }];
  assert.deepEqual(worseThan(ratios, before(1.8)), []);
  assert.equal(worseThan(ratios, before(1.7)).length, 1);
  const gone = { ...step, id: "conv-step-128", value: 0.1 };
  assert.match(worseThan(ratios, [gone])[0], /not measured, was 0\.10/);
});

test("a table says why a cell has no number", () => {
  const failed = { ...cell("tfjs-wasm", 1), ms: undefined, error: "No kernel" };
  const lines = tableOf([cell("ours-flex", 20), failed], "dense");
  assert.match(lines[3], /TensorFlow\.js, wasm +\| fails \[1\]/);
  assert.equal(lines[lines.length - 1], "[1] No kernel");
});

test("the plan has what is asked for, and what is unknown is named", () => {
  const args = [
    "--only",
    "onnx,ours-flex",
    "--net",
    "dense",
    "--part",
    "decode",
  ];
  const plan = planOf(readOptions(args), workload.decoded);
  assert.deepEqual(
    plan.map(({ entry, size }) => [entry.id, size]),
    ["ours-flex", "onnx-1", "onnx-1-worker", "onnx-2"].flatMap((id) => [
      [id, 1],
      [id, 64],
    ]),
  );
  assert.throws(() => readOptions(["--net", "deep"]), /no deep: dense, conv/);
  const unknown = readOptions(["--only", "flax"]);
  assert.throws(() => planOf(unknown, []), /no engine flax/);
});

test("the command goes on record without the file that its figures went to", () => {
  const command = "npm run bench -- --write --budget 5";
  for (const json of [["--json", "figures.json"], ["--json=figures.json"]]) {
    assert.equal(commandOf(["--write", ...json, "--budget", "5"]), command);
  }
  assert.equal(commandOf(["--json", "figures.json"]), "npm run bench");
});
