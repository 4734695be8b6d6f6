/** Bad input: a typed error, a sentence that names the value, the model as before. */
/* global Lab, LabError, digits, collect, refusal */
import { expect, test } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DIST, startHost, visit } from "./lab-host.mjs";

const MODEL = "models/dense-z20.safetensors";

/** A copy of the shipped weights with some bytes replaced. */
async function broken(change) {
  const bytes = await readFile(join(DIST, MODEL));
  return change(bytes) ?? bytes;
}

const BROKEN_FILES = {
  "half.safetensors": {
    body: () => broken((bytes) => bytes.subarray(0, bytes.length / 2)),
    code: "weights-truncated",
    message: /\d+ bytes/,
  },
  "few.safetensors": {
    body: () => broken((bytes) => bytes.subarray(0, 40)),
    code: "weights-truncated",
    message: /40 bytes/,
  },
  "nan.safetensors": {
    // All ones is not a number, in halves and in singles.
    body: () => broken((bytes) => void bytes.fill(0xff, bytes.length - 4)),
    code: "weights-nonfinite",
    message: /NaN/,
  },
  "huge-header.safetensors": {
    body: () => broken((bytes) => void bytes.writeBigUInt64LE(1n << 50n)),
    code: "weights-header-too-large",
    message: /1125899906842624/,
  },
  "header.safetensors": {
    body: () => broken((bytes) => void bytes.write("{]", 8)),
    code: "weights-header-invalid",
    message: /header/,
  },
  "poem.safetensors": {
    body: () => "Shall I compare thee to a summer's day?\n".repeat(100),
    code: "weights-not-safetensors",
    message: /safetensors/,
  },
  "app.safetensors": {
    body: () => "<!DOCTYPE html><title>An app</title><p>Hello</p>",
    code: "weights-not-safetensors",
    message: /HTML page/,
  },
  "missing.safetensors": {
    body: () => 404,
    code: "weights-not-found",
    message: /missing\.safetensors.*404/,
  },
};

/** @type {Awaited<ReturnType<typeof visit>>} */
let host;
test.beforeEach(async ({ page }) => {
  const files = {};
  for (const [name, { body }] of Object.entries(BROKEN_FILES)) {
    files[name] = await body();
  }
  host = await visit(page, { files });
});
test.afterEach(() => host.close());

for (const [name, { code, message }] of Object.entries(BROKEN_FILES)) {
  test(`${name} is ${code}`, async ({ page }) => {
    const seen = await page.evaluate(async (name) => {
      const address = new URL(name, location.href);
      const lab = await Lab.create({ device: "flex" });
      const before = await lab.sample({ seed: 7 });
      const steps = lab.steps;
      const refused = [await refusal(() => lab.load(address))];
      const after = await lab.sample({ seed: 7 });
      refused.push(
        await refusal(() => Lab.create({ device: "flex", model: address })),
      );
      const response = await fetch(address);
      if (response.ok) {
        const bytes = await response.arrayBuffer();
        refused.push(await refusal(() => lab.load(bytes)));
      }
      const untouched = after.every((p, i) => p === before[i]);
      return { refused, untouched, steps: lab.steps - steps };
    }, name);
    for (const refused of seen.refused) {
      expect(refused).toMatchObject({ name: "LabError", code });
    }
    expect(seen.refused[0].message).toMatch(message);
    expect(seen).toMatchObject({ untouched: true, steps: 0 });
  });
}

test("weights of another architecture name both", async ({ page }) => {
  const { refused, untouched, config } = await page.evaluate(async () => {
    const hidden = [32, 16];
    const model = { architecture: "dense", hidden, latentDim: 5 };
    const other = await Lab.create({ device: "flex", model });
    const bytes = await other.exportWeights();
    const lab = await Lab.create({ device: "flex" });
    const before = await lab.sample({ seed: 7 });
    const refused = await refusal(() => lab.load(bytes));
    const after = await lab.sample({ seed: 7 });
    const created = await Lab.create({ device: "flex", model: bytes });
    const untouched = after.every((p, i) => p === before[i]);
    return { refused, untouched, config: created.config };
  });
  expect(refused.code).toBe("weights-architecture-mismatch");
  expect(refused.message).toMatch(/784-32-16-5/);
  expect(refused.message).toMatch(/784-400-20/);
  expect(untouched).toBe(true);
  expect(config).toEqual({
    architecture: "dense",
    inputDim: 784,
    hidden: [32, 16],
    latentDim: 5,
  });
});

test("a host that does not allow other sites is weights-unreachable", async ({
  page,
}) => {
  const closed = await startHost();
  const refused = await page.evaluate(
    (model) => refusal(() => Lab.create({ device: "flex", model })),
    closed.url + MODEL,
  );
  await closed.close();
  expect(refused.code).toBe("weights-unreachable");
  expect(refused.message).toContain(closed.url + MODEL);
});

test("images of a wrong length, type or range are refused", async ({
  page,
}) => {
  const seen = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "flex" });
    const before = await lab.sample({ seed: 7 });
    const withPixel = (value) => {
      const images = new Float32Array(2 * 784);
      images[800] = value;
      return images;
    };
    const bad = {
      length: new Float32Array(785),
      bytes: new Uint8Array(100),
      empty: new Uint8Array(0),
      type: new Float64Array(784),
      list: Array(784).fill(0),
      above: withPixel(1.5),
      below: withPixel(-0.25),
      nan: withPixel(NaN),
    };
    const calls = {
      encode: (images) => lab.encode(images),
      reconstruct: (images) => lab.reconstruct(images),
      evaluate: (images) => lab.evaluate(images),
      train: (images) => lab.train(images).next(),
    };
    const refused = {};
    for (const [what, images] of Object.entries(bad)) {
      refused[what] = [];
      for (const call of Object.values(calls)) {
        refused[what].push(await refusal(() => call(images)));
      }
    }
    const after = await lab.sample({ seed: 7 });
    const untouched = after.every((p, i) => p === before[i]);
    return { refused, untouched, training: lab.training, steps: lab.steps };
  });
  const codes = Object.fromEntries(
    Object.entries(seen.refused).map(([what, errors]) => [
      what,
      [...new Set(errors.map((error) => error?.code))],
    ]),
  );
  expect(codes).toEqual({
    length: ["images-length"],
    bytes: ["images-length"],
    empty: ["images-empty"],
    type: ["images-type"],
    list: ["images-type"],
    above: ["images-range"],
    below: ["images-range"],
    nan: ["images-range"],
  });
  expect(seen.refused.length[0].message).toContain("785");
  expect(seen.refused.above[0].message).toContain("1.5");
  expect(seen.refused.below[3].message).toContain("-0.25");
  expect(seen).toMatchObject({ untouched: true, training: false });
});

test("options out of range name the option and the value", async ({ page }) => {
  const BAD = [
    { batchSize: 0 },
    { batchSize: -3 },
    { batchSize: 2.5 },
    { batchSize: 1_000_000 },
    { batchSize: "32" },
    { epochs: 0 },
    { epochs: 1e9 },
    { epochs: NaN },
    { learningRate: 0 },
    { learningRate: -0.001 },
    { learningRate: 2 },
    { learningRate: Infinity },
    { beta: -1 },
    { beta: 1e9 },
    { beta: null },
    { seed: -1 },
    { seed: 2 ** 60 },
    { steps: 0 },
    { binarize: "sometimes" },
  ];
  const seen = await page.evaluate(async (bad) => {
    const lab = await Lab.create({ device: "flex" });
    const before = await lab.sample({ seed: 7 });
    const few = digits.subarray(0, 7840);
    const refused = [];
    for (const options of bad) {
      refused.push(await refusal(() => lab.train(few, options).next()));
    }
    const after = await lab.sample({ seed: 7 });
    const records = await collect(lab.train(few, { epochs: 1 }));
    const untouched = after.every((p, i) => p === before[i]);
    return { refused, untouched, records: records.length };
    // NaN and Infinity cross to the page as they are.
  }, BAD);
  seen.refused.forEach((refused, i) => {
    const [[name, value]] = Object.entries(BAD[i]);
    expect(refused, `${name}: ${value}`).toMatchObject({
      name: "LabError",
      code: "option-out-of-range",
    });
    expect(refused.message).toContain(name);
  });
  expect(seen).toMatchObject({ untouched: true, records: 1 });
});

test("every other bad value has its code", async ({ page }) => {
  const codes = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "flex" });
    const code = async (call) => (await refusal(call))?.code;
    const dense = { architecture: "dense", hidden: [8], latentDim: 2 };
    const create = (model) => () => Lab.create({ device: "flex", model });
    const nan = new Float32Array(20).fill(NaN);
    return {
      count: await code(() => lab.sample({ count: 0 })),
      many: await code(() => lab.sample({ count: 1e6 })),
      unknown: await code(() => lab.sample({ number: 3 })),
      z: await code(() => lab.decode(new Float32Array(21))),
      nan: await code(() => lab.decode(nan)),
      importance: await code(() =>
        lab.evaluate(digits.subarray(0, 784), { importanceSamples: 1e6 }),
      ),
      name: await code(create("dense-z21")),
      device: await code(() => Lab.create({ device: "tpu" })),
      conv: await code(create({ ...dense, architecture: "conv" })),
      width: await code(create({ ...dense, hidden: [0] })),
      latent: await code(create({ ...dense, latentDim: -1 })),
      misspelt: await code(create({ ...dense, latent_dim: 2 })),
      seed: await code(create({ ...dense, seed: 0.5 })),
    };
  });
  expect(codes).toEqual({
    count: "option-out-of-range",
    many: "option-out-of-range",
    unknown: "option-unknown",
    z: "latents-length",
    nan: "latents-nonfinite",
    importance: "option-out-of-range",
    name: "model-unknown",
    device: "option-out-of-range",
    conv: "config-invalid",
    width: "config-invalid",
    latent: "config-invalid",
    misspelt: "config-invalid",
    seed: "config-invalid",
  });
});

test("two trainings at once: the second is refused, the first goes on", async ({
  page,
}) => {
  const seen = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "flex" });
    const few = digits.subarray(0, 7840);
    const bytes = await lab.exportWeights();
    const run = lab.train(few, { epochs: 5, batchSize: 5 });
    await run.next();
    const code = async (call) => (await refusal(call))?.code;
    const refused = [
      await code(() => lab.train(few).next()),
      await code(() => lab.load(bytes)),
      await code(() => lab.reset()),
    ];
    const rest = await collect(run);
    return { refused, last: rest.at(-1).step, training: lab.training };
  });
  expect(seen).toEqual({
    refused: Array(3).fill("training-in-progress"),
    last: 10,
    training: false,
  });
});

test("after close every call is lab-closed, pending ones too", async ({
  page,
}) => {
  const codes = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "flex" });
    const run = lab.train(digits, { epochs: 5 });
    await run.next();
    const pending = [lab.sample({ count: 1000 }), lab.evaluate(digits)];
    pending.push(run.next());
    lab.close();
    const later = [
      lab.sample(),
      lab.encode(digits),
      lab.decode(new Float32Array(20)),
      lab.reconstruct(digits),
      lab.evaluate(digits),
      lab.train(digits).next(),
      lab.exportWeights(),
      lab.load(new ArrayBuffer(8)),
      lab.reset(),
    ];
    const settled = await Promise.allSettled([...pending, ...later]);
    return settled.map(({ reason }) =>
      reason instanceof LabError ? reason.code : String(reason),
    );
  });
  expect(new Set(codes)).toEqual(new Set(["lab-closed"]));
  await expect.poll(() => page.workers().length).toBe(0);
});
