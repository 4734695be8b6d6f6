// What the page tells a conditional model, and keeps from every other.

import assert from "node:assert/strict";
import { test } from "node:test";
import { LatentMap } from "../../www/session/latent-map.js";
import { DRAWS, Line } from "../../www/session/line.js";
import { Session } from "../../www/session/session.js";
import { keepDigit } from "../../www/session/own-images.js";
import { chosenImages, forecast } from "../../www/session/chosen-images.js";
import { TrainingRun } from "../../www/session/training-run.js";
import { readAddress } from "../../www/state.js";
import { promiseOfPlay } from "../../www/views/phrases.js";

/** A Lab that notes the labels that it is given. */
function labOf(classes) {
  const told = {};
  const note =
    (name, answer) =>
    async (values, { labels } = {}) => {
      told[name] = labels && [...labels];
      return answer(values);
    };
  return {
    told,
    config: { inputDim: 784, latentDim: 1, ...(classes ? { classes } : {}) },
    encode: note("encode", (images) => ({
      mean: new Float32Array(images.length / 784),
      logVar: new Float32Array(images.length / 784),
    })),
    decode: note("decode", () => new Float32Array(784)),
    reconstruct: note("reconstruct", () => new Float32Array(784)),
    evaluate: note("evaluate", () => ({ kl: 1 })),
    sample: note("sample", () => new Float32Array(784)),
    async *train(images, { labels }) {
      told.train = labels && [...labels];
      yield { step: 1, ms: 1 };
    },
  };
}

const digit = (label) => ({
  kind: label === undefined ? "drawn" : "mnist",
  pixels: new Uint8Array(784),
  label,
});

/** A line, and a promise for when it has read and weighed. */
async function readLine(line, act) {
  const before = [line.picture, line.nats];
  act();
  const done = () => line.picture !== before[0] && line.nats !== before[1];
  for (let i = 0; i < 200 && !done(); i++) {
    await new Promise((next) => setTimeout(next, 5));
  }
  assert.ok(done(), "nothing was read");
}

const fail = (error) => {
  throw error;
};

test("the line tells a conditional model the picked digit's class", async () => {
  const lab = labOf(10);
  const line = new Line(() => {}, fail);
  await readLine(line, () => line.put(lab, digit(7)));
  assert.deepEqual(lab.told, { encode: [7], decode: [7], evaluate: [7] });
  line.draws = true;
  await readLine(line, () => line.refresh(lab));
  assert.deepEqual(lab.told.reconstruct, Array(DRAWS).fill(7));
});

test("of a drawing nobody knows the class: it is 0 until one is told", async () => {
  const lab = labOf(10);
  const line = new Line(() => {}, fail);
  await readLine(line, () => line.put(lab, digit()));
  assert.deepEqual(lab.told.encode, [0]);
  await readLine(line, () => line.tell(lab, 4));
  assert.deepEqual(lab.told, { encode: [4], decode: [4], evaluate: [4] });
  assert.equal(line.label, 4);
});

test("no other model is told anything", async () => {
  const lab = labOf(0);
  const line = new Line(() => {}, fail);
  await readLine(line, () => line.put(lab, digit(7)));
  const untold = { encode: undefined, evaluate: undefined };
  assert.deepEqual(lab.told, { ...untold, decode: undefined });
  line.draws = true;
  await readLine(line, () => line.refresh(lab));
  assert.equal(lab.told.reconstruct, undefined);
  const map = new LatentMap(() => {}, fail);
  map.refresh(lab, {
    images: new Uint8Array(784),
    labels: Uint8Array.of(1),
  });
  await new Promise((next) => setTimeout(next, 5));
  assert.equal(map.value.x.length, 1);
  assert.equal(lab.told.encode, undefined);
});

test("the map's digits are encoded with their own classes", async () => {
  const lab = labOf(10);
  const map = new LatentMap(() => {}, fail);
  const images = new Uint8Array(3 * 784);
  map.refresh(lab, { images, labels: Uint8Array.of(3, 1, 4) });
  await new Promise((next) => setTimeout(next, 5));
  // In the map's own order, which is not the set's.
  assert.deepEqual(lab.told.encode, [...map.value.labels]);
  assert.deepEqual(
    [...map.value.indices].map((index) => [3, 1, 4][index]),
    lab.told.encode,
  );
  assert.deepEqual([...lab.told.encode].sort(), [1, 3, 4]);
});

/** A session with three real digits, and a Lab that may be conditional. */
function sessionOf(classes, address = "?classes=12&perClass=2") {
  const session = new Session(readAddress(address).settings);
  session.lab = labOf(classes);
  session.phase = "ready";
  session.digits = {
    images: new Uint8Array(3 * 784),
    labels: Uint8Array.of(1, 2, 2),
    count: 3,
  };
  return session;
}

test("a run on real digits takes their classes along, where they are told", async () => {
  const set = chosenImages(sessionOf(10));
  assert.deepEqual([...set.labels], [1, 2, 2]);
  assert.equal("labels" in chosenImages(sessionOf(0)), false);
  const lab = labOf(10);
  const run = new TrainingRun(set, { epochs: 1, batchSize: 3 });
  await run.follow(lab, { onRecord() {}, onPause() {} });
  assert.deepEqual(lab.told.train, [1, 2, 2]);
});

test("one's own digits are kept with the class that was told", () => {
  const session = sessionOf(10, "?data=mine");
  // Kept by an earlier model, that was told nothing.
  session.mine = [{ id: 1, pixels: new Uint8Array(784) }];
  assert.equal(forecast(session).images, 0);
  assert.match(promiseOfPlay(session).promise, /told each digit's class/);
  session.line.put(session.lab, digit());
  session.tellLabel(6);
  keepDigit(session);
  assert.equal(forecast(session).images, 1);
  assert.deepEqual([...chosenImages(session).labels], [6]);
  session.lab = labOf(0);
  assert.equal(chosenImages(session).images.length, 2 * 784);
  assert.equal(forecast(session).images, 2);
});
