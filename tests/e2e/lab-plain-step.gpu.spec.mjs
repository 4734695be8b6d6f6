/** Fifty training steps on WebGPU against the plain step's losses. */
import { test } from "@playwright/test";
import { expectPlainLosses, RUNS } from "./plain-step.mjs";

const TOLERANCE = 1e-3;

const WAY = { options: { device: "webgpu" }, modules: ["webgpu.wasm"] };

for (const run of RUNS) {
  test(`webgpu: 50 ${run.net} steps of ${run.size} have the plain step's losses`, async ({
    page,
  }) => {
    await expectPlainLosses(page, run, WAY, TOLERANCE);
  });
}
