// "Go on" from a look back: nothing ends before there is a way on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { makeLookBack } from "../../www/session/look-back.js";
import { Snapshots } from "../../www/session/snapshots.js";
import { readAddress } from "../../www/state.js";
import { words } from "../../www/words/words.js";

const settled = async () => {
  for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done));
};

/** A run paused at step 4 whose step 2 is looked at. */
function lookedBack(change, { failure = null } = {}) {
  const settings = { ...readAddress("").settings, ...change };
  const own = { config: {}, name: "the run's" };
  const labels = Uint8Array.of(0, 1);
  const session = {
    ...{ settings, phase: "ready", switching: false, starting: false },
    ...{ mine: [], digitsOf: "mnist", rewound: 0, cancelled: 0, told: [] },
    digits: { images: new Uint8Array(2 * 784), labels, count: 2 },
    lab: { config: {}, close() {} },
    aside: { lab: own, model: {} },
    run: {
      ...{ open: true, phase: "paused", step: 4, steps: 9 },
      cancel: () => (session.cancelled += 1),
    },
    snapshots: Object.assign(new Snapshots(), {
      shown: 2,
      items: [{ step: 2 }, { step: 4 }],
    }),
    history: { rewind: () => (session.rewound += 1) },
    watch: { rewind: () => (session.rewound += 1) },
    sets: {
      ...{ failure, sizes: null, get: () => null, list: async () => {} },
      load: async () => failure === null,
      cancel() {},
    },
    changed() {},
    refresh() {},
    tell: (say, more) => session.told.push([say(), more.tone]),
    tellError: ({ message }, within) => session.told.push([within(message)]),
  };
  return session;
}

function expectUntouched(session) {
  assert.equal(session.cancelled, 0);
  assert.equal(session.rewound, 0);
  assert.equal(session.run.open, true);
  assert.equal(session.aside.lab.name, "the run's");
  assert.equal(session.snapshots.shown, 2);
  assert.equal(session.starting, false);
}

test("going on with no class chosen ends nothing and says why", async () => {
  const session = lookedBack({ data: "mnist", classes: [] });
  makeLookBack(session).goOn();
  await settled();
  expectUntouched(session);
  const { mnist } = words.train.nothing;
  assert.deepEqual(session.told, [[words.lookBack.stays(mnist), "error"]]);
});

test("going on with a set that cannot be fetched ends nothing and says why", async () => {
  const failure = Object.assign(new Error("Gone."), { code: "x" });
  const session = lookedBack({ data: "fashion" }, { failure });
  makeLookBack(session).goOn();
  await settled();
  expectUntouched(session);
  assert.deepEqual(session.told, [[words.lookBack.stays("Gone.")]]);
});

test("where there is a way on, the paused run ends for it", async () => {
  const session = lookedBack({ data: "mnist", classes: [0, 1] });
  session.runEnd = new Promise(() => {});
  makeLookBack(session).goOn();
  await settled();
  assert.equal(session.cancelled, 1);
  assert.deepEqual(session.told, []);
});
