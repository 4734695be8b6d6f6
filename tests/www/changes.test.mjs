// How a change is written: with its sign, and none where nothing changed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ratio, signed } from "../../www/words/numbers.js";

test("a difference has its sign, also of a gain", () => {
  assert.equal(signed(1.234), "+1.23");
  assert.equal(signed(-1.234), "−1.23");
  // Of noise in the last digits nothing is to be seen.
  for (const none of [0, 0.0004, -0.0004]) assert.equal(signed(none), "0.00");
});

test("what is smaller is divided, what is larger multiplied", () => {
  assert.equal(ratio(3.2), "÷ 3.20");
  assert.equal(ratio(1 / 3.61), "× 3.61");
  for (const same of [1, 1.0001, 0.9999]) assert.equal(ratio(same), "× 1.00");
});
