/** Training steps of every CPU build against the plain step's losses. */
import { test } from "@playwright/test";
import { withoutRelaxedSimd } from "./lab-host.mjs";
import { expectPlainLosses, RUNS } from "./plain-step.mjs";

const TOLERANCE = 1e-4;

const WAYS = {
  "flex in one worker": {
    options: { device: "flex", workers: 1 },
    modules: ["flex-relaxed.wasm"],
  },
  "flex in two workers": {
    options: { device: "flex", workers: 2 },
    modules: ["flex-relaxed.wasm", "flex-relaxed.wasm"],
  },
  "flex without relaxed SIMD": {
    options: { device: "flex", workers: 1 },
    files: withoutRelaxedSimd,
    modules: ["flex.wasm"],
  },
  "ndarray in one worker": {
    options: { device: "ndarray", workers: 1 },
    modules: ["ndarray.wasm"],
  },
};

for (const [what, way] of Object.entries(WAYS)) {
  for (const run of RUNS) {
    test(`${what}: ${run.net} steps of ${run.size} have the plain step's losses`, async ({
      page,
    }) => {
      // Without SIMD a convolutional step takes seconds.
      const isSlow = way.options.device === "ndarray" && run.net === "conv";
      const steps = isSlow ? 10 : undefined;
      await expectPlainLosses(page, run, way, TOLERANCE, steps);
    });
  }
}
