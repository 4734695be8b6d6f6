// The page's address: what is written is read back, what is rude is refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Lab } from "../../www/engine/lab.js";
import { words } from "../../www/words/words.js";
import { readAddress, SETTINGS, writeAddress } from "../../www/state.js";

/** No two neighbours alike: nothing of it comes in runs. */
const noisyPicture = () =>
  Uint8Array.from({ length: 784 }, (_, p) => (p * 37 + (p % 3)) % 256);

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
    digit: { kind: "own", pixels: noisyPicture(), label: 9 },
    told: 4,
    point: Float32Array.from([0.1, -2.5, 1e-7, 3.14159274]),
    along: 12,
    pinA: Float32Array.from({ length: 40 }, (_, d) => Math.sin(d)),
    pinB: Float32Array.from([1]),
    between: 0.37,
    mapView: { x: -1.5, y: 0.25, k: 4 },
    weights: "pretrained",
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

/** A digit as MNIST's are: paper around grey strokes. */
const inkOnPaper = () =>
  Uint8Array.from({ length: 784 }, (_, p) => {
    const [x, y] = [p % 28, Math.floor(p / 28)];
    const off = Math.abs(x - 14 - 5 * Math.sin(y / 3));
    return y < 4 || y > 23 || off > 3 ? 0 : Math.round(255 - 80 * off);
  });

test("what is on the line survives the trip, to the last pixel", () => {
  const pictures = [
    inkOnPaper(),
    noisyPicture(),
    new Uint8Array(784),
    new Uint8Array(784).fill(255),
  ];
  for (const pixels of pictures) {
    for (const rest of [{ kind: "drawn" }, { kind: "mnist", label: 0 }]) {
      const digit = { ...rest, pixels };
      const address = writeAddress({ ...plain(), digit }, "");
      assert.deepEqual(readAddress(address).settings.digit, digit);
    }
  }
  for (const digit of ["none", { index: 0 }, { index: 1999 }, null]) {
    const address = writeAddress({ ...plain(), digit }, "");
    assert.deepEqual(readAddress(address).settings.digit, digit);
  }
});

test("a latent point survives the trip, to the last bit", () => {
  for (const length of [1, 2, 3, 20, 40]) {
    const point = Float32Array.from({ length }, (_, d) =>
      Math.tan(1 + d * 1.37),
    );
    const address = writeAddress({ ...plain(), point }, "");
    assert.deepEqual(readAddress(address).settings.point, point);
  }
  const typed = readAddress("?point=0.5, -1.25").settings.point;
  assert.deepEqual(typed, Float32Array.from([0.5, -1.25]));
});

test("a link stays short: a digit, a point and both pins", () => {
  const z = () => Float32Array.from({ length: 20 }, () => Math.random());
  const seen = { point: z(), pinA: z(), pinB: z(), along: 3 };
  const digit = { kind: "drawn", pixels: inkOnPaper() };
  const link = writeAddress({ ...plain(), ...seen, digit }, "");
  assert.ok(link.length < 1000, `${link.length} letters`);
  const worst = { ...digit, pixels: noisyPicture() };
  const longest = writeAddress({ ...plain(), ...seen, digit: worst }, "");
  assert.ok(longest.length < 1500, `${longest.length} letters`);
});

test("a broken digit, point or view of the map is refused by name", () => {
  const picture = writeAddress(
    { ...plain(), digit: { kind: "drawn", pixels: inkOnPaper() } },
    "",
  ).slice("?digit=".length);
  const rude = [
    ["digit", ["", "x", "d.z.AAAA", "d.3.q.AAAA", "d.300.z.AAAA", "-1"]],
    ["digit", [picture.slice(0, -4), `${picture}AAAA`, `${picture}*`]],
    ["point", ["", "1,,2", "NaN", "1,Infinity", "_AAA", "_****", "1;2"]],
    ["mapView", ["1,2", "1,2,3,4", "0,0,100", "0,0,0.1", "1e9,0,1"]],
    ["told", ["256", "", "x"]],
    ["between", ["1.5", "", "-1"]],
  ];
  for (const [name, texts] of rude) {
    for (const text of texts) {
      const search = `?${new URLSearchParams({ [name]: text })}`;
      const { settings, refused } = readAddress(search);
      assert.deepEqual(settings, plain(), `${name}=${text}`);
      assert.deepEqual(
        refused.map((each) => each.name),
        [name],
        `${name}=${text}`,
      );
    }
  }
});

test("an address of an earlier version still says what it said", () => {
  const { settings, refused } = readAddress(
    "?model=conv-z2&dock=traverse&seed=12&map=both&path=spherical&tour=3",
  );
  assert.deepEqual(refused, []);
  assert.deepEqual(settings, {
    ...plain(),
    ...{ model: "conv-z2", dock: "traverse", seed: 12 },
    ...{ map: "both", path: "spherical", tour: 3 },
  });
});

test("what looks the same has one address, however it came about", () => {
  const settings = {
    ...plain(),
    seed: 9,
    told: 3,
    mapView: { x: 1, y: 2, k: 4 },
  };
  const address = writeAddress(settings, "");
  assert.equal(writeAddress(settings, "?told=3&seed=1&mapView=0,0,2"), address);
});
