// Where trained weights come from, told in the header of their file.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Lineage, shortOf } from "../../www/engine/lineage.js";
import { metadataIn, withPassport } from "../../www/engine/weights-header.js";

/** A safetensors file with one tensor of bytes. */
function fileOf(metadata, tensor, more = {}) {
  const header = JSON.stringify({
    __metadata__: { vae_lab: JSON.stringify(metadata) },
    x: {
      dtype: "U8",
      shape: [tensor.length],
      data_offsets: [0, tensor.length],
    },
    ...more,
  });
  const text = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + text.length + tensor.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(tensor, 8 + text.length);
  return file;
}

const MOMENTS = { dtype: "F32", shape: [0], data_offsets: [3, 3] };
const CONFIG = {
  architecture: "dense",
  inputDim: 9,
  hidden: [4],
  latentDim: 2,
};
const file = (more = {}) => fileOf({ config: CONFIG, ...more }, [1, 2, 3]);

test("a passport goes into the header, and not a byte of the tensors changes", () => {
  const bytes = file({ name: "é" });
  const told = withPassport(bytes, { operation: "train" });
  assert.deepEqual([...told.slice(-3)], [1, 2, 3]);
  const length = Number(new DataView(told.buffer).getBigUint64(0, true));
  assert.equal(length % 8, 0);
  assert.equal(told.length, 8 + length + 3);
  assert.deepEqual(metadataIn(told), {
    ...{ config: CONFIG, name: "é" },
    passport: { operation: "train" },
  });
  for (const other of [new Uint8Array(3), new Uint8Array(40)]) {
    assert.equal(metadataIn(other), null);
    assert.deepEqual(withPassport(other, {}), other);
  }
});

test("what was trained names the file, whatever is behind it, and every run", async () => {
  const root = { sha256: "r", bytes: 9, model: "dense", name: "root" };
  const making = { operation: "prune", settings: {}, parents: ["r"] };
  const figures = { bytes: 7 };
  const passport = { ...making, figures, ancestors: [root] };
  const bytes = file({ name: "pruned", passport });
  const lineage = new Lineage({ bytes });
  assert.equal(await lineage.passport(), null, "nothing was trained");
  const first = lineage.run({ learningRate: 0.1 });
  lineage.run({ learningRate: 9 });
  first.steps = 5;
  const one = await lineage.passport();
  assert.deepEqual(one.settings, { learningRate: 0.1, steps: 5 });
  assert.equal(one.operation, "train");
  assert.equal(one.ancestors.length, 2);
  assert.deepEqual(one.parents, [one.ancestors[0].sha256]);
  assert.match(one.parents[0], /^[0-9a-f]{64}$/);
  assert.deepEqual(
    { ...one.ancestors[0], sha256: "" },
    {
      ...{ sha256: "", bytes: bytes.length, model: "dense 9-4-2-4-9" },
      ...{ name: "pruned", making, figures },
    },
  );
  assert.deepEqual(one.ancestors[1], root);
  lineage.run({ beta: 2 }, file({ name: "teacher" })).steps = 2;
  const two = await lineage.passport();
  assert.equal(two.operation, "distill");
  assert.deepEqual(two.settings.runs, [
    { learningRate: 0.1, steps: 5 },
    { beta: 2, steps: 2 },
  ]);
  const names = two.ancestors.map(({ name }) => name);
  assert.deepEqual(names, ["pruned", "teacher", "root"]);
  lineage.begin({ bytes });
  assert.equal(await lineage.passport(), null);
  assert.equal(lineage.told, undefined);
});

test("a run that goes on from Adam's moments tells its own story further", async () => {
  const root = { sha256: "r", bytes: 9, model: "dense", name: "root" };
  const told = (more) => ({
    ...{ operation: "train", settings: { steps: 5 }, parents: ["r"] },
    ...{ ancestors: [root], ...more },
  });
  const goOn = async (passport, teacher) => {
    const moments = { "adam.m.x": MOMENTS };
    const bytes = fileOf({ config: CONFIG, passport }, [1, 2, 3], moments);
    const lineage = new Lineage({ bytes });
    lineage.run({ beta: 2 }, teacher).steps = 2;
    return lineage.passport();
  };
  const one = await goOn(told());
  assert.deepEqual(one, {
    ...told(),
    settings: { runs: [{ steps: 5 }, { beta: 2, steps: 2 }] },
  });
  const { settings } = await goOn(told({ settings: one.settings }));
  assert.deepEqual(
    settings.runs.map(({ steps }) => steps),
    [5, 2, 2],
  );
  const distilled = await goOn(told(), file({ name: "teacher" }));
  assert.equal(distilled.operation, "distill");
  assert.deepEqual(
    distilled.ancestors.map(({ name }) => name),
    ["teacher", "root"],
  );
  assert.equal(distilled.parents[0], "r");
  const fresh = await goOn(undefined);
  assert.equal(fresh, null, "it began with no file");
  const pruned = await goOn(told({ operation: "prune" }));
  assert.notDeepEqual(pruned.parents, ["r"], "what was pruned is a file");
});

test("a passport goes in as the core would write it, the run word for word", () => {
  const bytes = file({ training: { options: { beta: 1 }, step: 2 } });
  const text = new TextDecoder().decode(bytes);
  const whole = text.replace('beta\\":1', 'beta\\":1.0');
  const longer = new TextEncoder().encode(whole.slice(8));
  const core = new Uint8Array(8 + longer.length);
  core.set(longer, 8);
  const length = new DataView(bytes.buffer).getBigUint64(0, true) + 2n;
  new DataView(core.buffer).setBigUint64(0, length, true);
  const made = withPassport(core, { settings: {}, operation: "train" });
  const written = new TextDecoder().decode(made);
  assert.match(
    written,
    /passport\\":\{\\"operation\\":\\"train\\",\\"settings\\":\{\}\},\\"training\\":\{\\"options\\":\{\\"beta\\":1\.0\}/,
  );
  assert.equal(metadataIn(made).training.step, 2);
});

test("fresh weights come from no file", async () => {
  const lineage = new Lineage({ config: CONFIG });
  lineage.run({}).steps = 1;
  assert.equal(await lineage.passport(), null);
});

test("models in short are worded as the core words them", () => {
  const conv = { architecture: "conv", inputDim: 784, channels: [16, 32] };
  for (const [config, wanted] of [
    [CONFIG, "dense 9-4-2-4-9"],
    [
      { ...CONFIG, decoderHidden: [6, 3], ranks: { "decoder.output": 2 } },
      "dense 9-4-2-3-6-9, decoder.output of rank 2",
    ],
    [
      { ...conv, hidden: [128], latentDim: 2, classes: 10 },
      "conv 784-16c-32c-128-2-128-32c-16c-784, 10 classes",
    ],
    [
      { ...conv, hidden: [], latentDim: 2, outputConvolution: true },
      "conv 784-16c-32c-2-32c-16c-784, output convolution",
    ],
    [
      {
        ...{ architecture: "ladder", inputDim: 784, hidden: [64] },
        ...{ latentDim: 40, topLatentDim: 8, decoderChannels: [] },
      },
      "ladder 784-64-(8+32)-64-784",
    ],
  ]) {
    assert.equal(shortOf(config), wanted);
  }
});
