/**
 * Lab on WebGPU, on the software adapter: a training step takes seconds there,
 * so each test does as little as shows it.
 */
/* global Lab, digits, collect, refusal */
import { expect, test } from "@playwright/test";
import { beforeWorker, visit } from "./lab-host.mjs";

test("webgpu by name runs on the software adapter and says which", async ({
  page,
}) => {
  const host = await visit(page);
  const device = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "webgpu" });
    return lab.device;
  });
  expect(device.name).toBe("webgpu");
  expect(device.reason).toBe(
    "Running with WebGPU on a software adapter, as asked for.",
  );
  expect(device.adapter).toBe("google swiftshader");
  expect(host.asked.filter((path) => path.endsWith(".wasm"))).toEqual([
    "webgpu.wasm",
  ]);
  await host.close();
});

test("auto passes a software adapter over, and says so", async ({ page }) => {
  const host = await visit(page);
  const device = await page.evaluate(async () => (await Lab.create()).device);
  expect(device).toEqual({
    name: "flex",
    reason:
      "WebGPU has only a software adapter here, slower than the CPU builds; " +
      "running on the CPU with SIMD (Flex).",
  });
  await host.close();
});

test("webgpu answers as flex does", async ({ page }) => {
  const host = await visit(page);
  const gaps = await page.evaluate(async () => {
    const gap = (a, b) => Math.max(...a.map((v, i) => Math.abs(v - b[i])));
    const answers = [];
    for (const device of ["flex", "webgpu"]) {
      const lab = await Lab.create({ device });
      const few = digits.subarray(0, 7840);
      const { mean, logVar } = await lab.encode(few);
      answers.push({
        sample: await lab.sample({ count: 16, seed: 7 }),
        mean,
        logVar,
        decoded: await lab.decode(mean),
        rebuilt: await lab.reconstruct(few, { seed: 3 }),
      });
    }
    const [flex, webgpu] = answers;
    const probable = webgpu.sample.every((p) => p >= 0 && p <= 1);
    const gaps = Object.keys(flex).map((key) => gap(flex[key], webgpu[key]));
    return { probable, length: webgpu.sample.length, worst: Math.max(...gaps) };
  });
  expect(gaps).toMatchObject({ probable: true, length: 16 * 784 });
  expect(gaps.worst).toBeLessThan(1e-3);
  await host.close();
});

test("webgpu: 1,000 test digits measure what the card says", async ({
  page,
}) => {
  const host = await visit(page);
  const { figure, measured } = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "webgpu" });
    const figure = lab.metadata.figures.testFirst1000;
    return { figure, measured: await lab.evaluate(digits, { seed: 1 }) };
  });
  expect(measured.count).toBe(1000);
  expect(Math.abs(measured.negativeElbo - figure.negativeElbo)).toBeLessThan(
    0.1,
  );
  await host.close();
});

test("webgpu: the same 20 training steps as flex, then export and reload", async ({
  page,
}) => {
  const host = await visit(page);
  const seen = await page.evaluate(async () => {
    const losses = [];
    let lab;
    for (const device of ["flex", "webgpu"]) {
      lab = await Lab.create({ device });
      const options = { steps: 20, epochs: 9, batchSize: 64, seed: 5 };
      const records = await collect(lab.train(digits, options));
      losses.push(records.map(({ objective }) => objective));
    }
    const trained = await lab.sample({ count: 4, seed: 3 });
    const bytes = await lab.exportWeights();
    await lab.reset();
    const pretrained = await lab.sample({ count: 4, seed: 3 });
    await lab.load(bytes);
    const loaded = await lab.sample({ count: 4, seed: 3 });
    const same = (a) => a.every((p, i) => Object.is(p, trained[i]));
    const [flex, webgpu] = losses;
    const gaps = webgpu.map((loss, i) => Math.abs(loss / flex[i] - 1));
    return { gaps, reset: same(pretrained), loaded: same(loaded) };
  });
  expect(seen.gaps).toHaveLength(20);
  expect(Math.max(...seen.gaps)).toBeLessThan(1e-3);
  expect(seen).toMatchObject({ reset: false, loaded: true });
  await host.close();
});

/** Makes the software adapter look like a graphics card. */
function looksLikeHardware() {
  const info = {
    vendor: "acme",
    architecture: "rocket",
    device: "",
    description: "",
    subgroupMinSize: 4,
    subgroupMaxSize: 128,
    isFallbackAdapter: false,
  };
  Object.defineProperty(GPUAdapter.prototype, "info", { get: () => info });
  Object.defineProperty(GPUAdapter.prototype, "isFallbackAdapter", {
    get: () => false,
  });
}

/** Opens under auto, trains a little, and tells what became of it. */
const trainUnderAuto = (page) =>
  page.evaluate(async () => {
    const lab = await Lab.create();
    const first = lab.device.name;
    const options = { steps: 12, epochs: 12, batchSize: 16, seed: 4 };
    const few = digits.subarray(0, 64 * 784);
    const records = await collect(lab.train(few, options));
    const steps = records.map(({ step }) => step);
    const { length } = await lab.sample({ count: 1 });
    return { first, device: lab.device, steps, length, total: lab.steps };
  });

/** Ends the device when the model has been trained for a few seconds. */
const LOSSES = {
  "a GPU that is lost": () => {
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = async function (...args) {
      const device = await requestDevice.apply(this, args);
      self.loseGpu = () => device.destroy();
      return device;
    };
  },
  "a panic": () => {
    self.loseGpu = () => {
      throw new WebAssembly.RuntimeError("unreachable");
    };
  },
};

/** Calls loseGpu at the first submission after so many of them. */
function loseAtSubmission() {
  const { submit } = GPUQueue.prototype;
  let submissions = 0;
  GPUQueue.prototype.submit = function (...args) {
    submissions += 1;
    if (submissions === 15) self.loseGpu();
    return submit.apply(this, args);
  };
}

for (const [what, loss] of Object.entries(LOSSES)) {
  test(`${what} in mid-training: it goes on on the CPU`, async ({ page }) => {
    const parts = [looksLikeHardware, loss, loseAtSubmission];
    const code = parts.map((part) => `(${part})();`).join("\n");
    const files = beforeWorker(`() => { ${code} }`);
    const host = await visit(page, { files });
    const seen = await trainUnderAuto(page);
    expect(seen.first).toBe("webgpu");
    expect(seen.device.name).toBe("flex");
    expect(seen.device.reason).toMatch(
      /^WebGPU was lost \(.+\); running on the CPU with SIMD \(Flex\)\. Training went back \d+ steps?, to its last snapshot\.$/,
    );
    const { steps } = seen;
    const back = steps.findIndex((step, i) => i > 0 && step <= steps[i - 1]);
    const lost = back < 0 ? 0 : steps[back - 1] - steps[back] + 1;
    expect(seen.device.lostSteps).toBe(lost);
    expect(steps.at(-1)).toBe(12);
    expect(seen).toMatchObject({ length: 784, total: 12 });
    await expect.poll(() => page.workers().length).toBe(1);
    await host.close();
  });
}

for (const [what, breakGpu, message] of [
  [
    "requestDevice that rejects",
    () => {
      GPUAdapter.prototype.requestDevice = () =>
        Promise.reject(new DOMException("no device today", "OperationError"));
    },
    /WebGPU could not start \(.*\); running on the CPU with SIMD/,
  ],
  [
    "an adapter that never comes",
    () => {
      GPU.prototype.requestAdapter = () => new Promise(() => {});
    },
    /WebGPU did not name an adapter within 10 s; running on the CPU/,
  ],
]) {
  test(`${what}: auto says so, by name it is device-unavailable`, async ({
    page,
  }) => {
    const code = [looksLikeHardware, breakGpu].map((part) => `(${part})();`);
    const files = beforeWorker(`() => { ${code.join("\n")} }`);
    const host = await visit(page, { files });
    const { device, refused } = await page.evaluate(async () => {
      const [lab, refused] = await Promise.all([
        Lab.create(),
        refusal(() => Lab.create({ device: "webgpu" })),
      ]);
      return { device: lab.device, refused };
    });
    expect(device.name).toBe("flex");
    expect(device.reason).toMatch(message);
    expect(refused.code).toBe("device-unavailable");
    await expect.poll(() => page.workers().length).toBe(1);
    await host.close();
  });
}
