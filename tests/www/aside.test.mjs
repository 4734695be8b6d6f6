// Looking at an earlier step beside a paused run.

import assert from "node:assert/strict";
import { test } from "node:test";
import { comeBack, lookAside } from "../../www/session/aside.js";

const item = (step) => ({ step, tunedSteps: 10 + step, bytes: { of: step } });

class FakeLab {
  device = { name: "flex" };
  closed = false;
  /** @param {unknown} [model] */
  constructor(model) {
    this.model = model;
  }
  async load(bytes) {
    if (this.closed) {
      throw Object.assign(new Error("Closed."), { code: "lab-closed" });
    }
    this.model = bytes;
  }
  close() {
    this.closed = true;
  }
}

function pausedSession() {
  const opened = [];
  const session = {
    lab: new FakeLab("the run's"),
    run: { phase: "paused" },
    model: { name: "m", source: "shipped", tunedSteps: 15 },
    snapshots: { shown: null },
    aside: null,
    refreshed: 0,
    refresh() {
      this.refreshed += 1;
    },
    changed() {},
  };
  const create = async ({ device, model }) => {
    assert.equal(device, "flex");
    opened.push(new FakeLab(model));
    return opened.at(-1);
  };
  return { session, own: session.lab, opened, create };
}

test("one other Lab shows each step, and the run's own is not touched", async () => {
  const { session, own, opened, create } = pausedSession();
  await lookAside(session, item(2), 2, create);
  await lookAside(session, item(0), 0, create);
  assert.equal(opened.length, 1);
  assert.equal(session.lab, opened[0]);
  assert.deepEqual(session.lab.model, { of: 0 });
  assert.equal(session.model.tunedSteps, 10);
  assert.equal(session.snapshots.shown, 0);
  assert.equal(own.model, "the run's");
  assert.equal(comeBack(session), true);
  assert.equal(session.lab, own);
  assert.equal(session.model.tunedSteps, 15);
  assert.equal(session.snapshots.shown, null);
  assert.ok(opened[0].closed && !own.closed);
  assert.equal(session.refreshed, 1);
  assert.equal(comeBack(session), false, "there is nothing to leave");
});

test("a run that goes on meanwhile keeps its Lab on screen", async () => {
  const { session, own, opened, create } = pausedSession();
  const looking = lookAside(session, item(2), 2, create);
  session.run.phase = "running";
  await looking;
  assert.equal(session.lab, own);
  assert.equal(session.aside, null);
  assert.equal(session.snapshots.shown, null);
  assert.ok(opened[0].closed);
});

test("coming back while another step is being opened leaves the run's own", async () => {
  const { session, own, create } = pausedSession();
  await lookAside(session, item(2), 2, create);
  const looking = lookAside(session, item(1), 1, create);
  comeBack(session);
  await looking.catch(({ code }) => assert.equal(code, "lab-closed"));
  assert.equal(session.lab, own);
  assert.equal(session.snapshots.shown, null);
  assert.equal(session.model.tunedSteps, 15);
});
