// The page's address: what is written is read back, what is rude is refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Lab } from "../../www/engine/lab.js";
import { words } from "../../www/words/words.js";
import { readAddress, SETTINGS, writeAddress } from "../../www/state.js";

const plain = () => readAddress("").settings;

test("a plain address gives the defaults and stays plain", () => {
  const { settings, refused } = readAddress("");
  for (const [name, { start }] of Object.entries(SETTINGS)) {
    assert.deepEqual(settings[name], start, name);
  }
  assert.deepEqual(refused, []);
  assert.equal(writeAddress(settings, ""), "");
});

test("every setting survives the trip through the address", () => {
  const changed = {
    device: "ndarray",
    model: "flagship",
    theme: "dark",
    dock: "data",
    output: "draws",
    shortcuts: "off",
    seed: 9007199254740991,
    count: 400,
    data: "mine",
    classes: [0, 3, 8],
    perClass: 17,
    epochs: 3,
    batchSize: 1,
    learningRate: 0.00025,
    beta: 0,
    trainSeed: 0,
    language: "zh",
    map: "both",
    plane: "axes",
    axisX: 20,
    axisY: 3,
    path: "spherical",
    temperature: 0.35,
    prior: "mixture",
    drawn: "4",
    objective: "capacity",
    gamma: 30.5,
    capacity: 12,
    importanceSamples: 50,
    freeBits: 0.25,
    warmup: "cyclic",
    warmupSteps: 900,
    schedule: "cosine",
    averageDecay: 0.999,
    binarize: "dynamic",
    setup: "model",
    watch: "latents",
    start: "fresh",
    architecture: "ladder",
    channels: [16, 32],
    hidden: [],
    topHidden: [64],
    latentDim: 12,
    topLatentDim: 4,
    activation: "silu",
    likelihood: "gaussian",
    conditional: "yes",
    weightSeed: 3,
    operation: "fuse",
    calibrate: "no",
    bits: "16",
    per: "tensor",
    scheme: "asymmetric",
    mixed: "no",
    prune: "weights",
    share: 62.5,
    among: "model",
    factorBy: "rank",
    variance: 95,
    rank: 12,
    dead: 0.5,
    growLatents: 24,
    growHidden: [500, 300],
    growChannels: [32, 64],
    growClasses: 10,
    growPrior: "vamp",
    growComponents: 9,
    growLikelihood: "gaussian",
    align: "no",
    fuseBy: "soup",
    posterior: "own",
    average: "bounds",
    rounds: 3,
    tune: 200,
    learnRate: 0.0005,
    learnFrom: "atHand",
    studentHidden: [64],
    studentChannels: [8],
    studentLatents: 8,
    studentSteps: 300,
    teachClass: 3,
    teachFrom: "atHand",
    teachCount: 5,
    teachReplay: 100,
    teachSteps: 20,
    lossData: 0.5,
    lossOutputs: 2,
    lossPosterior: 0.1,
    lossLatent: 0.25,
    shelf: "family",
    tour: 10,
  };
  assert.deepEqual(Object.keys(changed), Object.keys(SETTINGS));
  const address = writeAddress(changed, "");
  const { settings, refused } = readAddress(address);
  assert.deepEqual(settings, changed);
  assert.deepEqual(refused, []);
});

test("the models of the address are the shipped ones", () => {
  assert.deepEqual(SETTINGS.model.allowed, ["oneOf", Lab.models.join(", ")]);
  assert.deepEqual(Object.keys(words.topBar.models), Lab.models);
});

test("no class at all is a choice of its own, not the default", () => {
  const address = writeAddress({ ...plain(), classes: [] }, "");
  assert.deepEqual(readAddress(address).settings.classes, []);
});

test("a value that is not allowed falls back and is reported", () => {
  const rude = {
    device: "toaster",
    seed: "-1",
    count: "1e9",
    epochs: "0",
    batchSize: "3.5",
    learningRate: "NaN",
    beta: "",
    classes: "3x",
    trainSeed: "9007199254740993",
    map: "globe",
    plane: "tsne",
    axisX: "-1",
    axisY: "10000",
    hidden: "400,,2",
    channels: "16;32",
    importanceSamples: "1",
    gamma: "1e5",
  };
  const { settings, refused } = readAddress(
    `?${new URLSearchParams(rude).toString()}`,
  );
  assert.deepEqual(settings, plain());
  assert.deepEqual(
    refused.map(({ name }) => name).sort(),
    Object.keys(rude).sort(),
  );
  assert.equal(refused.find(({ name }) => name === "seed").text, "-1");
});

test("what is not ours in the address is left alone", () => {
  const address = writeAddress({ ...plain(), seed: 9 }, "?visit=2&seed=4");
  const given = new URLSearchParams(address);
  assert.equal(given.get("visit"), "2");
  assert.equal(given.get("seed"), "9");
});
