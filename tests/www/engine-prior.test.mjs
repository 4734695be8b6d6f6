// Priors over the engine: which there are, fitting one, and what becomes of it.

import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import {
  callsOf,
  closeChannels,
  collect,
  fakeClock,
  images,
  openLab,
  weightsFile,
  WHOLE_BROWSER,
} from "./engine-fake.mjs";

afterEach(() => {
  mock.restoreAll();
  closeChannels();
});

test("sample passes on a prior, a temperature and the prior's labels", async () => {
  const { lab, cores } = await openLab();
  await lab.sample({ count: 1, prior: "mixture", temperature: 0.5 });
  await lab.sample({ prior: "classConditional", labels: [3, 200] });
  assert.deepEqual(callsOf(cores[0], "sample"), [
    [1, 0, { prior: "mixture", temperature: 0.5 }],
    [2, 0, [3, 200], { prior: "classConditional" }],
  ]);
  await assert.rejects(lab.sample({ prior: "mixture", labels: [1] }), {
    code: "labels-unexpected",
  });
});

test("densities are asked of the prior that is named", async () => {
  const { lab, cores } = await openLab();
  const z = Float32Array.of(1, 2, 3, 4);
  const found = await lab.logPriorDensity(z, { prior: "mixture" });
  assert.deepEqual([...found], [1, 2, 3, 4]);
  assert.equal(z.length, 4);
  await lab.logPriorDensity(z, { prior: "classConditional", labels: [7, 0] });
  assert.deepEqual(callsOf(cores[0], "logPriorDensity"), [
    [[1, 2, 3, 4], "mixture"],
    [[1, 2, 3, 4], "classConditional", [7, 0]],
  ]);
});

test("a prior is fitted in pieces, with progress, and can then be drawn from", async () => {
  const clock = fakeClock();
  const tick = (count) => (clock.ms += count);
  const { lab, cores } = await openLab({}, undefined, { tick });
  assert.deepEqual(lab.priors, ["standard"]);
  const told = [];
  const fitted = await lab.fitPrior(images(600), {
    components: 5,
    onProgress: (progress) => told.push(progress),
  });
  assert.deepEqual(fitted, {
    prior: "mixture",
    records: [{ step: 3, logDensity: -600 }],
  });
  assert.deepEqual(lab.priors, ["standard", "mixture"]);
  assert.deepEqual(callsOf(cores[0], "fitImages"), [
    [256, 0],
    [256, 256],
    [88, 512],
  ]);
  assert.deepEqual(told.slice(0, 3), [
    { phase: "latents", done: 256, total: 600 },
    { phase: "latents", done: 512, total: 600 },
    { phase: "latents", done: 600, total: 600 },
  ]);
  assert.deepEqual(told[3], { phase: "steps", step: 1, logDensity: -600 });
  assert.equal(told.length, 6);
});

test("a step over many latents is taken in pieces of about 100 ms", async () => {
  const clock = fakeClock();
  // A latent takes 0.05 ms: 2,000 fit into a piece.
  const tick = (count) => (clock.ms += count / 20);
  const { lab, cores } = await openLab({}, undefined, { tick });
  const steps = [];
  await lab.fitPrior(images(5000), {
    onProgress: ({ phase, step }) => phase === "steps" && steps.push(step),
  });
  assert.deepEqual(steps, [1, 2, 3]);
  const sizes = callsOf(cores[0], "advanceFit").map(([size]) => size);
  assert.deepEqual(sizes.slice(0, 4), [1024, 2000, 2000, 2000]);
});

test("an abort within a step ends the fit there", async () => {
  const controller = new AbortController();
  let encoded = false;
  const tick = () => encoded && controller.abort();
  const { lab, cores } = await openLab({}, undefined, { tick });
  const fitting = lab.fitPrior(images(1300), {
    signal: controller.signal,
    onProgress: ({ phase, done, total }) => {
      assert.equal(phase, "latents", "no step was completed");
      encoded = done === total;
    },
  });
  await assert.rejects(fitting, { name: "AbortError" });
  assert.equal(callsOf(cores[0], "advanceFit").length, 1);
  assert.deepEqual(cores[0].calls.at(-1), ["dropFit"]);
});

test("a prior that the worker has but could not be secured is told of", async () => {
  const before = (core, method) => {
    if (method === "snapshot") throw new Error("no memory");
  };
  const { lab } = await openLab({}, undefined, { before });
  await assert.rejects(lab.fitPrior(images(2)), { message: /no memory/ });
  assert.deepEqual(lab.priors, ["standard", "mixture"]);
});

test("labels go along for a class-conditional prior", async () => {
  const { lab, cores } = await openLab();
  const options = { kind: "classConditional", labels: [4, 2] };
  await lab.fitPrior(images(2), options);
  assert.deepEqual(callsOf(cores[0], "fitImages"), [[2, 0, [4, 2]]]);
  assert.deepEqual(callsOf(cores[0], "beginFit"), [
    [{ kind: "classConditional" }],
  ]);
  assert.deepEqual(lab.priors, ["standard", "classConditional"]);
});

for (const [when, stop] of [
  ["while images are encoded", ({ phase }) => phase === "latents"],
  ["between two steps", ({ step }) => step === 2],
]) {
  test(`an abort ${when} leaves the model as it was`, async () => {
    const { lab, cores } = await openLab();
    await lab.fitPrior(images(2));
    const controller = new AbortController();
    const fitting = lab.fitPrior(images(2), {
      kind: "classConditional",
      labels: [0, 1],
      signal: controller.signal,
      onProgress: (progress) => stop(progress) && controller.abort(),
    });
    await assert.rejects(fitting, { name: "AbortError" });
    assert.deepEqual(cores[0].calls.at(-1), ["dropFit"]);
    assert.deepEqual(lab.priors, ["standard", "mixture"]);
    assert.equal((await lab.sample({ count: 1 })).length, 784);
  });
}

test("what the core refuses is told, and nothing is left half done", async () => {
  const { lab, cores } = await openLab();
  await assert.rejects(lab.fitPrior(images(2), { components: 300 }), {
    code: "option-out-of-range",
    message: /components/,
  });
  assert.deepEqual(cores[0].calls.at(-1), ["dropFit"]);
  assert.equal(callsOf(cores[0], "fitImages").length, 0);
});

test("a training step takes a fitted prior away, a run without one does not", async () => {
  const { lab } = await openLab();
  await lab.fitPrior(images(2));
  for await (const record of lab.train(images(4), { batchSize: 2 })) {
    assert.equal(record.step, 1);
    assert.deepEqual(lab.priors, ["standard"], "in the middle of the run");
    break;
  }
  assert.deepEqual(lab.priors, ["standard"]);
  const own = await openLab({ model: weightsFile({ vamp: true }) });
  await collect(own.lab.train(images(4)));
  assert.deepEqual(own.lab.priors, ["vamp", "standard"]);
});

test("no prior is fitted while a run is open", async () => {
  const { lab } = await openLab();
  const run = lab.train(images(4), { batchSize: 2 });
  await run.next();
  await assert.rejects(lab.fitPrior(images(2)), {
    code: "training-in-progress",
  });
  await run.return();
  await lab.fitPrior(images(2));
});

test("a fitted prior survives the loss of the device", async () => {
  const before = (core, method, [count]) =>
    core.name === "webgpu" && method === "sample" && count === 5
      ? core.die("gone")
      : undefined;
  const { lab } = await openLab({}, WHOLE_BROWSER, { before });
  await lab.fitPrior(images(2));
  await lab.sample({ count: 5, prior: "mixture" });
  assert.equal(lab.device.name, "flex");
  assert.deepEqual(lab.priors, ["standard", "mixture"]);
});

test("a fit whose device is lost is done anew, whole, on the next", async () => {
  const before = (core, method, [, first]) =>
    core.name === "webgpu" && method === "fitImages" && first > 0
      ? core.die("gone")
      : undefined;
  const { lab, cores } = await openLab({}, WHOLE_BROWSER, { before });
  const { records } = await lab.fitPrior(images(600));
  assert.equal(lab.device.name, "flex");
  assert.deepEqual(records, [{ step: 3, logDensity: -600 }]);
  const pieces = callsOf(cores[1], "fitImages");
  assert.equal(pieces[0][1], 0);
  assert.equal(
    pieces.reduce((sum, [count]) => sum + count, 0),
    600,
  );
  assert.deepEqual(lab.priors, ["standard", "mixture"]);
});
