import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { isNear } from "../../www/embed/element.js";
import { PANELS, readPanels } from "../../www/embed/panels.js";
import { scoped } from "../../www/embed/sheet.js";
import { SharedLabs } from "../../www/engine/shared-labs.js";
import { SETTINGS } from "../../www/state.js";

const styles = new URL("../../www/styles/", import.meta.url);
const sheets = readdirSync(styles).filter((name) => name.endsWith(".css"));
const textOf = (name) => readFileSync(new URL(name, styles), "utf8");

test("no style of the page speaks of the document or the window in an element", () => {
  const css = scoped(sheets.map(textOf));
  assert.doesNotMatch(css, /:root|(^|[\s,}])(html|body)\b\s*[,{]/);
  assert.doesNotMatch(css, /@media[^{]*(width|height)/);
  assert.doesNotMatch(css, /\d(dvh|svh|lvh|vh|dvw|vw)\b/);
  assert.match(css, /@container lab \(max-width: 719px\)/);
  assert.match(css, /@media \(prefers-reduced-motion: reduce\)/);
});

test("an element has the styles of the page but those of what it does not have", () => {
  const main = readFileSync(new URL("../main.js", styles), "utf8");
  const embed = readFileSync(new URL("../embed/embed.js", styles), "utf8");
  const named = (text, pattern) =>
    [...text.matchAll(pattern)].map(([, name]) => name).sort();
  const inPage = named(main, /styles\/([\w-]+\.css)"/g);
  const inElement = named(embed, /styles\/([\w-]+\.css)\?text"/g);
  const left = inPage.filter((name) => !inElement.includes(name));
  assert.deepEqual(left, ["tour.css", "wide.css"]);
});

test("panels are named, in the dock's order", () => {
  const all = { panels: PANELS, up: false, unknown: [] };
  assert.deepEqual(readPanels(null), all);
  assert.deepEqual(readPanels(""), all);
  assert.deepEqual(readPanels("all"), all);
  assert.deepEqual(readPanels("none"), { panels: [], up: false, unknown: [] });
  const two = { panels: ["train", "sample"], up: true, unknown: [] };
  assert.deepEqual(readPanels("sample train"), two);
  assert.deepEqual(readPanels(" sample,train "), two);
});

test("what is no panel is told, and the others are shown", () => {
  const one = { panels: ["train"], up: true, unknown: ["smaple"] };
  assert.deepEqual(readPanels("smaple train"), one);
  assert.deepEqual(readPanels("smaple"), {
    ...{ panels: PANELS, up: false },
    unknown: ["smaple"],
  });
});

test("the panels are those of the dock", () => {
  for (const panel of PANELS) assert.equal(SETTINGS.dock.read(panel), panel);
});

test("a slip of the keyboard is near to what was meant", () => {
  for (const name of ["modle", "mode", "modell", "nodel"])
    assert.ok(isNear("model", name), name);
  for (const name of ["loading", "width", "mo", "elmod"])
    assert.ok(!isNear("model", name), name);
});

/** A Lab that counts, and whose weights are a number. */
function fakeLab(options) {
  const bytes = options.model instanceof ArrayBuffer ? options.model : null;
  const weights = bytes ? new Uint8Array(bytes)[0] : 1;
  return Object.assign(new EventTarget(), {
    ...{ options, weights, closed: false, keys: [], device: { name: "flex" } },
    async exportWeights() {
      return new Uint8Array([this.weights]).buffer;
    },
    async sample() {
      return this.weights;
    },
    async decode(_, { latest } = {}) {
      this.keys.push(latest);
      return this.weights;
    },
    async *train() {
      this.weights += 1;
      yield { step: 1 };
    },
    async load(weights) {
      this.weights = weights;
    },
    async reset() {
      this.weights = weights;
    },
    close() {
      this.closed = true;
    },
  });
}

function sharing() {
  const opened = [];
  const labs = new SharedLabs(async (options) => {
    options.signal?.throwIfAborted();
    options.onProgress?.({ phase: "device", loadedBytes: 0 });
    const lab = fakeLab(options);
    opened.push(lab);
    return lab;
  });
  return { opened, create: labs.create };
}

const take = async (run) => {
  const records = [];
  for await (const record of run) records.push(record);
  return records;
};

test("who only looks shares one Lab of a model and device", async () => {
  const { opened, create } = sharing();
  const [a, b] = await Promise.all([
    create({ model: "conv-z2" }),
    create({ model: "conv-z2" }),
  ]);
  await create({ model: "conv-z2", device: "ndarray" });
  await create({ model: "dense-z20" });
  assert.equal(opened.length, 3);
  await a.decode([], { latest: "line" });
  await b.decode([], { latest: "line" });
  await a.decode([], { latest: "line" });
  const [one, other, again] = opened[0].keys;
  assert.notEqual(one, other);
  assert.equal(one, again);
});

test("who trains or loads has a Lab of its own, from the same weights", async () => {
  const { opened, create } = sharing();
  const [a, b, c] = await Promise.all(
    [1, 2, 3].map(() => create({ model: "conv-z2" })),
  );
  assert.deepEqual(await take(a.train()), [{ step: 1 }]);
  await b.load(9);
  assert.equal(await a.sample(), 2);
  assert.equal(await b.sample(), 9);
  assert.equal(await c.sample(), 1);
  assert.equal(opened.length, 3);
  await a.reset();
  assert.equal(await a.sample(), 1);
  b.close();
  assert.deepEqual(
    opened.map(({ closed }) => closed),
    [false, false, true],
  );
});

test("the last one closes what is shared, once", async () => {
  const { opened, create } = sharing();
  const a = await create({ model: "conv-z2" });
  const b = await create({ model: "conv-z2" });
  a.close();
  a.close();
  assert.equal(opened[0].closed, false);
  await assert.rejects(a.sample(), { code: "lab-closed" });
  assert.equal(await b.sample(), 1);
  b.close();
  await Promise.resolve();
  assert.equal(opened[0].closed, true);
  await create({ model: "conv-z2" });
  assert.equal(opened.length, 2);
});

test("who gives up waiting leaves the others what they wait for", async () => {
  let open;
  const opening = new Promise((done) => (open = done));
  let ended = false;
  const labs = new SharedLabs((options) => {
    options.signal.addEventListener("abort", () => (ended = true));
    return opening;
  });
  const control = new AbortController();
  const { signal } = control;
  const gone = labs.create({ model: "conv-z2", signal });
  const waits = labs.create({ model: "conv-z2" });
  control.abort();
  await assert.rejects(gone, { name: "AbortError" });
  assert.equal(ended, false);
  open(fakeLab({}));
  assert.equal(await (await waits).sample(), 1);
});

test("what could not be opened is opened anew for who asks again", async () => {
  let times = 0;
  const labs = new SharedLabs(async (options) => {
    times += 1;
    if (times === 1) throw new Error("no network");
    return fakeLab(options);
  });
  await assert.rejects(labs.create({ model: "conv-z2" }), /no network/);
  assert.equal(await (await labs.create({ model: "conv-z2" })).sample(), 1);
});

test("a Lab whose device is lost is not handed out again", async () => {
  const { opened, create } = sharing();
  const a = await create({ model: "conv-z2" });
  opened[0].sample = async () => {
    throw Object.assign(new Error("gone"), { code: "device-lost" });
  };
  await assert.rejects(a.sample(), { code: "device-lost" });
  await create({ model: "conv-z2" });
  assert.equal(opened.length, 2);
});
