// The user's own images: on their way in, added, named, removed, kept.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Incoming, MOST_OWN } from "../../www/session/incoming.js";
import {
  addIncoming,
  bringFiles,
  dropAllImages,
  dropImage,
  labelImage,
} from "../../www/session/own-images.js";
import { packed, unpacked } from "../../www/session/own-store.js";
import { Refusals } from "../../www/session/refusals.js";

/** An IDX file of dims, every byte of image i being 10 + i inside its rim. */
function idxFile(name, count, side = 28) {
  const bytes = new Uint8Array(16 + count * side * side);
  bytes.set([
    0,
    0,
    8,
    3,
    0,
    0,
    count >> 8,
    count & 255,
    0,
    0,
    0,
    side,
    0,
    0,
    0,
    side,
  ]);
  for (let i = 0; i < count; i++)
    for (let y = 3; y < side - 3; y++)
      for (let x = 3; x < side - 3; x++)
        bytes[16 + (i * side + y) * side + x] = 10 + i;
  return new File([bytes], name);
}

const labelFile = (name, ...values) =>
  new File(
    [Uint8Array.of(0, 0, 8, 1, 0, 0, 0, values.length, ...values)],
    name,
  );

const digit = (id, label) => ({
  id,
  pixels: new Uint8Array(784).fill(id),
  ...(label === undefined ? {} : { label }),
});

/** As much of a session as is needed here. */
function sessionOf(mine = []) {
  const session = {
    ...{ mine, kept: 0, told: [], changed() {}, failed: [] },
    keepMine: () => (session.kept += 1),
    tell: (say, more = {}) => session.told.push({ text: say(), ...more }),
    fail: (error) => session.failed.push(error),
  };
  session.incoming = new Incoming(() => {});
  return session;
}

const settled = async (incoming) => {
  while (incoming.busy) await new Promise((done) => setTimeout(done, 2));
};

test("kept images come back as they were, in one piece", () => {
  const mine = [digit(3), digit(1, 0), digit(250, 9)];
  const kept = packed(mine);
  assert.equal(kept.pixels.length, 3 * 784);
  assert.deepEqual(unpacked(structuredClone(kept)), mine);
  assert.deepEqual(unpacked(packed([])), []);
});

test("what an older page kept comes back; what is none of ours does not", () => {
  const old = [
    digit(1),
    { id: "x" },
    { id: 2, pixels: new Uint8Array(3) },
    null,
  ];
  assert.deepEqual(unpacked(old), [digit(1)]);
  const kept = packed([digit(1), digit(2)]);
  const rude = [
    ...[null, 7, "text", {}],
    { ...kept, pixels: kept.pixels.slice(1) },
    { ...kept, labels: new Int16Array(1) },
    { ...kept, ids: [1, 2] },
  ];
  for (const value of rude) assert.deepEqual(unpacked(value), []);
});

test("ten thousand refusals of one reason are one", () => {
  const refusals = new Refusals();
  for (let i = 0; i < 10_000; i++)
    refusals.add(`${i}.txt`, { code: "file-unknown", message: `No. ${i}` });
  refusals.add("empty", { code: "file-empty", message: "Empty." });
  const [unknown, empty] = refusals.list;
  assert.equal(refusals.list.length, 2);
  assert.equal(unknown.count, 10_000);
  assert.deepEqual(unknown.names, ["0.txt", "1.txt", "2.txt"]);
  assert.equal(unknown.message, "No. 0");
  assert.deepEqual(empty.names, ["empty"]);
});

test("a set and its labels become images, those without room are counted", async () => {
  const incoming = new Incoming(() => {});
  const files = [
    idxFile("a", 5),
    labelFile("b", 1, 2, 3, 4, 5),
    labelFile("c", 7),
  ];
  assert.deepEqual(await incoming.bring(files, 4), []);
  await settled(incoming);
  assert.deepEqual(
    incoming.images.map(({ label }) => label),
    [1, 2, 3, 4],
  );
  assert.deepEqual(
    incoming.images.map(({ name }) => name),
    ["a 1", "a 2", "a 3", "a 4"],
  );
  assert.equal(incoming.leftOut, 1);
  assert.equal(incoming.ready.length, 4);
  assert.equal(incoming.images[2].made.pixels[14 * 28 + 14], 12);
  assert.deepEqual(
    incoming.refusals.list.map(({ code }) => code),
    ["idx-mismatch"],
  );
  await incoming.bring([idxFile("more", 1)], 4);
  assert.equal(incoming.images.length, 4);
  assert.equal(incoming.leftOut, 2);
});

test("the images of a set have one ink, also where one of them fills its field", async () => {
  const incoming = new Incoming(() => {});
  const bytes = new Uint8Array(await idxFile("", 3).arrayBuffer());
  // The third: light all over but for its middle.
  for (let i = 0; i < 784; i++) bytes[16 + 2 * 784 + i] = i === 400 ? 0 : 255;
  await incoming.bring([new File([bytes], "set")], 9);
  await settled(incoming);
  assert.deepEqual(
    incoming.images.map(({ made }) => made.polarity),
    ["light", "light", "light"],
  );
});

test("wishes for all, for one, and for all again", async () => {
  const incoming = new Incoming(() => {});
  await incoming.bring([idxFile("a", 2)], 9);
  const [first, second] = incoming.images;
  const fits = async () => {
    await settled(incoming);
    return incoming.images.map(({ made }) => made.fit);
  };
  assert.deepEqual(await fits(), ["whole", "whole"]);
  incoming.wish({ id: first.id, wishes: { fit: "centre" }, label: 4 });
  assert.deepEqual(await fits(), ["centre", "whole"]);
  assert.deepEqual([first.label, second.label], [4, undefined]);
  incoming.wish({ id: null, wishes: { polarity: "dark" } });
  assert.deepEqual(await fits(), ["centre", "whole"]);
  assert.deepEqual(
    [first.made.polarity, second.made.polarity],
    ["dark", "dark"],
  );
  incoming.wish({ id: null, wishes: { fit: "whole" }, label: 2 });
  assert.deepEqual(await fits(), ["whole", "whole"]);
  assert.deepEqual([first.label, second.label], [2, 2]);
  incoming.wish({ id: null, label: null });
  assert.deepEqual([first.label, second.label], [undefined, undefined]);
});

test("stopping leaves what was read, and what waits is not read", async () => {
  let stopped = false;
  const incoming = new Incoming(() => {
    if (stopped || incoming.refusals.list.length === 0) return;
    stopped = true;
    incoming.stop();
  });
  const many = Array.from({ length: 200 }, () => new File(["words"], "n.txt"));
  const first = incoming.bring(many, 9);
  const second = incoming.bring([idxFile("late", 1)], 9);
  await Promise.all([first, second]);
  assert.equal(incoming.refusals.list[0].count, 1);
  assert.equal(incoming.images.length, 0);
  assert.equal(incoming.busy, null);
  await incoming.bring([idxFile("again", 1)], 9);
  assert.equal(incoming.images.length, 1);
});

test("adding keeps pixels and labels, gives new ids, and puts the rest away", async () => {
  const session = sessionOf([digit(7, 1)]);
  await bringFiles(session, [idxFile("a", 2), labelFile("l", 3, 9)], () => {});
  await settled(session.incoming);
  addIncoming(session);
  assert.deepEqual(
    session.mine.map(({ label }) => label),
    [1, 3, 9],
  );
  assert.equal(new Set(session.mine.map(({ id }) => id)).size, 3);
  assert.equal(session.mine[2].pixels[14 * 28 + 14], 11);
  assert.equal(session.kept, 1);
  assert.equal(session.incoming.images.length, 0);
  assert.match(session.told[0].text, /^2 images added/);
});

test("a page that is full adds nothing", async () => {
  const session = sessionOf(
    Array.from({ length: MOST_OWN }, (_, i) => digit(i)),
  );
  await bringFiles(session, [idxFile("a", 2)], () => {});
  await settled(session.incoming);
  assert.equal(session.incoming.leftOut, 1);
  addIncoming(session);
  assert.equal(session.mine.length, MOST_OWN);
});

test("what is removed can be taken back, also after more was added", () => {
  const session = sessionOf([digit(1), digit(2), digit(3)]);
  dropImage(session, 2);
  assert.deepEqual(
    session.mine.map(({ id }) => id),
    [1, 3],
  );
  session.told[0].undo();
  assert.deepEqual(
    session.mine.map(({ id }) => id),
    [1, 2, 3],
  );
  labelImage(session, { id: 2, label: 5 });
  assert.equal(session.mine[1].label, 5);
  dropAllImages(session);
  assert.deepEqual(session.mine, []);
  session.mine = [digit(1, 8)];
  session.told[1].undo();
  const ids = session.mine.map(({ id }) => id);
  assert.equal(new Set(ids).size, 4);
  assert.deepEqual(ids.slice(0, 3), [1, 2, 3]);
  assert.equal(session.mine[3].label, 8);
});
