// What is on screen as code: it parses, and asks Lab for exactly that.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asCode } from "../../www/session/as-code.js";
import { base64, object, shortest } from "../../www/session/literals.js";
import { spreadOf } from "../../www/session/spread.js";
import { trainOptions } from "../../www/session/train-options.js";
import { checkOptions } from "../../www/engine/options.js";

const PIXELS = Uint8Array.from({ length: 784 }, (_, i) => (i * 7) % 256);

const SETTINGS = {
  epochs: 3,
  batchSize: 32,
  learningRate: 0.001,
  beta: 1,
  trainSeed: 9,
};

const LESSON = {
  training: { file: "some", from: 0, to: 4, classes: [3], perClass: 1 },
  heldOut: null,
  seed: 2,
  binarize: "none",
};

const screen = (change = {}) => ({
  model: { name: "dense-z20", shipped: true },
  device: "flex",
  label: undefined,
  digit: { pixels: PIXELS, what: "your drawing" },
  hand: null,
  draws: null,
  figureSeed: 0,
  sample: { count: 4, seed: 7 },
  lesson: LESSON,
  settings: SETTINGS,
  ...change,
});

/** A Lab that notes what it is asked for. */
function fakeLab(heard) {
  const answer = (method) => async (what, options) => {
    heard.push([method, what, options]);
    return { mean: "the mean", logVar: "" };
  };
  const methods = ["encode", "decode", "reconstruct", "evaluate"];
  return {
    ...Object.fromEntries(methods.map((method) => [method, answer(method)])),
    sample: async (options) => heard.push(["sample", options]),
    async *train(set, options) {
      yield heard.push(["train", set, options]);
    },
  };
}

/** Runs the module's text with a Lab that listens. */
async function run(code, files = {}) {
  const heard = [];
  const body = code
    .replace(/^import .*$/m, "")
    .replace("export async", "async")
    .replaceAll("import.meta.url", '"http://page/x.js"');
  const AsyncFunction = (async () => {}).constructor;
  const runs = new AsyncFunction(
    "Lab",
    "fetch",
    "console",
    `${body}; if (typeof train === "function") await train();`,
  );
  const Lab = {
    async create(options) {
      heard.push(["create", options]);
      return fakeLab(heard);
    },
  };
  const fetch = async (name) => new Response(files[name]);
  await runs(Lab, fetch, { log() {} });
  return heard;
}

const without = (change) => screen({ lesson: null, ...change });

test("a drawing is there to the last pixel, and is decoded from its mean", async () => {
  const heard = await run(asCode(without()));
  assert.deepEqual(heard, [
    ["create", { model: "dense-z20", device: "flex" }],
    ["encode", PIXELS, undefined],
    ["decode", "the mean", undefined],
    ["evaluate", PIXELS, { seed: 0 }],
    ["sample", { count: 4, seed: 7 }],
  ]);
});

test("a shipped digit is cut out of its file", async () => {
  const file = new Uint8Array(16 + 3 * 784);
  file.set(PIXELS, 16 + 784);
  const shipped = { file: "some.gz", index: 1 };
  const digit = { pixels: PIXELS, what: "", shipped };
  const code = asCode(without({ digit }));
  assert.doesNotMatch(code, /bytesOf/);
  const heard = await run(code, { "./data/some.gz": file });
  assert.deepEqual(heard[1], ["encode", PIXELS, undefined]);
});

test("nine draws, and a class that is told", async () => {
  const draws = { count: 9, seed: 5 };
  const heard = await run(asCode(without({ draws, label: 3 })));
  assert.deepEqual(heard[1], ["encode", PIXELS, { labels: [3] }]);
  const [method, copies, options] = heard[2];
  assert.equal(method, "reconstruct");
  assert.equal(copies.length, 9 * 784);
  assert.deepEqual(copies.slice(8 * 784), PIXELS);
  assert.deepEqual(options, { seed: 5, labels: Array(9).fill(3) });
  assert.deepEqual(heard[3][2], { seed: 0, labels: [3] });
});

test("how much draws differ is drawn from as many, and computed the same", async () => {
  const draws = { count: 5, seed: 3, spread: true };
  const code = asCode(without({ draws, label: 4 }));
  const heard = await run(code);
  const [method, copies, options] = heard[2];
  assert.equal(method, "reconstruct");
  assert.equal(copies.length, 5 * 784);
  assert.deepEqual(options, { seed: 3, labels: Array(5).fill(4) });
  const values = Float32Array.from(
    { length: 5 * 784 },
    (_, i) => ((i * 7919) % 1000) / 1000,
  );
  const lines = /const deviations[\s\S]*largest \|\| 1\)\);/.exec(code)[0];
  const computed = (pictures) =>
    new Function("draws", `${lines} return { output: picture, largest };`)(
      pictures,
    );
  assert.deepEqual(computed(values), spreadOf(values, 5));
  const alike = new Float32Array(5 * 784).fill(0.25);
  assert.deepEqual(computed(alike), spreadOf(alike, 5));
});

test("a latent point set by hand, to the last bit, with no digit too", async () => {
  const hand = Float32Array.of(0.1, -1 / 3, 1e-7, 3);
  const heard = await run(asCode(without({ hand, digit: null })));
  assert.deepEqual(heard[1], ["decode", hand, undefined]);
  assert.deepEqual(heard[2][0], "sample");
});

test("nothing on the line leaves the samples", async () => {
  const heard = await run(asCode(without({ digit: null })));
  assert.deepEqual(
    heard.map(([method]) => method),
    ["create", "sample"],
  );
});

test("weights from a file are opened from that file, however it is called", async () => {
  const name = 'my "best"\n/weights.safetensors';
  const code = asCode(without({ model: { name, shipped: false } }));
  const [[, { model }]] = await run(code);
  assert.ok(model instanceof URL);
  assert.equal(decodeURIComponent(model.pathname), `/${name}`);
});

test("training takes the first of each class, as Play does", async () => {
  const images = new Uint8Array(16 + 4 * 784);
  images.fill(33, 16 + 784, 16 + 2 * 784);
  const labels = Uint8Array.from([...Array(8).fill(0), 5, 3, 3, 3]);
  const files = {
    "./data/some-images.idx.gz": images,
    "./data/some-labels.idx.gz": labels,
  };
  const heard = await run(asCode(screen()), files);
  const [method, set, options] = heard.at(-1);
  assert.equal(method, "train");
  assert.deepEqual(set, new Uint8Array(784).fill(33));
  const { trainSeed, ...same } = SETTINGS;
  assert.deepEqual(options, { ...same, seed: trainSeed });
  const told = await run(asCode(screen({ label: 1 })), files);
  assert.deepEqual(told.at(-1)[2].labels, [3]);
});

test("a float is as short as it can be, and the same float", () => {
  assert.equal(shortest(Math.fround(0.1)), "0.1");
  assert.equal(shortest(0), "0");
  for (const value of [1 / 3, -Math.PI, 1e-30, 123456.789, 5e-45]) {
    const float = Math.fround(value);
    assert.equal(Math.fround(Number(shortest(float))), float);
  }
});

test("objects leave out what is undefined and keep rude text whole", () => {
  assert.equal(object({ a: undefined }), "{}");
  const rude = { a: '"`${}\n', b: [1, 2], c: { code: "x + 1" } };
  const read = new Function("x", `return ${object(rude)};`)(1);
  assert.deepEqual(read, { ...rude, c: 2 });
  assert.equal(atob(base64(Uint8Array.of(0, 255))), "\0ÿ");
});

test("a run's options are Lab's, whatever the objective", () => {
  const all = {
    ...SETTINGS,
    gamma: 10,
    capacity: 3,
    importanceSamples: 5,
    freeBits: 0.5,
    schedule: "cosine",
    warmup: "linear",
    warmupSteps: 20,
    binarize: "dynamic",
  };
  const objectives = [
    "elbo",
    "capacity",
    "importanceWeighted",
    "totalCorrelation",
  ];
  for (const objective of objectives) {
    const options = trainOptions({ ...all, objective });
    checkOptions("train", options);
    assert.equal(options.seed, 9);
    assert.equal(options.warmupSteps, 20);
    assert.equal("capacity" in options, objective === "capacity");
    const draws = objective === "importanceWeighted";
    assert.equal("importanceSamples" in options, draws);
    assert.equal("freeBits" in options, objective === "elbo");
  }
  const plain = trainOptions({ ...SETTINGS, freeBits: 0, warmup: "none" });
  const { trainSeed, ...same } = SETTINGS;
  assert.deepEqual(plain, { ...same, seed: trainSeed });
});
