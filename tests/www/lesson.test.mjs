// Play as code: the function learns from what Play learns from, and measures
// what Play measures, whatever is chosen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { asCode } from "../../www/session/as-code.js";
import { HELD_OUT, split } from "../../www/session/learning-data.js";
import { lessonOf } from "../../www/session/lesson.js";
import { usableDigits } from "../../www/session/chosen-images.js";
import { WholeSets } from "../../www/session/whole-sets.js";
import { readAddress } from "../../www/state.js";

/** Digits whose pixels tell where they are, and their classes are not sorted. */
function digitsOf(count, salt) {
  const images = new Uint8Array(count * 784);
  for (let i = 0; i < count; i++) {
    images.set([i & 255, i >> 8, salt], i * 784);
  }
  const labels = Uint8Array.from(
    { length: count },
    (_, i) => (7 * i + (i >> 3) + salt) % 10,
  );
  return { images, labels, count };
}

const EVERY = "classes=0123456789";

const SETS = {
  "mnist-train": digitsOf(3000, 1),
  "mnist-test": digitsOf(2500, 2),
  "fashion-train": digitsOf(2800, 3),
  "fashion-test": digitsOf(4000, 4),
  "mnist-2000": digitsOf(2000, 5),
};

const MINE = Array.from({ length: 23 }, (_, i) => ({
  id: i,
  pixels: new Uint8Array(784).fill(i + 1),
  ...(i % 3 === 0 ? {} : { label: i % 10 }),
}));

/** A page on which all of these sets are loaded. */
async function sessionWith(
  address,
  { of = "mnist", whole = true, classes = 0 },
) {
  const { "mnist-2000": atHand, ...sizes } = SETS;
  if (!whole) delete sizes["fashion-train"];
  const from = {
    listDataSets: async () =>
      Object.fromEntries(
        Object.entries(sizes).map(([name, { count }]) => [
          name,
          { images: count, bytes: 1 },
        ]),
      ),
    fetchDataSet: async (_, name) => SETS[name],
  };
  const sets = new WholeSets(new URL("http://x/"), () => {}, from);
  await sets.load(Object.keys(sizes));
  const { images, labels } = SETS["fashion-test"];
  const clothes = {
    images: images.subarray(0, 2000 * 784),
    labels: labels.subarray(0, 2000),
    count: 2000,
  };
  return {
    settings: readAddress(address).settings,
    digits: of === "mnist" ? atHand : clothes,
    digitsOf: of,
    mine: MINE,
    lab: { config: { classes } },
    sets,
  };
}

const idx = (dims, values) => {
  const head = new DataView(new ArrayBuffer(4 + 4 * dims.length));
  head.setUint32(0, 0x800 + dims.length);
  dims.forEach((dim, i) => head.setUint32(4 + 4 * i, dim));
  return gzipSync(Buffer.concat([Buffer.from(head.buffer), values]));
};

/** What the module's `train` asks Lab for. */
async function played(session) {
  const lesson = lessonOf(session);
  const told = session.lab.config.classes > 0;
  const code = asCode({
    ...{ model: { name: "dense-z20", shipped: true }, device: "flex" },
    ...{ digit: null, hand: null, draws: null, figureSeed: 0, sample: {} },
    ...{ label: told ? 1 : undefined, lesson, settings: session.settings },
  });
  const heard = {};
  const lab = {
    sample: async () => {},
    async *train(images, options) {
      yield Object.assign(heard, { images, labels: options.labels });
    },
    evaluate: async (images, options) => {
      Object.assign(heard, { heldOut: images, measured: options });
      return { negativeElbo: 7 };
    },
  };
  const fetch = async (address) => {
    const [, name, part] = /^\.\/data\/(.+)-(images|labels)\.idx\.gz$/.exec(
      address,
    );
    const { count, images, labels } = SETS[name];
    const file =
      part === "images" ? idx([count, 28, 28], images) : idx([count], labels);
    return new Response(file);
  };
  const body = code
    .replace(/^import .*$/m, "")
    .replace("export async", "async");
  const AsyncFunction = (async () => {}).constructor;
  const runs = new AsyncFunction(
    ...["Lab", "fetch", "console"],
    `${body}; return train();`,
  );
  const Lab = { create: async () => lab };
  heard.figures = await runs(Lab, fetch, { log() {} });
  return heard;
}

const numbers = (labels) => labels && [...labels];

for (const [what, address, how] of [
  ["the digits at hand", `?${EVERY}&perClass=20`, {}],
  ["some of them", "?classes=38&perClass=7", {}],
  ["the clothes at hand", `?${EVERY}&perClass=9`, { of: "fashion" }],
  ["some of those", "?classes=059&perClass=5", { of: "fashion" }],
  ["all digits", "?data=all", {}],
  ["Fashion-MNIST", "?data=fashion", {}],
  ["the test clothes alone", "?data=fashion", { whole: false }],
  ["one's own", "?data=mine", {}],
])
  for (const classes of [0, 10])
    test(`${what}${classes ? ", with classes" : ""}: the same images`, async () => {
      const session = await sessionWith(address, { ...how, classes });
      const { training, heldOut } = split({
        ...session,
        mine: usableDigits(session),
      });
      const heard = await played(session);
      assert.ok(training.images.length > 0 && heldOut.images.length > 0);
      assert.deepEqual(heard.images, training.images);
      assert.deepEqual(heard.heldOut, heldOut.images);
      const { labels, ...measured } = heard.measured;
      const told = classes > 0;
      assert.deepEqual(
        numbers(heard.labels),
        told ? [...training.labels] : undefined,
      );
      assert.deepEqual(numbers(labels), told ? [...heldOut.labels] : undefined);
      assert.deepEqual(measured, { seed: 2 });
      assert.deepEqual(heard.figures, { negativeElbo: 7 });
    });

test("black and white pixels are measured black and white", async () => {
  const session = await sessionWith(
    `?${EVERY}&perClass=2&binarize=dynamic`,
    {},
  );
  const { measured, heldOut } = await played(session);
  assert.deepEqual(measured, { seed: 2, binarize: "fixed" });
  assert.equal(heldOut.length, HELD_OUT * 784);
});

test("few digits of one's own are all learned from, and none is measured", async () => {
  const session = await sessionWith("?data=mine", {});
  session.mine = MINE.slice(0, 9);
  const heard = await played(session);
  assert.equal(heard.images.length, 9 * 784);
  assert.equal(heard.heldOut, undefined);
  assert.equal(heard.figures, undefined);
  session.mine = [];
  assert.equal(lessonOf(session), null);
});

test("nothing chosen is no lesson", async () => {
  const session = await sessionWith("?perClass=2", {});
  session.settings.classes = [];
  assert.equal(lessonOf(session), null);
  assert.equal(lessonOf({ ...session, digits: null }), null);
});
