// A fit gives way to training.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fitPrior, giveWay } from "../../www/session/prior-fit.js";
import { words } from "../../www/words/words.js";

/** A session whose Lab fits until it is told to stop, or at once. */
function sessionWith(endless) {
  const said = [];
  const failed = [];
  let asked = 0;
  const session = {
    digits: { images: new Uint8Array(250 * 784), labels: new Uint8Array(250) },
    settings: {},
    fit: null,
    run: null,
    model: { name: "m" },
    changed() {},
    set(change) {
      Object.assign(this.settings, change);
    },
    tell: (say) => said.push(say()),
    fail: (error) => failed.push(error),
    notKept: (name, error) => failed.push(error),
    lab: {
      workshop: { file: async () => new ArrayBuffer(0) },
      config: { latentDim: 2 },
      priors: ["standard"],
      exportWeights: async () => new ArrayBuffer(0),
      fitPrior: (_, { signal, onProgress }) =>
        new Promise((done, fail) => {
          onProgress({ phase: "latents", done: 10, total: 250 });
          if (!endless) return done();
          signal.addEventListener("abort", () => fail(signal.reason));
        }),
      async encode(images) {
        asked += 1;
        const count = images.length / 784;
        if (asked === 2) giveWay(session);
        const zeros = () => new Float32Array(2 * count);
        return { mean: zeros(), logVar: zeros() };
      },
      logPriorDensity: async () => new Float64Array(1),
    },
  };
  return { session, said, failed, asked: () => asked };
}

test("a fit that is under way is cancelled, and that is said once", async () => {
  const { session, said, failed } = sessionWith(true);
  const fitting = fitPrior(session, "mixture");
  assert.equal(session.fit.done, 10);
  giveWay(session);
  giveWay(session);
  await fitting;
  assert.deepEqual(said, [words.priors.gaveWay]);
  assert.deepEqual(failed, []);
  assert.equal(session.fit, null);
  assert.equal(session.settings.prior, undefined);
});

test("one that is there stays until the first step; only its measuring ends", async () => {
  const { session, said, failed, asked } = sessionWith(false);
  await fitPrior(session, "mixture");
  assert.equal(session.settings.prior, "mixture");
  assert.equal(asked(), 2, "of three pieces");
  assert.deepEqual(
    [said, failed.filter(({ name }) => name === "AbortError")],
    [[], []],
  );
  assert.equal(session.fit, null);
});

test("without a fit nothing is said", () => {
  const { session, said } = sessionWith(true);
  giveWay(session);
  assert.deepEqual(said, []);
});
