// The workshop through Lab: files that open again, are as small as they should
// be, and say what was done.
/* global Lab, collect, digits, refusal */
import { expect, test } from "@playwright/test";
import { visit } from "./lab-host.mjs";

const DENSE = { architecture: "dense", hidden: [24, 16], latentDim: 4 };

/** @type {Awaited<ReturnType<typeof visit>>} */
let host;
test.beforeEach(async ({ page }) => {
  host = await visit(page);
});
test.afterEach(() => host.close());

test("four bits: an eighth of the bytes, near the same figures, and a passport", async ({
  page,
}) => {
  const found = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "flex" });
    const images = digits.subarray(0, 300 * 784);
    const held = digits.subarray(300 * 784, 600 * 784);
    const whole = await lab.exportWeights();
    const nearest = await lab.workshop.quantize({ bits: 4 });
    const made = await lab.workshop.quantize({ bits: 4, images });
    const bound = async (model) => {
      const other = await Lab.create({ device: "flex", model });
      const { negativeElbo } = await other.evaluate(held);
      other.close();
      return negativeElbo;
    };
    const shipped = await fetch("models/dense-z20.safetensors");
    const file = await shipped.arrayBuffer();
    const digest = await crypto.subtle.digest("SHA-256", file);
    const hex = [...new Uint8Array(digest)].map((byte) =>
      byte.toString(16).padStart(2, "0"),
    );
    return {
      sizes: [whole, made.weights, file].map(({ byteLength }) => byteLength),
      nats: [
        (await lab.evaluate(held)).negativeElbo,
        await bound(nearest.weights),
        await bound(made.weights),
      ],
      passport: made.metadata.passport,
      parent: hex.join(""),
    };
  });
  const [whole, packed, bytes] = found.sizes;
  expect(packed * 7).toBeLessThan(whole);
  const [before, nearest, after] = found.nats;
  expect(after - before).toBeLessThan(3);
  expect(after).toBeLessThan(nearest);
  expect(found.passport).toMatchObject({
    operation: "quantize",
    settings: { bits: 4, calibrated: true, calibrationImages: 300 },
    parents: [found.parent],
    // The shipped file, though it came in two parts.
    ancestors: [{ sha256: found.parent, bytes, name: "dense-z20" }],
  });
  expect(host.asked).toContain("workshop.wasm");
});

test("what the workshop makes has the shapes that were asked for", async ({
  page,
}) => {
  const found = await page.evaluate(async (given) => {
    const model = { ...given, seed: 3 };
    const lab = await Lab.create({ device: "flex", model });
    const images = digits.subarray(0, 100 * 784);
    const opened = async ({ weights }) => {
      const other = await Lab.create({ device: "flex", model: weights });
      const { config } = other;
      const digit = [...(await other.sample({ count: 1 }))];
      other.close();
      return { config, finite: digit.every(Number.isFinite) };
    };
    const { workshop } = lab;
    const grown = await workshop.grow({ latentDim: 6, hidden: [30, 16] });
    const vamp = await workshop.grow({ pseudoInputs: 5, images });
    const other = await Lab.create({
      device: "flex",
      model: { ...given, seed: 4 },
    });
    const second = await other.exportWeights();
    other.close();
    const aligned = await workshop.align(second);
    const made = {
      pruned: await workshop.prune({ share: 0.25, images }),
      thin: await workshop.factorize({ rank: 5, images }),
      less: await workshop.removeLatents({
        ...{ latents: [1], calibrationImages: 100 },
      }),
      grown,
      vamp,
      mean: await workshop.average([second, aligned.weights]),
    };
    const configs = {};
    for (const [name, file] of Object.entries(made)) {
      const { settings } = file.metadata.passport;
      const seen = settings.calibrationImages;
      configs[name] = { ...(await opened(file)), seen };
    }
    return configs;
  }, DENSE);
  for (const { finite } of Object.values(found)) expect(finite).toBe(true);
  const seen = Object.entries(found).filter(([, { seen }]) => seen === 100);
  expect(seen.map(([name]) => name)).toEqual(["pruned", "thin", "less"]);
  expect(found.pruned.config.hidden).toEqual([18, 12]);
  expect(found.thin.config.ranks).toMatchObject({ "decoder.output": 5 });
  expect(found.less.config.latentDim).toBe(3);
  expect(found.grown.config).toMatchObject({
    latentDim: 6,
    hidden: [30, 16],
    decoderHidden: [24, 16],
  });
  expect(found.vamp.config.pseudoInputs).toBe(5);
  expect(found.mean.config).toMatchObject({ hidden: [24, 16], latentDim: 4 });
});

test("what cannot be made is refused by its code, and the lab goes on", async ({
  page,
}) => {
  const found = await page.evaluate(async (given) => {
    const lab = await Lab.create({ device: "flex", model: given });
    const { workshop } = lab;
    const stopped = new AbortController();
    stopped.abort();
    const other = await Lab.create({
      device: "flex",
      model: { ...given, latentDim: 5 },
    });
    const strange = await other.exportWeights();
    other.close();
    const refusals = {
      bits: await refusal(() => workshop.quantize({ bits: 12 })),
      typed: await refusal(() => workshop.quantize({ bit: 4 })),
      share: await refusal(() => workshop.prune({ share: 1 })),
      rank: await refusal(() => workshop.factorize({ rank: 0 })),
      latents: await refusal(() => workshop.removeLatents({ latents: [4] })),
      smaller: await refusal(() => workshop.grow({ latentDim: 2 })),
      nothing: await refusal(() => workshop.grow({})),
      begin: await refusal(() =>
        workshop.grow({ pseudoInputs: 5, images: digits.subarray(0, 784) }),
      ),
      differ: await refusal(() => workshop.average([strange])),
      file: await refusal(() => workshop.average([new Uint8Array(40)])),
      images: await refusal(() =>
        workshop.quantize({ images: digits.subarray(0, 500) }),
      ),
      stopped: await refusal(() => workshop.prune({ signal: stopped.signal })),
    };
    const sample = await lab.sample({ count: 1 });
    lab.close();
    refusals.closed = await refusal(() => workshop.quantize());
    return { refusals, length: sample.length };
  }, DENSE);
  const codes = Object.entries(found.refusals).map(([name, refused]) => [
    name,
    refused?.name === "AbortError" ? refused.name : refused?.code,
  ]);
  expect(Object.fromEntries(codes)).toEqual({
    bits: "option-out-of-range",
    typed: "option-unknown",
    share: "option-out-of-range",
    rank: "option-out-of-range",
    latents: "option-out-of-range",
    smaller: "option-out-of-range",
    nothing: "nothing-to-do",
    begin: "option-out-of-range",
    differ: "models-differ",
    file: "weights-not-safetensors",
    images: "images-length",
    stopped: "AbortError",
    closed: "lab-closed",
  });
  expect(found.refusals.bits.message).toContain("bits is 12");
  expect(found.refusals.differ.message).toContain("784-24-16-5-16-24-784");
  expect(found.length).toBe(784);
});

test("training goes on while the workshop works", async ({ page }) => {
  const found = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "flex" });
    const run = lab.train(digits, { steps: 40, batchSize: 32 });
    const steps = [];
    for (let i = 0; i < 5; i++) steps.push((await run.next()).value.step);
    const making = lab.workshop.quantize({ bits: 8, images: digits });
    for await (const { step } of run) steps.push(step);
    const made = await making;
    return { steps, name: made.metadata.basedOn };
  });
  expect(found.steps).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  expect(found.name).toBe("dense-z20");
});

test("the line between two models, and a soup that leaves a stranger out", async ({
  page,
}) => {
  const found = await page.evaluate(async () => {
    const config = { architecture: "dense", hidden: [32], latentDim: 4 };
    const images = digits.subarray(0, 400 * 784);
    const held = digits.subarray(400 * 784, 500 * 784);
    const lab = await Lab.create({
      device: "flex",
      model: { ...config, seed: 1 },
    });
    // Branches are trained at a rate that scatters them: their mean is better.
    const train = async (seed, steps, learningRate) => {
      const options = { seed, steps, batchSize: 25, learningRate };
      const run = lab.train(images, { ...options, epochs: 100 });
      while (!(await run.next()).done);
      return lab.exportWeights();
    };
    const trunk = await train(1, 400, 3e-3);
    const branches = [await train(2, 60, 1e-2)];
    await lab.load(trunk);
    branches.push(await train(3, 60, 1e-2));
    const other = await Lab.create({
      device: "flex",
      model: { ...config, seed: 9 },
    });
    const stranger = await other.exportWeights();
    other.close();
    const counted = [];
    const line = await lab.workshop.line(stranger, {
      images: held,
      points: 3,
      onProgress: ({ done, total }) => counted.push([done, total]),
    });
    const soup = await lab.workshop.soup([branches[0], stranger], {
      images: held,
      seed: 4,
    });
    const bound = async (model, options) => {
      const each = await Lab.create({ device: "flex", model });
      const { negativeElbo } = await each.evaluate(held, options);
      each.close();
      return negativeElbo;
    };
    const half = await lab.workshop.average([stranger]);
    const stopped = new AbortController();
    const ended = lab.workshop.line(stranger, {
      images: held,
      signal: stopped.signal,
      onProgress: () => stopped.abort(),
    });
    return {
      line,
      counted: counted.at(-1),
      soup: { tried: soup.tried, nats: soup.negativeElbo },
      passport: soup.metadata.passport,
      again: await bound(soup.weights, { seed: 4 }),
      half: await bound(half.weights),
      ends: [await bound(branches[1]), await bound(stranger)],
      refusals: {
        images: await refusal(() => lab.workshop.line(stranger, {})),
        points: await refusal(() =>
          lab.workshop.line(stranger, { images: held, points: 1 }),
        ),
        differ: await refusal(() =>
          lab.workshop.soup(["conv-z2"], { images: held }),
        ),
        worse: await refusal(() =>
          lab.workshop.soup([stranger], { images: held }),
        ),
        stopped: await refusal(() => ended),
      },
    };
  });
  const [first, middle, last] = found.line;
  expect(found.line.map(({ share }) => share)).toEqual([0, 0.5, 1]);
  expect(first.negativeElbo).toBeCloseTo(found.ends[0], 4);
  expect(last.negativeElbo).toBeCloseTo(found.ends[1], 4);
  expect(middle.negativeElbo).toBeCloseTo(found.half, 4);
  // The same function, in another order of units; between them not the same.
  expect(last.aligned).toBeCloseTo(last.negativeElbo, 2);
  expect(middle.aligned).not.toBeCloseTo(middle.negativeElbo, 1);
  expect(found.counted).toEqual([6, 6]);
  const { tried, nats } = found.soup;
  expect(tried.map(({ index, taken }) => [index, taken]).sort()).toEqual([
    [0, true],
    [1, true],
    [2, false],
  ]);
  expect(nats).toBeLessThan(Math.min(...tried.map(({ alone }) => alone)));
  expect(found.again).toBeCloseTo(nats, 6);
  expect(found.passport).toMatchObject({
    operation: "average",
    settings: {
      ...{ shares: [0.5, 0.5], greedy: true, heldOut: 100 },
      heldOutNegativeElbo: nats,
      heldOutAlone: tried.slice(0, 2).map(({ alone }) => alone),
    },
  });
  const codes = Object.entries(found.refusals).map(([name, refused]) => [
    name,
    refused?.name === "AbortError" ? refused.name : refused?.code,
  ]);
  expect(Object.fromEntries(codes)).toEqual({
    images: "images-type",
    points: "option-out-of-range",
    differ: "models-differ",
    worse: "nothing-to-do",
    stopped: "AbortError",
  });
});

test("what was measured of a made file is noted in it, and travels with it", async ({
  page,
}) => {
  const found = await page.evaluate(async (given) => {
    const lab = await Lab.create({ device: "flex", model: given });
    const images = digits.subarray(0, 100 * 784);
    const made = await lab.workshop.quantize({ bits: 8 });
    const parent = made.metadata.passport.parents[0];
    const mean = (value) => ({ value, error: 0.5, images: 100 });
    const noted = await lab.workshop.noteFigures(
      made.weights,
      { negativeElbo: mean(101.25), decoding: { ms: 1.5, images: 64 } },
      { ancestors: { [parent]: { negativeElbo: mean(100) } } },
    );
    const figures = async (model) => {
      const other = await Lab.create({ device: "flex", model });
      const { negativeElbo } = await other.evaluate(images);
      const next = await other.workshop.prune({ share: 0.25 });
      other.close();
      return { negativeElbo, ancestors: next.metadata.passport.ancestors };
    };
    return {
      length: noted.weights.byteLength,
      passport: noted.metadata.passport,
      plain: await figures(made.weights),
      noted: await figures(noted.weights),
      root: await refusal(async () =>
        lab.workshop.noteFigures(await lab.exportWeights(), {}),
      ),
      unsound: await refusal(() =>
        lab.workshop.noteFigures(made.weights, { nll: mean(NaN) }),
      ),
    };
  }, DENSE);
  expect(found.passport.figures).toEqual({
    bytes: found.length,
    negativeElbo: { value: 101.25, error: 0.5, images: 100 },
    decoding: { ms: 1.5, images: 64 },
  });
  expect(found.noted.negativeElbo).toBe(found.plain.negativeElbo);
  const [own, root] = found.noted.ancestors;
  expect(own.figures).toEqual(found.passport.figures);
  expect(root.figures.negativeElbo.value).toBe(100);
  expect(found.plain.ancestors[0].figures).toBeUndefined();
  expect(found.root.code).toBe("passport-missing");
  expect(found.unsound.code).toBe("option-out-of-range");
  expect(found.unsound.message).toContain("nll is NaN");
});

test("weights that were trained name the file and the teacher they were trained from", async ({
  page,
}) => {
  const found = await page.evaluate(async () => {
    const images = digits.subarray(0, 100 * 784);
    const lab = await Lab.create({ device: "flex" });
    const untouched = await lab.exportWeights();
    const train = async (lab, options) => {
      const run = lab.train(images, { batchSize: 20, ...options });
      while (!(await run.next()).done);
    };
    await train(lab, { steps: 3, learningRate: 1e-4 });
    const tuned = await lab.exportWeights();
    const told = lab.metadata.passport;
    // What is made of it goes back to the shipped file, and reads in the core.
    const made = await lab.workshop.quantize({ bits: 4 });
    const again = await Lab.create({ device: "flex", model: tuned });
    const { passport } = again.metadata;
    const before = await lab.evaluate(images);
    const after = await again.evaluate(images);
    await lab.load(untouched);
    const config = { architecture: "conv", channels: [4, 6], hidden: [] };
    const student = await Lab.create({
      device: "flex",
      model: { ...config, latentDim: 3, classes: 0, outputConvolution: true },
    });
    const fresh = await student.exportWeights();
    await train(student, { steps: 2, teacher: tuned });
    await student.exportWeights();
    const conv = await student.workshop.average([fresh]);
    const digest = async (bytes) =>
      [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))]
        .map((byte) => byte.toString(16).padStart(2, "0"))
        .join("");
    const shipped = await fetch("models/dense-z20.safetensors");
    return {
      sums: {
        shipped: await digest(await shipped.arrayBuffer()),
        tuned: await digest(tuned),
      },
      told,
      passport,
      reset: lab.metadata.passport,
      student: student.metadata.passport,
      made: made.metadata.passport,
      conv: conv.metadata.passport,
      figures: [before, after].map(({ negativeElbo }) => negativeElbo),
    };
  });
  expect(found.passport).toEqual(found.told);
  expect(found.passport).toMatchObject({
    operation: "train",
    settings: { steps: 3, learningRate: 1e-4, batchSize: 20, images: 100 },
    parents: [found.sums.shipped],
    ancestors: [
      {
        name: "dense-z20",
        sha256: found.sums.shipped,
        model: "dense 784-400-20-400-784",
      },
    ],
  });
  expect(found.reset).toBeUndefined();
  expect(found.figures[0]).toBe(found.figures[1]);
  // The core's own account of the same file.
  expect(found.made.parents).toEqual([found.sums.tuned]);
  expect(found.made.ancestors[0].making).toMatchObject({ operation: "train" });
  expect(found.made.ancestors[1]).toEqual(found.passport.ancestors[0]);
  expect(found.student).toMatchObject({
    operation: "distill",
    parents: [found.sums.tuned],
  });
  expect(found.student.ancestors.map(({ sha256 }) => sha256)).toEqual([
    found.sums.tuned,
    found.sums.shipped,
  ]);
  expect(found.student.ancestors[0].model).toBe(found.made.ancestors[0].model);
  expect(found.conv.ancestors.map(({ model }) => model)).toContain(
    "conv 784-4c-6c-3-6c-4c-784, output convolution",
  );
});

test("an ensemble measures, rebuilds and draws what its members make together", async ({
  page,
}) => {
  const found = await page.evaluate(async (given) => {
    const lab = await Lab.create({
      device: "flex",
      model: { ...given, classes: 3 },
    });
    const images = digits.subarray(0, 90 * 784);
    const labels = Array.from({ length: 90 }, (_, i) => i % 3);
    const tuned = async (settings) => {
      await collect(lab.train(images, { labels, ...settings }));
      return lab.exportWeights();
    };
    const other = await tuned({ steps: 20, batchSize: 30 });
    await tuned({ steps: 20, batchSize: 30, seed: 5 });
    const own = await lab.exportWeights();
    const settings = { labels, seed: 3, importanceSamples: 2 };
    const alone = await lab.evaluate(images, settings);
    const { workshop } = lab;
    const twice = await workshop.ensemble([own], { posterior: "mixture" });
    const told = [];
    const same = await twice.evaluate(images, {
      ...settings,
      onProgress: ({ done }) => told.push(done),
    });
    const gap = (a, b) =>
      Math.max(...a.map((value, i) => Math.abs(value - b[i])));
    const rebuilt = gap(
      await twice.reconstruct(images, { labels, seed: 2 }),
      await lab.reconstruct(images, { labels, seed: 2 }),
    );
    const drawn = gap(
      await twice.sample({ count: 5, seed: 2 }),
      await lab.sample({ count: 5, seed: 2 }),
    );
    const one = gap(
      await twice.sample({ count: 2, label: 1 }),
      await lab.sample({ count: 2, label: 1 }),
    );
    twice.close();
    const closed = await refusal(() => twice.sample());
    const negativeElbo = {};
    for (const posterior of ["own", "product", "geometric", "mixture"]) {
      for (const average of ["means", "bounds", "models"]) {
        const options = { posterior, average };
        const ensemble = await workshop.ensemble([other], options);
        const figures = await ensemble.evaluate(images, settings);
        negativeElbo[`${posterior} ${average}`] = figures.negativeElbo;
        ensemble.close();
      }
    }
    const second = await Lab.create({ device: "flex", model: other });
    const first = alone.negativeElbo;
    const last = (await second.evaluate(images, settings)).negativeElbo;
    second.close();
    const strange = await Lab.create({
      device: "flex",
      model: { ...given, latentDim: 5, classes: 3 },
    });
    const differ = await refusal(async () =>
      workshop.ensemble([await strange.exportWeights()]),
    );
    strange.close();
    const named = await refusal(() => workshop.ensemble([own], { mean: 1 }));
    return {
      figures: [alone, same].map(({ reconstruction, kl, nll }) => [
        reconstruction,
        kl,
        nll,
      ]),
      each: [same.each.nll.length, same.each.kl.length],
      told,
      gaps: [rebuilt, drawn, one],
      negativeElbo,
      members: [first, last],
      codes: [closed, differ, named].map(({ code }) => code),
      said: differ.message,
    };
  }, DENSE);
  const [alone, same] = found.figures;
  alone.forEach((value, i) => expect(same[i]).toBeCloseTo(value, 3));
  expect(found.each).toEqual([90, 90]);
  expect(found.told.at(-1)).toBe(90);
  for (const gap of found.gaps) expect(gap).toBeLessThan(1e-5);
  const { negativeElbo, members } = found;
  const mean = (members[0] + members[1]) / 2;
  expect(negativeElbo["own bounds"]).toBeCloseTo(mean, 3);
  expect(Object.values(negativeElbo).every(Number.isFinite)).toBe(true);
  expect(new Set(Object.values(negativeElbo)).size).toBe(12);
  expect(found.codes).toEqual([
    "lab-closed",
    "models-differ",
    "option-unknown",
  ]);
  expect(found.said).toContain("latentDim 5");
});

test("the average over training is that of the steps that were taken, on any number of chunks", async ({
  page,
}) => {
  const found = await page.evaluate(async (model) => {
    const numbers = async (bytes) => {
      const lab = await Lab.create({ device: "flex", model: bytes });
      const { mean } = await lab.encode(digits.subarray(0, 20 * 784));
      const { metadata } = lab;
      lab.close();
      return { mean: [...mean], metadata };
    };
    const lab = await Lab.create({ device: "flex", model, workers: 2 });
    const early = await refusal(() => lab.exportWeights({ averaged: true }));
    const settings = { batchSize: 16, averageDecay: 0.9, learningRate: 0.01 };
    const run = lab.train(digits, { ...settings, steps: 60 });
    // Left in the middle of a chunk.
    for (let i = 0; i < 23; i++) await run.next();
    const during = await lab.exportWeights({ averaged: true });
    await run.return();
    const after = await lab.exportWeights({ averaged: true });
    const raw = await lab.exportWeights();
    const other = await Lab.create({ device: "flex", model });
    await collect(other.train(digits, { ...settings, steps: 23 }));
    const exact = await other.exportWeights({ averaged: true });
    const wrong = await refusal(() =>
      other.train(digits, { averageDecay: 1 }).next(),
    );
    const files = { during, after, exact, raw };
    const read = {};
    for (const [name, file] of Object.entries(files)) {
      read[name] = await numbers(file);
    }
    return { read, codes: [early.code, wrong.code], workers: lab.workers };
  }, DENSE);
  const { during, after, exact, raw } = found.read;
  expect(after.mean).toEqual(exact.mean);
  expect(during.mean).toEqual(exact.mean);
  expect(raw.mean).not.toEqual(exact.mean);
  expect(exact.metadata.passport).toMatchObject({
    operation: "train",
    settings: { averageDecay: 0.9, averagedSteps: 23 },
  });
  expect(found.codes).toEqual(["option-out-of-range", "option-out-of-range"]);
});

test("what is replayed is kept while a few new digits are learned", async ({
  page,
}) => {
  const found = await page.evaluate(async () => {
    const old = digits.subarray(0, 200 * 784);
    // Digits that lie on their side, all of one kind: nothing it has seen.
    const lying = digits.slice(200 * 784, 410 * 784);
    for (let i = 0; i < lying.length; i += 784) {
      const digit = digits.slice(0, 784);
      const shift = (i / 784) % 5;
      digit.forEach((pixel, p) => {
        const [x, y] = [Math.floor(p / 28), (p + shift) % 28];
        lying[i + y * 28 + x] = pixel;
      });
    }
    const few = lying.subarray(0, 10 * 784);
    const held = lying.subarray(10 * 784);
    const settings = { steps: 30, batchSize: 50, seed: 2 };
    const nats = {};
    const note = async (lab, name) => {
      const of = async (images) => (await lab.evaluate(images)).negativeElbo;
      nats[name] = { old: await of(old), held: await of(held) };
    };
    const settingsOf = async (model) => {
      const opened = await Lab.create({ device: "flex", model });
      const { settings } = opened.metadata.passport;
      opened.close();
      return settings;
    };
    const lab = await Lab.create({ device: "flex" });
    await note(lab, "before");
    const run = lab.train(few, { ...settings, replay: 300 });
    nats.steps = (await collect(run)).length;
    await note(lab, "replayed");
    nats.told = await settingsOf(await lab.exportWeights());
    await lab.reset();
    await collect(lab.train(few, settings));
    await note(lab, "not");
    nats.plain = await settingsOf(await lab.exportWeights());
    const wrong = await refusal(() => lab.train(few, { replay: 0 }).next());
    const stop = new AbortController();
    const stopped = lab.train(few, { replay: 90_000, signal: stop.signal });
    const ended = refusal(() => stopped.next());
    stop.abort();
    nats.codes = [wrong.code, (await ended).name, lab.training];
    // A conditional model with a class more.
    const model = { architecture: "dense", hidden: [8], latentDim: 2 };
    const small = await Lab.create({
      device: "flex",
      model: { ...model, classes: 2 },
    });
    const { weights } = await small.workshop.grow({ classes: 3 });
    const grown = await Lab.create({ device: "flex", model: weights });
    const labels = new Array(10).fill(2);
    const records = await collect(
      grown.train(few, { labels, replay: 10, batchSize: 5 }),
    );
    nats.grown = records.length;
    return nats;
  });
  const { before, replayed, not } = found;
  expect(replayed.held).toBeLessThan(before.held - 5);
  expect(replayed.old).toBeLessThan(before.old + 15);
  expect(not.old).toBeGreaterThan(replayed.old + 15);
  expect(found.steps).toBe(30);
  expect(found.told).toMatchObject({ images: 10, replay: 300, steps: 30 });
  expect(found.plain).toMatchObject({ images: 10, steps: 30 });
  expect(found.plain).not.toHaveProperty("replay");
  expect(found.codes).toEqual(["option-out-of-range", "AbortError", false]);
  expect(found.grown).toBe(4);
});

test("a prior that grows into a mixture begins where it was, and stays the model's own", async ({
  page,
}) => {
  const found = await page.evaluate(async () => {
    const model = { architecture: "dense", hidden: [24], latentDim: 3 };
    const lab = await Lab.create({ device: "flex", model });
    const settings = { batchSize: 32, learningRate: 0.003 };
    await collect(lab.train(digits, { ...settings, epochs: 3 }));
    const made = await lab.workshop.grow({ mixtureComponents: 12 });
    const grown = await Lab.create({ device: "flex", model: made.weights });
    const before = await lab.evaluate(digits);
    const after = await grown.evaluate(digits);
    const { priors } = grown;
    await collect(grown.train(digits, { ...settings, epochs: 8 }));
    await collect(lab.train(digits, { ...settings, epochs: 8 }));
    const fitted = await refusal(() => grown.fitPrior(digits));
    return {
      nats: [before.negativeElbo, after.negativeElbo],
      trained: [await grown.evaluate(digits), await lab.evaluate(digits)].map(
        ({ negativeElbo }) => negativeElbo,
      ),
      priors: [priors, grown.priors],
      count: grown.config.mixtureComponents,
      digit: (await grown.sample({ count: 1 })).every(Number.isFinite),
      fitted: fitted.code,
    };
  });
  expect(found.nats[1]).toBeCloseTo(found.nats[0], 4);
  expect(found.trained[0]).toBeLessThan(found.trained[1]);
  expect(found.priors).toEqual([
    ["mixture", "standard"],
    ["mixture", "standard"],
  ]);
  expect(found.count).toBe(12);
  expect(found.digit).toBe(true);
  expect(found.fitted).toBe("option-out-of-range");
});
