// A page of pictures that is built over several frames.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Growing } from "../../www/views/growing.js";

const real = globalThis.requestAnimationFrame;
let waiting = [];
beforeEach(() => {
  waiting = [];
  globalThis.requestAnimationFrame = (then) => waiting.push(then);
});
afterEach(() => (globalThis.requestAnimationFrame = real));

/** A view that is updated in each frame that asks for it. */
function view() {
  let asked = 0;
  const growing = new Growing({ requestUpdate: () => (asked += 1) });
  const frame = () => {
    const now = waiting;
    waiting = [];
    now.forEach((then) => then());
    const was = asked;
    asked = 0;
    return was;
  };
  return { growing, frame };
}

/** What is shown in each frame until none is asked for. */
function shownOf({ growing, frame }, count) {
  const shown = [growing.of(count)];
  while (frame() > 0) shown.push(growing.of(count));
  return shown;
}

test("all are there in the end, a few more in each frame", () => {
  const shown = shownOf(view(), 24);
  assert.equal(shown.at(-1), 24);
  assert.ok(shown[0] > 0 && shown[0] < 24);
  const steps = shown.map((all, i) => all - (shown[i - 1] ?? 0));
  assert.ok(Math.max(...steps) <= 6, String(steps));
  assert.deepEqual(shownOf(view(), 0), [0]);
  assert.equal(shownOf(view(), 3)[0], 3);
});

test("a view that is updated often grows no faster, and asks once a frame", () => {
  const { growing, frame } = view();
  const first = growing.of(24);
  assert.equal(growing.of(24), first);
  assert.equal(growing.of(24), first);
  assert.equal(waiting.length, 1);
  assert.equal(frame(), 1);
});

test("what is there stays when a page is turned, or one is taken out", () => {
  const one = view();
  shownOf(one, 24);
  assert.deepEqual(shownOf(one, 24), [24]);
  assert.deepEqual(shownOf(one, 23), [23]);
  assert.deepEqual(shownOf(one, 24), [24, 24]);
  assert.ok(shownOf(one, 0).length === 1);
  assert.ok(shownOf(one, 24).length > 2, "an empty page begins anew");
});

test("a page that became shorter meanwhile does not grow past its end", () => {
  const { growing, frame } = view();
  growing.of(24);
  growing.of(2);
  frame();
  assert.equal(growing.of(2), 2);
  assert.ok(growing.of(24) <= 8);
});
