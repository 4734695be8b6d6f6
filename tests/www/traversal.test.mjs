// Moving through latent space: what a dimension carries, ways between points,
// how much pictures differ, and what samples are drawn from.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  FRAMES,
  goBetween,
  Interpolation,
  linear,
  pin,
  pointsBetween,
  spherical,
} from "../../www/session/interpolation.js";
import { Line, SPREAD_DRAWS } from "../../www/session/line.js";
import { cancelFit, fitPrior } from "../../www/session/prior-fit.js";
import {
  classesDrawn,
  drawnWith,
  priorOf,
  sampleAsInput,
} from "../../www/session/priors.js";
import { Session } from "../../www/session/session.js";
import { spreadOf } from "../../www/session/spread.js";
import { addKl, mostFirst } from "../../www/session/carried.js";
import {
  presentPoint,
  REACH,
  SWEEP,
  sweepOf,
  Traversal,
} from "../../www/session/traversal.js";
import { readAddress } from "../../www/state.js";
import { traverseView } from "../../www/views/latent-answers.js";
import { placeOf } from "../../www/views/latent-slider.js";

const near = (actual, wanted, within = 1e-6) =>
  assert.ok(
    Math.abs(actual - wanted) <= within,
    `${actual} is not ${wanted} to ${within}`,
  );

/** Waits until something holds; a promise that never comes is an error. */
async function until(holds, what) {
  for (let i = 0; i < 400 && !holds(); i++) {
    await new Promise((next) => setTimeout(next, 5));
  }
  assert.ok(holds(), what);
}

const fail = (error) => {
  throw error;
};

/** A Lab of two latents whose picture is its z, and that notes what it is asked. */
function labOf(more = {}) {
  const asked = { decode: [], encode: [], sample: [] };
  return {
    asked,
    config: { inputDim: 784, latentDim: 2 },
    priors: ["standard"],
    async encode(images, { labels } = {}) {
      const count = images.length / 784;
      asked.encode.push({ count, labels: labels && [...labels] });
      // The second dimension says what the picture's first pixel does.
      const mean = new Float32Array(2 * count);
      for (let i = 0; i < count; i++) mean[2 * i + 1] = images[784 * i];
      return { mean, logVar: new Float32Array(2 * count) };
    },
    async decode(z, { labels } = {}) {
      asked.decode.push({ z: [...z], labels: labels && [...labels] });
      return new Float32Array(784).fill(z[0]);
    },
    async reconstruct(images, { labels } = {}) {
      const count = images.length / 784;
      asked.reconstruct = { count, labels: labels && [...labels] };
      const pictures = new Float32Array(images.length);
      for (let i = 0; i < count; i++) pictures[784 * i] = i % 2;
      return pictures;
    },
    async evaluate() {
      return { kl: 1, reconstruction: 1, negativeElbo: 2 };
    },
    async sample(options) {
      asked.sample.push(options);
      return new Float32Array(784 * options.count);
    },
    ...more,
  };
}

const digits = (count) => ({
  images: Uint8Array.from({ length: 784 * count }, (_, i) =>
    i % 784 === 0 ? 2 : 0,
  ),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
  count,
});

function sessionOf(lab, address = "?dock=traverse") {
  const session = new Session(readAddress(address).settings);
  session.lab = lab;
  session.phase = "ready";
  return session;
}

test("KL of a dimension: the closed form, added up over posteriors", () => {
  const sums = new Float64Array(2);
  // N(0, 1) costs nothing; N(2, 1) costs 2; N(0, e²) costs ½ (e² − 3).
  addKl(sums, {
    mean: Float32Array.of(0, 2, 0, 0),
    logVar: Float32Array.of(0, 0, 2, 0),
  });
  near(sums[0], (Math.exp(2) - 3) / 2);
  near(sums[1], 2);
  assert.deepEqual(mostFirst([0.1, 3, 0.2]), [1, 2, 0]);
});

test("a sweep moves one dimension from -3 to 3 and nothing else", () => {
  const z = Float32Array.of(5, 7);
  const swept = sweepOf(z, 1);
  assert.equal(swept.length, SWEEP);
  assert.deepEqual([...swept[0]], [5, -REACH]);
  assert.deepEqual([...swept[(SWEEP - 1) / 2]], [5, 0]);
  assert.deepEqual([...swept[SWEEP - 1]], [5, REACH]);
  assert.deepEqual([...z], [5, 7]);
});

test("the line between two points, and the great circle", () => {
  const a = Float32Array.of(3, 0, 0);
  const b = Float32Array.of(0, 3, 0);
  for (const way of [linear, spherical]) {
    assert.deepEqual([...way(a, b, 0)], [3, 0, 0]);
    way(a, b, 1).forEach((value, d) => near(value, b[d]));
  }
  assert.deepEqual([...linear(a, b, 0.5)], [1.5, 1.5, 0]);
  const middle = spherical(a, b, 0.5);
  near(middle[0], 3 / Math.SQRT2);
  near(middle[1], 3 / Math.SQRT2);
  for (const t of [0.1, 0.25, 0.9]) {
    near(Math.hypot(...spherical(a, b, t)), 3, 1e-5);
  }
  // A third of a right angle is 30°.
  near(spherical(a, b, 1 / 3)[1], 1.5);
});

test("where there is no circle, the line is taken", () => {
  const a = Float32Array.of(1, 2);
  for (const b of [a, a.map((x) => 2 * x), a.map((x) => -x), [0, 0]]) {
    const end = Float32Array.from(b);
    assert.deepEqual(spherical(a, end, 0.3), linear(a, end, 0.3));
    assert.deepEqual(spherical(end, a, 0.3), linear(end, a, 0.3));
  }
});

test("points between have both ends among them", () => {
  const [a, b] = [Float32Array.of(0, 1), Float32Array.of(4, 1)];
  const points = pointsBetween(a, b, "linear", 5).map((z) => z[0]);
  assert.deepEqual(points, [0, 1, 2, 3, 4]);
});

test("the spread of pictures, as part of the largest", () => {
  // Pixels that are 0 and 1, always 1, and 0 and 0.5.
  const two = Float32Array.of(0, 1, 0, 1, 1, 0.5);
  const { output, largest } = spreadOf(two, 2);
  near(largest, Math.SQRT1_2);
  assert.deepEqual([...output], [1, 0, 0.5]);
  const same = spreadOf(new Float32Array(6), 2);
  assert.deepEqual(same, { output: new Float32Array(3), largest: 0 });
});

test("the line shows the spread over 32 draws, told the class", async () => {
  const lab = labOf({
    config: { inputDim: 784, latentDim: 2, classes: 10 },
  });
  const line = new Line(() => {}, fail);
  line.spread = true;
  line.put(lab, { kind: "mnist", pixels: new Uint8Array(784), label: 4 });
  await until(() => line.picture, "no picture");
  assert.deepEqual(lab.asked.reconstruct, {
    count: SPREAD_DRAWS,
    labels: Array(SPREAD_DRAWS).fill(4),
  });
  near(line.picture.largest, Math.sqrt(8 / 31));
  assert.equal(line.picture.output[0], 1);
  assert.equal(line.picture.output[1], 0);
});

test("the dimensions are measured in pieces, each digit with its class", async () => {
  const lab = labOf({ config: { inputDim: 784, latentDim: 2, classes: 10 } });
  const traversal = new Traversal(() => {}, fail);
  traversal.refresh(lab, digits(300), false);
  await until(() => traversal.carried, "not measured");
  const { asked } = lab;
  assert.equal(traversal.carried.digits, 300);
  assert.deepEqual([...traversal.carried.kl], [0, 2]);
  assert.deepEqual(traversal.order, [1, 0]);
  assert.equal(traversal.dimension, 1);
  assert.ok(asked.encode.every(({ count }) => count <= 250));
  const told = asked.encode.flatMap(({ labels }) => labels);
  assert.deepEqual(told, [...digits(300).labels]);
});

test("another model's dimensions are forgotten at once", async () => {
  const traversal = new Traversal(() => {}, fail);
  traversal.refresh(labOf(), digits(20), false);
  await until(() => traversal.carried, "not measured");
  traversal.choose(1);
  const other = labOf({ config: { inputDim: 784, latentDim: 3 } });
  traversal.look(other, new Float32Array(3), 0);
  assert.equal(traversal.carried, null);
  assert.deepEqual(traversal.order, []);
  assert.equal(traversal.dimension, 0);
});

test("moving along a dimension draws its strip once, another anew", async () => {
  const lab = labOf();
  const traversal = new Traversal(() => {}, fail);
  traversal.look(lab, Float32Array.of(1, 2), 0);
  assert.equal(lab.asked.decode.length, 0, "nobody knows yet along which");
  traversal.choose(0);
  traversal.look(lab, Float32Array.of(1, 2), 0);
  await until(() => traversal.sweep, "no strip");
  assert.equal(lab.asked.decode.length, SWEEP);
  traversal.look(lab, Float32Array.of(-2, 2), 0);
  traversal.look(lab, Float32Array.of(0.5, 2), 0);
  await new Promise((next) => setTimeout(next, 60));
  assert.equal(lab.asked.decode.length, SWEEP);
  traversal.look(lab, Float32Array.of(0.5, 3), 0);
  await until(() => lab.asked.decode.length === 2 * SWEEP, "no new strip");
  assert.equal(lab.asked.decode.at(-1).z[1], 3);
});

test("the sliders begin at the line's z, at 0 where nothing is on it", () => {
  const session = sessionOf(labOf());
  assert.deepEqual([...presentPoint(session)], [0, 0]);
  session.line.picture = { z: Float32Array.of(1, 2), steered: false };
  assert.deepEqual([...presentPoint(session)], [1, 2]);
  session.steer(Float32Array.of(3, 4));
  assert.deepEqual([...presentPoint(session)], [3, 4]);
  session.lab = null;
  assert.equal(presentPoint(session), null);
});

test("a ladder's rows say their level, unused ones are folded away", () => {
  const config = { inputDim: 784, latentDim: 3, topLatentDim: 1 };
  const session = sessionOf(labOf({ config }));
  session.traversal.carried = { kl: Float64Array.of(0.5, 0.009, 2), digits: 9 };
  session.traversal.order = [2, 0, 1];
  const { rows, unused, along } = traverseView(session);
  assert.deepEqual(
    rows.map(({ name, level, kl }) => [name, level, kl]),
    [
      ["z₃", "lower", 2],
      ["z₁", "upper", 0.5],
    ],
  );
  assert.deepEqual(
    unused.map(({ name }) => name),
    ["z₂"],
  );
  assert.equal(along.dimension, 2);
});

test("places on a track: its ends, its middle, and what is beyond", () => {
  assert.deepEqual([-4, 0, 4, 9, -9].map(placeOf), [0, 50, 100, 100, 0]);
});

test("pins: the line's z at each end, and what lies between on the line", async () => {
  const session = sessionOf(labOf());
  goBetween(session, 0.5);
  assert.equal(session.line.hand, null);
  session.steer(Float32Array.of(0, 1));
  pin(session, "a");
  session.steer(Float32Array.of(4, 1));
  pin(session, "b");
  const { interpolation } = session;
  await until(
    () => interpolation.film?.length === FRAMES * 784,
    "no film of both pins",
  );
  assert.equal(interpolation.film[0], 0);
  assert.equal(interpolation.film.at(-1), 4);
  goBetween(session, 0.25);
  assert.deepEqual([...session.line.hand], [1, 1]);
  assert.equal(interpolation.followed, true);
  session.steer(Float32Array.of(9, 9));
  assert.equal(interpolation.followed, false);
});

test("pins stay for a model of as many latents, and go with any other", () => {
  const interpolation = new Interpolation(() => {}, fail);
  interpolation.pin("a", Float32Array.of(1, 2));
  interpolation.refresh(labOf(), { path: "linear", label: 0 });
  assert.deepEqual([...interpolation.pins.a], [1, 2]);
  const other = labOf({ config: { inputDim: 784, latentDim: 3 } });
  interpolation.refresh(other, { path: "linear", label: 0 });
  assert.equal(interpolation.pins.a, null);
});

test("what samples are drawn with: only what the model has", () => {
  const settings = { prior: "own", temperature: 0.5, drawn: "7" };
  const plain = labOf();
  assert.deepEqual(drawnWith(plain, settings), {
    prior: "standard",
    temperature: 0.5,
  });
  assert.equal(priorOf(plain, "mixture"), "standard");
  const told = labOf({ config: { latentDim: 2, classes: 10 } });
  assert.equal(drawnWith(told, settings).label, 7);
  const three = labOf({ config: { latentDim: 2, classes: 3 } });
  assert.equal(drawnWith(three, settings).label, undefined);
  const fitted = labOf({ priors: ["standard", "classConditional"] });
  assert.equal(classesDrawn(fitted, "classConditional"), 10);
  assert.equal(classesDrawn(fitted, "own"), 0);
  const inTurn = { ...settings, drawn: "turn" };
  assert.equal(drawnWith(told, inTurn).label, undefined);
});

test("a prior that the weights have lost is told of, and the own one drawn", async () => {
  const lab = labOf({ priors: ["standard", "mixture"] });
  const session = sessionOf(lab, "?prior=mixture");
  session.refreshSamples();
  assert.equal(session.settings.prior, "mixture");
  lab.priors = ["standard"];
  session.refreshSamples();
  assert.equal(session.settings.prior, "own");
  assert.match(session.notices.at(-1).text, /fitted mixture/);
  await until(() => lab.asked.sample.length === 2, "not drawn again");
  assert.deepEqual(
    lab.asked.sample.map(({ prior }) => prior),
    ["mixture", "standard"],
  );
});

test("a generated digit is put on the line as bytes, with its class", () => {
  const pixels = new Float32Array(3 * 784).fill(0.5, 784, 2 * 784);
  const grid = { pixels, count: 3, classes: 0 };
  const input = sampleAsInput(grid, 1);
  assert.equal(input.kind, "sample");
  assert.equal(input.label, undefined);
  assert.deepEqual([...new Set(input.pixels)], [128]);
  assert.equal(sampleAsInput({ ...grid, classes: 2 }, 2).label, 0);
  assert.equal(sampleAsInput({ ...grid, classes: 10, label: 6 }, 2).label, 6);
  for (const rude of [-1, 3, NaN])
    assert.equal(sampleAsInput(grid, rude), null);
});

/** A Lab that fits: half-way it waits until it is told to go on. */
function fittingLab(more = {}) {
  const lab = labOf({
    async fitPrior(images, options) {
      lab.fitted = { images: images.length / 784, ...options };
      options.onProgress({ phase: "latents", done: 10, total: 20 });
      await new Promise((next) => setTimeout(next, 10));
      options.signal.throwIfAborted();
      options.onProgress({ phase: "steps", step: 3, logDensity: -5 });
      lab.priors = ["standard", options.kind];
    },
    async logPriorDensity(z, { prior }) {
      const each = prior === "standard" ? -3 : -2;
      return new Float64Array(z.length / 2).fill(each);
    },
    exportWeights: async () => new ArrayBuffer(0),
    ...more,
  });
  return lab;
}

test("a fitted prior is drawn from at once, and compared on the same latents", async () => {
  const lab = fittingLab();
  const session = sessionOf(lab);
  session.digits = digits(20);
  const fitting = fitPrior(session, "classConditional");
  assert.equal(session.fit.done, 10);
  await fitting;
  assert.equal(session.fit, null);
  assert.equal(session.settings.prior, "classConditional");
  assert.deepEqual([...lab.fitted.labels], [...session.digits.labels]);
  assert.deepEqual(session.densities, {
    prior: "classConditional",
    latents: 20,
    fitted: -2,
    standard: -3,
  });
});

test("a fit that is cancelled says nothing, one that is refused says why", async () => {
  const session = sessionOf(fittingLab());
  session.digits = digits(20);
  const fitting = fitPrior(session, "mixture");
  cancelFit(session);
  await fitting;
  assert.deepEqual(session.notices, []);
  assert.equal(session.settings.prior, "own");
  assert.equal(session.lab.fitted.labels, undefined);
  const refuse = async () => {
    throw Object.assign(new Error("A run is open."), {
      code: "training-in-progress",
    });
  };
  session.lab = fittingLab({ fitPrior: refuse });
  await fitPrior(session, "mixture");
  assert.equal(session.notices.at(-1).code, "training-in-progress");
  assert.equal(session.fit, null);
});

test("no prior is fitted to weights that move", async () => {
  const session = sessionOf(fittingLab());
  session.digits = digits(20);
  session.run = { open: true };
  await fitPrior(session, "mixture");
  assert.equal(session.notices.at(-1).code, "training-in-progress");
  assert.equal(session.lab.fitted, undefined);
});

test("a ladder's fit has nothing to be compared with", async () => {
  const config = { inputDim: 784, latentDim: 2, topLatentDim: 1 };
  const session = sessionOf(fittingLab({ config }));
  session.digits = digits(20);
  await fitPrior(session, "mixture");
  assert.equal(session.settings.prior, "mixture");
  assert.equal(session.densities, null);
});
