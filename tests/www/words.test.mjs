// Both languages say the same things: the same keys, the same kinds, no gap.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, test } from "node:test";
import { chooseRung } from "../../www/engine/ladder.js";
import { LAB_ERROR_CODES, LabError } from "../../www/engine/lab-error.js";
import { describeDevice } from "../../www/engine/lab-device.js";
import { Session } from "../../www/session/session.js";
import { readAddress, SETTINGS } from "../../www/state.js";
import { duration, durationZh } from "../../www/words/numbers.js";
import {
  allowedText,
  errorText,
  knows,
  languageOf,
  learn,
  speak,
  spoken,
  words,
} from "../../www/words/words.js";
import { LANGUAGES } from "../../www/words/languages.js";
import { TABLES } from "./tables.mjs";

const { en, zh } = TABLES;
const CHINESE = /\p{Script=Han}/u;

/** Names and symbols, the same in every language. */
const NAMES = [
  ...["PNG", "GIF", "CSV", "NPY"],
  ...["VAE Lab", "q(z|x)", "p(x|z)", "β", "KL", "−ELBO", "WebGPU", "ReLU"],
  ...["SiLU", "CC BY-SA 3.0", "P", "N", "K", "1, 2, 3, 4, 5", "?", "Delete"],
  ...["Ctrl V", "PCA", "VampPrior"],
  ...["pytorch/examples", "fashion-conv-z8"],
];
/** What formulas call, and a letter of prose. */
const FUNCTIONS = /\b(ELBO|KL|MI|TC|diag|log|max|min|sigmoid|tanh)\b/g;
const PROSE = /[A-Za-z]{2,}/;
/** Chinese only by its punctuation. */
const NEARLY_NAMES = ["CPU（NdArray）"];

const RUN = {
  ...{ data: "mnist", images: 200, classes: [3], epochs: 40 },
  ...{ batchSize: 32, steps: 280, tuned: false, running: false },
};

const REFERENCES = [
  ...["coin", "average", "runAverage", "keras", "pytorch"],
  ...["dense", "denseClasses"],
  ...["fashionConv", "fashionDense", "fashionClasses"],
];

/** What a function is asked with, where numbers will not do. */
const SAMPLES = {
  "train.promise": [[RUN], [{ ...RUN, data: "mine", running: true }]],
  "topBar.about.data": [["MNIST, the first 60000 training images"]],
  "kind.sigma": [[0.1], [undefined]],
  "loading.bytes": [
    [1, undefined],
    [1, 2],
  ],
  "train.left": [[0.5], [65]],
  "train.score": [
    [1, 2, undefined],
    [1, 2, 3],
  ],
  "kind.sentence": [[["1", "2"]]],
  "allowed.oneOf": [["1, 2"]],
  "allowed.inFile": [["1, 2"]],
  "step.score": [
    [true, 1, 2, undefined],
    [false, 1, 2, 3],
  ],
  "whole.load": [[undefined], [1]],
  "watch.strip.active": [[1, 2, 3, true]],
  "references.mark": REFERENCES.map((name) => [name, 1]),
  "references.sentence": REFERENCES.map((name) => [name, 1]),
  "references.beside": [[["1", "2"]]],
  "references.named": REFERENCES.map((name) => [name]),
  "own.refused": [
    [1, ["a"], "."],
    [9, ["a", "b"], "."],
  ],
  "own.class": [
    ["mnist", 1],
    ["fashion", 1],
  ],
  "own.oneModel": [["1"]],
  "own.notKept": [["."]],
  "between.strip": [["1"]],
  "priors.dropped": [["1", "2"]],
  "priors.steps": [
    [1, undefined],
    [1, 2],
  ],
  "priors.densities": [
    [{ prior: "mixture", fitted: -1, standard: -2, latents: 3 }],
    [{ prior: "classConditional", fitted: 1, standard: -2, latents: 3 }],
  ],
  "workshop.family.done": [
    ...["quantize", "prune", "factorize", "removeLatents", "grow"],
    ...["average", "align"],
  ].map((name) => [name]),
  "workshop.family.setting": [
    ["bits", 4],
    ["per", "channel"],
    ["per", "tensor"],
    ["scheme", "symmetric"],
    ["calibrated", true],
    ["calibrated", false],
    ["what", "units"],
    ["share", 0.25],
    ["among", "layer"],
    ["rank", 3],
    ["variance", 0.99],
    ["latents", [1, 4]],
    ["shares", [0.5, 0.5]],
    ["latentDim", 24],
    ["calibrationImages", 2000],
    ["replay", 90],
    ["greedy", true],
    ["heldOut", 500],
    ["heldOutNegativeElbo", 102.84],
    ["heldOutAlone", [103.25, 108.26]],
  ],
  "workshop.shelf.measured": [
    [1000, undefined],
    [1000, 100],
  ],
  "keeping.ignored": [[["a", "b"]]],
  "workshop.others.chart.told": [
    [
      {
        ...{ from: "a", to: "b", count: 500 },
        ...{ ends: [100, 101.5], worst: 180.25, aligned: 130 },
      },
    ],
  ],
  "workshop.soup": [
    [["a"], []],
    [["a", "b"], ["c"]],
  ],
  reason: [["Running on the CPU with SIMD (Flex)."]],
};

const afterwards = () => speak("en");
afterEach(afterwards);

/** Every string and function of a table, by its path; codes are told apart. */
function leaves(value, path = "") {
  if (typeof value !== "object") return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) =>
    path === "" && key === "codes"
      ? []
      : leaves(inner, path === "" ? key : `${path}.${key}`),
  );
}

const english = leaves(en);
const chinese = new Map(leaves(zh));

test("both tables have the same keys and kinds", () => {
  const shape = (table) =>
    leaves(table).map(([path, value]) =>
      typeof value === "function"
        ? `${path} of ${value.length}`
        : `${path} ${typeof value}`,
    );
  assert.ok(english.length > 200);
  assert.deepEqual(shape(zh), shape(en));
});

test("no string is left in English", () => {
  for (const [path, text] of english) {
    if (typeof text !== "string") continue;
    const other = chinese.get(path);
    if (NAMES.includes(text)) continue;
    if (path === "language.tag") continue;
    if (!PROSE.test(text.replace(FUNCTIONS, ""))) continue;
    assert.notEqual(other, text, path);
    assert.ok(CHINESE.test(other) || NEARLY_NAMES.includes(other), path);
  }
});

test("every function speaks Chinese where the English one has words", () => {
  const names =
    /\b(KL|SHA|kB|MB|ReLU|VampPrior|MNIST|Fashion|PC|TC|pytorch|examples|dense|fashion|conv)\b/g;
  let compared = 0;
  for (const [path, say] of english) {
    if (typeof say !== "function") continue;
    const numbers = [[3, 2, 1].slice(0, say.length)];
    for (const sample of SAMPLES[path] ?? numbers) {
      const text = chinese.get(path)(...sample);
      assert.equal(typeof text, "string", path);
      assert.doesNotMatch(text, /undefined|NaN|\[object/, path);
      if (!/[A-Za-z]{2,}/.test(say(...sample).replace(names, ""))) continue;
      compared += 1;
      assert.match(text, CHINESE, path);
    }
  }
  assert.ok(compared > 50);
});

test("Chinese sentences hold the numbers that the English ones hold", () => {
  const numbers = (text) => (text.match(/[\d.,]*\d/g) ?? []).sort();
  for (const path of ["train.promise", "train.score", "plane.name"]) {
    const [, say] = english.find(([name]) => name === path);
    const sample = SAMPLES[path]?.at(-1) ?? [2000, 3, 13];
    assert.deepEqual(
      numbers(chinese.get(path)(...sample)),
      numbers(say(...sample)),
      path,
    );
  }
});

test("the first wished language that is spoken here is taken", () => {
  for (const [wished, language] of [
    [["zh-Hans"], "zh"],
    [["zh-CN"], "zh"],
    [["zh"], "zh"],
    [["ZH-hans-HK"], "zh"],
    [["zh-SG", "en"], "zh"],
    [["fr-CH", "zh-CN", "en"], "zh"],
    [["en-GB", "zh-CN"], "en"],
    [["zh-TW"], "en"],
    [["zh-Hant-CN", "de"], "en"],
    [["de", "fr"], "en"],
    [["zhx", "enm"], "en"],
    [["", "💥", "_"], "en"],
    [[], "en"],
  ]) {
    assert.equal(languageOf(wished), language, String(wished));
  }
});

test("a language that was not fetched cannot be spoken, and is fetched once", async () => {
  // A module of its own, which has learnt nothing yet.
  const fresh = await import("../../www/words/words.js?fresh");
  assert.equal(fresh.knows("zh"), false);
  assert.throws(() => fresh.speak("zh"), /not learnt/);
  await fresh.learn("zh");
  fresh.speak("zh");
  assert.equal(fresh.words, TABLES.zh);
  assert.ok(knows("zh"));
  await learn("zh");
});

test("what is spoken changes for everybody who asks", () => {
  assert.deepEqual(Object.keys(LANGUAGES), Object.keys(TABLES));
  for (const language of Object.keys(LANGUAGES)) {
    speak(language);
    assert.equal(spoken, language);
    assert.equal(words, TABLES[language]);
  }
  assert.deepEqual(SETTINGS.language.read("zh"), "zh");
  assert.equal(SETTINGS.language.read("fr"), undefined);
});

test("durations", () => {
  for (const [seconds, text, inChinese] of [
    [0.2, "under a second", "不到 1 秒"],
    [12, "12 s", "12 秒"],
    [60, "1 min", "1 分"],
    [185, "3 min 5 s", "3 分 5 秒"],
    [119.6, "2 min", "2 分"],
    [3900, "1 h 5 min", "1 小时 5 分"],
  ]) {
    assert.equal(duration(seconds), text);
    assert.equal(durationZh(seconds), inChinese);
  }
});

/** The codes that the files of a room of the page throw. */
function thrownIn(room) {
  const folder = new URL(`../../www/${room}/`, import.meta.url);
  return readdirSync(folder).flatMap((file) =>
    [
      ...readFileSync(new URL(file, folder), "utf8").matchAll(
        /new (?:Import|Store)Error\(\s*"([a-z-]+)"/g,
      ),
    ].map(([, code]) => code),
  );
}

test("every error code has a Chinese sentence", () => {
  const thrown = [...thrownIn("import"), ...thrownIn("store")];
  assert.ok(thrown.includes("idx-header") && thrown.includes("storage-full"));
  for (const code of [...LAB_ERROR_CODES, ...thrown, "unexpected"]) {
    assert.match(zh.codes[code] ?? "", /\p{Script=Han}.*。$/u, code);
  }
});

test("an error is told in the language spoken, its own words kept", () => {
  const session = new Session(readAddress("").settings);
  const message = "The weights file has format version 9.";
  session.fail(new LabError("weights-version", message));
  session.tell(() => words.news.reset, { undo: () => {} });
  const texts = () => session.notices.map(({ text }) => text);
  assert.deepEqual(texts(), [message, en.news.reset]);
  speak("zh");
  assert.deepEqual(texts(), [zh.codes["weights-version"], zh.news.reset]);
  assert.equal(session.notices[0].original, message);
  // What was told in one language is not told again in the other.
  session.fail(new LabError("weights-version", message));
  assert.equal(session.notices.length, 2);
});

test("a code that nobody knows leaves the error its own words", () => {
  speak("zh");
  for (const code of ["no-such-code", "toString", undefined]) {
    assert.equal(errorText({ message: "Rude.", code }), "Rude.");
  }
});

test("what a setting allows stands in both languages", () => {
  assert.equal(
    allowedText(SETTINGS.epochs.allowed),
    "a whole number from 1 to 1000",
  );
  assert.equal(
    allowedText(SETTINGS.theme.allowed),
    "one of system, light, dark",
  );
  speak("zh");
  assert.match(allowedText(SETTINGS.epochs.allowed), / 1 到 1000 之间的整数/);
  for (const [name, { allowed }] of Object.entries(SETTINGS)) {
    assert.match(allowedText(allowed), CHINESE, name);
  }
});

/** Lab's reasons in browsers of every kind. */
async function reasons() {
  const adapter = (answer) => ({
    gpu: { requestAdapter: answer },
    validate: () => true,
    adapterTimeoutMs: 5,
  });
  const failures = [
    { name: "webgpu", when: "lost", message: "x; y" },
    { name: "flex", when: "not-started", message: "z" },
  ];
  const choices = await Promise.all([
    chooseRung("auto", [], { validate: () => true }),
    chooseRung("auto", [], { validate: () => false }),
    ...[{}, null, { isFallbackAdapter: true }].map((found) =>
      chooseRung(
        "auto",
        [],
        adapter(async () => found),
      ),
    ),
    chooseRung(
      "auto",
      [],
      adapter(() => new Promise(() => {})),
    ),
    chooseRung(
      "auto",
      [],
      adapter(() => Promise.reject(new Error("no"))),
    ),
    chooseRung("auto", failures, { validate: () => true }),
    chooseRung(
      "webgpu",
      [],
      adapter(async () => ({ isFallbackAdapter: true })),
    ),
    chooseRung("ndarray", [], { validate: () => true }),
  ]);
  return choices;
}

test("why the model runs where it does is told in Chinese, to the last clause", async () => {
  for (const choice of await reasons()) {
    for (const lost of [undefined, 1, 12]) {
      const { reason } = describeDevice(choice, undefined, lost);
      const text = zh.reason(reason);
      assert.match(text, /运行/, reason);
      assert.match(text, lost ? new RegExp(`退回 ${lost} 步`) : /。$/, reason);
      const clause = /\b(?:running|asked|adapter|browser|lost|start|went)\b/i;
      assert.doesNotMatch(text, clause, reason);
    }
  }
  assert.equal(zh.reason("Something new."), "Something new.");
  assert.equal(en.reason("Something new."), "Something new.");
});

test("every setting's hint says something, and large numbers are set in English", () => {
  for (const { settings, setup, making } of [en, zh]) {
    const fields = Object.entries({ ...settings, ...making, ...setup });
    const hints = fields.flatMap(([name, field]) =>
      typeof field === "object" && "label" in field
        ? Object.entries(field.hints ?? { "": field.hint }).map(
            ([choice, hint]) => [`${name}.${choice}`, hint],
          )
        : [],
    );
    assert.ok(hints.length >= 25);
    for (const [name, hint] of hints) {
      // Those end in a term that explains itself.
      if (/importanceWeighted|totalCorrelation/.test(name)) continue;
      const least = CHINESE.test(hint) ? 8 : 19;
      assert.match(hint, /[.。]$/, name);
      assert.ok(hint.length >= least, `${name}: ${hint}`);
    }
  }
  const { data } = en.topBar.about;
  assert.equal(
    data("Fashion-MNIST, the first 60000 training images"),
    "Trained on Fashion-MNIST, the first 60,000 training images.",
  );
  assert.equal(data("my 60000 images"), "Trained on my 60000 images.");
});
