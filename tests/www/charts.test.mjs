// What the charts compute before they draw.

import assert from "node:assert/strict";
import { test } from "node:test";
import { channels, ramp } from "../../www/charts/colour.js";
import { gridShape, gridSize } from "../../www/charts/picture-grid.js";
import { placeLabels } from "../../www/charts/place-labels.js";
import { MARGIN, planeScales } from "../../www/charts/plane-axes.js";
import {
  classCentres,
  nearestPoint,
  planeExtent,
} from "../../www/charts/scatter.js";

test("a ramp goes from paper to ink in 256 opaque steps", () => {
  assert.deepEqual(channels("#1f66a8"), [0x1f, 0x66, 0xa8]);
  const mixtures = ramp("#ffffff", "#204060");
  assert.deepEqual([...mixtures.slice(0, 4)], [255, 255, 255, 255]);
  assert.deepEqual([...mixtures.slice(-4)], [0x20, 0x40, 0x60, 255]);
  for (let i = 1; i < 256; i++) {
    assert.ok(mixtures[4 * i] <= mixtures[4 * i - 4], "never lighter again");
  }
});

test("a grid has room for all, and is shaped as wanted", () => {
  assert.deepEqual(gridShape(16), { columns: 4, rows: 4 });
  assert.deepEqual(gridShape(16, 4), { columns: 8, rows: 2 });
  assert.deepEqual(gridShape(1), { columns: 1, rows: 1 });
  for (let count = 1; count <= 400; count++) {
    for (const aspect of [1, 3]) {
      const { columns, rows } = gridShape(count, aspect);
      assert.ok(columns * rows >= count, `${count} fit`);
      assert.ok(columns * (rows - 1) < count, `${count}: no empty row`);
      if (count >= 12) {
        const ratio = columns / rows / aspect;
        assert.ok(ratio > 0.4 && ratio < 2.5, `${count}: ${columns}×${rows}`);
      }
    }
  }
  assert.deepEqual(gridSize({ columns: 3, rows: 1 }), {
    width: 88,
    height: 28,
  });
});

test("labels with room stay, crowded ones part", () => {
  const wanted = [
    { x: 0, y: 0 },
    { x: 3, y: 1 },
    { x: 3, y: 1 },
    { x: 200, y: 80 },
  ];
  const places = placeLabels(wanted, 20);
  assert.deepEqual(places[3], wanted[3]);
  places.forEach((a, i) =>
    places.slice(i + 1).forEach((b) => {
      assert.ok(Math.hypot(a.x - b.x, a.y - b.y) >= 20 - 1e-6);
    }),
  );
});

test("ten labels at one point can all be read", () => {
  const places = placeLabels(Array(10).fill({ x: 50, y: 50 }), 19);
  places.forEach((a, i) =>
    places.slice(i + 1).forEach((b) => {
      assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > 18);
    }),
  );
});

const points = {
  x: Float32Array.of(-1, -3, 2, 2),
  y: Float32Array.of(0, 2, -1, 3),
  classes: Uint8Array.of(4, 4, 1, 1),
};

test("a class's centre is the mean of its points, classes in order", () => {
  assert.deepEqual(
    [...classCentres(points)],
    [
      [1, { x: 2, y: 1 }],
      [4, { x: -2, y: 1 }],
    ],
  );
});

test("the plane holds all points and is never smaller than asked", () => {
  assert.ok(planeExtent(points, 1) >= 3);
  assert.equal(planeExtent(null, 3), planeExtent(points, 3));
  const wild = { ...points, x: Float32Array.of(9.3, NaN, Infinity, 0) };
  assert.equal(planeExtent(wild, 3), 9.5);
});

test("the nearest point within reach is found, else none", () => {
  const scales = planeScales(4, { width: 400, height: 400 });
  assert.equal(scales.x(-4), MARGIN);
  assert.equal(scales.y(-4), 400 - MARGIN);
  const place = { x: scales.x(2) + 3, y: scales.y(3) - 2 };
  assert.equal(nearestPoint(points, place, scales, 12), 3);
  const off = { x: scales.x(0), y: scales.y(-3) };
  assert.equal(nearestPoint(points, off, scales, 12), -1);
});
