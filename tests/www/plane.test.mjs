// The latent map before it is drawn: planes, tiles, orders, what waits for what.

import assert from "node:assert/strict";
import { test } from "node:test";
import { labelAt, placedLabels } from "../../www/charts/plane-labels.js";
import { planeScales } from "../../www/charts/plane-axes.js";
import { fill, tilesAlong } from "../../www/charts/tile-sheet.js";
import { topEigenvectors } from "../../www/session/eigenvectors.js";
import { Encoded, spreadOrder } from "../../www/session/encoded.js";
import { chosenAxes, LatentMap } from "../../www/session/latent-map.js";
import { latentsOfTiles, standsFor } from "../../www/session/manifold.js";
import { newest } from "../../www/session/newest.js";
import {
  halfAxes,
  ontoAxes,
  ontoComponents,
  sharesOf,
} from "../../www/session/projection.js";
import { SpareTime } from "../../www/session/spare-time.js";

const near = (a, b, by = 1e-6) =>
  assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);

const dot = (a, b) => a.reduce((sum, value, d) => sum + value * b[d], 0);

/** Numbers that follow from their place, and look like none. */
const noise = (i) => {
  const value = Math.sin(i * 127.1 + 311.7) * 43758.5453;
  return value - Math.floor(value) - 0.5;
};

/** Rows around `centre`, spread by `sizes` along the rows of `directions`. */
function cloud(count, centre, directions, sizes) {
  const width = centre.length;
  const rows = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const parts = sizes.map((size, k) => size * noise(7 * i + k));
    for (let d = 0; d < width; d++) {
      rows[i * width + d] =
        centre[d] + parts.reduce((sum, v, k) => sum + v * directions[k][d], 0);
    }
  }
  return rows;
}

test("eigenvectors: a 2 × 2 matrix has those of the textbook", () => {
  const [first, second] = topEigenvectors(Float64Array.of(2, 1, 1, 2), 2);
  near(Math.abs(first[0]), Math.SQRT1_2);
  near(first[0], first[1]);
  near(second[0], -second[1]);
});

for (const size of [3, 8, 9, 40])
  test(`eigenvectors: the two largest of ${size}, found again`, () => {
    // Built from a reflection, whose rows are orthonormal.
    const axis = Float64Array.from({ length: size }, (_, d) => noise(d) + 0.1);
    const square = dot(axis, axis);
    const rows = Array.from({ length: size }, (_, i) =>
      axis.map((v, d) => (i === d ? 1 : 0) - (2 * axis[i] * v) / square),
    );
    const matrix = new Float64Array(size * size);
    // The largest two are not the first two, and the rest lie close together.
    const values = rows.map((_, k) =>
      k === size - 1 ? 9 : k === 1 ? 7 : 1 / (k + 2),
    );
    for (let i = 0; i < size * size; i++) {
      const [a, b] = [Math.floor(i / size), i % size];
      matrix[i] = rows.reduce(
        (s, row, k) => s + values[k] * row[a] * row[b],
        0,
      );
    }
    const [first, second] = topEigenvectors(matrix, size);
    near(Math.abs(dot(first, rows[size - 1])), 1);
    near(Math.abs(dot(second, rows[1])), 1);
    near(dot(first, second), 0);
  });

test("eigenvectors: a matrix of zeros still gives two directions", () => {
  for (const size of [2, 12]) {
    const [first, second] = topEigenvectors(
      new Float64Array(size * size),
      size,
    );
    near(dot(first, first), 1);
    near(dot(second, second), 1);
    near(dot(first, second), 0);
  }
});

test("the principal plane is found, and looks the same way round each time", () => {
  const centre = [1, -2, 3, 0.5];
  const directions = [
    [0.6, 0, 0.8, 0],
    [0, 1, 0, 0],
    [-0.8, 0, 0.6, 0],
  ];
  const rows = cloud(4000, centre, directions, [5, 2, 0.3]);
  const plane = ontoComponents(rows, 4);
  near(dot(plane.first, directions[0]), 1, 1e-2);
  near(dot(plane.second, directions[1]), 1, 1e-2);
  plane.origin.forEach((value, d) => near(value, centre[d], 0.1));
  const mirrored = ontoComponents(
    rows.map((value) => -value),
    4,
  );
  near(dot(mirrored.first, directions[0]), 1, 1e-2);
  const shares = sharesOf(rows, plane.project(rows), 4);
  near(shares[0], 25 / 29.09, 0.02);
  near(shares[1], 4 / 29.09, 0.02);
});

test("each component points to where its largest part is positive", () => {
  const width = 12;
  for (let seed = 1; seed <= 12; seed++) {
    const rows = Float32Array.from(
      { length: 400 * width },
      (_, i) => noise(seed * 1000 + i) * (1 + (i % width)),
    );
    const { first, second } = ontoComponents(rows, width);
    for (const direction of [first, second]) {
      const most = Math.max(...direction.map(Math.abs));
      assert.ok(direction.includes(most), `${direction}`);
    }
  }
});

test("what is lifted from the plane comes back to its place", () => {
  const rows = cloud(50, [1, 2, 3], [[0, 0.6, 0.8]], [2]);
  const planes = [ontoAxes(2, 0, 1), ontoAxes(7, 6, 2)];
  for (const plane of [...planes, ontoComponents(rows, 3)]) {
    for (const [x, y] of [
      [0, 0],
      [1.5, -2.25],
    ]) {
      const z = plane.lift(x, y);
      assert.equal(z.length, plane.width);
      const back = plane.project(z);
      near(back.x[0], x);
      near(back.y[0], y);
    }
  }
  assert.deepEqual([...ontoAxes(4, 3, 1).lift(5, 6)], [0, 6, 0, 5]);
});

test("one latent is a line", () => {
  const line = ontoAxes(1, 0, 0);
  assert.deepEqual([...line.lift(2, 7)], [2]);
  assert.deepEqual([...line.project(Float32Array.of(2)).y], [0]);
});

test("an ellipse: half axes and turn of a covariance", () => {
  const straight = halfAxes(4, 0, 1);
  assert.deepEqual(straight, { deviationX: 2, deviationY: 1, turn: 0 });
  // Of variances 9 and 1, turned by 30°.
  const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
  const turned = halfAxes(9 * c * c + s * s, 8 * s * c, 9 * s * s + c * c);
  near(turned.deviationX, 3);
  near(turned.deviationY, 1);
  near(turned.turn, Math.PI / 6);
  near(halfAxes(1, 0, 4).turn, Math.PI / 2);
});

test("a posterior on the plane has the covariance that its latents have there", () => {
  const rows = cloud(
    300,
    [0, 0, 0],
    [
      [0.6, 0.8, 0],
      [0, 0, 1],
    ],
    [4, 2],
  );
  const plane = ontoComponents(rows, 3);
  const variances = [4, 1, 0.25];
  const { deviationX, deviationY, turn, x, y } = plane.ellipse(
    plane.lift(1, 2),
    (d) => variances[d],
  );
  near(x, 1);
  near(y, 2);
  // Back from the ellipse to the covariance it was made of.
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  const [a, b] = [deviationX ** 2, deviationY ** 2];
  const across = (p, q) =>
    variances.reduce((t, v, d) => t + v * p[d] * q[d], 0);
  near(a * c * c + b * s * s, across(plane.first, plane.first));
  near((a - b) * s * c, across(plane.first, plane.second));
  const round = plane.ellipse([0, 0, 0], () => 1);
  near(round.deviationX, 1);
  near(round.deviationY, 1);
});

test("axes: the costliest where none is chosen, and never one twice", () => {
  const costs = Float64Array.of(0.1, 3, 0, 2);
  assert.deepEqual(chosenAxes(costs, 0, 0), [1, 3]);
  assert.deepEqual(chosenAxes(costs, 3, 0), [2, 1]);
  assert.deepEqual(chosenAxes(costs, 0, 2), [3, 1]);
  assert.deepEqual(chosenAxes(costs, 1, 3), [0, 2]);
  assert.deepEqual(chosenAxes(costs, 2, 2), [1, 3]);
  assert.deepEqual(chosenAxes(costs, 99, 1), [1, 0]);
});

test("any first part of an order is spread over the whole set", () => {
  for (const count of [0, 1, 2, 3, 10, 2000, 10_000]) {
    const order = spreadOrder(count);
    assert.deepEqual(
      [...order].sort((a, b) => a - b),
      [...Array(count).keys()],
    );
  }
  const tenths = Array(10).fill(0);
  for (const i of spreadOrder(2000).subarray(0, 500)) tenths[(i / 200) | 0]++;
  for (const found of tenths) near(found, 50, 3);
});

test("digits are encoded in pieces, each with its own label; KL is their mean", () => {
  const labels = Uint8Array.from({ length: 10 }, (_, i) => i);
  const images = Uint8Array.from({ length: 20 }, (_, p) => p >> 1);
  const encoded = new Encoded({ images, labels, count: 10 }, 7, 1, 0);
  while (encoded.done < encoded.total) {
    const next = encoded.next(3, 2);
    assert.deepEqual(
      [...next.labels].flatMap((l) => [l, l]),
      [...next.images],
    );
    const mean = Float32Array.from(next.labels);
    encoded.take({ mean, logVar: new Float32Array(mean.length) });
  }
  assert.equal(encoded.total, 7);
  assert.deepEqual([...encoded.means], [...encoded.labels]);
  const squares = encoded.means.reduce((sum, m) => sum + m * m, 0);
  near(encoded.costs[0], squares / 2 / 7);
});

test("tiles are lifted from their middles, from the top left on", () => {
  const tiling = { left: -2, right: 2, bottom: 0, top: 3, columns: 4, rows: 3 };
  const plane = ontoAxes(2, 0, 1);
  const all = [...latentsOfTiles(plane, tiling, 0, 12)];
  assert.deepEqual(all.slice(0, 4), [-1.5, 2.5, -0.5, 2.5]);
  assert.deepEqual(all.slice(-2), [1.5, 0.5]);
  assert.deepEqual([...latentsOfTiles(plane, tiling, 5, 2)], all.slice(10, 14));
});

test("a sheet stands for what it covers at about its size", () => {
  const part = (left, right) => ({ left, right, bottom: left, top: right });
  assert.equal(standsFor(part(-3, 3), part(-3, 3)), true);
  assert.equal(standsFor(part(-3, 3), part(-2.5, 3.5)), true);
  assert.equal(standsFor(part(-3, 3), part(1, 7)), false);
  assert.equal(standsFor(part(-3, 3), part(-1, 1)), false);
  assert.equal(standsFor(part(-1, 1), part(-3, 3)), false);
});

test("a sheet is painted tile by tile; what is not there lets through", () => {
  const tiling = { left: 0, right: 1, bottom: 0, top: 1, columns: 2, rows: 1 };
  const pixels = new Float32Array(2 * 784).fill(1);
  const out = new Uint32Array(2 * 784);
  const mixed = new Uint8ClampedArray(1024).fill(255);
  fill(out, { tiling, pixels, done: 1 }, mixed);
  assert.equal(out[27], 0xffffffff);
  assert.equal(out[28], 0);
  assert.equal(out.filter((value) => value !== 0).length, 784);
  assert.equal(tilesAlong(330), 20);
  assert.equal(tilesAlong(3), 1);
  assert.equal(tilesAlong(5000), 24);
});

test("zoomed scales show the part that was zoomed to, with both axes alike", () => {
  const size = { width: 400, height: 400 };
  const plain = planeScales(4, size);
  const zoomed = planeScales(4, size, { k: 2, x: -200, y: -100 });
  for (const value of [-3, 0, 2.5]) {
    near(zoomed.x(value), 2 * plain.x(value) - 200);
    near(zoomed.y(value), 2 * plain.y(value) - 100);
  }
});

test("a class's name is found where it stands, and only those in sight stand", () => {
  const size = { width: 400, height: 400 };
  const scales = planeScales(4, size);
  const centres = new Map([
    [3, { x: 1, y: 1 }],
    [7, { x: 40, y: 0 }],
  ]);
  const labels = placedLabels(centres, scales, size);
  assert.deepEqual(
    labels.map(({ name }) => name),
    [3],
  );
  assert.equal(labelAt(labels, { x: scales.x(1) + 4, y: scales.y(1) }), 3);
  assert.equal(labelAt(labels, { x: scales.x(1) + 14, y: scales.y(1) }), null);
});

test("newest: another aim gives up the work, the same aim waits for it", async () => {
  const done = [];
  const steps = [];
  const work = newest(
    async (wish, wanted) => {
      for (let i = 0; i < 3; i++) {
        await new Promise((next) => steps.push(next));
        if (!wanted()) return;
      }
      done.push(wish.note);
    },
    (one, other) => one.aim === other.aim,
  );
  const pass = async (times) => {
    for (let i = 0; i < times; i++) {
      steps.shift()?.();
      await new Promise((settled) => setImmediate(settled));
    }
  };
  work.ask({ aim: "a", note: 1 });
  work.ask({ aim: "a", note: 2 });
  work.ask({ aim: "a", note: 3 });
  await pass(3);
  assert.deepEqual(done, [1]);
  await pass(1);
  work.ask({ aim: "b", note: 4 });
  await pass(4);
  assert.deepEqual(done, [1, 4], "3 was given up");
  work.ask({ aim: "b", note: 5 });
  await pass(1);
  work.drop();
  await pass(4);
  assert.deepEqual(done, [1, 4], "5 was dropped");
});

test("spare time: while training, work keeps to a tenth", async (t) => {
  const time = { now: 0 };
  t.mock.method(performance, "now", () => time.now);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const pass = async (ms) => {
    for (let i = 0; i < ms; i++) {
      time.now += 1;
      t.mock.timers.tick(1);
      await new Promise((settled) => setImmediate(settled));
    }
  };
  const spare = new SpareTime();
  const starts = [];
  const piece = (training) =>
    spare.take({ kind: "encode", units: 10, training }, async () => {
      starts.push(time.now);
      await new Promise((ready) => setTimeout(ready, 10));
    });
  for (let i = 0; i < 3; i++) void piece(true);
  await pass(250);
  assert.deepEqual(
    starts.map((start) => start - starts[0]),
    [0, 100, 200],
  );
  void piece(false);
  await pass(20);
  assert.ok(starts.at(-1) < 260, "at once where nothing trains");
  assert.equal(spare.units("encode", 250), 16);
});

test("where asking alone takes long, pieces grow", async (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const spare = new SpareTime();
  const piece = async (fixed, each) => {
    const units = spare.units("encode", 250);
    await spare.take({ kind: "encode", units, training: false }, async () => {
      now += fixed + each * units;
    });
    return units;
  };
  const sizes = [];
  for (let i = 0; i < 6; i++) sizes.push(await piece(200, 0.2));
  assert.deepEqual(sizes, [16, 64, 250, 250, 250, 250]);
  assert.equal(spare.units("encode", 16), 16);
  // A slow model on a quick device: none but the one that is tried may hold up
  // a slider.
  spare.forget();
  const slow = [];
  for (let i = 0; i < 5; i++) slow.push(await piece(2, 2.5));
  assert.deepEqual(slow, [16, 64, 16, 16, 16]);
  // A quicker one: 64 in 50 ms, and more would take longer.
  spare.forget();
  const quick = [];
  for (let i = 0; i < 5; i++) quick.push(await piece(1, 0.7));
  assert.deepEqual(quick, [16, 64, 250, 64, 64]);
});

/** A Lab whose latents are the first pixels of an image. */
const labOf = (latentDim) => ({
  config: { inputDim: 784, latentDim },
  scale: 1,
  async encode(images) {
    const mean = Float32Array.from(
      { length: (images.length / 784) * latentDim },
      (_, i) =>
        this.scale *
        (images[Math.floor(i / latentDim) * 784 + (i % latentDim)] / 100 - 1),
    );
    return { mean, logVar: new Float32Array(mean.length) };
  },
  async decode(z) {
    return new Float32Array((z.length / latentDim) * 784).fill(0.5);
  },
});

const setOf = (count) => ({
  images: Uint8Array.from(
    { length: count * 784 },
    (_, p) => 100 + 200 * noise(p) * (p % 784 === 1 ? 1 : 0.4),
  ),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
  count,
});

const until = async (holds) => {
  for (let i = 0; i < 400 && !holds(); i++) {
    await new Promise((next) => setTimeout(next, 5));
  }
  assert.ok(holds(), "it never came");
};

const fail = (error) => {
  throw error;
};

test("the map: the plane is the same whichever digits were there first", async () => {
  const few = setOf(300);
  const more = setOf(400);
  const planeOf = async (...sets) => {
    const lab = labOf(3);
    const map = new LatentMap(() => {}, fail);
    for (const digits of sets) {
      map.refresh(lab, digits, { steps: 0 });
      await until(() => map.value?.digits === digits);
    }
    return map.value.projection;
  };
  assert.notDeepEqual(await planeOf(few), await planeOf(more));
  assert.deepEqual(await planeOf(few, more), await planeOf(more));
});

test("the map: the plane stays while the weights move, and is chosen anew when asked", async () => {
  const lab = labOf(3);
  const map = new LatentMap(() => {}, fail);
  const digits = setOf(300);
  map.refresh(lab, digits, { steps: 0 });
  await until(() => map.value);
  const { projection, fit } = map.value;
  assert.equal(projection.kind, "pca");
  assert.equal(map.value.moved, false);
  near(Math.abs(projection.first[1]), 1, 0.05);
  lab.scale = 2;
  const before = map.value.x[0];
  map.refresh(lab, digits, { steps: 8 });
  await until(() => map.value.steps === 8);
  assert.equal(map.value.projection, projection);
  assert.equal(map.value.moved, true);
  assert.notEqual(map.value.x[0], before);
  map.fit();
  assert.equal(map.value.fit, fit + 1);
  assert.equal(map.value.moved, false);
  map.choose({ plane: "axes", axisX: 3, axisY: 1 });
  assert.deepEqual(map.value.projection.axes, [2, 0]);
  map.forget();
  assert.equal(map.value, null);
});

test("the map: two latents are the plane, whatever was chosen", async () => {
  const map = new LatentMap(() => {}, fail);
  map.choose({ plane: "axes", axisX: 2, axisY: 1 });
  map.refresh(labOf(2), setOf(30));
  await until(() => map.value);
  assert.equal(map.value.projection.kind, "all");
  assert.deepEqual(map.value.projection.axes, [0, 1]);
});

test("the manifold: first coarse, then fine, and gone when it is not wanted", async () => {
  const seen = [];
  const map = new LatentMap(() => {
    const sheets = map.manifold.sheets.map(({ done }) => done);
    if (sheets.length > 0) seen.push(sheets.join());
  }, fail);
  const side = { left: -3, right: 3, bottom: -3, top: 3 };
  map.manifold.look({ ...side, columns: 15, rows: 10 });
  map.refresh(labOf(3), setOf(30));
  await until(() => map.manifold.sheets.at(-1)?.done === 150);
  await until(() => map.manifold.sheets.length === 1);
  assert.equal(seen[0], "64");
  assert.equal(seen.at(-1), "150");
  assert.ok(
    seen.some((sheets) => /^64,(?!150)/.test(sheets)),
    `in pieces: ${seen}`,
  );
  map.manifold.look(null);
  assert.deepEqual(map.manifold.sheets, []);
});
