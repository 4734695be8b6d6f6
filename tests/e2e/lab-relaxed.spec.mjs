/** The module for relaxed SIMD and the one without it: who gets which, and that they agree. */
/* global Lab, collect, digits */
import { expect, test } from "@playwright/test";
import { visit, withoutRelaxedSimd } from "./lab-host.mjs";

const STEPS = 50;

/** Which modules were fetched, what the steps of a run gave, and a digit. */
async function trained(page, options, files) {
  const host = await visit(page, { files });
  const numbers = await page.evaluate(
    async ([options, steps]) => {
      const lab = await Lab.create({ device: "flex", ...options });
      const run = { steps, epochs: 99, batchSize: 64, seed: 5 };
      const records = await collect(lab.train(digits, run));
      const sample = [...(await lab.sample({ count: 4, seed: 7 }))];
      lab.close();
      return { losses: records.map(({ objective }) => objective), sample };
    },
    [options, STEPS],
  );
  await host.close();
  const asked = host.asked.filter((path) => path.endsWith(".wasm"));
  return { asked, ...numbers };
}

for (const [what, model] of [
  ["dense", { architecture: "dense", hidden: [400], latentDim: 20 }],
  ["conv", { architecture: "conv", channels: [8], hidden: [16], latentDim: 2 }],
]) {
  test(`with relaxed SIMD ${what} training gives the same losses`, async ({
    page,
  }) => {
    const relaxed = await trained(page, { model });
    expect(relaxed.asked).toEqual(["flex-relaxed.wasm"]);
    const plain = await trained(page, { model }, withoutRelaxedSimd);
    expect(plain.asked).toEqual(["flex.wasm"]);
    expect(relaxed.losses).toHaveLength(STEPS);
    const gaps = relaxed.losses.map((loss, i) =>
      Math.abs(loss / plain.losses[i] - 1),
    );
    expect(Math.max(...gaps)).toBeLessThan(1e-4);
    for (const [i, pixel] of relaxed.sample.entries()) {
      expect(Math.abs(pixel - plain.sample[i])).toBeLessThan(1e-4);
    }
    // Rounded otherwise: it is another module that has computed.
    expect(relaxed.losses).not.toEqual(plain.losses);
    expect(plain.losses[0] / plain.losses[STEPS - 1]).toBeGreaterThan(1.5);
  });
}

for (const [name, files] of [
  ["flex-relaxed.wasm", {}],
  ["flex.wasm", withoutRelaxedSimd],
]) {
  test(`workers that share steps all have ${name}`, async ({ page }) => {
    const { asked } = await trained(page, { workers: 2 }, files);
    expect(asked).toEqual([name, name]);
  });
}
