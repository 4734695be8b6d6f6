// What is on screen as code: it parses, and asks Lab for exactly that.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asCode } from "../../www/session/as-code.js";
import { base64, object, shortest } from "../../www/session/literals.js";
import { spreadOf } from "../../www/session/spread.js";
import { trainOptions } from "../../www/session/train-options.js";
import { workshopLines } from "../../www/session/workshop-code.js";
import { checkOptions } from "../../www/engine/options.js";
import { readAddress } from "../../www/state.js";

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

test("where nothing lies beside the page, Lab is the package's and a digit its pixels", async () => {
  const shipped = { file: "mnist-2000-images.idx.gz", index: 1 };
  const digit = { pixels: PIXELS, what: "", shipped };
  const code = asCode(without({ digit }), [], true);
  assert.match(code, /^import \{ Lab \} from "vae-lab";$/m);
  assert.doesNotMatch(code, /"\.\/|fetch/);
  const heard = await run(code);
  assert.deepEqual(heard[1], ["encode", PIXELS, undefined]);
  // A run's images are too many: it is said where they are to be had.
  const trains = asCode(screen(), [], true);
  assert.match(
    trains,
    /^\/\/ Data sets are not in the package.*\nasync function idx/m,
  );
  assert.doesNotMatch(asCode(screen()), /the package/);
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
    averageDecay: 0.99,
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
    assert.equal(options.averageDecay, 0.99);
    assert.equal("capacity" in options, objective === "capacity");
    const draws = objective === "importanceWeighted";
    assert.equal("importanceSamples" in options, draws);
    assert.equal("freeBits" in options, objective === "elbo");
  }
  const plain = trainOptions({
    ...SETTINGS,
    freeBits: 0,
    warmup: "none",
    averageDecay: 0,
  });
  const { trainSeed, ...same } = SETTINGS;
  assert.deepEqual(plain, { ...same, seed: trainSeed });
});

/** Runs what the workshop's code is, with Labs that note what they are asked. */
async function makes(search, more = {}) {
  const heard = [];
  const labOf = (of) => ({
    workshop: new Proxy(
      {},
      {
        get:
          (_, method) =>
          async (...args) => {
            heard.push([of, method, ...args]);
            return { weights: `${of} ${method}` };
          },
      },
    ),
    async *train(images, options) {
      heard.push([of, "train", options]);
      yield { step: 1, objective: 2 };
    },
    evaluate: async () => ({ klPerDimension: [0.001, 2] }),
    encode: async () => ({ mean: Float32Array.of(1, 2, 3, 6) }),
    exportWeights: async () => `${of} exported`,
    close() {},
  });
  const order = {
    settings: readAddress(search).settings,
    config: { architecture: "dense", hidden: [40], latentDim: 2 },
    ...{ device: "flex", told: false, share: 1, others: [] },
    atHand: { file: "some", from: 0 },
    learned: { file: "all", from: 0 },
    handful: [],
    ...more,
  };
  const body = workshopLines(order)
    .join("\n")
    .replace("export async", "async")
    .replaceAll("import.meta.url", '"http://page/x.js"');
  const AsyncFunction = (async () => {}).constructor;
  const run = new AsyncFunction(
    ...["Lab", "lab", "idx", "bytesOf", "picked", "console"],
    `${body}\nreturn make();`,
  );
  const Lab = { create: async ({ model }) => labOf(model) };
  const idx = async (name) => name;
  const bytesOf = (text) => text;
  const picked = (images, places) => ({ images, places });
  const made = await run(Lab, labOf("lab"), idx, bytesOf, picked, { log() {} });
  return { made, heard };
}

const IMAGES = "./data/some-images.idx.gz";

test("the workshop's code asks for what the page asks for", async () => {
  const quantized = await makes("?bits=4");
  assert.equal(quantized.made, "lab quantize");
  assert.deepEqual(quantized.heard, [
    [
      ...["lab", "quantize"],
      { bits: 4, per: "channel", scheme: "symmetric", images: IMAGES },
    ],
  ]);
  const plain = await makes("?bits=4&mixed=no&calibrate=no");
  assert.equal(plain.heard[0][2].mixed, false);
  const dark = await makes(
    "?operation=prune&prune=pixels&share=20&calibrate=no&tune=3",
  );
  const pixels = { what: "pixels", share: 0.2, images: IMAGES };
  assert.deepEqual(
    dark.heard.map(([, name, options]) => [name, options.keepZeros ?? options]),
    [
      ["prune", pixels],
      ["train", true],
      ["prune", pixels],
    ],
  );
  const half = await makes("?bits=16");
  assert.deepEqual(half.heard, [["lab", "quantize", { bits: 16 }]]);
  const told = await makes("?operation=factorize&factorBy=rank&rank=9", {
    told: true,
  });
  assert.deepEqual(told.heard[0][2], {
    ...{ rank: 9, images: IMAGES },
    labels: "./data/some-labels.idx.gz",
  });
  const own = { handful: [{ pixels: new Uint8Array(784).fill(3), label: 4 }] };
  const class4 = "?operation=teach&teachClass=4&teachSteps=9&teachReplay=50";
  const taught = await makes(class4, own);
  const teaching = {
    ...{ steps: 9, replay: 50, batchSize: 128, learningRate: 0.001, seed: 1 },
  };
  assert.deepEqual(taught.heard, [["lab", "train", teaching]]);
  const grown = await makes(class4, {
    ...{ ...own, told: true },
    config: { architecture: "dense", hidden: [40], latentDim: 2, classes: 4 },
  });
  assert.deepEqual(grown.heard, [
    ["lab", "grow", { classes: 5 }],
    ["lab grow", "train", { ...teaching, labels: [4] }],
  ]);
  assert.equal(grown.made, "lab grow exported");
  const fewer = await makes("?operation=removeLatents");
  assert.deepEqual(fewer.heard, [
    [
      ...["lab", "removeLatents"],
      { latents: [0], means: [2, 4], calibrationImages: 2 },
    ],
  ]);
  const rounds = await makes(
    "?operation=prune&prune=weights&share=75&rounds=2&tune=5&calibrate=no",
  );
  const prune = (share) => ({ what: "weights", among: "layer", share });
  assert.deepEqual(
    rounds.heard.map(([, name, options]) => [name, options]),
    [
      ["prune", prune(0.5)],
      [
        "train",
        {
          ...{ steps: 5, batchSize: 128, learningRate: 0.001 },
          ...{ seed: 1, keepZeros: true },
        },
      ],
      ["prune", prune(0.75)],
      [
        "train",
        {
          ...{ steps: 5, batchSize: 128, learningRate: 0.001 },
          ...{ seed: 2, keepZeros: true },
        },
      ],
      ["prune", prune(0.75)],
    ],
  );
  assert.equal(rounds.made, "lab prune prune prune");
});

test("a prior that grows is asked for as the page asks for it", async () => {
  const prior = (wish) => `?operation=grow&growPrior=${wish}`;
  const mixture = await makes(prior("mixture&growComponents=7"));
  assert.deepEqual(mixture.heard, [["lab", "grow", { mixtureComponents: 7 }]]);
  assert.equal(mixture.made, "lab grow");
  // Pseudo-inputs begin as images from all over what is at hand.
  const hand = { hand: 12 };
  const vamp = await makes(prior("vamp&growComponents=3"), hand);
  const images = { images: IMAGES, places: [0, 4, 8] };
  assert.deepEqual(vamp.heard, [["lab", "grow", { pseudoInputs: 3, images }]]);
  assert.equal(vamp.made, "lab grow");
  const more = await makes(prior("mixture&growComponents=7&growLatents=24"));
  const [[, , options]] = more.heard;
  assert.deepEqual(options, { latentDim: 24, mixtureComponents: 7 });
});

test("an ensemble is of the files as they are, and is what the code makes", async () => {
  const others = [{ name: "one.safetensors", share: 2 }];
  for (const [search, wanted] of [
    ["", { posterior: "product", average: "means" }],
    [
      "&posterior=mixture&average=bounds&align=yes",
      { posterior: "mixture", average: "bounds" },
    ],
  ]) {
    const fused = `?operation=fuse&fuseBy=ensemble${search}`;
    const { heard, made } = await makes(fused, { others });
    assert.equal(heard.length, 1, "nothing is aligned");
    const [[of, method, files, options]] = heard;
    assert.deepEqual([of, method], ["lab", "ensemble"]);
    assert.deepEqual(files.map(String), ["http://page/one.safetensors"]);
    assert.deepEqual(options, wanted);
    // Itself, to ask: it has no weights of its own.
    assert.deepEqual(made, { weights: "lab ensemble" });
  }
});

test("files to fuse with lie beside the module, aligned or not", async () => {
  const others = [
    { name: "one.safetensors", share: 2 },
    { name: "made here", share: 1 },
  ];
  const mean = await makes("?operation=fuse&align=no", { others });
  const [[, method, files, options]] = mean.heard;
  assert.equal(method, "average");
  assert.deepEqual(files.map(String), [
    "http://page/one.safetensors",
    "http://page/made%20here.safetensors",
  ]);
  assert.deepEqual(options, { weights: [1, 2, 1] });
  const soup = await makes("?operation=fuse&fuseBy=soup", { others });
  assert.deepEqual(
    soup.heard.map(([, name]) => name),
    ["align", "align", "soup"],
  );
  assert.deepEqual(soup.heard[0][2], "lab exported");
  assert.deepEqual(soup.heard[2][3], { images: IMAGES, seed: 3 });
  const { settings } = readAddress("?operation=fuse");
  assert.deepEqual(workshopLines({ settings, others: [], handful: [] }), []);
});
