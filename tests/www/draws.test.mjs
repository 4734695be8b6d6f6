// The noise the page shows is the core's; labels under bars never overlap.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { stagger } from "../../www/charts/stagger.js";
import { drawsOf, noiseOfFigures } from "../../www/session/draws.js";
import { normalNoise, PURPOSE } from "../../www/session/noise.js";

const root = new URL("../../", import.meta.url);
const { noise } = JSON.parse(
  readFileSync(new URL("tests/reference/reference.json", root), "utf8"),
);
/** As tests/reference/reference.py draws it: a seed and an index of many bits. */
const [SEED, PURPOSE_OF_TRAINING, INDEX] = [123456789012345, 3, 2 ** 40];

test("normal noise is that of the reference, number by number", () => {
  const ours = normalNoise(
    SEED,
    PURPOSE_OF_TRAINING,
    INDEX,
    noise.normal.length,
  );
  noise.normal.forEach((value, i) => {
    assert.ok(Math.abs(ours[i] - value) < 1e-6, `${i}: ${ours[i]} ${value}`);
  });
});

test("the second block of a stream is the reference's too", () => {
  // tests/reference/reference.py: words(7, SAMPLE, 5, 20), 16 to a block.
  const [a, b] = noise.words.slice(16);
  const radius = Math.sqrt(-2 * Math.log((a + 0.5) / 2 ** 32));
  const wanted = radius * Math.cos((2 * Math.PI * b) / 2 ** 32);
  assert.ok(Math.abs(normalNoise(7, 6, 5, 20)[16] - wanted) < 1e-6);
});

test("the purposes are those of the core", () => {
  const rust = readFileSync(new URL("src/noise.rs", root), "utf8");
  assert.match(rust, new RegExp(`\\bReconstruct = ${PURPOSE.reconstruct},`));
  assert.match(rust, new RegExp(`\\bEvaluate = ${PURPOSE.evaluate},`));
});

test("a prefix of more noise is the same noise, odd counts too", () => {
  const long = normalNoise(5, 7, 2, 56);
  for (const count of [0, 1, 7, 16, 17, 40]) {
    assert.deepEqual(normalNoise(5, 7, 2, count), long.slice(0, count));
  }
});

test("another seed, purpose or index is other noise; large ones too", () => {
  const all = [
    normalNoise(0, 7, 0, 4),
    normalNoise(1, 7, 0, 4),
    normalNoise(2 ** 32, 7, 0, 4),
    normalNoise(2 ** 53 - 1, 7, 0, 4),
    normalNoise(0, 8, 0, 4),
    normalNoise(0, 7, 1, 4),
    normalNoise(0, 7, 2 ** 32, 4),
  ];
  assert.equal(new Set(all.map(String)).size, all.length);
  assert.deepEqual(noiseOfFigures(0, 4), all[4]);
});

test("a draw is the mean moved by the noise times the deviation", () => {
  const reading = {
    mean: Float32Array.of(1, -2, 3),
    logVar: Float32Array.of(0, Math.log(4), -20),
  };
  const [first, second] = drawsOf(reading, { seed: 0, count: 2 });
  assert.ok(Math.abs(first.z[0] - (1 + first.noise[0])) < 1e-6);
  assert.ok(Math.abs(first.z[1] - (-2 + 2 * first.noise[1])) < 1e-6);
  assert.ok(Math.abs(first.z[2] - 3) < 1e-3);
  assert.notDeepEqual(first.noise, second.noise);
});

test("of a ladder the upper level alone is known", () => {
  const reading = { mean: new Float32Array(5), logVar: new Float32Array(5) };
  const [draw] = drawsOf(reading, { seed: 0, count: 1, upper: 2 });
  assert.equal(draw.z.length, 2);
  assert.equal(draw.noise.length, 5);
});

/** Whether two labels of a row lie on each other. */
function overlaps(labels, rows, apart) {
  return labels.some((a, i) =>
    labels.some(
      (b, j) =>
        i < j &&
        rows[i] >= 0 &&
        rows[i] === rows[j] &&
        Math.abs(a.at - b.at) < (a.width + b.width) / 2 + apart,
    ),
  );
}

test("labels with room stand in one row", () => {
  const labels = [0, 60, 120].map((at) => ({ at, width: 40 }));
  assert.deepEqual(stagger(labels, { rows: 2, apart: 6 }), [0, 0, 0]);
});

test("crowded labels are staggered, and left out before they overlap", () => {
  const wide = [0, 20, 40, 60, 80, 100].map((at) => ({ at, width: 40 }));
  const rows = stagger(wide, { rows: 2, apart: 4 });
  assert.equal(overlaps(wide, rows, 4), false);
  assert.equal(rows[0], 0, "the first is kept");
  assert.equal(rows[5], 0, "and the last");
  assert.ok(rows.includes(1), "some are lower");
  assert.ok(rows.includes(-1), "some have no room");
  assert.equal(overlaps(wide, [0, 0, 0, 0, 0, 0], 4), true);
  assert.deepEqual(stagger([], { rows: 2, apart: 4 }), []);
});
