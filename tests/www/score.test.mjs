// The figures before and after a run.

import assert from "node:assert/strict";
import { test } from "node:test";
import { score, scored } from "../../www/session/score.js";

const run = (imageCount, binarize) => ({
  imageCount,
  images: new Uint8Array(imageCount * 784),
  options: { binarize },
});

test("as many images are scored as the time allows, and at most 2,000", () => {
  assert.deepEqual(scored(run(1800), 0.1), { images: 1800, all: true });
  assert.deepEqual(scored(run(60_000), 0.1), { images: 2000, all: false });
  // 1.5 s at 7 ms each, as on a GPU made of software.
  assert.deepEqual(scored(run(1800), 7), { images: 214, all: false });
});

test("a run in black and white is scored in black and white", async () => {
  const asked = [];
  const lab = {
    async evaluate(images, options) {
      asked.push([images.length / 784, options.binarize]);
      return { negativeElbo: 100 };
    },
  };
  assert.equal(await score({ lab }, run(20, "dynamic"), 7), 100);
  assert.equal(await score({ lab }, run(20, "none"), 20), 100);
  assert.deepEqual(asked, [
    [7, "fixed"],
    [20, "none"],
  ]);
});
