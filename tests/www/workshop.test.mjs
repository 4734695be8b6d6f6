// The workshop: files made of a model that stays as it is, each measured.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { afterEach, beforeEach, mock, test } from "node:test";
import {
  dotAt,
  frontierOf,
  logTicks,
  placed,
  rangesOf,
  roundTicks,
} from "../../www/charts/dot-plot.js";
import { Lab } from "../../www/engine/lab.js";
import { LabError } from "../../www/engine/lab-error.js";
import { familyOf } from "../../www/session/family.js";
import { paired } from "../../www/session/made-figures.js";
import { median } from "../../www/session/made-times.js";
import {
  dropOther,
  shareOf,
  takeMade,
  takeOthers,
} from "../../www/session/fusing.js";
import {
  cancelWork,
  drawLine,
  dropMade,
  make,
  measure,
} from "../../www/session/making.js";
import {
  grownTo,
  shareOfRound,
  studentOf,
} from "../../www/session/workshop-options.js";
import { ShortCurve } from "../../www/session/schooling.js";
import { survey, triesOf } from "../../www/session/survey.js";
import { Session } from "../../www/session/session.js";
import { openMade } from "../../www/session/weights.js";
import { readAddress } from "../../www/state.js";
import "../../www/words/workshop-words.js";
import { fakeStore } from "./store-fake.mjs";

const PIXELS = 784;
const bytesOf = (text) => new TextEncoder().encode(text).buffer;
const textOf = (bytes) => new TextDecoder().decode(bytes);

beforeEach(fakeStore);
afterEach(() => mock.restoreAll());

/** So many digits, class after class. */
function digitsOf(count) {
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
  return { images: new Uint8Array(count * PIXELS).fill(9), labels, count };
}

/** How each Lab answers: a file's text is its model, its length its quality. */
class Bench {
  opened = [];
  asked = [];
  /** What an operation comes to; it may wait, or throw. */
  made = async (operation, options, of) => ({
    weights: bytesOf(`${of} ${operation}`),
    metadata: { passport: { operation, settings: {}, parents: ["a"] } },
  });
  /** Before each answer. */
  before = async () => {};

  create = async ({ device, model, signal }) => {
    signal?.throwIfAborted();
    const known = model instanceof ArrayBuffer ? textOf(model) : "student";
    const lab = this.labOf(known, device);
    lab.model = model;
    this.opened.push(lab);
    return lab;
  };

  labOf(of, device = "flex") {
    const ask = async (name, options = {}) => {
      this.asked.push([of, name, options]);
      await this.before(name);
      options.signal?.throwIfAborted();
    };
    const done = (name) => async (options) => {
      await ask(name, options);
      return this.made(name, options, of);
    };
    const nats = 100 + of.length;
    return {
      ...{ of, device: { name: device }, metadata: {}, priors: ["standard"] },
      ...{ closed: false, config: { latentDim: 2, hidden: [] }, loaded: [] },
      workshop: {
        file: async () => bytesOf(of),
        ...{ quantize: done("quantize"), prune: done("prune") },
        ...{ factorize: done("factorize"), grow: done("grow") },
        removeLatents: done("removeLatents"),
        soup: async (others, options) => {
          await ask("soup", options);
          const tried = others.map((_, i) => ({ index: i, taken: i === 0 }));
          const made = await this.made(
            "soup",
            { others: others.map(textOf) },
            of,
          );
          return { ...made, tried };
        },
        line: async (other, options) => {
          await ask("line", options);
          options.onProgress({ done: 3, total: 22 });
          return [
            { share: 0, negativeElbo: 100, aligned: 100 },
            { share: 1, negativeElbo: 110, aligned: textOf(other).length },
          ];
        },
        noteFigures: async (made, figures, { ancestors }) => {
          await ask("noteFigures", { figures, ancestors });
          return {
            weights: bytesOf(`${textOf(made)} noted`),
            metadata: { passport: { operation: "x", parents: ["a"], figures } },
          };
        },
        average: async (others, options) => {
          await ask("average", options);
          return this.made("average", { others: others.map(textOf) }, of);
        },
        align: async (reference, options) => {
          await ask("align", options);
          return this.made("align", { reference: textOf(reference) }, of);
        },
      },
      addEventListener() {},
      async *train(images, options) {
        await ask("train", options);
        for (let step = 1; step <= options.steps; step++) {
          const nats = { reconstruction: 100 - step, kl: 20 };
          yield { step, ms: of.length, ...nats };
        }
      },
      summary: () => ({ parameters: 1000 }),
      exportWeights: async () => bytesOf(of),
      async load(bytes) {
        this.of = textOf(bytes);
        this.loaded.push(this.of);
      },
      async encode(images) {
        await ask("encode");
        const count = images.length / PIXELS;
        return { mean: new Float32Array(2 * count).fill(0.5) };
      },
      async decode(z) {
        await ask("decode");
        return new Float32Array((z.length / 2) * PIXELS);
      },
      async sample({ count }) {
        await ask("sample");
        return new Float32Array(count * PIXELS);
      },
      async evaluate(images, options) {
        await ask("evaluate", options);
        const nats = 100 + (this?.of ?? of).length;
        const nll = options.importanceSamples ? { nll: nats - 1 } : {};
        const klPerDimension = [0.5, 0.001];
        return {
          ...{ negativeElbo: nats, negativeElboError: 0.5, klPerDimension },
          ...{ ...nll, nllError: 0.7, count: images.length / PIXELS },
        };
      },
      async quality(images, options) {
        await ask("quality", options);
        return { samples: { frechetDistance: nats / 10, count: 1000 } };
      },
      close() {
        this.closed = true;
      },
    };
  }
}

/** A session with a model that is open, and what is told of it. */
function sessionWith(bench, search = "") {
  const { settings, refused } = readAddress(search);
  assert.deepEqual(refused, []);
  const session = new Session(settings);
  session.lab = bench.labOf("own");
  session.phase = "ready";
  session.digits = digitsOf(40);
  session.testSet = { of: "mnist", digits: digitsOf(3000), failure: null };
  session.refresh = () => {};
  return session;
}

const named = (bench, name) => bench.asked.filter(([, each]) => each === name);

test("a file is made beside the model, which stays as it is, and both are measured", async () => {
  const bench = new Bench();
  const session = sessionWith(bench, "?operation=quantize&bits=4&per=tensor");
  const { lab, workshop } = session;
  await make(session, bench.create);
  assert.deepEqual(session.notices, []);
  const [before, after] = workshop.files;
  assert.equal(workshop.files.length, 2);
  assert.equal(workshop.chosen, after.id);
  assert.deepEqual([before.name, before.operation], ["dense-z20", null]);
  assert.equal(after.name, "dense-z20-4-bits");
  assert.equal(after.of, before.id);
  assert.equal(textOf(after.bytes), "own quantize noted");
  assert.equal(
    after.sha256,
    createHash("sha256").update("own quantize noted").digest("hex"),
  );
  const [[of, , options]] = named(bench, "quantize");
  assert.equal(of, "own");
  const { bits, per, scheme, images } = options;
  assert.deepEqual([bits, per, scheme], [4, "tensor", "symmetric"]);
  assert.equal(images, session.digits.images);
  // Each as its own Lab measured it, over the same held-out images.
  assert.deepEqual(before.figures.negativeElbo, {
    ...{ value: 103, error: 0.5, images: 2000 },
  });
  assert.equal(after.figures.negativeElbo.value, 112);
  assert.equal(after.figures.nll.value, 111);
  assert.equal(after.figures.frechet.value, 11.2);
  assert.equal(after.pictures.samples.length, 8 * PIXELS);
  assert.ok(after.decode);
  const seeds = bench.asked
    .filter(([, name]) => name === "evaluate")
    .map(([, , { seed }]) => seed);
  assert.equal(new Set(seeds).size, 1);
  assert.equal(bench.opened.length, 2);
  assert.ok(bench.opened.every(({ closed }) => closed));
  assert.ok(bench.opened.every(({ device }) => device.name === "flex"));
  assert.equal(session.lab, lab);
  assert.equal(lab.closed, false);
  assert.deepEqual(
    bench.asked.filter(
      ([of]) => of !== "own" && of !== after && of !== "own quantize",
    ),
    [],
  );
  assert.equal(workshop.work, null);
});

test("what was measured is written into the file, unless somebody has it", async () => {
  const bench = new Bench();
  const session = sessionWith(bench);
  const seen = [];
  const { create } = bench;
  session.addEventListener("change", () => {
    const file = session.workshop.files[1];
    if (file?.figures.nll) seen.push(file.measuring);
  });
  await make(session, create);
  const [before, after] = session.workshop.files;
  const [[, , { figures, ancestors }]] = named(bench, "noteFigures");
  assert.deepEqual(figures.negativeElbo, {
    ...{ value: 112, error: 0.5, images: 2000 },
  });
  assert.equal(figures.nll.importanceSamples, 32);
  assert.equal(figures.negativeElboByClass.length, 10);
  assert.equal(figures.negativeElboByClass[3].images, 200);
  assert.deepEqual(figures.frechetDistance, {
    ...{ value: 11.2, samples: 1000, images: 1000 },
  });
  assert.deepEqual(figures.trainingStep, { ms: 12, images: 128 });
  assert.deepEqual(Object.keys(ancestors), [before.sha256]);
  assert.equal(ancestors[before.sha256].negativeElbo.value, 103);
  assert.equal(ancestors[before.sha256].trainingStep.ms, 3);
  assert.equal(textOf(after.bytes), "own quantize noted");
  assert.deepEqual(after.metadata.passport.figures, figures);
  const sum = createHash("sha256").update(new Uint8Array(after.bytes));
  assert.equal(after.sha256, sum.digest("hex"));
  // Nobody may take it before that.
  assert.ok(seen.includes(true));
  assert.equal(after.measuring, false);
  // Its own training moves no weights of a Lab that is asked for more.
  const order = bench.asked.map(([, name]) => name);
  assert.ok(order.lastIndexOf("train") > order.lastIndexOf("evaluate"));
  after.given = true;
  after.figures = {};
  await measure(session, after.id, create);
  assert.equal(after.figures.negativeElbo.value > 0, true);
  assert.equal(named(bench, "noteFigures").length, 1, "its bytes stay");
});

test("of the same model another file stands beside the same one, measured once", async () => {
  const bench = new Bench();
  const session = sessionWith(bench);
  await make(session, bench.create);
  session.set({ operation: "prune", share: 10 });
  await make(session, bench.create);
  const { files } = session.workshop;
  assert.deepEqual(
    files.map(({ name }) => name),
    ["dense-z20", "dense-z20-8-bits", "dense-z20-pruned-10"],
  );
  assert.equal(files[2].of, files[0].id);
  assert.equal(named(bench, "prune")[0][2].share, 0.1);
  const own = bench.asked.filter(
    ([of, name]) => of === "own" && name === "quality",
  );
  assert.equal(own.length, 1);
  // The same once more has a name of its own.
  await make(session, bench.create);
  assert.equal(files[3].name, `${files[2].name}-2`);
});

test("what each operation is told follows from the settings", async () => {
  for (const [search, name, wanted] of [
    ["?bits=16", "quantize", { bits: 16 }],
    [
      "?calibrate=no",
      "quantize",
      { bits: 8, per: "channel", scheme: "symmetric" },
    ],
    ["?operation=factorize&calibrate=no", "factorize", { variance: 0.99 }],
    [
      "?operation=factorize&calibrate=no&factorBy=rank&rank=7",
      "factorize",
      { rank: 7 },
    ],
    [
      "?operation=prune&calibrate=no&prune=weights&among=model",
      "prune",
      { what: "weights", share: 0.25, among: "model" },
    ],
    [
      "?operation=removeLatents",
      "removeLatents",
      { latents: [1], means: [0.5, 0.5], calibrationImages: 40 },
    ],
    [
      "?operation=removeLatents&dead=0.6",
      "removeLatents",
      { latents: [0, 1], means: [0.5, 0.5], calibrationImages: 40 },
    ],
    ["?operation=grow&growLatents=24", "grow", { latentDim: 24 }],
  ]) {
    const bench = new Bench();
    await make(sessionWith(bench, search), bench.create);
    const [[, , { signal, ...told }]] = named(bench, name);
    assert.ok(signal instanceof AbortSignal);
    assert.deepEqual(told, wanted, search);
  }
  const { settings } = readAddress(
    "?growHidden=500,300&growChannels=32&growClasses=10",
  );
  assert.deepEqual(grownTo(settings), {
    ...{ hidden: [500, 300], decoderHidden: [500, 300] },
    ...{ channels: [32], decoderChannels: [32], classes: 10 },
  });
  assert.deepEqual(grownTo(readAddress("").settings), {});
});

test("others are aligned first, each in a Lab of its own, or not", async () => {
  for (const align of ["yes", "no"]) {
    const bench = new Bench();
    const told = [];
    const { made } = bench;
    bench.made = (operation, options, of) => {
      told.push([of, operation, options]);
      return made(operation, options, of);
    };
    const session = sessionWith(bench, `?operation=fuse&align=${align}`);
    await takeOthers(session, [
      new File(["one"], "one.safetensors"),
      new File(["two"], "two.safetensors"),
      new File(["three"], "three.safetensors"),
    ]);
    dropOther(session, session.workshop.others[2].id);
    await make(session, bench.create);
    const average = (...others) => ["own", "average", { others }];
    assert.equal(session.workshop.others.length, 2);
    assert.deepEqual(
      told,
      align === "no"
        ? [average("one", "two")]
        : [
            ["one", "align", { reference: "own" }],
            ["two", "align", { reference: "own" }],
            average("one align", "two align"),
          ],
    );
    const after = session.workshop.files.at(-1);
    assert.deepEqual(
      [after.name, after.operation],
      ["dense-z20-mean-of-3", "average"],
    );
    assert.ok(bench.opened.every(({ closed }) => closed));
  }
});

test("every compression is tried, the best in few bits too, each measured", async () => {
  const bench = new Bench();
  const { labOf } = bench;
  // A longer text is a worse model, and a larger file.
  bench.labOf = (of, device) => {
    const lab = labOf.call(bench, of, device);
    lab.config.hidden = [64];
    return lab;
  };
  const { made } = bench;
  bench.made = async (operation, options, of) => {
    if (operation === "removeLatents")
      throw new LabError("nothing-to-do", "No latents are dead.");
    const { rank, bits, share } = options;
    if (rank === 4) return { ...(await made()), weights: bytesOf("f4") };
    return made(`${operation[0]}${rank ?? bits ?? share}`, options, of);
  };
  const session = sessionWith(bench, "?calibrate=no");
  const estimates = [];
  session.addEventListener("change", () => {
    const file = session.workshop.files[1];
    if (file && !file.figures.negativeElbo)
      estimates.push([file.figures.estimate?.images, file.measuring]);
  });
  await survey(session, bench.create);
  assert.deepEqual(session.notices, []);
  const { files, work, chosen } = session.workshop;
  assert.equal(work, null);
  const names = files.map(({ name }) => name);
  assert.deepEqual(names.slice(0, 6), [
    "dense-z20",
    ...["8", "6", "5", "4", "3"].map((bits) => `dense-z20-${bits}-bits`),
  ]);
  assert.deepEqual(names.slice(6, 13), [
    ...["10", "25", "50"].map((share) => `dense-z20-pruned-${share}`),
    ...["32", "16", "8", "4"].map((rank) => `dense-z20-rank-${rank}`),
  ]);
  // The smallest of what costs little, in few bits too.
  assert.deepEqual(names.slice(13), [
    "dense-z20-rank-4-5-bits",
    "dense-z20-rank-4-4-bits",
    // Without dark pixels, then thinner, then in few bits.
    "dense-z20-pixels-25",
    "dense-z20-pixels-25-5-bits",
    "dense-z20-pixels-25-rank-16",
    "dense-z20-pixels-25-rank-16-6-bits",
  ]);
  assert.equal(files[18].of, files[17].id);
  assert.equal(files[17].of, files[15].id);
  assert.equal(files[14].of, files[12].id);
  assert.equal(files[12].given, true);
  assert.ok(
    files.every(({ figures }) => figures.negativeElbo?.images === 2000),
  );
  assert.ok(files.every(({ measuring }) => !measuring));
  const noted = files.slice(1).map(({ bytes }) => textOf(bytes));
  assert.ok(noted.every((text) => text.endsWith("noted")));
  assert.ok(estimates.some(([images]) => images === 300));
  assert.ok(estimates.every(([, measuring]) => measuring));
  assert.equal(chosen, files[12].id, "the smallest of those as good");
  assert.ok(bench.opened.every(({ closed }) => closed));
  // A second time nothing is made again.
  const before = files.length;
  await survey(session, bench.create);
  assert.equal(session.workshop.files.length, before);
});

test("a survey that is cancelled leaves what it has come to, free to be had", async () => {
  const bench = new Bench();
  const session = sessionWith(bench, "?calibrate=no");
  let quantized = 0;
  bench.before = async (name) => {
    if (name === "quantize" && ++quantized === 3) cancelWork(session);
  };
  await survey(session, bench.create);
  const { files } = session.workshop;
  assert.deepEqual(session.notices, []);
  assert.equal(files.length, 3);
  assert.ok(files.every(({ measuring }) => !measuring));
  assert.equal(files[2].figures.estimate.images, 300);
  dropMade(session, files[2].id);
  assert.equal(session.workshop.files.length, 2);
  const [own, first] = session.workshop.files;
  session.workshop.chosen = first.id;
  dropMade(session, own.id);
  // What was made of it stays, with nothing beside it.
  assert.deepEqual(session.workshop.pair, { before: null, after: first });
  dropMade(session, first.id);
  assert.equal(session.workshop.chosen, null);
  assert.deepEqual(triesOf({ hidden: [] }).length, 9);
});

test("rounds take the same part of what is left, and come to the share", () => {
  for (const rounds of [1, 2, 5]) {
    let left = 1;
    for (let round = 1; round <= rounds; round++) {
      left *= 1 - shareOfRound("units", 0.5, round, rounds);
    }
    assert.ok(Math.abs(left - 0.5) < 1e-12);
    // Zeros count again: the last round's share is that of all.
    assert.equal(shareOfRound("weights", 0.8, rounds, rounds), 0.8);
  }
  assert.ok(Math.abs(shareOfRound("weights", 0.75, 1, 2) - 0.5) < 1e-12);
});

test("pruned in rounds, it is trained after each, its zeros kept", async () => {
  const bench = new Bench();
  const search = "?operation=prune&prune=weights&share=80&rounds=2&tune=30";
  const session = sessionWith(bench, `${search}&learnFrom=atHand&calibrate=no`);
  const seen = new Set();
  session.addEventListener("change", () => {
    const { schooling } = session.workshop;
    if (schooling) seen.add(`${schooling.round} ${schooling.step}`);
  });
  await make(session, bench.create);
  assert.deepEqual(session.notices, []);
  const order = bench.asked
    .filter(([, name]) => name === "prune" || name === "train")
    .map(([of, name, { share, steps }]) => [of, name, share ?? steps]);
  const [first, second, third] = [
    ["own", "prune", 1 - 0.2 ** 0.5],
    ["own prune", "prune", 0.8],
    ["own prune prune", "prune", 0.8],
  ];
  assert.deepEqual(order.slice(0, 5), [
    ...[first, ["own prune", "train", 30]],
    ...[second, ["own prune prune", "train", 30]],
    third,
  ]);
  const trained = named(bench, "train").slice(0, 2);
  assert.deepEqual(
    trained.map(([, , { keepZeros, seed }]) => [keepZeros, seed]),
    [
      [true, 1],
      [true, 2],
    ],
  );
  assert.ok(seen.has("1 30") && seen.has("2 60"), [...seen].join());
  assert.equal(session.workshop.schooling, null);
  const { name } = session.workshop.files[1];
  assert.equal(name, "dense-z20-sparse-80-tuned-60");
  assert.ok(bench.opened.every(({ closed }) => closed));
});

test("a student is as large as was said, and learns by the weights that were", async () => {
  const teacher = {
    ...{ architecture: "conv", hidden: [100], channels: [16, 32] },
    ...{ latentDim: 8, classes: 0, decoderHidden: [90], ranks: { x: 2 } },
  };
  const { settings } = readAddress("?studentLatents=4&weightSeed=5");
  assert.deepEqual(studentOf(teacher, settings), {
    ...{ architecture: "conv", hidden: [50], channels: [8, 16] },
    ...{ latentDim: 4, classes: 0, seed: 5 },
  });
  const search = "?operation=distill&studentHidden=64,32&studentSteps=40";
  const bench = new Bench();
  const session = sessionWith(bench, `${search}&lossData=0&learnFrom=atHand`);
  session.lab.config.hidden = [400];
  const { create } = bench;
  const pictures = [];
  session.addEventListener("change", () => {
    const { schooling } = session.workshop;
    if (schooling) pictures.push(schooling.teacher && schooling.student);
  });
  await make(session, async (options) => {
    const lab = await create(options);
    lab.config.hidden = [400];
    return lab;
  });
  assert.deepEqual(session.notices, []);
  const student = bench.opened.find(({ of }) => of === "student");
  assert.deepEqual(student.model.hidden, [64, 32]);
  const [[of, , told]] = named(bench, "train");
  assert.equal(of, "student");
  assert.equal(textOf(told.teacher), "own");
  assert.equal(told.steps, 40);
  assert.deepEqual(told.distill, {
    ...{ data: 0, outputs: 1, posterior: 0, latent: 0 },
  });
  assert.equal(pictures.at(-1).length, 8 * PIXELS);
  const after = session.workshop.files[1];
  assert.equal(after.operation, "distill");
  assert.equal(after.name, "dense-z20-student-40");
  assert.ok(bench.opened.every(({ closed }) => closed));
});

test("a curve stays short, and is the mean of what it leaves out", () => {
  const curve = new ShortCurve();
  for (let step = 1; step <= 1000; step++) curve.push(step, step % 2);
  assert.ok(curve.points.length < 160 && curve.points.length > 60);
  assert.ok(curve.points.every(({ nats }) => nats === 0.5));
  const steps = curve.points.map(({ step }) => step);
  assert.deepEqual(
    steps,
    steps.toSorted((a, b) => a - b),
  );
});

test("each weighs what was said of it; a soup is chosen by the digits at hand", async () => {
  const bench = new Bench();
  const session = sessionWith(bench, "?operation=fuse&align=no");
  await make(session, bench.create);
  const made = session.workshop.files[1];
  made.given = false;
  await takeOthers(session, [new File(["one"], "one.safetensors")]);
  takeMade(session, made.id);
  assert.equal(made.given, true, "the fused file names it");
  const [one, two] = session.workshop.others;
  assert.equal(two.name, made.name);
  shareOf(session, { id: null, share: 3 });
  shareOf(session, { id: two.id, share: 0.5 });
  await make(session, bench.create);
  const [, , told] = named(bench, "average").at(-1);
  assert.deepEqual(told.weights, [3, 1, 0.5]);

  session.set({ fuseBy: "soup" });
  await make(session, bench.create);
  const [[, , by]] = named(bench, "soup");
  assert.equal(by.images, session.digits.images);
  assert.equal(session.workshop.files.at(-1).name, "dense-z20-soup-of-3");
  const { text } = session.notices.at(-1);
  assert.match(text, /soup is of dense-z20; left out: one.safetensors/);
  dropOther(session, one.id);
  assert.equal(session.workshop.others.length, 1);
});

test("the line to one of them is drawn by held-out images, and goes with it", async () => {
  const bench = new Bench();
  const session = sessionWith(bench, "?operation=fuse");
  await takeOthers(session, [new File(["one"], "one.safetensors")]);
  const [one] = session.workshop.others;
  const phases = [];
  session.addEventListener("change", () => {
    const { work } = session.workshop;
    if (work) phases.push([work.phase, work.done, work.all].join(" "));
  });
  await drawLine(session, one.id, bench.create);
  const [[, , { images, seed }]] = named(bench, "line");
  assert.equal(images.length, 500 * PIXELS);
  assert.equal(seed, 3);
  assert.ok(phases.includes("line 3 22"), phases.join());
  const { line } = session.workshop;
  assert.deepEqual([line.from, line.to], ["dense-z20", "one.safetensors"]);
  assert.equal(line.points[1].aligned, 3);
  assert.ok(bench.opened.every(({ closed }) => closed));
  dropOther(session, one.id);
  assert.equal(session.workshop.line, null);
});

test("a refusal is told with its code, and nothing is lost by it", async () => {
  const bench = new Bench();
  bench.made = async () => {
    throw new LabError("nothing-to-do", "There is nothing to factorize.");
  };
  const session = sessionWith(bench, "?operation=factorize");
  const { lab, model } = session;
  await make(session, bench.create);
  const [notice] = session.notices;
  assert.equal(notice.code, "nothing-to-do");
  assert.match(notice.text, /nothing to factorize\. Your model is untouched/);
  assert.deepEqual([session.lab, session.model], [lab, model]);
  assert.deepEqual([session.phase, lab.closed], ["ready", false]);
  assert.ok(bench.opened.every(({ closed }) => closed));
  assert.equal(session.workshop.files.length, 1);
  assert.equal(session.workshop.chosen, null);
  assert.equal(session.workshop.work, null);
});

test("a device that is lost beside it leaves the model that is shown alone", async () => {
  const bench = new Bench();
  bench.made = async () => {
    throw new LabError("device-lost", "The GPU is gone.");
  };
  const session = sessionWith(bench);
  await make(session, bench.create);
  assert.equal(session.phase, "ready");
  assert.equal(session.notices[0].code, "device-lost");
});

test("cancelled while it is made, nothing is there; while it is measured, the file is", async () => {
  for (const [at, files, known] of [
    ["quantize", 1, undefined],
    ["quality", 2, 112],
  ]) {
    const bench = new Bench();
    const session = sessionWith(bench);
    bench.before = async (name) => {
      if (name === at) cancelWork(session);
    };
    await make(session, bench.create);
    assert.deepEqual(session.notices, [], "a cancel is no error");
    assert.equal(session.workshop.files.length, files, at);
    const after = session.workshop.files[1];
    assert.equal(after?.figures.negativeElbo?.value, known);
    assert.equal(after?.figures.frechet, undefined);
    // What is known is in the file.
    const noted = named(bench, "noteFigures").map(([, , told]) => told.figures);
    assert.deepEqual(
      noted.map(({ nll, frechetDistance }) => [nll.value, frechetDistance]),
      after ? [[111, undefined]] : [],
    );
    assert.ok(bench.opened.every(({ closed }) => closed));
    assert.equal(session.workshop.work, null);
    if (!after) continue;
    // What is missing is measured when it is asked for, and that alone.
    bench.before = async () => {};
    bench.asked = [];
    // Of the file with what was known of it.
    await measure(session, after.id, bench.create);
    assert.equal(after.figures.frechet.value, 11.8);
    // Ten classes of two models, and no figure of all images again.
    assert.equal(named(bench, "evaluate").length, 20);
    assert.equal(after.figures.negativeElbo.value, 112);
    assert.ok(bench.opened.every(({ closed }) => closed));
  }
});

test("one work at a time, and none before there is a model", async () => {
  const bench = new Bench();
  const session = sessionWith(bench);
  const first = make(session, bench.create);
  await make(session, bench.create);
  await first;
  assert.equal(named(bench, "quantize").length, 1);
  session.phase = "loading";
  await make(session, bench.create);
  assert.equal(named(bench, "quantize").length, 1);
});

test("without held-out images there are pictures and times, and it says why no more", async () => {
  const bench = new Bench();
  const session = sessionWith(bench);
  const failure = new Error("Unreachable.");
  session.testSet = { of: "mnist", digits: null, failure: null };
  const made = make(session, bench.create);
  await new Promise((done) => setTimeout(done, 50));
  assert.ok(session.workshop.work, "it waits for them");
  session.testSet.failure = failure;
  session.changed();
  await made;
  const after = session.workshop.files[1];
  assert.equal(session.workshop.unmeasured, failure);
  assert.deepEqual(after.figures, {});
  assert.ok(after.pictures && after.decode);
});

test("without any real digits it is timed, and waits for nothing", async () => {
  const bench = new Bench();
  const session = sessionWith(bench);
  Object.assign(session, { digits: null, digitsFailure: new Error("None.") });
  session.testSet = { of: "mnist", digits: null, failure: null };
  await make(session, bench.create);
  const after = session.workshop.files[1];
  assert.equal(session.workshop.unmeasured, session.digitsFailure);
  assert.deepEqual([after.figures, after.pictures], [{}, undefined]);
  assert.ok(after.decode);
  assert.deepEqual(named(bench, "quantize")[0][2].images, undefined);
});

test("clothes at hand are test images: those that are held out come after them", async () => {
  const bench = new Bench();
  const session = sessionWith(bench);
  const all = digitsOf(3000);
  all.images.fill(1, 40 * PIXELS);
  session.digitsOf = "fashion";
  session.testSet = { of: "fashion", digits: all, failure: null };
  const seen = [];
  const { create } = bench;
  await make(session, async (options) => {
    const lab = await create(options);
    const { evaluate } = lab;
    lab.evaluate = (images, rest) => {
      seen.push(images[0]);
      return evaluate(images, rest);
    };
    return lab;
  });
  assert.ok(seen.length >= 2);
  assert.deepEqual([...new Set(seen)], [1]);
});

test("a made file is opened as any file, and a shipped model is offered back", async () => {
  const bench = new Bench();
  const session = sessionWith(bench);
  mock.method(Lab, "create", async ({ model }) => bench.labOf(String(model)));
  await make(session, bench.create);
  const [before, after] = session.workshop.files;
  await openMade(session, after.id);
  assert.equal(session.lab.of, "own quantize noted");
  assert.equal(session.model.name, "dense-z20-8-bits.safetensors");
  const [{ undo, text }] = session.notices;
  assert.match(text, /dense-z20-8-bits/);
  // What is made of it now is made of the packed file, not of an export.
  session.lab.workshop.file = async () => bytesOf("as floats");
  await make(session, bench.create);
  const next = session.workshop.files.at(-1);
  assert.equal(next.of, after.id);
  assert.equal(next.name, "dense-z20-8-bits-8-bits");
  undo();
  await session.moving;
  assert.equal(session.model.name, before.name);
  // The shipped one, opened as such, with its weights as they were.
  assert.deepEqual(session.lab.loaded, ["own"]);
  assert.equal(session.model.source, "shipped");
});

test("a model that was trained since it was opened is another file", async () => {
  const bench = new Bench();
  const session = sessionWith(bench);
  await make(session, bench.create);
  const [, after] = session.workshop.files;
  await openMade(session, after.id);
  session.model = { ...session.model, tunedSteps: 5 };
  session.lab.of = "trained";
  // With Adam's moments, as it is kept over a reload: nobody's file.
  session.lab.workshop.file = async () => bytesOf("kept");
  session.lab.exportWeights = async () => bytesOf("trained");
  await make(session, bench.create);
  const { files } = session.workshop;
  assert.deepEqual(files[2].bytes, bytesOf("trained"));
  assert.equal(files[2].name, "dense-z20-8-bits-plus-5-steps");
  assert.equal(files[2].operation, null);
  assert.equal(files[3].of, files[2].id);
});

test("eight digits of different classes, and the median of an odd number", () => {
  const { labels, count } = paired({
    images: new Uint8Array(6 * PIXELS),
    labels: Uint8Array.from([3, 3, 1, 3, 0, 1]),
  });
  assert.deepEqual([...labels], [3, 1, 0, 3, 3, 1]);
  assert.equal(count, 6);
  assert.equal(paired(digitsOf(30)).count, 8);
  assert.equal(median([5, 1, 9, 2, 7]), 5);
});

const ancestor = (sha256, more) => ({
  ...{ sha256, bytes: 10, model: "dense", name: sha256 },
  ...more,
});

test("a family goes back to the root, and tells of a shared parent once", () => {
  const passport = {
    ...{ operation: "average", settings: { shares: [0.5, 0.5] } },
    parents: ["b", "c", "c"],
    ancestors: [
      ancestor("b", {
        making: {
          operation: "prune",
          settings: { share: 0.5 },
          parents: ["a"],
        },
      }),
      ancestor("c", { making: { operation: "align", parents: ["a", "b"] } }),
      ancestor("a"),
    ],
  };
  const file = { name: "f", model: "dense", bytes: 7 };
  const root = familyOf(file, { passport });
  assert.equal(root.making.operation, "average");
  assert.deepEqual(
    root.parents.map(({ name }) => name),
    ["b", "c"],
  );
  const here = familyOf(file, { passport }, (sum) => sum === "c" && "mine");
  assert.deepEqual(
    here.parents.map(({ name }) => name),
    ["b", "mine"],
  );
  const [b, c] = root.parents;
  assert.deepEqual(b.making.settings, { share: 0.5 });
  assert.deepEqual(
    b.parents.map(({ name, making }) => [name, making]),
    [["a", null]],
  );
  assert.deepEqual(
    c.parents.map(({ name, again, parents }) => [name, again, parents]),
    [
      ["a", true, []],
      ["b", true, []],
    ],
  );
});

test("a passport that anybody wrote breaks nothing", () => {
  const file = { name: "f", model: "", bytes: 1 };
  for (const metadata of [
    {},
    { passport: null },
    { passport: [] },
    { passport: { operation: 7 } },
  ]) {
    assert.equal(familyOf(file, metadata), null);
  }
  const rude = familyOf(file, {
    passport: {
      ...{ operation: "prune", parents: ["a", 7, null, "b"] },
      ancestors: [
        null,
        7,
        ancestor("a", {
          bytes: "many",
          making: { operation: "x", parents: ["a"] },
        }),
      ],
    },
  });
  const [a, b] = rude.parents;
  assert.deepEqual([a.bytes, a.parents[0].again], [null, true]);
  assert.deepEqual([b.name, b.making, b.parents], ["", null, []]);
});

test("none on the frontier is beaten in both, and sizes can be far apart", () => {
  const dots = [
    { key: 1, x: 300, y: 99 },
    { key: 2, x: 100, y: 110 },
    { key: 3, x: 200, y: 120 },
    { key: 4, x: 200, y: 105 },
    { key: 5, x: 300, y: 100 },
    { key: 6, x: 400, y: 99 },
  ];
  assert.deepEqual(frontierOf(dots), [2, 4, 1]);
  assert.deepEqual(logTicks(140, 2600), [200, 500, 1000, 2000]);
  const size = { width: 300, height: 170 };
  const [wide] = placed([...dots, { key: 7, x: 10_000, y: 98 }], size, true);
  const [flat] = placed([...dots, { key: 7, x: 10_000, y: 98 }], size);
  assert.ok(wide.x - 44 > 3 * (flat.x - 44), "the small ones are spread");
});

test("a chart's numbers are round, and its dots lie within", () => {
  assert.deepEqual(roundTicks(0, 10, 5), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(roundTicks(98.1, 103.2, 4), [100, 102]);
  assert.deepEqual(roundTicks(0, 2_700_000, 3), [0, 1_000_000, 2_000_000]);
  const dots = [
    { key: 1, x: 2_600_000, y: 100 },
    { key: 2, x: 400_000, y: 103 },
  ];
  const { x, y } = rangesOf(dots);
  assert.equal(x[0], 0);
  assert.ok(x[1] > 2_600_000 && y[0] < 100 && y[1] > 103);
  const size = { width: 300, height: 170 };
  const places = placed(dots, size);
  for (const place of places) {
    assert.ok(place.x > 44 && place.x < 300, String(place.x));
    assert.ok(place.y > 20 && place.y < 140, String(place.y));
  }
  const [first, second] = places;
  assert.ok(first.x > second.x && first.y > second.y);
  assert.equal(dotAt(places, { x: first.x + 5, y: first.y }, 14), 1);
  assert.equal(dotAt(places, { x: first.x + 50, y: first.y }, 14), null);
  // One dot alone has an axis too.
  const [only] = placed([dots[0]], size);
  assert.ok(Number.isFinite(only.x) && Number.isFinite(only.y));
  assert.deepEqual(placed([], size), []);
});
