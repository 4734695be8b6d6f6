// What the page does with a Lab: runs, their history, pacing.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { cardOf } from "../../www/session/card.js";
import { History, MEAN_OVER } from "../../www/session/history.js";
import { paced } from "../../www/session/paced.js";
import { Speed } from "../../www/session/speed.js";
import { stepsOfRun, TrainingRun } from "../../www/session/training-run.js";
import { digitsOfClasses, joined } from "../../www/session/training-set.js";

const OPTIONS = { epochs: 2, batchSize: 4, learningRate: 1, beta: 1, seed: 1 };

const record = (step, value = 100) => ({
  step,
  epoch: 1,
  reconstruction: value - 20,
  kl: 20,
  negativeElbo: value,
  ms: 5,
});

/** A Lab that trains as Lab does: pulled, and aborted between steps. */
function labOf(records) {
  return {
    asked: 0,
    async *train(_images, { signal }) {
      for (const each of records) {
        this.asked += 1;
        await new Promise((done) => setTimeout(done));
        signal.throwIfAborted();
        yield each;
      }
    },
  };
}

const nothing = { onRecord() {}, onPause() {} };
const newRun = () =>
  new TrainingRun({ images: new Uint8Array(10 * 784) }, OPTIONS);

test("the last batch of an epoch may be smaller, and counts", () => {
  assert.equal(stepsOfRun(10, { epochs: 2, batchSize: 4 }), 6);
  assert.equal(stepsOfRun(8, { epochs: 3, batchSize: 4 }), 6);
  assert.equal(stepsOfRun(1, { epochs: 5, batchSize: 32 }), 5);
});

test("a run is followed to its end", async () => {
  const seen = [];
  const run = newRun();
  assert.equal(run.steps, 6);
  const lab = labOf([1, 2, 3, 4, 5, 6].map((step) => record(step)));
  await run.follow(lab, {
    ...nothing,
    onRecord: ({ step }) => seen.push(step),
  });
  assert.deepEqual(seen, [1, 2, 3, 4, 5, 6]);
  assert.equal(run.phase, "finished");
  assert.equal(run.open, false);
  assert.equal(run.secondsLeft, 0);
});

test("a step takes what passes between chunks, over the last seconds", () => {
  const speed = new Speed();
  const chunk = (first, last, now) => {
    for (let step = first; step <= last; step++) speed.note(step, now);
  };
  chunk(1, 10, 1000);
  assert.equal(speed.stepMs, 0);
  // Ten steps in 100 ms, and 100 ms of drawing after them.
  chunk(11, 20, 1200);
  assert.equal(speed.stepMs, 20);
  chunk(21, 30, 1300);
  assert.equal(speed.stepMs, 15);
  // Then slower: what lies more than five seconds back is forgotten.
  for (let i = 0; i < 10; i++) chunk(31 + i, 31 + i, 2300 + 1000 * i);
  assert.equal(speed.stepMs, 1000);
  speed.restart();
  assert.equal(speed.stepMs, 0);
  chunk(41, 42, 20_000);
  chunk(43, 44, 20_100);
  assert.equal(speed.stepMs, 50);
  // A lost device goes back.
  chunk(41, 42, 21_000);
  assert.equal(speed.stepMs, 0);
});

test("a run says images a second and seconds left by the clock", async () => {
  let ms = 0;
  mock.method(performance, "now", () => ms);
  const run = newRun();
  const seen = [];
  await run.follow(labOf([1, 2, 3, 4].map((step) => record(step))), {
    ...nothing,
    onRecord() {
      seen.push([run.imagesPerSecond, run.secondsLeft]);
      ms += 50;
    },
  });
  mock.restoreAll();
  assert.deepEqual(seen[0], [0, 0]);
  // Ten images an epoch in three steps; two of six steps are left.
  assert.ok(Math.abs(seen[3][0] - 10 / 3 / 0.05) < 1e-9);
  assert.ok(Math.abs(seen[3][1] - 0.1) < 1e-9);
});

test("pausing asks for no further step; resuming does", async () => {
  const run = newRun();
  const lab = labOf([1, 2, 3].map((step) => record(step)));
  const paused = later();
  const end = run.follow(lab, {
    onRecord: ({ step }) => step === 2 && run.pause(),
    onPause: () => paused.resolve(),
  });
  await paused.promise;
  assert.equal(run.phase, "paused");
  await new Promise((done) => setTimeout(done, 20));
  assert.equal(lab.asked, 2);
  assert.equal(run.step, 2);
  run.resume();
  await end;
  assert.equal(run.phase, "finished");
});

test("a paused run can be cancelled and keeps its steps", async () => {
  const run = newRun();
  const lab = labOf([1, 2, 3].map((step) => record(step)));
  const paused = later();
  const end = run.follow(lab, {
    onRecord: () => run.pause(),
    onPause: () => paused.resolve(),
  });
  await paused.promise;
  run.cancel();
  await end;
  assert.equal(run.phase, "cancelled");
  assert.equal(run.step, 1);
});

test("a pause taken back before it took hold is none", async () => {
  const run = newRun();
  run.pause();
  assert.equal(run.phase, "pausing");
  run.resume();
  const pauses = [];
  await run.follow(labOf([record(1)]), {
    ...nothing,
    onPause: () => pauses.push(1),
  });
  assert.deepEqual(pauses, []);
});

test("an error in the middle ends the run and is kept", async () => {
  const run = newRun();
  const lab = {
    async *train() {
      yield record(1);
      throw Object.assign(new Error("Gone."), { code: "device-lost" });
    },
  };
  await run.follow(lab, nothing);
  assert.equal(run.phase, "failed");
  assert.equal(run.error.code, "device-lost");
});

function later() {
  const settle = {};
  settle.promise = new Promise((resolve) => (settle.resolve = resolve));
  return settle;
}

test("history: the mean is over the last batches, and says how many", () => {
  const history = new History();
  assert.equal(history.empty, true);
  history.push(record(1, 100));
  history.push(record(2, 200));
  assert.equal(history.latest("negativeElbo"), 150);
  assert.equal(history.meanOver, 2);
  for (let step = 3; step < 100; step++) history.push(record(step, 300));
  assert.equal(history.latest("negativeElbo"), 300);
  assert.equal(history.meanOver, MEAN_OVER);
  assert.equal(history.columns.negativeElbo.batch[1], 200);
  assert.equal(history.columns.negativeElbo.mean[1], 150);
});

test("history: steps that come again replace what was there", () => {
  const history = new History();
  for (let step = 1; step <= 10; step++) history.push(record(step, 100));
  for (let step = 6; step <= 8; step++) history.push(record(step, 50));
  assert.deepEqual(history.steps, [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(
    history.columns.negativeElbo.batch,
    [100, 100, 100, 100, 100, 50, 50, 50],
  );
});

test("history: a long run stays drawable and keeps its mean", () => {
  const history = new History();
  const steps = 50_000;
  for (let step = 1; step <= steps; step++) history.push(record(step, step));
  assert.ok(history.steps.length <= 2001, `${history.steps.length} points`);
  assert.ok(history.steps.at(-1) > steps - 2 * history.stride);
  history.steps.forEach((step, i) => {
    const middle = step - (history.stride - 1) / 2;
    assert.equal(history.columns.negativeElbo.batch[i], middle);
  });
});

test("history: going back works after thinning, too", () => {
  const history = new History();
  for (let step = 1; step <= 5000; step++) history.push(record(step, 100));
  for (let step = 4001; step <= 5000; step++) history.push(record(step, 50));
  const { steps, columns } = history;
  assert.equal(new Set(steps).size, steps.length, "no step twice");
  assert.deepEqual(
    steps,
    [...steps].sort((a, b) => a - b),
  );
  assert.equal(columns.negativeElbo.batch.at(-1), 50);
});

/**
 * Time that goes on only when told to: a busy machine must not fail a test.
 * @param {import("node:test").TestContext} t
 */
function ownTime(t) {
  const time = { now: 0 };
  t.mock.method(performance, "now", () => time.now);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const pass = async (/** @type {number} */ ms) => {
    for (let i = 0; i < ms; i++) {
      time.now += 1;
      t.mock.timers.tick(1);
      await new Promise((settled) => setImmediate(settled));
    }
  };
  return { time, pass };
}

test("pacing: one at a time, only the newest waits", async (t) => {
  const { pass } = ownTime(t);
  const done = [];
  let busy = 0;
  const ask = paced(async (request) => {
    busy += 1;
    assert.equal(busy, 1);
    await new Promise((ready) => setTimeout(ready, 5));
    done.push(request);
    busy -= 1;
  });
  for (let i = 0; i < 10; i++) ask(i);
  await pass(20);
  assert.deepEqual(done, [0, 9]);
  ask("later");
  await pass(20);
  assert.deepEqual(done, [0, 9, "later"]);
});

test("pacing: slow work rests so long that it keeps to its share", async (t) => {
  const { time, pass } = ownTime(t);
  const starts = [];
  const ask = paced(
    async () => {
      starts.push(time.now);
      await new Promise((ready) => setTimeout(ready, 20));
    },
    { share: 0.2 },
  );
  ask();
  ask();
  await pass(150);
  // 20 ms of work in every 100.
  assert.deepEqual(starts, [0, 100]);
});

test("a training set is the first digits of each chosen class", () => {
  const labels = Uint8Array.of(0, 1, 0, 1, 0, 2);
  const images = Uint8Array.from({ length: 6 * 784 }, (_, i) =>
    Math.floor(i / 784),
  );
  const digits = { images, labels, count: 6 };
  const firsts = (set) =>
    Array.from({ length: set.length / 784 }, (_, i) => set[i * 784]);
  const some = digitsOfClasses(digits, [0, 2], 2);
  assert.deepEqual(firsts(some.images), [0, 2, 5]);
  assert.deepEqual([...some.labels], [0, 0, 2]);
  assert.deepEqual(firsts(digitsOfClasses(digits, [1], 200).images), [1, 3]);
  assert.equal(digitsOfClasses(digits, [], 200).images.length, 0);
  assert.equal(joined([]).length, 0);
});

test("a card takes what it knows from metadata and leaves the rest", () => {
  const figures = { test: { negativeElbo: 100.2 } };
  assert.deepEqual(cardOf({ data: "MNIST", figures }), {
    data: "MNIST",
    testNats: 100.2,
  });
  const binarized = {
    test: { images: "all 10,000 test images, binarized once" },
  };
  assert.deepEqual(cardOf({ figures: binarized }), { binarized: true });
  assert.deepEqual(cardOf({}), {});
  for (const rude of [null, 7, "x", { test: null }, { test: "x" }]) {
    assert.deepEqual(cardOf({ data: 3, figures: rude }), {});
  }
});
