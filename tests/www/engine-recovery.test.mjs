import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import {
  closeChannels,
  collect,
  CPU_BROWSER,
  fakeClock,
  images,
  openLab,
  weightAfter,
  weightsFile,
  WHOLE_BROWSER,
} from "./engine-fake.mjs";

afterEach(() => {
  closeChannels();
  mock.restoreAll();
});

/** Kills a core, as a panic does, at the nth call of a method. */
const dieAt = (name, method, nth) => (core, called) =>
  core.name === name && called === method && core.count(method) === nth
    ? core.die(`panicked in ${method}`)
    : undefined;

const nextChange = (lab) =>
  new Promise((resolve) => {
    lab.addEventListener("devicechange", (event) => resolve(event.detail), {
      once: true,
    });
  });

test("a panic under auto: the call is answered by the next rung", async () => {
  const before = dieAt("webgpu", "sample", 2);
  const { lab, cores, workers } = await openLab({}, WHOLE_BROWSER, { before });
  assert.deepEqual(
    { ...lab.device },
    {
      name: "webgpu",
      reason: "Running on the GPU with WebGPU.",
      adapter: "fake gpu",
    },
  );
  await lab.load(weightsFile({ weight: 5 }));
  const change = nextChange(lab);
  const [first] = await lab.sample({ count: 1 });
  const [second] = await lab.sample({ count: 1 });
  assert.deepEqual([first, second], [5, 5]);
  assert.deepEqual(
    { ...lab.device },
    {
      name: "flex",
      reason:
        "WebGPU was lost (panicked in sample); running on the CPU with SIMD (Flex).",
    },
  );
  assert.equal(await change, lab.device);
  assert.deepEqual(
    cores.map(({ name }) => name),
    ["webgpu", "flex"],
  );
  assert.deepEqual(workers, { started: 2, terminated: 1 });
});

test("a call that kills two rungs is not carried to a third", async () => {
  const before = (core, method) =>
    method === "sample" ? core.die("always") : undefined;
  const { lab, cores } = await openLab({}, WHOLE_BROWSER, { before });
  await assert.rejects(lab.sample(), { code: "device-lost" });
  assert.equal((await lab.decode(new Float32Array(2))).length, 2);
  assert.equal(lab.device.name, "ndarray");
  await assert.rejects(lab.sample(), {
    code: "device-lost",
    message: /"ndarray" was lost \(always\) and no other took over/,
  });
  await assert.rejects(lab.decode(new Float32Array(2)), {
    code: "device-lost",
  });
  assert.equal(cores.length, 3);
});

test("a trap that says nothing is a loss too", async () => {
  const before = (core, method) => {
    if (core.name === "webgpu" && method === "sample") {
      throw new WebAssembly.RuntimeError("unreachable");
    }
  };
  const { lab } = await openLab({}, WHOLE_BROWSER, { before });
  assert.equal((await lab.sample()).length, 16 * 784);
  assert.match(lab.device.reason, /^WebGPU was lost \(unreachable\);/);
});

test("a GPU lost while nobody asks is noticed", async () => {
  const { lab, cores } = await openLab({}, WHOLE_BROWSER);
  const change = nextChange(lab);
  cores[0].die("the driver was reset");
  assert.equal((await change).name, "flex");
});

test("a named device that is lost ends the lab", async () => {
  const before = dieAt("flex", "sample", 1);
  const { lab, workers } = await openLab({ device: "flex" }, CPU_BROWSER, {
    before,
  });
  const both = [lab.sample(), lab.encode(images(1))];
  for (const call of both) {
    await assert.rejects(call, {
      code: "device-lost",
      message: /The device "flex" was lost \(panicked in sample\)/,
    });
  }
  await assert.rejects(lab.sample(), { code: "device-lost" });
  await assert.rejects(lab.train(images(1)).next(), { code: "device-lost" });
  assert.deepEqual(workers, { started: 1, terminated: 1 });
  lab.close();
  await assert.rejects(lab.sample(), { code: "lab-closed" });
});

/** Steps of 10 ms: chunks of 1, 4, 10, 10…; a snapshot is due at step 155. */
async function longRun(before, options = {}) {
  const clock = fakeClock();
  const tick = () => (clock.ms += 10);
  const script = { tick, before };
  const opened = await openLab(options, WHOLE_BROWSER, script);
  return { clock, ...opened };
}

test("a run goes on from its snapshot, and says how far it went back", async () => {
  const before = dieAt("webgpu", "trainSteps", 22);
  const { lab, cores } = await longRun(before);
  const seen = [];
  for await (const record of lab.train(images(3000), {
    steps: 240,
    seed: 3,
    resetOptimizer: true,
  })) {
    assert.equal(record.objective, weightAfter(record.step, 0, 3));
    seen.push(record.step);
  }
  // Chunks 1, 2 are 5 steps, 3 to 21 are 190; the snapshot holds 155 of them.
  const expected = [
    ...Array.from({ length: 195 }, (_, i) => i + 1),
    ...Array.from({ length: 85 }, (_, i) => 156 + i),
  ];
  assert.deepEqual(seen, expected);
  assert.equal(lab.device.lostSteps, 40);
  assert.equal(
    lab.device.reason,
    "WebGPU was lost (panicked in trainSteps); running on the CPU with SIMD " +
      "(Flex). Training went back 40 steps, to its last snapshot.",
  );
  const [, flex] = cores;
  const begun = flex.calls.find(([name]) => name === "beginTraining");
  assert.equal(begun[2], 155);
  assert.equal(flex.count("appendImages"), 3);
  assert.deepEqual([lab.steps, lab.training], [240, false]);
  assert.equal(flex.weight, weightAfter(240, 0, 3));
});

test("lost before the first snapshot, a run starts again", async () => {
  const before = dieAt("webgpu", "trainSteps", 3);
  const { lab, cores } = await longRun(before, {
    model: weightsFile({ weight: 8, adam: 2 }),
  });
  const records = await collect(lab.train(images(2), { steps: 8 }));
  assert.deepEqual(
    records.map(({ step }) => step),
    [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6, 7, 8],
  );
  assert.equal(lab.device.lostSteps, 5);
  assert.equal(lab.steps, 10);
  assert.equal(cores[1].weight, weightAfter(8, 8));
});

test("lost while a run pauses, it goes on when asked", async () => {
  const { lab, cores } = await longRun();
  const run = lab.train(images(2), { steps: 9 });
  for (let i = 0; i < 3; i++) await run.next();
  const change = nextChange(lab);
  cores[0].die("unplugged");
  assert.equal((await change).lostSteps, 3);
  assert.equal(lab.training, true);
  const records = await collect(run);
  assert.deepEqual(
    records.map(({ step }) => step),
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
});

test("lost while it ends, the run ends at its last snapshot", async () => {
  const before = dieAt("webgpu", "rewind", 1);
  const { lab, cores } = await longRun(before);
  for await (const { step } of lab.train(images(2), { steps: 100 })) {
    if (step === 8) break;
  }
  assert.equal(lab.training, false);
  await lab.sample();
  assert.deepEqual([lab.device.lostSteps, lab.steps], [8, 0]);
  assert.equal(cores[1].weight, 0);
});

test("lost at its very end, the run does its last steps again", async () => {
  const before = dieAt("webgpu", "snapshot", 1);
  const { lab, cores } = await longRun(before);
  const records = await collect(lab.train(images(2), { steps: 3 }));
  assert.deepEqual(
    records.map(({ step }) => step),
    [1, 2, 3, 1, 2, 3],
  );
  assert.equal(cores[1].weight, weightAfter(3));
});

test("lost twice, a run ends up on the last rung", async () => {
  const deaths = [
    dieAt("webgpu", "trainSteps", 2),
    dieAt("flex", "trainSteps", 3),
  ];
  const before = (...call) => deaths.map((die) => die(...call)).find(Boolean);
  const { lab, cores } = await longRun(before);
  const records = await collect(lab.train(images(2), { steps: 7 }));
  assert.equal(lab.device.name, "ndarray");
  assert.equal(lab.device.lostSteps, 5);
  assert.deepEqual(
    records.slice(-7).map(({ step }) => step),
    [1, 2, 3, 4, 5, 6, 7],
  );
  assert.equal(cores[2].weight, weightAfter(7));
});

test("after a run its last weights survive a loss", async () => {
  const before = dieAt("webgpu", "sample", 1);
  const { lab } = await longRun(before);
  await collect(lab.train(images(2), { steps: 6 }));
  const [value] = await lab.sample({ count: 1 });
  assert.equal(value, Math.fround(weightAfter(6)));
  assert.equal(lab.steps, 6);
  assert.equal("lostSteps" in lab.device, false);
});

test("after a break the weights of the last record survive a loss", async () => {
  const before = dieAt("webgpu", "sample", 1);
  const { lab } = await longRun(before);
  for await (const { step } of lab.train(images(2), { steps: 100 })) {
    if (step === 8) break;
  }
  const [value] = await lab.sample({ count: 1 });
  assert.equal(value, Math.fround(weightAfter(8)));
});

test("an abort while the next rung opens is heard", async () => {
  const stop = new AbortController();
  const before = dieAt("webgpu", "trainSteps", 2);
  const open = (name) => {
    if (name === "flex") stop.abort();
  };
  const clock = fakeClock();
  const tick = () => (clock.ms += 10);
  const script = { before, open, tick };
  const { lab, cores } = await openLab({}, WHOLE_BROWSER, script);
  const run = lab.train(images(2), { steps: 7, signal: stop.signal });
  await run.next();
  await assert.rejects(run.next(), { name: "AbortError" });
  assert.equal(lab.training, false);
  await lab.sample();
  assert.equal(cores[1].count("beginTraining"), 0);
});

test("close while the next rung opens rejects what waits for it", async () => {
  const before = dieAt("webgpu", "sample", 1);
  let reach, open;
  const reached = new Promise((resolve) => (reach = resolve));
  const opened = new Promise((resolve) => (open = resolve));
  const script = {
    before,
    open: (name) => {
      if (name !== "flex") return undefined;
      reach();
      return opened;
    },
  };
  const { lab, workers } = await openLab({}, WHOLE_BROWSER, script);
  const pending = lab.sample();
  await reached;
  lab.close();
  await assert.rejects(pending, { code: "lab-closed" });
  assert.deepEqual(workers, { started: 2, terminated: 2 });
  open();
});
