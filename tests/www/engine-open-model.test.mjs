// Which file a model is still that of: the workshop's passports name it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { OpenModel } from "../../www/engine/open-model.js";

const DESCRIPTION = { config: {}, priors: ["standard"], optimizerStep: 0 };
const FILE = new Uint8Array([1, 2, 3]);

/** An engine whose core answers everything with the same. */
const ENGINE = {
  ask: async (work) =>
    work({
      loadWeights: () => DESCRIPTION,
      openModel: () => DESCRIPTION,
      createModel: () => DESCRIPTION,
    }),
};
const CONNECTION = {
  ask: async (work) =>
    work({ describe: () => DESCRIPTION, snapshot: () => new Uint8Array(9) }),
};

const opened = (source) => new OpenModel(ENGINE, source, DESCRIPTION);

test("a model is its file's until its weights move, and again after a reset", async () => {
  const model = opened({ bytes: FILE });
  assert.equal(model.file, FILE);
  model.dropFitted();
  assert.equal(model.file, null);
  await model.reset();
  assert.equal(model.file, FILE);
  const other = new Uint8Array([4]);
  await model.load(other);
  assert.equal(model.file, other);
  model.dropFitted();
  assert.equal(model.file, null);
});

test("with a prior that was fitted to it a model is no file's", async () => {
  const model = opened({ bytes: FILE });
  await model.keep(CONNECTION);
  assert.equal(model.file, null);
});

test("a file that comes in parts is the model's when the rest is there", () => {
  const source = { bytes: new Uint8Array(3), whole: async () => FILE };
  const model = opened(source);
  // As the engine does it.
  source.bytes = FILE;
  delete source.whole;
  assert.equal(model.file, FILE);
});

test("neither fresh weights nor half a file are a file's", () => {
  assert.equal(opened({ config: {} }).file, null);
  const whole = async () => FILE;
  assert.equal(opened({ bytes: FILE, whole }).file, null);
});
