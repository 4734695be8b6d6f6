/** Lab on the two CPU builds, from a page that is not ours. */
/* global Lab, digits, collect, refusal */
import { expect, test } from "@playwright/test";
import { visit } from "./lab-host.mjs";

/** @type {Awaited<ReturnType<typeof visit>>} */
let host;
test.beforeEach(async ({ page }) => {
  host = await visit(page);
});
test.afterEach(() => host.close());

for (const device of ["flex", "ndarray"]) {
  test(`${device}: samples are finite probabilities, the same for a seed`, async ({
    page,
  }) => {
    const seen = await page.evaluate(async (device) => {
      const lab = await Lab.create({ device });
      const many = await lab.sample({ count: 16, seed: 7 });
      const few = await lab.sample({ count: 3, seed: 7 });
      const other = await lab.sample({ count: 3, seed: 8 });
      return {
        device: lab.device.name,
        length: many.length,
        probable: many.every((p) => p >= 0 && p <= 1),
        ink: many.reduce((sum, p) => sum + p, 0) / 16,
        same: few.every((p, i) => p === many[i]),
        differs: other.some((p, i) => p !== many[i]),
      };
    }, device);
    expect(seen).toMatchObject({
      device,
      length: 16 * 784,
      probable: true,
      same: true,
      differs: true,
    });
    // A digit has about 100 of 784 pixels' worth of ink.
    expect(seen.ink).toBeGreaterThan(40);
    expect(seen.ink).toBeLessThan(200);
  });

  test(`${device}: encode, decode and reconstruct`, async ({ page }) => {
    const seen = await page.evaluate(async (device) => {
      const lab = await Lab.create({ device });
      const bytes = digits.subarray(0, 10 * 784);
      const floats = Float32Array.from(bytes, (byte) => byte / 255);
      const { mean, logVar } = await lab.encode(bytes);
      const fromFloats = await lab.encode(floats);
      const decoded = await lab.decode(mean);
      const rebuilt = await lab.reconstruct(bytes, { seed: 1 });
      const again = await lab.reconstruct(bytes, { seed: 1 });
      const error = (images) =>
        images.reduce((sum, p, i) => sum + (p - floats[i]) ** 2, 0) / 10;
      return {
        lengths: [mean, logVar, decoded, rebuilt].map(({ length }) => length),
        finite: [...mean, ...logVar].every(Number.isFinite),
        mixed: Math.max(
          ...mean.map((v, i) => Math.abs(v - fromFloats.mean[i])),
        ),
        errors: [error(decoded), error(rebuilt), error(floats.map(() => 0))],
        repeats: rebuilt.every((p, i) => p === again[i]),
        intact: bytes.length,
      };
    }, device);
    expect(seen.lengths).toEqual([200, 200, 7840, 7840]);
    expect(seen.finite).toBe(true);
    expect(seen.mixed).toBeLessThan(1e-6);
    expect(seen.repeats).toBe(true);
    expect(seen.intact).toBe(7840);
    const [decoded, rebuilt, blank] = seen.errors;
    expect(decoded).toBeLessThan(blank / 3);
    expect(rebuilt).toBeLessThan(blank / 3);
  });

  test(`${device}: 1,000 test digits measure what the card says`, async ({
    page,
  }) => {
    const { figure, measured, parts } = await page.evaluate(async (device) => {
      const lab = await Lab.create({ device });
      const figure = lab.metadata.figures.testFirst1000;
      const parts = [];
      const measured = await lab.evaluate(digits, {
        seed: 1,
        onProgress: (progress) => parts.push(progress),
      });
      return { figure, measured, parts };
    }, device);
    expect(measured.count).toBe(1000);
    expect(Math.abs(measured.negativeElbo - figure.negativeElbo)).toBeLessThan(
      0.1,
    );
    expect(measured.negativeElbo).toBeCloseTo(
      measured.reconstruction + measured.kl,
      3,
    );
    expect(parts.at(-1)).toEqual({ done: 1000, total: 1000 });
  });

  test(`${device}: an importance-sampled bound lies below the ELBO's`, async ({
    page,
  }) => {
    const measured = await page.evaluate(async (device) => {
      const lab = await Lab.create({ device });
      const few = digits.subarray(0, 50 * 784);
      return lab.evaluate(few, { seed: 1, importanceSamples: 20 });
    }, device);
    expect(measured.nll).toBeLessThan(measured.negativeElbo);
    expect(measured.nll).toBeGreaterThan(measured.negativeElbo - 30);
  });

  test(`${device}: 100 training steps lower the loss`, async ({ page }) => {
    const seen = await page.evaluate(async (device) => {
      const model = { architecture: "dense", hidden: [400], latentDim: 20 };
      const lab = await Lab.create({ device, model });
      const options = { steps: 100, epochs: 100, batchSize: 32 };
      const records = await collect(lab.train(digits, options));
      const { steps, training } = lab;
      return { records, steps, training };
    }, device);
    expect(seen.records.map(({ step }) => step)).toEqual(
      Array.from({ length: 100 }, (_, i) => i + 1),
    );
    expect(seen.steps).toBe(100);
    expect(seen.training).toBe(false);
    const mean = (records) =>
      records.reduce((sum, { negativeElbo }) => sum + negativeElbo, 0) /
      records.length;
    const [first, last] = [
      mean(seen.records.slice(0, 10)),
      mean(seen.records.slice(-10)),
    ];
    expect(last).toBeLessThan(first * 0.7);
    // 1,000 digits in batches of 32: 32 steps an epoch.
    expect(seen.records[31].epoch).toBe(1);
    expect(seen.records[32].epoch).toBe(2);
    expect(seen.records.every(({ ms }) => ms > 0)).toBe(true);
  });

  test(`${device}: exported weights come back bit for bit`, async ({
    page,
  }) => {
    const same = await page.evaluate(async (device) => {
      const lab = await Lab.create({ device });
      const few = digits.subarray(0, 64 * 784);
      await collect(lab.train(few, { steps: 3, epochs: 9, batchSize: 32 }));
      const bytes = await lab.exportWeights();
      const draw = (from) => from.sample({ count: 16, seed: 3 });
      const trained = await draw(lab);
      await lab.reset();
      const pretrained = await draw(lab);
      await lab.load(bytes);
      const loaded = await draw(lab);
      const created = await draw(await Lab.create({ device, model: bytes }));
      const equal = (a, b) => a.every((p, i) => Object.is(p, b[i]));
      return {
        loaded: equal(trained, loaded),
        created: equal(trained, created),
        reset: equal(trained, pretrained),
        bytes: bytes instanceof ArrayBuffer,
      };
    }, device);
    expect(same).toEqual({
      loaded: true,
      created: true,
      reset: false,
      bytes: true,
    });
  });
}

test("the CPU builds agree: samples, and 20 training steps", async ({
  page,
}) => {
  const { samples, losses } = await page.evaluate(async () => {
    const results = [];
    for (const device of ["flex", "ndarray"]) {
      const lab = await Lab.create({ device });
      const sample = await lab.sample({ count: 16, seed: 7 });
      const options = { steps: 20, epochs: 9, batchSize: 64, seed: 5 };
      const records = await collect(lab.train(digits, options));
      results.push({ sample, records });
    }
    const [flex, ndarray] = results;
    const losses = flex.records.map(({ objective }, i) => {
      return Math.abs(ndarray.records[i].objective / objective - 1);
    });
    const gaps = flex.sample.map((p, i) => Math.abs(p - ndarray.sample[i]));
    return { samples: Math.max(...gaps), losses };
  });
  expect(samples).toBeLessThan(1e-4);
  expect(losses).toHaveLength(20);
  expect(Math.max(...losses)).toBeLessThan(1e-3);
});

test("a run of many short pieces is the same as one straight run", async ({
  page,
}) => {
  const same = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "flex" });
    const options = { epochs: 9, batchSize: 32, seed: 2 };
    const straight = await collect(
      lab.train(digits, { ...options, steps: 12 }),
    );
    const after = await lab.sample({ seed: 1 });
    await lab.reset();
    const seen = [];
    for await (const record of lab.train(digits, options)) {
      seen.push(record);
      await lab.sample({ count: 1 });
      if (record.step === 12) break;
    }
    const broken = await lab.sample({ seed: 1 });
    return {
      records: seen.every((r, i) => r.objective === straight[i].objective),
      weights: after.every((p, i) => p === broken[i]),
      steps: lab.steps,
    };
  });
  expect(same).toEqual({ records: true, weights: true, steps: 12 });
});

test("pause, abort, and on with Adam's moments", async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "flex" });
    const stop = new AbortController();
    const options = { epochs: 50, batchSize: 32, signal: stop.signal };
    const run = lab.train(digits, options);
    for (let i = 0; i < 10; i++) await run.next();
    const paused = [lab.training, lab.steps];
    await new Promise((resolve) => setTimeout(resolve, 300));
    paused.push(lab.steps);
    const pending = run.next();
    stop.abort();
    const refused = await refusal(() => pending);
    const stopped = [lab.training, lab.steps];
    await collect(lab.train(digits, { steps: 5, batchSize: 32 }));
    return { paused, refused: refused?.name, stopped, steps: lab.steps };
  });
  expect(seen.paused).toEqual([true, 10, 10]);
  // The pending next() may have been answered before the signal was read.
  expect([10, 11]).toContain(seen.stopped[1]);
  if (seen.stopped[1] === 10) expect(seen.refused).toBe("AbortError");
  expect(seen.steps).toBe(seen.stopped[1] + 5);
});

test("training leaves the main thread free", async ({ page }) => {
  const { tasks, records } = await page.evaluate(async () => {
    const tasks = [];
    const lab = await Lab.create({ device: "flex" });
    const images = new Float32Array(10_000 * 784);
    for (let i = 0; i < images.length; i++)
      images[i] = digits[i % 784_000] / 255;
    await new Promise((resolve) => setTimeout(resolve, 200));
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ type: "longtask" });
    const start = performance.now();
    let records = 0;
    for await (const record of lab.train(images, {
      epochs: 9,
      batchSize: 64,
    })) {
      records = record.step;
      if (performance.now() - start > 6000) break;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { tasks, records };
  });
  expect(records).toBeGreaterThan(20);
  expect(tasks).toEqual([]);
});

test("of quick decodes with one key the last is answered", async ({ page }) => {
  const answers = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "flex" });
    const calls = Array.from({ length: 20 }, (_, i) =>
      lab.decode(new Float32Array(20).fill(i / 20), { latest: "slider" }),
    );
    const settled = await Promise.allSettled(calls);
    return settled.map(({ status, reason }) => reason?.code ?? status);
  });
  expect(answers[0]).toBe("fulfilled");
  expect(answers.at(-1)).toBe("fulfilled");
  expect(answers.slice(1, -1)).toEqual(Array(18).fill("superseded"));
});

test("what goes up in slices is answered, and counted, as one", async ({
  page,
}) => {
  const seen = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "flex" });
    // 1,500 digits are one slice as bytes and two as floats.
    const bytes = new Uint8Array(1500 * 784);
    bytes.set(digits);
    bytes.set(digits.subarray(0, 500 * 784), digits.length);
    const floats = Float32Array.from(bytes, (byte) => byte / 255);
    const gap = (a, b) =>
      a.reduce((g, p, i) => Math.max(g, Math.abs(p - b[i])), 0);
    const whole = await lab.reconstruct(bytes, { seed: 1 });
    const sliced = await lab.reconstruct(floats, { seed: 1 });
    floats[1400 * 784 + 3] = 7;
    const calls = [
      () => lab.encode(floats),
      () => lab.reconstruct(floats),
      () => lab.evaluate(floats),
      () => lab.train(floats).next(),
    ];
    const messages = [];
    for (const call of calls) messages.push((await refusal(call)).message);
    return { gap: gap(whole, sliced), length: sliced.length, messages };
  });
  expect(seen.length).toBe(1500 * 784);
  expect(seen.gap).toBeLessThan(1e-5);
  for (const message of seen.messages) {
    expect(message).toMatch(/Pixel 3 of image 1400 is 7/);
  }
});
