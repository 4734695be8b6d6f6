// Making the model's 28 × 28 of photos, drawings and ready images.

import assert from "node:assert/strict";
import { test } from "node:test";
import { paperOf, polarityOf } from "../../www/import/paper.js";
import { prepare } from "../../www/import/prepare.js";
import { areaMeans, fitInto } from "../../www/import/resample.js";

const AUTO = { polarity: "auto", fit: "auto", threshold: "auto" };

/** A picture made pixel by pixel. */
const picture = (width, height, shade) => ({
  ...{ width, height },
  data: Uint8Array.from({ length: width * height }, (_, i) =>
    shade(i % width, Math.floor(i / width)),
  ),
});

/** A bar of ink 10 wide and 60 high on 120 × 100. */
const isInk = (x, y) => x >= 70 && x < 80 && y >= 20 && y < 80;
const bar = (ink, paper) =>
  picture(120, 100, (x, y) => (isInk(x, y) ? ink : paper));
const extent = (pixels) => {
  const rows = [...pixels.keys()].filter((i) => pixels[i] > 0);
  const [xs, ys] = [
    rows.map((i) => i % 28),
    rows.map((i) => Math.floor(i / 28)),
  ];
  return [
    Math.max(...xs) - Math.min(...xs) + 1,
    Math.max(...ys) - Math.min(...ys) + 1,
  ];
};

test("the mean of an area is kept, whatever the sizes", () => {
  const from = picture(37, 23, (x, y) => (x * y * 7) % 256);
  const mean = (data) =>
    data.reduce((sum, each) => sum + each, 0) / data.length;
  for (const [width, height] of [
    [28, 28],
    [5, 3],
    [90, 40],
    [37, 23],
  ]) {
    const made = areaMeans(from, width, height);
    assert.ok(
      Math.abs(mean(made) - mean(from.data)) < 1e-3,
      `${width} × ${height}`,
    );
  }
  assert.deepEqual([...areaMeans(from, 37, 23)], [...from.data]);
  assert.deepEqual(fitInto({ width: 8000, height: 5000 }, 320), {
    width: 320,
    height: 200,
  });
  assert.deepEqual(fitInto({ width: 8, height: 5 }, 320), {
    width: 8,
    height: 5,
  });
});

test("dark ink on paper and light ink on a board give the same digit", () => {
  const dark = prepare(bar(0, 255), AUTO);
  const light = prepare(bar(255, 0), AUTO);
  assert.equal(dark.polarity, "dark");
  assert.equal(light.polarity, "light");
  assert.deepEqual(dark.pixels, light.pixels);
  assert.equal(dark.fit, "centre");
  assert.equal(Math.max(...dark.pixels), 255);
  const [width, height] = extent(dark.pixels);
  assert.equal(height, 20);
  assert.ok(width >= 3 && width <= 5, `width ${width}`);
});

test("a grey pencil is full ink, for what is paper is white", () => {
  const pencil = prepare(bar(120, 200), AUTO);
  assert.equal(pencil.polarity, "dark");
  assert.deepEqual(pencil.pixels, prepare(bar(0, 255), AUTO).pixels);
});

test("a photo: light that falls off, and noise, are paper", () => {
  let state = 1;
  const noise = () => {
    state = (state * 48271) % 2147483647;
    return (state / 2147483647 - 0.5) * 16;
  };
  const photo = picture(120, 100, (x, y) => {
    const paper = 150 + 0.5 * x - 0.3 * y;
    return Math.round((isInk(x, y) ? 0.2 * paper : paper) + noise());
  });
  const paper = paperOf(photo);
  assert.ok(Math.abs(paper.perX - 0.5) < 0.05, `${paper.perX} a column`);
  assert.ok(Math.abs(paper.perY + 0.3) < 0.05, `${paper.perY} a row`);
  const made = prepare(photo, AUTO);
  const clean = prepare(bar(0, 255), AUTO);
  assert.deepEqual(extent(made.pixels), extent(clean.pixels));
  const apart = made.pixels.map((each, i) => Math.abs(each - clean.pixels[i]));
  assert.ok(Math.max(...apart) < 70, `differs by ${Math.max(...apart)}`);
});

test("polarity can be told, and then is not guessed", () => {
  const told = prepare(bar(0, 255), {
    ...AUTO,
    polarity: "light",
    fit: "whole",
  });
  assert.equal(told.polarity, "light");
  assert.equal(told.pixels[0], 255);
  // Ink in most of the picture, but none on its rim.
  const bold = picture(60, 60, (x, y) =>
    x > 5 && x < 54 && y > 5 && y < 54 ? 30 : 220,
  );
  assert.equal(polarityOf(bold), "dark");
});

test("a picture of 28 × 28 is taken as it is, to the last bit", () => {
  const mnist = picture(28, 28, (x, y) =>
    x > 8 && x < 20 && y > 4 && y < 24 ? (x * y) % 256 : 0,
  );
  const made = prepare(mnist, AUTO);
  assert.deepEqual([made.fit, made.polarity], ["whole", "light"]);
  assert.deepEqual(made.pixels, mnist.data);
  const turned = prepare(mnist, { ...AUTO, polarity: "dark" });
  assert.deepEqual(
    turned.pixels,
    mnist.data.map((shade) => 255 - shade),
  );
  const centred = prepare(mnist, { ...AUTO, fit: "centre" });
  assert.notDeepEqual(centred.pixels, mnist.data);
});

test("as it is, a wide picture keeps its shape between bars of paper", () => {
  const wide = picture(56, 28, (x, y) => (x > 10 && x < 40 && y > 8 ? 0 : 255));
  const { pixels } = prepare(wide, { ...AUTO, fit: "whole" });
  assert.ok(pixels.subarray(0, 7 * 28).every((each) => each === 0));
  assert.ok(pixels.subarray(21 * 28).every((each) => each === 0));
  assert.equal(pixels[13 * 28 + 12], 255);
});

test("what is fainter than the threshold is paper", () => {
  const two = picture(100, 100, (x, y) => {
    if (x >= 20 && x < 30 && y >= 20 && y < 80) return 0;
    return x >= 60 && x < 90 && y >= 45 && y < 55 ? 180 : 255;
  });
  const both = prepare(two, { ...AUTO, threshold: 0.1 });
  const one = prepare(two, { ...AUTO, threshold: 0.5 });
  assert.ok(extent(both.pixels)[0] > 15, "the faint bar is ink");
  assert.ok(extent(one.pixels)[0] < 6, "the faint bar is paper");
  assert.equal(one.threshold, 0.5);
  const nothing = prepare(two, { ...AUTO, fit: "whole", threshold: 1.01 });
  assert.equal(nothing.pixels, null);
});

test("a picture of one shade is nothing but paper", () => {
  for (const shade of [0, 128, 255]) {
    const even = picture(50, 40, () => shade);
    assert.equal(prepare(even, AUTO).pixels, null, `shade ${shade}`);
    const ready = picture(28, 28, () => shade);
    assert.equal(prepare(ready, AUTO).pixels, null, `28 × 28 of ${shade}`);
  }
});

test("pictures of one pixel, one row, one column do no harm", () => {
  for (const [width, height] of [
    [1, 1],
    [300, 1],
    [1, 300],
    [2, 2],
  ]) {
    const odd = picture(width, height, (x, y) => ((x + y) % 2 ? 255 : 0));
    for (const fit of ["whole", "centre"]) {
      const { pixels } = prepare(odd, { ...AUTO, fit });
      assert.ok(
        pixels === null || pixels.length === 784,
        `${width} × ${height}`,
      );
    }
  }
});
