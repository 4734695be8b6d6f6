// Models and devices, chosen faster than they open: the newest wish holds.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Lab } from "../../www/engine/lab.js";
import { fakeStore } from "./store-fake.mjs";
import { fakeLab, later, sessionOf } from "./switching-fake.mjs";
import { useDevice, useModel } from "../../www/session/switching.js";

beforeEach(fakeStore);
afterEach(() => mock.restoreAll());

/** Lab.create, which opens each model when the test says so. */
function opensByHand() {
  const asked = [];
  mock.method(Lab, "create", ({ device, model, signal }) => {
    const opening = { device, model, ...later() };
    asked.push(opening);
    signal?.addEventListener("abort", () => opening.reject(signal.reason));
    opening.open = () => {
      opening.lab = fakeLab(model, device);
      opening.resolve(opening.lab);
    };
    return opening.promise;
  });
  return asked;
}

/** Until nothing more happens by itself. */
const settled = async () => {
  for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done));
};

test("two models in quick succession: the latest is open, under its own name", async () => {
  const asked = opensByHand();
  const session = sessionOf();
  void useModel(session, "conv-z2");
  await settled();
  const end = useModel(session, "dense-z40");
  assert.equal(session.switching, true);
  asked[0].open();
  await settled();
  asked[1].open();
  await end;
  assert.deepEqual(
    asked.map(({ model }) => model),
    ["conv-z2", "dense-z40"],
  );
  assert.equal(session.lab.of, "dense-z40");
  assert.equal(session.model.name, "dense-z40");
  assert.equal(session.settings.model, "dense-z40");
  assert.equal(session.switching, false);
  assert.deepEqual(session.failed, []);
});

test("three models at once: the ones in between are not even opened", async () => {
  const asked = opensByHand();
  const session = sessionOf();
  const ends = ["conv-z2", "flagship", "dense-z40"].map((name) =>
    useModel(session, name),
  );
  await settled();
  asked.at(-1).open();
  await Promise.all(ends);
  assert.equal(session.lab.of, "dense-z40");
  assert.equal(asked.length, 1);
});

test("an opened Lab that is no longer wanted is closed", async () => {
  const asked = opensByHand();
  const session = sessionOf({ tunedSteps: 5 });
  const own = session.lab;
  const exporting = later();
  own.exportWeights = () => exporting.promise;
  void useModel(session, "conv-z2");
  await settled();
  asked[0].open();
  await settled();
  const end = useModel(session, "dense-z40");
  exporting.resolve(new ArrayBuffer(1));
  await settled();
  assert.equal(asked[0].lab.closed, true);
  assert.equal(own.closed, false);
  asked[1].open();
  await end;
  assert.equal(session.lab.of, "dense-z40");
  assert.equal(session.told.length, 1, "one way back, to what was trained");
  assert.equal(session.undos.length, 1);
});

for (const first of ["model", "device"]) {
  test(`device and model at once, the ${first} first: both hold`, async () => {
    const asked = opensByHand();
    const session = sessionOf();
    const model = () => useModel(session, "conv-z2");
    const device = () => useDevice(session, "ndarray");
    const [one, other] = first === "model" ? [model, device] : [device, model];
    void one();
    await settled();
    const end = other();
    await settled();
    for (const { open } of asked) open();
    await end;
    assert.equal(session.lab.of, "conv-z2");
    assert.equal(session.lab.device.name, "ndarray");
    assert.equal(session.model.name, "conv-z2");
    assert.equal(session.settings.device, "ndarray");
    assert.equal(session.settings.model, "conv-z2");
  });
}

test("a model that cannot be opened leaves the settings with what is open", async () => {
  const asked = opensByHand();
  const session = sessionOf();
  const end = useModel(session, "conv-z2");
  await settled();
  asked[0].reject(new Error("Unreachable."));
  await end;
  assert.equal(session.settings.model, "dense-z20");
  assert.equal(session.model.name, "dense-z20");
  assert.equal(session.failed.length, 1);
  assert.equal(session.switching, false);
});

test("what was trained while another model was being opened is not lost", async () => {
  const asked = opensByHand();
  const session = sessionOf();
  session.run = { cancel() {} };
  const run = later();
  session.runEnd = run.promise;
  const end = useModel(session, "conv-z2");
  await settled();
  // The last steps of the run that is being cancelled.
  session.model = { ...session.model, tunedSteps: 3 };
  run.resolve();
  await settled();
  asked[0].open();
  await end;
  assert.equal(session.undos.length, 1);
  assert.equal(session.model.tunedSteps, 0);
});

test("a fitted prior moves to another device with the weights", async () => {
  const asked = opensByHand();
  const session = sessionOf();
  session.lab.priors = ["standard", "mixture"];
  const end = useDevice(session, "ndarray");
  await settled();
  asked[0].open();
  await end;
  assert.equal(session.lab.device.name, "ndarray");
  assert.deepEqual(session.lab.priors, ["standard", "mixture"]);
});

test("a fitted prior is work that opening another model would lose", async () => {
  const asked = opensByHand();
  const session = sessionOf();
  session.lab.priors = ["standard", "classConditional"];
  const end = useModel(session, "conv-z2");
  await settled();
  asked[0].open();
  await end;
  assert.equal(session.undos.length, 1);
});
