import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { chooseRung } from "../../www/engine/ladder.js";
import {
  closeChannels,
  CPU_BROWSER,
  openLab,
  WHOLE_BROWSER,
} from "./engine-fake.mjs";

afterEach(closeChannels);

const withAdapter = (adapter) => ({
  gpu: { requestAdapter: async () => adapter },
  validate: () => true,
});

const SIMD = "running on the CPU with SIMD (Flex).";

const CHOICES = [
  ["a GPU", WHOLE_BROWSER, "webgpu", "Running on the GPU with WebGPU."],
  [
    "no WebGPU",
    CPU_BROWSER,
    "flex",
    `WebGPU is not offered by this browser; ${SIMD}`,
  ],
  [
    "no adapter",
    withAdapter(null),
    "flex",
    `WebGPU has no adapter on this machine; ${SIMD}`,
  ],
  [
    "an adapter that says it is a fallback",
    withAdapter({ isFallbackAdapter: true }),
    "flex",
    `WebGPU has only a software adapter here, slower than the CPU builds; ${SIMD}`,
  ],
  [
    "an adapter whose info says it is a fallback",
    withAdapter({ info: { isFallbackAdapter: true } }),
    "flex",
    `WebGPU has only a software adapter here, slower than the CPU builds; ${SIMD}`,
  ],
  [
    "SwiftShader",
    withAdapter({ info: { vendor: "google", architecture: "swiftshader" } }),
    "flex",
    `WebGPU has only a software adapter here, slower than the CPU builds; ${SIMD}`,
  ],
  [
    "an adapter that is refused",
    {
      gpu: { requestAdapter: () => Promise.reject(new Error("blocked")) },
      validate: () => true,
    },
    "flex",
    `WebGPU refused to name an adapter (Error: blocked); ${SIMD}`,
  ],
  [
    "an adapter that never comes",
    {
      gpu: { requestAdapter: () => new Promise(() => {}) },
      validate: () => true,
      adapterTimeoutMs: 20,
    },
    "flex",
    `WebGPU did not name an adapter within 0.02 s; ${SIMD}`,
  ],
  [
    "neither WebGPU nor SIMD",
    { validate: () => false },
    "ndarray",
    "WebGPU is not offered by this browser; WebAssembly has no SIMD in this " +
      "browser; running on the CPU without SIMD (NdArray).",
  ],
];

for (const [what, environment, name, reason] of CHOICES) {
  test(`auto in a browser with ${what} is ${name}`, async () => {
    const choice = await chooseRung("auto", [], environment);
    assert.equal(choice.name, name);
    assert.equal(choice.reason, reason);
  });
}

test("a named software GPU is taken, and called what it is", async () => {
  const info = { vendor: "google", architecture: "swiftshader" };
  const environment = withAdapter({ isFallbackAdapter: true, info });
  assert.deepEqual(await chooseRung("webgpu", [], environment), {
    name: "webgpu",
    reason: "Running with WebGPU on a software adapter, as asked for.",
    adapter: "google swiftshader",
  });
});

test("a GPU that is described is called so", async () => {
  const info = { vendor: "acme", architecture: "x", description: "Rocket 9" };
  const environment = withAdapter({ info });
  assert.deepEqual(await chooseRung("webgpu", [], environment), {
    name: "webgpu",
    reason: "Running on the GPU with WebGPU, as asked for.",
    adapter: "Rocket 9",
  });
});

test("the module that asks for SIMD is a valid one here", async () => {
  const validate = (module) => WebAssembly.validate(module);
  assert.equal((await chooseRung("auto", [], { validate })).name, "flex");
});

test("naming a lower rung asks for no adapter", async () => {
  const gpu = { requestAdapter: () => assert.fail("asked") };
  for (const name of ["flex", "ndarray"]) {
    const environment = { gpu, validate: () => true };
    assert.equal((await chooseRung(name, [], environment)).name, name);
  }
});

for (const [device, environment, message] of [
  [
    "webgpu",
    CPU_BROWSER,
    /"webgpu".*: WebGPU is not offered by this browser\./,
  ],
  ["webgpu", withAdapter(null), /WebGPU has no adapter on this machine/],
  ["flex", { validate: () => false }, /WebAssembly has no SIMD/],
]) {
  test(`create with ${device} says ${message}`, async () => {
    await assert.rejects(openLab({ device }, environment), {
      code: "device-unavailable",
      message,
    });
  });
}

const failing = (...names) => ({
  open: (name) => {
    if (names.includes(name)) throw new Error("requestDevice failed.");
  },
});

test("auto goes down when a device does not open, and says why", async () => {
  const script = failing("webgpu");
  const { lab, workers } = await openLab({}, WHOLE_BROWSER, script);
  assert.deepEqual(
    { ...lab.device },
    {
      name: "flex",
      reason: `WebGPU could not start (requestDevice failed); ${SIMD}`,
    },
  );
  assert.deepEqual(workers, { started: 2, terminated: 1 });
});

test("auto goes down when a build cannot be fetched", async () => {
  const wasm = (name) =>
    name === "ndarray" ? undefined : new URL(`http://127.0.0.1:1/${name}.wasm`);
  const { lab } = await openLab({}, WHOLE_BROWSER, { wasm });
  assert.equal(lab.device.name, "ndarray");
  assert.match(
    lab.device.reason,
    /^WebGPU could not start \(http:.*webgpu.wasm could not be fetched.*\); Flex could not start \(.*\); running on the CPU without SIMD/,
  );
});

test("auto with nothing that opens tells every reason", async () => {
  const script = failing("webgpu", "flex", "ndarray");
  await assert.rejects(openLab({}, WHOLE_BROWSER, script), {
    code: "device-unavailable",
    message:
      "No device can run the model: WebGPU could not start (requestDevice " +
      "failed); Flex could not start (requestDevice failed); NdArray could " +
      "not start (requestDevice failed).",
  });
});

test("a named device that does not open is device-unavailable", async () => {
  const script = failing("webgpu");
  const opening = openLab({ device: "webgpu" }, WHOLE_BROWSER, script);
  await assert.rejects(opening, {
    code: "device-unavailable",
    message: 'The device "webgpu" could not start: requestDevice failed.',
  });
});

test("a panic while a device opens, or takes the model, is a rung that failed", async () => {
  const open = (name, onLost) => {
    if (name !== "webgpu") return undefined;
    onLost("panicked while opening");
    return new Promise(() => {});
  };
  const before = (core, method) =>
    core.name === "flex" && method === "openModel"
      ? core.die("panicked while loading")
      : undefined;
  const { lab } = await openLab({}, WHOLE_BROWSER, { open, before });
  assert.equal(lab.device.name, "ndarray");
  assert.match(
    lab.device.reason,
    /^WebGPU could not start \(panicked while opening\); Flex could not start \(panicked while loading\);/,
  );
});
