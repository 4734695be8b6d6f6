import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import {
  closeChannels,
  collect,
  CPU_BROWSER,
  fakeClock,
  images,
  openLab,
  refusal,
  weightAfter,
} from "./engine-fake.mjs";

afterEach(() => {
  closeChannels();
  mock.restoreAll();
});

/** A lab whose fake steps take so long by the clock. */
async function timedLab(stepMs, script = {}) {
  const clock = fakeClock();
  const tick = () => (clock.ms += stepMs);
  const opened = await openLab({}, CPU_BROWSER, { tick, ...script });
  return { clock, ...opened };
}

const asked = (core, method) =>
  core.calls.filter(([name]) => name === method).map(([, first]) => first);

test("records come in order, one a step, with their epoch and time", async () => {
  const { lab } = await timedLab(7);
  const records = await collect(
    lab.train(images(10), { batchSize: 4, epochs: 5 }),
  );
  assert.deepEqual(
    records.map(({ step }) => step),
    Array.from({ length: 15 }, (_, i) => i + 1),
  );
  assert.deepEqual(
    records.map(({ epoch }) => epoch),
    [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5],
  );
  for (const record of records) {
    assert.equal(record.objective, weightAfter(record.step));
    assert.equal(record.ms, 7);
  }
  assert.equal(lab.steps, 15);
  assert.equal(lab.training, false);
  assert.deepEqual(lab.metadata, { weight: weightAfter(15) });
});

test("the core gets the caller's options, and neither signal nor undefined", async () => {
  const { lab, cores } = await openLab();
  const { signal } = new AbortController();
  const options = { batchSize: 2, beta: undefined, learningRate: 0.01, signal };
  await collect(lab.train(images(2), options));
  const [, given, startStep] = cores[0].calls.find(
    ([name]) => name === "beginTraining",
  );
  assert.deepEqual(given, { batchSize: 2, learningRate: 0.01 });
  assert.equal(startStep, 0);
});

test("every option of a run reaches the core, before and at its start", async () => {
  const { lab, cores } = await openLab();
  const options = {
    objective: "capacity",
    beta: 2,
    gamma: 30,
    capacity: 12.5,
    freeBits: 0.1,
    importanceSamples: 5,
    warmup: "cyclic",
    warmupSteps: 40,
  };
  await collect(lab.train(images(2), options));
  const given = cores[0].calls
    .filter(([name]) => /TrainOptions|beginTraining/.test(name))
    .map(([name, sent]) => [name, sent]);
  assert.deepEqual(given, [
    ["checkTrainOptions", options],
    ["beginTraining", options],
  ]);
});

for (const bad of [
  { objective: "mmd" },
  { warmup: "slow" },
  { warmupSteps: 0 },
  { importanceSamples: 2.5 },
  { capacity: NaN },
  { freeBits: Infinity },
]) {
  test(`an option like ${JSON.stringify(bad)} is refused here`, async () => {
    const { lab, cores } = await openLab();
    const [name] = Object.keys(bad);
    await assert.rejects(lab.train(images(1), bad).next(), {
      code: "option-out-of-range",
      message: new RegExp(`^The option ${name} is `),
    });
    assert.equal(cores[0].count("checkTrainOptions"), 0);
  });
}

test("chunks grow to 100 ms of work, and shrink with slower steps", async () => {
  let stepMs = 5;
  const clock = fakeClock();
  const tick = () => (clock.ms += stepMs);
  const { lab, cores } = await openLab({}, CPU_BROWSER, { tick });
  for await (const { step } of lab.train(images(1), { steps: 100 })) {
    if (step === 41) stepMs = 50;
  }
  const sizes = asked(cores[0], "trainSteps");
  assert.deepEqual(sizes.slice(0, 5), [1, 4, 16, 20, 20]);
  assert.deepEqual(new Set(sizes.slice(5)), new Set([2]));
});

test("while a slider is moved, chunks are of 30 ms", async () => {
  const clock = fakeClock();
  const tick = () => (clock.ms += 5);
  const { lab, cores } = await openLab({}, CPU_BROWSER, { tick });
  const z = new Float32Array(lab.config.latentDim);
  for await (const { step } of lab.train(images(1), { steps: 201 })) {
    // A decode without a key is none of a slider's.
    if (step === 41) await lab.decode(z);
    if (step === 81) await lab.decode(z, { latest: "slider" });
  }
  const sizes = asked(cores[0], "trainSteps");
  assert.deepEqual(sizes.slice(0, 6), [1, 4, 16, 20, 20, 20]);
  // 400 ms of 6 steps each, then as before.
  assert.deepEqual(sizes.slice(6, 20), Array(14).fill(6));
  assert.deepEqual(sizes.slice(20), [20, 20]);
});

test("a step longer than 100 ms is a chunk of its own", async () => {
  const { lab, cores } = await timedLab(1500);
  await collect(lab.train(images(1), { steps: 4 }));
  assert.deepEqual(asked(cores[0], "trainSteps"), [1, 1, 1, 1]);
});

test("nothing starts before the first next, and nothing runs ahead", async () => {
  const { lab, cores } = await timedLab(100);
  const run = lab.train(images(1), { steps: 10 });
  await lab.sample();
  assert.equal(lab.training, false);
  assert.equal(cores[0].count("beginTraining"), 0);
  await run.next();
  await lab.sample();
  await lab.sample();
  assert.equal(lab.training, true);
  assert.equal(cores[0].count("trainSteps"), 1);
  await run.return();
  assert.equal(lab.training, false);
});

test("images go up in slices of at most 4 MB, and stay the caller's", async () => {
  const { lab, cores } = await openLab();
  const digits = images(3000);
  await collect(lab.train(digits, { steps: 1 }));
  const sizes = asked(cores[0], "appendImages");
  assert.equal(sizes.length, 3);
  assert.ok(sizes.every((bytes) => bytes <= 4 * 1024 * 1024));
  assert.equal(digits.length, 3000 * 784);
  assert.equal(digits[784], 1 / 256);
});

test("break inside a chunk goes back to the last record seen", async () => {
  const { lab, cores } = await timedLab(10);
  for await (const { step } of lab.train(images(1), { steps: 100 })) {
    if (step === 8) break;
  }
  // Chunks of 1, 4 and 10 steps: 8 is the third of the last one.
  assert.deepEqual(asked(cores[0], "trainSteps"), [1, 4, 10]);
  assert.deepEqual(asked(cores[0], "rewind"), [3]);
  assert.equal(cores[0].count("endTraining"), 1);
  assert.equal(cores[0].weight, weightAfter(8));
  assert.deepEqual([lab.steps, lab.training], [8, false]);
});

test("weights and figures inside a chunk are those of the last record", async () => {
  const { lab, cores } = await timedLab(10);
  const run = lab.train(images(1), { steps: 30 });
  for (let taken = 0; taken < 8; taken++) await run.next();
  // Of the third chunk, 10 steps long, three have been taken.
  await lab.exportWeights();
  assert.deepEqual(asked(cores[0], "rewind"), [3]);
  assert.equal(cores[0].weight, weightAfter(8));
  await lab.evaluate(images(1));
  assert.deepEqual(asked(cores[0], "rewind"), [3]);
  const steps = [];
  for await (const { step } of run) steps.push(step);
  assert.deepEqual(steps.slice(0, 2), [9, 10]);
  assert.equal(cores[0].weight, weightAfter(30));
});

test("figures asked for during a run cost who goes on asking no step", async () => {
  const { lab, cores } = await timedLab(10);
  const figures = [];
  for await (const { step } of lab.train(images(1), { steps: 60 })) {
    // Asked while the next chunk is under way, it comes right after it.
    if (step % 5 === 0) figures.push(lab.evaluate(images(1)));
  }
  assert.equal((await Promise.all(figures)).length, 12);
  assert.deepEqual(asked(cores[0], "rewind"), []);
  assert.equal(cores[0].weight, weightAfter(60));
});

test("break at the end of a chunk rewinds nothing", async () => {
  const { lab, cores } = await timedLab(10);
  for await (const { step } of lab.train(images(1), { steps: 100 })) {
    if (step === 5) break;
  }
  assert.deepEqual(asked(cores[0], "rewind"), []);
  assert.equal(cores[0].weight, weightAfter(5));
});

test("abort rejects the pending next and keeps the steps seen", async () => {
  const stop = new AbortController();
  const before = (core, method) => {
    if (method === "trainSteps" && core.count(method) === 3) stop.abort();
  };
  const { lab, cores } = await timedLab(10, { before });
  const seen = [];
  const training = (async () => {
    const run = lab.train(images(1), { steps: 100, signal: stop.signal });
    for await (const { step } of run) seen.push(step);
  })();
  await assert.rejects(training, { name: "AbortError" });
  assert.deepEqual(seen, [1, 2, 3, 4, 5]);
  assert.deepEqual(asked(cores[0], "rewind"), [0]);
  assert.equal(cores[0].weight, weightAfter(5));
  assert.deepEqual([lab.steps, lab.training], [5, false]);
  const again = await collect(lab.train(images(1), { steps: 2 }));
  assert.equal(again.length, 2);
});

test("abort between two records rejects the next one", async () => {
  const { lab, cores } = await timedLab(10);
  const stop = new AbortController();
  const run = lab.train(images(1), { steps: 100, signal: stop.signal });
  for (let i = 0; i < 3; i++) await run.next();
  stop.abort(new Error("enough"));
  await assert.rejects(run.next(), {
    name: "AbortError",
    message: /The training was stopped: Error: enough/,
  });
  assert.equal(cores[0].weight, weightAfter(3));
});

test("abort of a run that pauses ends it although nobody asks", async () => {
  const { lab, cores } = await timedLab(10);
  const stop = new AbortController();
  const run = lab.train(images(1), { steps: 100, signal: stop.signal });
  for (let i = 0; i < 3; i++) await run.next();
  stop.abort();
  while (lab.training) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(cores[0].weight, weightAfter(3));
  await lab.load(await lab.exportWeights());
  await assert.rejects(run.next(), { name: "AbortError" });
  assert.equal(cores[0].count("endTraining"), 1);
});

test("a signal that has been aborted starts nothing", async () => {
  const { lab, cores } = await openLab();
  const signal = AbortSignal.abort();
  await assert.rejects(lab.train(images(1), { signal }).next(), {
    name: "AbortError",
  });
  assert.equal(cores[0].count("clearImages"), 0);
  assert.equal(lab.training, false);
});

test("a second run, load and reset wait for nobody: they are refused", async () => {
  const { lab, cores } = await timedLab(10);
  const run = lab.train(images(1), { steps: 100 });
  await run.next();
  const bytes = await lab.exportWeights();
  const refused = { code: "training-in-progress" };
  await assert.rejects(lab.train(images(1)).next(), refused);
  await assert.rejects(lab.load(bytes), refused);
  await assert.rejects(lab.reset(), refused);
  assert.equal(cores[0].weight, weightAfter(1));
  assert.equal((await run.next()).value.step, 2);
  await run.return();
  await lab.reset();
});

test("everything that leaves the weights alone works during a run", async () => {
  const { lab } = await timedLab(10);
  for await (const { step } of lab.train(images(1), { steps: 6 })) {
    await lab.sample();
    await lab.encode(images(2));
    await lab.decode(new Float32Array(2));
    await lab.reconstruct(images(1));
    await lab.evaluate(images(40));
    await lab.exportWeights();
    assert.ok(step <= 6);
  }
  assert.equal(lab.steps, 6);
});

test("what only the core refuses is refused before images go up", async () => {
  const { lab, cores } = await openLab();
  await assert.rejects(lab.train(images(1), { batchSize: 9000 }).next(), {
    code: "option-out-of-range",
    message: "The option batchSize is too big.",
  });
  assert.equal(cores[0].count("clearImages"), 0);
  assert.equal(cores[0].count("appendImages"), 0, "images were sent");
  assert.equal(lab.training, false);
  assert.equal(cores[0].weight, 0);
  assert.equal((await collect(lab.train(images(1)))).length, 1);
});

test("an image out of range is refused before training begins", async () => {
  const before = (core, method) => {
    if (method === "trainSteps") throw refusal("images-range", "Pixel 3.");
  };
  const { lab } = await openLab({}, CPU_BROWSER, { before });
  await assert.rejects(lab.train(images(1)).next(), { code: "images-range" });
  assert.equal(lab.training, false);
});

test("snapshots are taken every 1.5 s of training, and at its end", async () => {
  const { lab, cores } = await timedLab(10);
  const at = [];
  for await (const { step } of lab.train(images(1), { steps: 400 })) {
    if (cores[0].count("snapshot") > at.length) at.push(step);
  }
  // Seen at the first record after each: chunks end at 155, 305.
  assert.deepEqual(at, [156, 306]);
  assert.equal(cores[0].count("snapshot"), 3);
});

test("a paused run takes no snapshots and asks for nothing", async () => {
  const { lab, clock, cores } = await timedLab(10);
  const run = lab.train(images(1), { steps: 100 });
  await run.next();
  clock.ms += 60_000;
  await lab.sample();
  assert.equal(cores[0].count("snapshot"), 0);
  assert.equal(cores[0].count("trainSteps"), 1);
  await run.return();
});

test("a second run goes on with Adam's steps, unless told to reset", async () => {
  const { lab } = await openLab();
  await collect(lab.train(images(1), { steps: 3 }));
  await collect(lab.train(images(1), { steps: 2 }));
  assert.equal(lab.steps, 5);
  const run = lab.train(images(1), { steps: 4, resetOptimizer: true });
  await run.next();
  assert.equal(lab.steps, 1);
  await collect(run);
  assert.equal(lab.steps, 4);
});

test("a run that was kept goes on after its step, and counts on from there", async () => {
  const { lab, cores } = await openLab();
  const options = { batchSize: 2, epochs: 4, startStep: 5 };
  const records = await collect(lab.train(images(4), options));
  assert.deepEqual(
    records.map(({ step }) => step),
    [6, 7, 8],
  );
  const [, given, startStep] = cores[0].calls.find(
    ([name]) => name === "beginTraining",
  );
  assert.deepEqual(given, { batchSize: 2, epochs: 4 });
  assert.equal(startStep, 5);
});

test("a start beyond the run's end is refused, and another run may begin", async () => {
  const { lab } = await openLab();
  const options = { batchSize: 2, epochs: 4, startStep: 8 };
  await assert.rejects(lab.train(images(4), options).next(), {
    code: "option-out-of-range",
    message: /startStep is 8, but must be below the 8 steps/,
  });
  assert.equal(lab.training, false);
  await collect(lab.train(images(2), { steps: 1 }));
});
