// Choosing among means of models: numbers in place of files, whose distance from
// one place is the bound.

import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsOnLine, greedySoup } from "../../www/engine/fusing.js";

const judgeOf = (bound) => {
  const told = [];
  return {
    told,
    average: async (files, weights) => {
      const sum = weights.reduce((sum, weight) => sum + weight, 0);
      const mean = files.reduce(
        (mean, x, i) => mean + (x * weights[i]) / sum,
        0,
      );
      return { weights: mean, metadata: { of: files.length } };
    },
    bound: async (x) => bound(x),
    onProgress: (done, total) => told.push([done, total]),
  };
};

test("a line goes from one end to the other, beside that to the aligned end", async () => {
  const judge = judgeOf((x) => x ** 2);
  const wanted = { end: 10, aligned: 2, points: 3 };
  assert.deepEqual(await boundsOnLine(judge, 0, wanted), [
    { share: 0, negativeElbo: 0, aligned: 0 },
    { share: 0.5, negativeElbo: 25, aligned: 1 },
    { share: 1, negativeElbo: 100, aligned: 4 },
  ]);
  assert.deepEqual(judge.told.at(-1), [6, 6]);
  const plain = await boundsOnLine(judge, 0, { end: 10, points: 2 });
  assert.deepEqual(plain.at(-1), { share: 1, negativeElbo: 100 });
});

test("a soup takes in from the best on what makes the mean better", async () => {
  const judge = judgeOf((x) => Math.abs(x - 5));
  // Alone 3, 2, 8 and no number at all: 3 first, then 8 makes 5.5, 5 of it all.
  const soup = await greedySoup(judge, [8, 3, 13, NaN]);
  assert.deepEqual(
    soup.tried.map(({ index, taken }) => [index, taken]),
    [
      [1, true],
      [0, true],
      [2, false],
      [3, false],
    ],
  );
  assert.equal(soup.weights, 5.5);
  assert.equal(soup.negativeElbo, 0.5);
  assert.deepEqual(soup.metadata, { of: 2 });
  assert.deepEqual(judge.told.at(-1), [7, 7]);
});

test("where the best model alone is the best, nothing is made", async () => {
  const judge = judgeOf((x) => Math.abs(x - 5));
  await assert.rejects(greedySoup(judge, [5, 8]), {
    code: "nothing-to-do",
    message: /no mean is better/,
  });
});
