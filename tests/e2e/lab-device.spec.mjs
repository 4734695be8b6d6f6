/** The device ladder in a browser without a GPU, and what is lost on it. */
/* global Lab, digits, refusal */
import { expect, test } from "@playwright/test";
import { beforeWorker, visit } from "./lab-host.mjs";

const wasmAsked = ({ asked }) => asked.filter((path) => path.endsWith(".wasm"));

/** Opens a Lab and draws a digit with it. */
const openAndSample = (page, options) =>
  page.evaluate(async (options) => {
    const lab = await Lab.create(options);
    const { length } = await lab.sample({ count: 1 });
    return { ...lab.device, length };
  }, options);

const refusedCreate = (page, options) =>
  page.evaluate((options) => refusal(() => Lab.create(options)), options);

test("auto without an adapter is Flex, and fetches no other build", async ({
  page,
}) => {
  const host = await visit(page);
  expect(await openAndSample(page, {})).toEqual({
    name: "flex",
    reason:
      "WebGPU has no adapter on this machine; running on the CPU with SIMD (Flex).",
    length: 784,
  });
  expect(wasmAsked(host)).toEqual(["flex-relaxed.wasm"]);
  await host.close();
});

test("auto without WebGPU says so", async ({ page }) => {
  const files = beforeWorker(() => {
    Object.defineProperty(Object.getPrototypeOf(navigator), "gpu", {
      value: undefined,
    });
  });
  const host = await visit(page, { files });
  const { name, reason } = await openAndSample(page, { device: "auto" });
  expect(name).toBe("flex");
  expect(reason).toMatch(/^WebGPU is not offered by this browser; /);
  await host.close();
});

test("webgpu by name without an adapter is device-unavailable", async ({
  page,
}) => {
  const host = await visit(page);
  const refused = await refusedCreate(page, { device: "webgpu" });
  expect(refused).toMatchObject({
    name: "LabError",
    code: "device-unavailable",
    message:
      'The device "webgpu" cannot start: WebGPU has no adapter on this machine.',
  });
  expect(wasmAsked(host)).toEqual([]);
  await expect.poll(() => page.workers().length).toBe(0);
  await host.close();
});

test("without SIMD auto is NdArray", async ({ page }) => {
  const files = beforeWorker(() => {
    WebAssembly.validate = () => false;
  });
  const host = await visit(page, { files });
  const { name, reason } = await openAndSample(page, {});
  expect(name).toBe("ndarray");
  expect(reason).toMatch(/WebAssembly has no SIMD in this browser; running/);
  expect(wasmAsked(host)).toEqual(["ndarray.wasm"]);
  const refused = await refusedCreate(page, { device: "flex" });
  expect(refused.code).toBe("device-unavailable");
  await host.close();
});

for (const [what, body, message] of [
  ["missing", 404, /flex-relaxed\.\w+\.wasm was answered with HTTP status 404/],
  ["an HTML page", "<!doctype html><p>Hello", /WebAssembly/],
  ["no build of ours", Buffer.from("0061736d01000000", "hex"), /./],
]) {
  test(`auto goes on when flex-relaxed.wasm is ${what}`, async ({ page }) => {
    const host = await visit(page, { files: { "flex-relaxed.wasm": body } });
    const { name, reason } = await openAndSample(page, {});
    expect(name).toBe("ndarray");
    expect(reason).toMatch(/Flex could not start \(.*\); running on the CPU/);
    expect(reason).toMatch(message);
    const refused = await refusedCreate(page, { device: "flex" });
    expect(refused.code).toBe("device-unavailable");
    expect(refused.message).toMatch(message);
    await expect.poll(() => page.workers().length).toBe(1);
    await host.close();
  });
}

test("with nothing that starts, create tells every reason", async ({
  page,
}) => {
  const files = { "flex-relaxed.wasm": 404, "ndarray.wasm": 500 };
  const host = await visit(page, { files });
  const { code, message } = await refusedCreate(page, {});
  expect(code).toBe("device-unavailable");
  expect(message).toMatch(/WebGPU has no adapter.*Flex.*404.*NdArray.*500/);
  await expect.poll(() => page.workers().length).toBe(0);
  await host.close();
});

test("without its worker create says so", async ({ page }) => {
  const host = await visit(page, { files: { "worker.js": 404 } });
  const refused = await refusedCreate(page, {});
  expect(refused.code).toBe("device-unavailable");
  expect(refused.message).toMatch(/worker's script could not be loaded/);
  await host.close();
});

test("a wasm of another type is used all the same", async ({ page }) => {
  const headers = { "Content-Type": "application/octet-stream" };
  const host = await visit(page, {
    headersOf: { "flex-relaxed.wasm": headers },
  });
  expect((await openAndSample(page, {})).name).toBe("flex");
  await host.close();
});

test("create stops at a signal", async ({ page }) => {
  const host = await visit(page);
  const refused = await page.evaluate(() => {
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    return refusal(() => Lab.create({ signal: stop.signal, onProgress }));
  });
  expect(refused.name).toBe("AbortError");
  await expect.poll(() => page.workers().length).toBe(0);
  await host.close();
});

/**
 * Wraps the training export of the Flex build, so that the call that would go
 * beyond step 21 fails as self.dieInTraining says. However fast the machine, that
 * is not the first: chunks grow from 1 by 4 at most.
 */
function breakTraining() {
  let url = "";
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  self.fetch = (input, init) => {
    url = String(input);
    return fetch(input, init);
  };
  WebAssembly.instantiateStreaming = async (...args) => {
    const { module, instance } = await instantiateStreaming(...args);
    const { core_trainSteps, ...exports } = instance.exports;
    let steps = 0;
    const trainSteps = (core, count) => {
      const before = steps;
      steps += count;
      const dies = before <= 21 && steps > 21;
      return dies && /flex-relaxed\.\w+\.wasm$/.test(url)
        ? self.dieInTraining()
        : core_trainSteps(core, count);
    };
    const broken = { ...exports, core_trainSteps: trainSteps };
    return { module, instance: { exports: broken } };
  };
}

const DEATHS = {
  "a trap in the call": () => {
    self.dieInTraining = () => {
      throw new WebAssembly.RuntimeError("unreachable");
    };
  },
  "a trap in a callback, the call never settling": () => {
    self.dieInTraining = () => {
      setTimeout(() => {
        throw new WebAssembly.RuntimeError("unreachable");
      });
      return new Promise(() => {});
    };
  },
  "any other error in the worker": () => {
    self.dieInTraining = () => {
      setTimeout(() => {
        throw new Error("something broke");
      });
      return new Promise(() => {});
    };
  },
};

const dying = (death) =>
  beforeWorker(`() => { (${breakTraining})(); (${death})(); }`);

for (const [what, death] of Object.entries(DEATHS)) {
  test(`${what} under auto: training goes on on the next rung`, async ({
    page,
  }) => {
    const host = await visit(page, { files: dying(death) });
    const seen = await page.evaluate(async () => {
      const lab = await Lab.create();
      const changes = [];
      lab.addEventListener("devicechange", ({ detail }) => {
        changes.push(detail.name);
      });
      const options = { steps: 60, epochs: 60, batchSize: 32, seed: 4 };
      const records = [];
      for await (const record of lab.train(digits, options)) {
        records.push(record);
      }
      const after = await lab.sample({ count: 1 });
      return {
        device: lab.device,
        changes,
        steps: records.map(({ step }) => step),
        objectives: records.map(({ step, objective }) => [step, objective]),
        total: lab.steps,
        finite: after.every(Number.isFinite),
      };
    });
    expect(seen.device.name).toBe("ndarray");
    expect(seen.changes).toEqual(["ndarray"]);
    expect(seen.total).toBe(60);
    expect(seen.finite).toBe(true);
    // Up to the loss, and then again from the last snapshot on.
    const { steps } = seen;
    const back = steps.findIndex((step, i) => i > 0 && step <= steps[i - 1]);
    const lost = steps[back - 1] - steps[back] + 1;
    expect(seen.device.lostSteps).toBe(lost);
    expect(seen.device.reason).toMatch(
      /Flex was lost \(.*\); running on the CPU without SIMD \(NdArray\)\. Training went back \d+ steps?, to its last snapshot\.$/,
    );
    const all = (from, to) =>
      Array.from({ length: to - from + 1 }, (_, i) => from + i);
    expect(steps).toEqual([
      ...all(1, steps[back - 1]),
      ...all(steps[back], 60),
    ]);
    // The steps that were repeated were the same ones.
    const first = new Map(seen.objectives.slice(0, back));
    for (const [step, objective] of seen.objectives.slice(back)) {
      const before = first.get(step) ?? objective;
      expect(Math.abs(before / objective - 1)).toBeLessThan(1e-3);
    }
    await expect.poll(() => page.workers().length).toBe(1);
    await host.close();
  });
}

test("a panic of a named device is device-lost, for good", async ({ page }) => {
  const files = dying(DEATHS["a trap in a callback, the call never settling"]);
  const host = await visit(page, { files });
  const seen = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "flex" });
    const options = { steps: 60, epochs: 60, batchSize: 32 };
    const train = async () => {
      for await (const record of lab.train(digits, options)) void record;
    };
    const codes = [await refusal(train)];
    codes.push(await refusal(() => lab.sample()));
    codes.push(await refusal(train));
    lab.close();
    codes.push(await refusal(() => lab.sample()));
    return { codes: codes.map(({ code }) => code), training: lab.training };
  });
  expect(seen.codes).toEqual([
    "device-lost",
    "device-lost",
    "device-lost",
    "lab-closed",
  ]);
  expect(seen.training).toBe(false);
  await expect.poll(() => page.workers().length).toBe(0);
  await host.close();
});
