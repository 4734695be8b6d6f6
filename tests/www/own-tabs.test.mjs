// The user's own images in two tabs: what both did is kept.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { KeptWork } from "../../www/session/kept-work.js";
import { merged, labelsById, unpacked } from "../../www/session/own-store.js";
import { fakeStore } from "./store-fake.mjs";

const digit = (id, label) => ({
  ...{ id, pixels: new Uint8Array(784).fill(id) },
  ...(label === undefined ? {} : { label }),
});

/** @type {Map<string, unknown>} */
let store;
beforeEach(() => (store = fakeStore()));

const ids = (digits) => digits.map(({ id }) => id);

async function openTab() {
  const session = { mine: [], failed: [], linked: {}, line: {}, changed() {} };
  session.tellError = (error) => session.failed.push(error);
  const kept = new KeptWork(session);
  await kept.recall();
  const write = async (mine) => {
    session.mine = mine;
    kept.mine();
    const wanted = () => ids(unpacked(store.get("digits"))).join();
    const before = wanted();
    for (let i = 0; i < 100 && wanted() === before; i++) {
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  return { session, write };
}

test("images added in two tabs are all kept", async () => {
  const one = await openTab();
  const other = await openTab();
  await one.write([digit(1)]);
  await other.write([digit(2, 7)]);
  await one.write([...one.session.mine, digit(3)]);
  assert.deepEqual(ids(unpacked(store.get("digits"))), [1, 3, 2]);
  assert.deepEqual(ids(one.session.mine), [1, 3, 2]);
  assert.equal(one.session.mine[2].label, 7);
  assert.deepEqual([one.session.failed, other.session.failed], [[], []]);
});

test("what one tab removed stays removed, also where another adds", () => {
  const known = labelsById([digit(1), digit(2)]);
  const stored = [digit(2), digit(5)];
  const all = merged(known, [digit(1), digit(2), digit(9)], stored);
  assert.deepEqual(ids(all), [2, 9, 5]);
  assert.deepEqual(ids(merged(known, [digit(2)], [digit(1), digit(2)])), [2]);
});

test("a class told in either tab holds; this tab's own comes first", () => {
  const known = labelsById([digit(1), digit(2), digit(3, 1)]);
  const mine = [digit(1, 4), digit(2), digit(3, 1)];
  const stored = [digit(1, 8), digit(2, 6), digit(3, 1)];
  const labels = merged(known, mine, stored).map(({ label }) => label);
  assert.deepEqual(labels, [4, 6, 1]);
});

test("an image that was removed and brought back is kept again", () => {
  const without = labelsById([digit(2)]);
  const all = merged(without, [digit(1), digit(2)], [digit(2)]);
  assert.deepEqual(ids(all), [1, 2]);
});

test("where the browser refuses once, nothing is taken for removed later", async () => {
  const tab = await openTab();
  await tab.write([digit(1)]);
  const { open } = globalThis.indexedDB;
  globalThis.indexedDB.open = () => {
    throw new Error("No.");
  };
  await tab.write([digit(1), digit(2)]);
  assert.equal(tab.session.failed.length, 1);
  globalThis.indexedDB.open = open;
  await tab.write([digit(1), digit(2), digit(3)]);
  assert.deepEqual(ids(unpacked(store.get("digits"))), [1, 2, 3]);
});
