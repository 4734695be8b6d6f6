// What real images show of a model's layers, as a GPU measures it.
/* global Lab, collect, digits */
import { expect, test } from "@playwright/test";
import { visit } from "./lab-host.mjs";

const DENSE = { architecture: "dense", hidden: [24, 16], latentDim: 4 };

test("a GPU rounds and prunes by images as the CPU does, teaches, and keeps zeros", async ({
  page,
}) => {
  const host = await visit(page);
  const found = await page.evaluate(async (config) => {
    const images = digits.subarray(0, 100 * 784);
    const held = digits.subarray(100 * 784, 200 * 784);
    const results = {};
    for (const device of ["flex", "webgpu"]) {
      const lab = await Lab.create({ device, model: { ...config, seed: 3 } });
      const teacher = await lab.exportWeights();
      await collect(lab.train(images, { steps: 5, batchSize: 20 }));
      const measured = async ({ weights }) => {
        const other = await Lab.create({ device: "flex", model: weights });
        const { negativeElbo } = await other.evaluate(held);
        other.close();
        return negativeElbo;
      };
      const { workshop } = lab;
      const quantized = await workshop.quantize({ bits: 3, images });
      const pruned = await workshop.prune({ share: 0.5, images });
      const sparse = await workshop.prune({ what: "weights", share: 0.5 });
      const student = await Lab.create({ device, model: sparse.weights });
      const options = { steps: 3, batchSize: 20, teacher, keepZeros: true };
      const distill = { posterior: 1, latent: 1 };
      const taught = { ...options, distill };
      const records = await collect(student.train(images, taught));
      const last = records.at(-1).objective;
      const packed = await student.workshop.quantize({ bits: 8 });
      results[device] = {
        nats: [await measured(quantized), await measured(pruned), last],
        // Half of the weights are still 0, and so left out.
        bytes: packed.weights.byteLength,
      };
      student.close();
      lab.close();
    }
    return results;
  }, DENSE);
  await host.close();
  const { flex, webgpu } = found;
  webgpu.nats.forEach((nats, i) => {
    expect(nats / flex.nats[i]).toBeCloseTo(1, 3);
  });
  expect(Math.abs(webgpu.bytes - flex.bytes)).toBeLessThan(200);
  const parameters = 784 * 24 * 2 + 24 * 16 * 2 + 16 * 4 * 3;
  // A byte each, were they all kept; half of them, and a bit each, are.
  expect(webgpu.bytes).toBeLessThan(0.9 * parameters);
});

test("a GPU sees the windows of convolutions as the CPU does", async ({
  page,
}) => {
  const host = await visit(page);
  const found = await page.evaluate(async () => {
    const config = {
      architecture: "conv",
      channels: [4, 6],
      residualBlocks: [0, 1],
    };
    const images = digits.subarray(0, 40 * 784);
    const held = digits.subarray(100 * 784, 200 * 784);
    const results = {};
    for (const device of ["flex", "webgpu"]) {
      const model = { ...config, hidden: [8], latentDim: 3, seed: 3 };
      const lab = await Lab.create({ device, model });
      await collect(lab.train(images, { steps: 5, batchSize: 20 }));
      const { workshop } = lab;
      const made = [
        await workshop.quantize({ bits: 3, mixed: false, images }),
        await workshop.quantize({ bits: 3, mixed: false }),
        await workshop.prune({ share: 0.5, images }),
      ];
      results[device] = [];
      for (const { weights } of made) {
        const other = await Lab.create({ device: "flex", model: weights });
        const { negativeElbo } = await other.evaluate(held);
        results[device].push(negativeElbo);
        other.close();
      }
      lab.close();
    }
    return results;
  });
  await host.close();
  const { flex, webgpu } = found;
  webgpu.forEach((nats, i) => expect(nats / flex[i]).toBeCloseTo(1, 3));
  // Images had a say.
  expect(webgpu[0]).not.toBe(webgpu[1]);
});
