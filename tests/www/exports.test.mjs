// Files that leave: NPY as NumPy reads it, CSV as RFC 4180 has it, GIF to the pixel.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, decodeFrames } from "modern-gif";
import { ramp } from "../../www/charts/colour.js";
import { csvFile } from "../../www/export/csv.js";
import { colouredFrame, gifOf } from "../../www/export/gif.js";
import { npyFile } from "../../www/export/npy.js";
import { readNpyHeader } from "../../www/import/npy.js";
import {
  codesFile,
  codesOf,
  CURVE_COLUMNS,
  curveRows,
  curvesFile,
} from "../../www/session/exports.js";
import { History } from "../../www/session/history.js";

const text = (buffer) => new TextDecoder().decode(buffer);

/** The values of an NPY file, by its own header. */
function npyValues(buffer) {
  const layout = readNpyHeader(new Uint8Array(buffer), buffer.byteLength);
  const { type, offset, shape, fortran } = layout;
  const Values = {
    "<f4": Float32Array,
    "<f8": Float64Array,
    "|u1": Uint8Array,
  }[type];
  return { shape, fortran, type, offset, values: new Values(buffer, offset) };
}

test("an NPY file has the header that NumPy writes", () => {
  const file = npyFile(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]);
  const bytes = new Uint8Array(file);
  assert.equal(text(bytes.slice(1, 6)), "NUMPY");
  assert.deepEqual([...bytes.slice(0, 1), ...bytes.slice(6, 8)], [0x93, 1, 0]);
  const header = text(bytes.slice(10, 128));
  assert.equal(
    header.trimEnd(),
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }",
  );
  assert.ok(header.endsWith("\n"));
  const { values, ...layout } = npyValues(file);
  assert.deepEqual([...values], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(layout, {
    ...{ shape: [3, 2], fortran: false, type: "<f4", offset: 128 },
  });
  for (const [array, shape] of [
    [Uint8Array.of(7, 8), [2]],
    [Float64Array.of(0.1, NaN), [1, 2]],
    [new Float32Array(0), [0, 7]],
  ]) {
    const read = npyValues(npyFile(array, shape));
    assert.deepEqual(read.shape, shape);
    assert.deepEqual([...read.values], [...array]);
    assert.equal(read.offset % 64, 0);
  }
});

test("CSV has CRLF, quotes where they must be, and empty fields for no number", () => {
  const file = csvFile(
    ["step", "a, in nats", 'the "b"'],
    [
      [1, 0.5, NaN],
      [2, -1e-7, 3],
    ],
  );
  assert.equal(
    text(file),
    'step,"a, in nats","the ""b"""\r\n1,0.5,\r\n2,-1e-7,3\r\n',
  );
});

/** A Lab that encodes an image by its first two pixels. */
const lab = {
  config: { latentDim: 2 },
  async encode(images) {
    const count = images.length / 784;
    const at = (i, p) => images[i * 784 + p];
    const list = Array.from({ length: count }, (_, i) => [at(i, 0), at(i, 1)]);
    return {
      mean: Float32Array.from(list.flat()),
      logVar: Float32Array.from(list.flat(), (v) => 2 * Math.log(v + 1)),
    };
  },
};

const digits = (() => {
  const count = 250;
  const images = new Uint8Array(count * 784);
  for (let i = 0; i < count; i++) images.set([i, 255 - i], i * 784);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
  return { images, labels, count };
})();

test("codes are μ and σ of every image, in its order, with its label", async () => {
  const told = [];
  const signal = new AbortController().signal;
  const onProgress = (done) => told.push(done);
  const codes = await codesOf(lab, digits, { signal, onProgress });
  assert.deepEqual(told, [100, 200, 250]);
  const mean = npyValues(codesFile(codes, "mean.npy"));
  const deviation = npyValues(codesFile(codes, "deviation.npy"));
  const labels = npyValues(codesFile(codes, "labels.npy"));
  assert.deepEqual([mean.shape, labels.shape], [[250, 2], [250]]);
  assert.deepEqual([...mean.values.slice(0, 4)], [0, 255, 1, 254]);
  deviation.values.forEach((sigma, i) =>
    assert.ok(Math.abs(sigma - mean.values[i] - 1) < 1e-3 * sigma),
  );
  assert.deepEqual(labels.values, digits.labels);
  const lines = text(codesFile(codes, "codes.csv")).split("\r\n");
  assert.equal(lines[0], "image,label,mu_1,mu_2,sigma_1,sigma_2");
  assert.equal(lines.length, 252);
  const fields = lines[138].split(",").map(Number);
  assert.deepEqual(fields.slice(0, 4), [137, 7, 137, 118]);
  assert.equal(Math.fround(fields[4]), deviation.values[274]);
});

test("a cancel ends the encoding", async () => {
  const control = new AbortController();
  const onProgress = () => control.abort();
  const how = { signal: control.signal, onProgress };
  await assert.rejects(codesOf(lab, digits, how), { name: "AbortError" });
});

test("curves have a row a step, held-out figures where they were taken", () => {
  const history = new History();
  for (let step = 1; step <= 3; step++)
    history.push({
      step,
      reconstruction: 90 - step,
      kl: 20,
      negativeElbo: 110 - step,
    });
  const point = { reconstruction: 1, kl: 2, negativeElbo: 3 };
  const watch = {
    heldOut: true,
    points: [
      { step: 0, ...point },
      { step: 2, ...point },
    ],
  };
  const rows = curveRows({ history, watch });
  assert.deepEqual(rows, [
    [0, NaN, NaN, NaN, 1, 2, 3],
    [1, 89, 20, 109, NaN, NaN, NaN],
    [2, 88, 20, 108, 1, 2, 3],
    [3, 87, 20, 107, NaN, NaN, NaN],
  ]);
  const [head, first] = text(
    curvesFile({ history, watch }, "curves.csv"),
  ).split("\r\n");
  assert.equal(head, CURVE_COLUMNS.join(","));
  assert.match(head, /^step,reconstruction \(nats per image\),/);
  assert.equal(first, "0,,,,1,2,3");
  const read = npyValues(curvesFile({ history, watch }, "curves.npy"));
  assert.deepEqual(read.shape, [4, 7]);
  assert.deepEqual([...read.values], rows.flat());
  // Figures that are of the training images themselves are none of held-out ones.
  const alone = curveRows({ history, watch: { ...watch, heldOut: false } });
  assert.deepEqual(alone.at(1), [2, 88, 20, 108, NaN, NaN, NaN]);
});

const film = {
  frames: [0, 1, 2].map((f) =>
    Float32Array.from({ length: 784 }, (_, p) => ((p * (f + 1)) % 784) / 783),
  ),
  ...{ side: 28, scale: 2, frameMs: 40 },
  ramp: new Uint8ClampedArray(ramp("#fdfcf8", "#1a2027").buffer),
};

test("a GIF shows every shade of every frame, and is the same each time", async () => {
  const done = [];
  const bytes = await gifOf(film, (frame) => done.push(frame));
  assert.deepEqual(done, [1, 2, 3]);
  const shown = decodeFrames(bytes.slice(0));
  assert.equal(shown.length, 3);
  shown.forEach(({ data, width, height, delay }, f) => {
    assert.deepEqual([width, height, delay], [56, 56, 40]);
    assert.deepEqual([...data], [...colouredFrame(film.frames[f], film)]);
  });
  assert.equal(decode(bytes.slice(0)).looped, true);
  const shades = new Set(shown[0].data.filter((_, i) => i % 4 === 0));
  assert.ok(shades.size > 200, `${shades.size} shades`);
  const again = await gifOf(film, () => {});
  assert.deepEqual(new Uint8Array(again), new Uint8Array(bytes));
});
