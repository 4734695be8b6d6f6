// The way back: each has its own, one that throws work away offers another, and
// what gave way to another model outlives a reload.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Lab } from "../../www/engine/lab.js";
import { offerFormers } from "../../www/session/formers.js";
import { Notices } from "../../www/session/notices.js";
import { useModel } from "../../www/session/switching.js";
import { words } from "../../www/words/words.js";
import { fakeStore } from "./store-fake.mjs";
import { fakeLab, sessionOf } from "./switching-fake.mjs";

/** @type {Map<string, unknown>} */
let store;
beforeEach(() => {
  store = fakeStore();
  mock.method(Lab, "create", async ({ model }) => fakeLab(model));
});
afterEach(() => mock.restoreAll());

test("two ways back in the same words both stay", () => {
  const notices = new Notices(() => {});
  const undone = [];
  notices.tell("Removed.", { undo: () => undone.push(1) });
  notices.tell("Removed.", { undo: () => undone.push(2) });
  for (const { undo } of notices.list) undo();
  assert.deepEqual(undone, [1, 2]);
});

test("the same news twice is said once", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const notices = new Notices(() => {});
  notices.tell("Said.");
  notices.tell("Said.");
  assert.equal(notices.list.length, 1);
});

/** A session with real notices. */
function told(change) {
  const session = sessionOf(change);
  const notices = new Notices(() => {});
  session.tell = (...notice) => notices.tell(...notice);
  session.notices = notices;
  return session;
}

async function press(session, { undo, id }) {
  undo();
  session.notices.dismiss(id);
  await session.moving;
  await new Promise((done) => setTimeout(done, 20));
}

test("an old Undo that throws training away offers a way back itself", async (t) => {
  const session = told({ tunedSteps: 35 });
  await useModel(session, "conv-z2");
  session.model = { ...session.model, tunedSteps: 9 };
  const [old] = session.notices.list;
  await press(session, old);
  assert.equal(session.lab.of, "dense-z20");
  assert.equal(session.model.tunedSteps, 35);
  assert.equal(session.settings.model, "dense-z20");
  const [back] = session.notices.list;
  assert.equal(back.text, words.news.undone);
  await press(session, back);
  assert.equal(session.lab.of, "conv-z2");
  assert.equal(session.model.tunedSteps, 9);
  assert.equal(session.settings.model, "conv-z2");
  assert.deepEqual(session.failed, []);
  t.diagnostic("and back");
});

test("training that gave way to another model is offered after a reload", async () => {
  const session = told({ tunedSteps: 35 });
  await useModel(session, "conv-z2");
  const after = told();
  await offerFormers(after);
  const [notice] = after.notices.list;
  assert.equal(notice.text, words.news.former("dense-z20", 35));
  await press(after, notice);
  assert.equal(after.model.tunedSteps, 35);
  const later = told();
  await offerFormers(later);
  assert.deepEqual(later.notices.list, [], "it is open, not kept beside");
});

test("a way back that is offered outlives a reload at that very moment", async () => {
  const session = told({ tunedSteps: 35 });
  const kept = [];
  const { tell } = session;
  session.tell = (...notice) => {
    kept.push(store.get("formers")?.length);
    return tell.call(session, ...notice);
  };
  await useModel(session, "conv-z2");
  assert.deepEqual(kept, [1]);
});

test("an offer that is put away is not made again", async () => {
  const session = told({ tunedSteps: 35 });
  await useModel(session, "conv-z2");
  assert.equal(store.get("formers").length, 1);
  session.notices.dismiss(session.notices.list[0].id);
  await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(store.get("formers"), []);
});

test("rude things among what was kept are passed over", async () => {
  const session = told();
  for (const rude of [null, 7, [null, 3, { bytes: "x" }, { id: 1 }]]) {
    store.set("formers", rude);
    await offerFormers(session);
  }
  assert.deepEqual(session.notices.list, []);
});
