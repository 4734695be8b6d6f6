// The guided tour: what each step waits for, what it changes, the way back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { freePlace, shared } from "../../www/charts/free-place.js";
import { Tour } from "../../www/session/tour.js";
import { factsOf, isDone, TOUR } from "../../www/session/tour-steps.js";
import { SETTINGS } from "../../www/state.js";
import { TABLES } from "./tables.mjs";
import { SPOKEN_OF, WATCHED } from "../../www/views/tour-places.js";

const three = { kind: "mnist", pixels: new Uint8Array(784), label: 3 };
const four = { ...three, label: 4 };

const facts = (change = {}) => ({
  ...{ input: three, steered: false, output: "mean", map: "points" },
  ...{ drawn: "7 1 own turn", fresh: false, steps: 0, beta: null, kl: null },
  ...{ firstKl: null, nats: null, ran: 0 },
  ...change,
});

/** For each step what does it, and what nearly does. */
const DOES = {
  line: { does: { input: four }, not: { input: null } },
  latent: { does: { steered: true }, not: { input: four } },
  posterior: { does: { output: "draws" }, not: { output: "spread" } },
  map: { does: { map: "both" }, not: { steered: true } },
  prior: { does: { drawn: "8 1 own turn" }, not: { map: "both" } },
  cost: { does: { input: four }, not: { steered: true } },
  learning: {
    does: { fresh: true, steps: 150 },
    not: { fresh: false, steps: 150 },
  },
  collapse: {
    does: { steps: 90, beta: 50, kl: 0.4, firstKl: 20, ran: 100 },
    not: { steps: 90, beta: 50, kl: 2, firstKl: 20, ran: 100 },
  },
  recovery: {
    does: { steps: 90, beta: 1, kl: 5.1 },
    not: { steps: 90, beta: 50, kl: 5.1 },
  },
};

test("a step is done by what it asks for, and by nothing else", () => {
  for (const [step, { does, not }] of Object.entries(DOES)) {
    assert.equal(isDone(step, facts(), facts(does)), true, step);
    assert.equal(isDone(step, facts(), facts(not)), false, step);
    assert.equal(isDone(step, facts(), facts()), false, step);
  }
  assert.deepEqual(Object.keys(DOES), TOUR.slice(0, -1));
  assert.equal(isDone("yours", facts(), facts({ input: four })), false);
});

test("a latent that never spoke has not collapsed", () => {
  const untrained = { steps: 2, beta: 100, kl: 0.1, firstKl: 0.1, ran: 100 };
  assert.equal(isDone("collapse", facts(), facts(untrained)), false);
  // And of one that did, the decoder must have heard.
  const early = { ...untrained, firstKl: 20, ran: 19 };
  assert.equal(isDone("collapse", facts(), facts(early)), false);
});

test("a map that shows the manifold already is done with", () => {
  const both = facts({ map: "both" });
  assert.equal(isDone("map", both, both), true);
});

test("what a run before the step measured is not the step's", () => {
  const before = facts({ steps: 90, beta: 50, kl: 0.1 });
  assert.equal(isDone("collapse", before, before), false);
});

test("every step has words in every language, and places on the page", () => {
  assert.equal(SETTINGS.tour.most, TOUR.length);
  for (const { tour } of Object.values(TABLES)) {
    assert.deepEqual(Object.keys(tour.steps), [...TOUR]);
  }
  assert.deepEqual(Object.keys(SPOKEN_OF), [...TOUR]);
  assert.deepEqual(Object.keys(WATCHED), [...TOUR]);
});

/** After what follows from promises. */
const settled = () => new Promise((done) => setTimeout(done, 10));

/** As much of a session as the tour asks of it. */
class FakeSession extends EventTarget {
  settings = Object.fromEntries(
    Object.entries(SETTINGS).map(([name, { start }]) => [name, start]),
  );
  line = { input: null, hand: null };
  model = { name: "dense-z20", source: "shipped", tunedSteps: 0 };
  watch = { points: [] };
  run = null;
  runEnd = Promise.resolve();
  phase = "ready";
  card = {};
  notices = [];
  lab = { exportWeights: async () => new ArrayBuffer(8), config: {} };
  aside = null;
  changed() {
    this.dispatchEvent(new Event("change"));
  }
  set(change) {
    this.settings = { ...this.settings, ...change };
    this.changed();
  }
  /** Nothing is stored outside a browser. */
  fail() {}
  notKept() {}
  tell(_say, more = {}) {
    this.notices.push(more);
  }
}

test("the page's own first digit is not the user's doing", async () => {
  const session = new FakeSession();
  const tour = new Tour(session);
  await tour.go(1);
  session.line = { input: three, hand: null };
  session.changed();
  assert.equal(tour.done, false);
  session.line = { input: four, hand: null };
  session.changed();
  assert.equal(tour.done, true);
  // What was done stays done, and the next step begins anew.
  session.line = { input: three, hand: null };
  session.changed();
  assert.equal(tour.done, true);
  await tour.go(2);
  assert.equal(tour.done, false);
  assert.equal(factsOf(session).input, three);
});

test("the tour goes on where it was closed, and from the start after its end", async () => {
  const session = new FakeSession();
  const tour = new Tour(session);
  await tour.toggle();
  await tour.go(4);
  await tour.toggle();
  assert.equal(session.settings.tour, 0);
  assert.equal(tour.step, null);
  await tour.toggle();
  assert.equal(tour.step, "map");
  await tour.go(TOUR.length);
  await tour.go(0);
  await tour.toggle();
  assert.equal(tour.step, "line");
});

test("what is open before the tour trains can be had back", async () => {
  const session = new FakeSession();
  session.settings.beta = 4;
  const tour = new Tour(session);
  await tour.recallBefore();
  await tour.go(1);
  // One's own run, which is none of the tour's doing.
  session.model = { ...session.model, tunedSteps: 12 };
  await tour.go(2);
  await tour.go(0);
  assert.equal(tour.before, null);
  assert.deepEqual(session.notices, []);
  await tour.go(7);
  await settled();
  assert.equal(tour.before.model, session.model);
  assert.equal(tour.before.settings.beta, 4);
  assert.equal(tour.changed, false);
  session.model = { ...session.model, tunedSteps: 200 };
  await tour.go(8);
  assert.equal(tour.before.model.tunedSteps, 12);
  assert.equal(tour.changed, true);
  await tour.go(0);
  assert.equal(typeof session.notices[0].undo, "function");
  assert.equal(tour.before, null);
});

test("a tour opened before there is a model keeps it when it comes", async () => {
  const session = new FakeSession();
  session.phase = "loading";
  session.settings.tour = 7;
  const tour = new Tour(session);
  await tour.recallBefore();
  assert.equal(tour.before, null);
  session.phase = "ready";
  session.changed();
  await settled();
  assert.equal(tour.before.model, session.model);
});

test("the latent that is looked aside at is not what is kept", async () => {
  const session = new FakeSession();
  const own = { exportWeights: async () => new ArrayBuffer(16), config: {} };
  session.lab.close = () => {};
  session.aside = { lab: own, model: { ...session.model, tunedSteps: 157 } };
  session.snapshots = {};
  session.refresh = () => {};
  const tour = new Tour(session);
  await tour.recallBefore();
  await tour.go(7);
  await settled();
  assert.equal(tour.before.bytes.byteLength, 16);
  assert.equal(tour.before.model.tunedSteps, 157);
});

test("boxes share what they overlap, and nothing where they touch", () => {
  const box = (left, top, width, height) => ({ left, top, width, height });
  assert.equal(shared(box(0, 0, 4, 4), box(2, 3, 4, 4)), 2);
  assert.equal(shared(box(0, 0, 4, 4), box(4, 0, 4, 4)), 0);
  assert.equal(shared(box(0, 0, 4, 4), box(1, 1, 2, 2)), 4);
});

test("the card goes where it hides least, and stays where it can", () => {
  const window = { left: 0, top: 0, width: 1000, height: 800 };
  const size = { width: 200, height: 200 };
  const top = { left: 0, top: 0, width: 1000, height: 500 };
  const left = { left: 0, top: 0, width: 500, height: 800 };
  const precious = [
    { box: top, weight: 4 },
    { box: left, weight: 1 },
  ];
  const near = { left: 0, top: 0 };
  assert.deepEqual(freePlace(size, window, precious, near), {
    left: 500,
    top: 525,
  });
  const there = { left: 800, top: 600 };
  assert.deepEqual(freePlace(size, window, precious, there), there);
  // All is covered: what matters less is.
  const all = [
    { box: { ...window, height: 400 }, weight: 4 },
    { box: { ...window, top: 400 }, weight: 1 },
  ];
  assert.equal(freePlace(size, window, all, near).top, 450);
  // Larger than the window: at its edge.
  const vast = { width: 2000, height: 100 };
  assert.equal(freePlace(vast, window, [], near).left, 0);
});
