// Reading IDX and making 28 × 28 digits of drawings.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { gunzip } from "../../www/import/gunzip.js";
import { readDigits, readIdx } from "../../www/import/idx.js";
import { mnistDigit } from "../../www/import/mnist-digit.js";

/** An IDX file of unsigned bytes. */
function idx(dims, values) {
  const head = [0, 0, 8, dims.length];
  for (const dim of dims) {
    head.push(dim >>> 24, (dim >>> 16) & 255, (dim >>> 8) & 255, dim & 255);
  }
  return Uint8Array.from([...head, ...values]);
}

const twoImages = idx([2, 28, 28], new Uint8Array(2 * 784).fill(9));
const code = (expected) => (error) => {
  assert.equal(error.code, expected);
  assert.match(error.message, /^[A-Z].*\.$/, "a full sentence");
  return true;
};

test("an IDX file gives its dimensions and values", () => {
  const { dims, data } = readIdx(idx([2, 3], [1, 2, 3, 4, 5, 6]));
  assert.deepEqual(dims, [2, 3]);
  assert.deepEqual([...data], [1, 2, 3, 4, 5, 6]);
});

test("a view into a larger buffer is read from its own start", () => {
  const file = idx([3], [7, 8, 9]);
  const shifted = new Uint8Array(file.length + 5);
  shifted.set(file, 5);
  assert.deepEqual([...readIdx(shifted.subarray(5)).data], [7, 8, 9]);
});

test("every way an IDX file can be cut short is idx-truncated", () => {
  const whole = idx([2, 3], [1, 2, 3, 4, 5, 6]);
  for (let length = 0; length < whole.length; length++) {
    assert.throws(
      () => readIdx(whole.subarray(0, length)),
      code("idx-truncated"),
      `${length} bytes`,
    );
  }
});

test("what is not IDX, or not bytes, or too long, is idx-header", () => {
  const html = new TextEncoder().encode("<!doctype html>");
  assert.throws(() => readIdx(html), code("idx-header"));
  const floats = idx([1], [0, 0, 0, 0]);
  floats[2] = 0x0d;
  assert.throws(() => readIdx(floats), code("idx-header"));
  assert.throws(() => readIdx(idx([2], [1, 2, 3])), code("idx-header"));
  assert.throws(() => readIdx(idx([], [])), code("idx-header"));
});

test("a header that promises 16 TB is refused, not allocated", () => {
  const huge = idx([0xffffffff, 64, 64], [1]);
  assert.throws(() => readIdx(huge), code("idx-truncated"));
});

test("images and labels that disagree are idx-mismatch", () => {
  assert.equal(readDigits(twoImages, idx([2], [3, 4])).count, 2);
  const refused = [
    [twoImages, idx([3], [3, 4, 5])],
    [twoImages, idx([1], [3])],
    [twoImages, idx([2], [3, 10])],
    [twoImages, idx([2, 1], [3, 4])],
    [idx([2, 28, 27], new Uint8Array(2 * 28 * 27)), idx([2], [3, 4])],
    [idx([2, 784], new Uint8Array(2 * 784)), idx([2], [3, 4])],
  ];
  for (const [images, labels] of refused) {
    assert.throws(() => readDigits(images, labels), code("idx-mismatch"));
  }
});

test("gzip is undone, what is not gzip is left alone", async () => {
  const file = idx([3], [7, 8, 9]);
  assert.deepEqual(await gunzip(new Uint8Array(gzipSync(file))), file);
  assert.deepEqual(await gunzip(file), file);
});

test("gzip that ends early is idx-truncated", async () => {
  const whole = new Uint8Array(gzipSync(twoImages));
  await assert.rejects(gunzip(whole.slice(0, 20)), code("idx-truncated"));
});

/** A drawing on a square pad: a thick line from one point to another. */
function stroke(side, from, to, radius) {
  const data = new Float32Array(side * side);
  for (let i = 0; i <= 400; i++) {
    const t = i / 400;
    const x = from[0] + t * (to[0] - from[0]);
    const y = from[1] + t * (to[1] - from[1]);
    for (let py = 0; py < side; py++) {
      for (let px = 0; px < side; px++) {
        const inside = Math.hypot(px + 0.5 - x, py + 0.5 - y) <= radius;
        if (inside) data[py * side + px] = 1;
      }
    }
  }
  return { data, width: side, height: side };
}

function inkBox(digit) {
  const xs = [];
  const ys = [];
  digit.forEach((ink, i) => {
    if (ink > 0) {
      xs.push(i % 28);
      ys.push(Math.floor(i / 28));
    }
  });
  return {
    width: Math.max(...xs) - Math.min(...xs) + 1,
    height: Math.max(...ys) - Math.min(...ys) + 1,
  };
}

function centreOfMass(digit) {
  let [mass, x, y] = [0, 0, 0];
  digit.forEach((ink, i) => {
    mass += ink;
    x += ink * (i % 28);
    y += ink * Math.floor(i / 28);
  });
  return [x / mass, y / mass];
}

const drawings = {
  "a one, off in a corner": stroke(100, [80, 10], [70, 60], 4),
  "a long bar": stroke(120, [10, 100], [110, 95], 5),
  "a large diagonal": stroke(100, [10, 10], [90, 90], 6),
  "a tiny tick": stroke(100, [50, 50], [56, 53], 2),
};

for (const [name, raster] of Object.entries(drawings)) {
  test(`${name}: longer side 20, centre of mass at 14`, () => {
    const digit = mnistDigit(raster);
    assert.ok(digit);
    const box = inkBox(digit);
    assert.equal(Math.max(box.width, box.height), 20);
    for (const at of centreOfMass(digit)) {
      assert.ok(Math.abs(at - 14) <= 0.5 + 1e-9, `centre of mass at ${at}`);
    }
  });
}

test("where and how large it was drawn does not matter", () => {
  const here = mnistDigit(stroke(200, [20, 20], [60, 100], 6));
  const there = mnistDigit(stroke(200, [120, 80], [160, 160], 6));
  assert.deepEqual(here, there);
  const twice = mnistDigit(stroke(400, [40, 40], [120, 200], 12));
  const apart = here.map((ink, i) => Math.abs(ink - twice[i]));
  assert.ok(Math.max(...apart) < 40, `pixels differ by ${Math.max(...apart)}`);
});

test("the aspect ratio is kept", () => {
  const bar = { data: new Float32Array(100 * 100), width: 100, height: 100 };
  for (let y = 20; y < 60; y++) bar.data.fill(1, y * 100 + 40, y * 100 + 50);
  const digit = mnistDigit(bar);
  assert.deepEqual(inkBox(digit), { width: 5, height: 20 });
  assert.equal(Math.max(...digit), 255);
});

test("an empty pad is no digit, a dot is one", () => {
  const empty = { data: new Float32Array(900), width: 30, height: 30 };
  assert.equal(mnistDigit(empty), null);
  empty.data[435] = 1;
  assert.deepEqual(inkBox(mnistDigit(empty)), { width: 20, height: 20 });
});

test("a lopsided drawing keeps all its ink on the field", () => {
  // Nearly all the mass in one corner of the box: exact centring would push
  // the far end of the thin tail over the edge.
  const raster = stroke(200, [20, 20], [180, 20], 0.8);
  for (let y = 20; y < 60; y++) raster.data.fill(1, y * 200 + 20, y * 200 + 60);
  const digit = mnistDigit(raster);
  assert.equal(inkBox(digit).width, 20);
});
