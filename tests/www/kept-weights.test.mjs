// Weights kept from last time: opened where they fit, or by themselves.

import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { Lab } from "../../www/engine/lab.js";
import { open } from "../../www/session/switching.js";
import { words } from "../../www/words/words.js";
import { fakeStore } from "./store-fake.mjs";
import { fakeLab, sessionOf } from "./switching-fake.mjs";

afterEach(() => mock.restoreAll());

const refusal = (code) => Object.assign(new Error("No."), { code });
const MODEL = { name: "dense-z20", source: "shipped", tunedSteps: 35 };

/** Opens the page with weights that its model refuses to load. */
async function openWith({ readable }) {
  const values = fakeStore();
  const bytes = new ArrayBuffer(8);
  values.set("weights", { bytes, model: MODEL });
  const labs = [];
  mock.method(Lab, "create", async ({ model }) => {
    const own = model instanceof ArrayBuffer;
    if (own && !readable) throw refusal("weights-truncated");
    const lab = fakeLab(own ? "kept" : model);
    lab.load = async () => {
      throw refusal("weights-architecture-mismatch");
    };
    labs.push(lab);
    return lab;
  });
  const session = Object.assign(sessionOf(), { lab: null, phase: "loading" });
  session.tellError = (error, within) => session.told.push(within("No."));
  await open(session);
  return { session, labs };
}

test("kept weights that do not fit the model any more are opened by themselves", async () => {
  const { session, labs } = await openWith({ readable: true });
  assert.equal(session.lab.of, "kept");
  assert.equal(labs[0].closed, true);
  assert.equal(session.model.tunedSteps, 35);
  assert.equal(session.model.source, "file");
  assert.deepEqual(session.told, [words.news.unfitting("dense-z20")]);
  assert.equal("weights" in session.kept, false, "they stay kept");
});

test("kept weights that cannot be read are dropped, and that is said", async () => {
  const { session } = await openWith({ readable: false });
  assert.equal(session.lab.of, "dense-z20");
  assert.equal(session.model.tunedSteps, 0);
  assert.deepEqual(session.told, [words.news.unreadable("dense-z20", "No.")]);
  assert.equal(session.kept.weights, undefined);
  assert.equal("weights" in session.kept, true);
});
