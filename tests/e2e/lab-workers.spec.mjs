/** Training that several workers share, from a page that is not ours. */
/* global Lab, digits, collect, refusal */
import { expect, test } from "@playwright/test";
import { beforeWorker, visit } from "./lab-host.mjs";

/** @type {Awaited<ReturnType<typeof visit>>} */
let host;
test.afterEach(() => host.close());

const MODEL = { architecture: "dense", hidden: [40], latentDim: 4, seed: 2 };

/** A run by so many workers: its records, and how many there were. */
const run = (page, workers, options) =>
  page.evaluate(
    async ([model, workers, options]) => {
      const lab = await Lab.create({ device: "flex", workers, model });
      const records = await collect(lab.train(digits, options));
      const told = lab.workers;
      lab.close();
      return {
        workers: told,
        objectives: records.map(({ objective }) => objective),
        steps: records.map(({ step }) => step),
      };
    },
    [MODEL, workers, options],
  );

function expectSameCurve(found, expected) {
  expect(found.steps).toEqual(expected.steps);
  for (const [i, objective] of found.objectives.entries()) {
    const error = Math.abs(objective - expected.objectives[i]);
    expect(error / expected.objectives[i], `step ${i + 1}`).toBeLessThan(1e-4);
  }
}

test("two and three workers train along the curve of one", async ({ page }) => {
  host = await visit(page);
  // The last batch of an epoch has 1000 − 7 · 128 = 104 images.
  const options = { batchSize: 128, epochs: 6 };
  const alone = await run(page, 1, options);
  expect(alone.workers).toBe(1);
  for (const workers of [2, 3]) {
    const shared = await run(page, workers, options);
    expect(shared.workers).toBe(workers);
    expectSameCurve(shared, alone);
  }
});

test("an objective of whole batches is trained by one worker all the same", async ({
  page,
}) => {
  host = await visit(page);
  const options = { objective: "capacity", capacity: 5, steps: 12 };
  expectSameCurve(await run(page, 2, options), await run(page, 1, options));
});

test("who stops inside a shared chunk has the weights of the last record", async ({
  page,
}) => {
  host = await visit(page);
  const same = await page.evaluate(async (model) => {
    const weightsAfter = async (steps, stopAt) => {
      const lab = await Lab.create({ device: "flex", workers: 2, model });
      for await (const { step } of lab.train(digits, { steps, seed: 3 }))
        if (step === stopAt) break;
      const weights = new Uint8Array(await lab.exportWeights());
      lab.close();
      return weights;
    };
    const tensors = (bytes) => {
      const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
      return bytes.subarray(8 + length);
    };
    // A thousand steps never fit one chunk, so the stop lies inside one.
    const stopped = tensors(await weightsAfter(1000, 37));
    const whole = tensors(await weightsAfter(37, 37));
    const most = stopped.length === whole.length && whole.length > 0;
    const values = [stopped, whole].map(
      (bytes) => new Float32Array(bytes.slice().buffer),
    );
    return {
      most,
      apart: values[0].reduce(
        (worst, value, i) => Math.max(worst, Math.abs(value - values[1][i])),
        0,
      ),
    };
  }, MODEL);
  expect(same.most).toBe(true);
  expect(same.apart).toBeLessThan(1e-6);
});

test("a run goes on with a second model's weights, and with a slider beside it", async ({
  page,
}) => {
  host = await visit(page);
  const seen = await page.evaluate(async (model) => {
    const lab = await Lab.create({ device: "flex", workers: 2, model });
    await collect(lab.train(digits, { steps: 20 }));
    await lab.reset();
    const first = await collect(lab.train(digits, { steps: 20 }));
    const decoded = [];
    const run = [];
    for await (const record of lab.train(digits, { steps: 60, seed: 1 })) {
      run.push(record.objective);
      if (record.step % 20 === 0)
        decoded.push(await lab.decode(new Float32Array([1, 0, -1, 0])));
    }
    const moved = decoded[0].some((p, i) => p !== decoded[2][i]);
    return { start: first[0].objective, run, moved, workers: lab.workers };
  }, MODEL);
  const fresh = await run(page, 1, { steps: 1 });
  expect(seen.start).toBeCloseTo(fresh.objectives[0], 2);
  expect(seen.run.at(-1)).toBeLessThan(seen.run[0]);
  expect(seen.moved).toBe(true);
  expect(seen.workers).toBe(2);
});

test("a helper that cannot start leaves the first worker alone", async ({
  page,
}) => {
  const once = () => {
    // The second worker on, of this page: its module never arrives.
    const name = "vae-lab workers";
    const channel = new BroadcastChannel(name);
    let first = true;
    channel.onmessage = ({ data }) => {
      if (data === "who") channel.postMessage("here");
      else first = false;
    };
    channel.postMessage("who");
    const fetched = self.fetch;
    self.fetch = async (...asked) => {
      await new Promise((done) => setTimeout(done, 200));
      if (!first) throw new TypeError("no such luck");
      return fetched(...asked);
    };
  };
  host = await visit(page, { files: beforeWorker(once) });
  const shared = await run(page, 2, { steps: 20 });
  expect(shared.workers).toBe(1);
  expect(shared.steps).toHaveLength(20);
});

/** In a helper, before the engine's own code: counts the gradients it sends. */
const breakHelper = (/** @type {string} */ how) => `() => {
  // Whoever waits for an answer does not wait that long here.
  const wait = setTimeout;
  self.setTimeout = (f, ms) => wait(f, ms === 20_000 ? 1_000 : ms);
  let helps = false;
  addEventListener("message", ({ data }) => {
    helps ||= data?.path?.includes("openBuild") ?? false;
  });
  let sent = 0;
  const { prototype } = MessagePort;
  let post = prototype.postMessage;
  prototype.postMessage = function (message, ...rest) {
    if (helps && message?.gradient && ++sent > 25) { ${how} }
    return post.call(this, message, ...rest);
  };
}`;

for (const [name, how] of [
  ["fails", 'throw new Error("no such luck");'],
  // Or it would be found out by what it says next.
  ["falls silent", "post = () => {}; return undefined;"],
]) {
  test(`a helper that ${name} in the middle of a run: the run goes on`, async ({
    page,
  }) => {
    host = await visit(page, { files: beforeWorker(breakHelper(how)) });
    const options = { batchSize: 128, epochs: 10 };
    const shared = await run(page, 2, options);
    expect(shared.workers).toBe(1);
    expectSameCurve(shared, await run(page, 1, options));
  });
}

test("a wrong number of workers is refused by name", async ({ page }) => {
  host = await visit(page);
  for (const workers of [0, 9, 1.5, "two"]) {
    const refused = await page.evaluate(
      (workers) => refusal(() => Lab.create({ workers })),
      workers,
    );
    expect(refused).toMatchObject({ code: "option-out-of-range" });
    expect(refused.message).toContain("workers");
  }
});
