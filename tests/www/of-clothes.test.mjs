// A model of clothes is spoken of as one, in both languages.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { speak, speakOf, words } from "../../www/words/words.js";
import { TABLES } from "./tables.mjs";

const NOTHING = { digits: [], epochs: 1, batchSize: 4, steps: 1 };
const RUN = { ...NOTHING, data: "mnist", images: 4, tuned: false };

afterEach(() => {
  speakOf("mnist");
  speak("en");
});

/** Every string of a table, by its path. */
const leaves = (value, path = []) =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) =>
        leaves(inner, [...path, key]),
      )
    : [[path.join("."), value]];

test("the same table has other words, and digits have their own again", () => {
  for (const language of ["en", "zh"]) {
    speak(language);
    assert.equal(words, TABLES[language]);
    speakOf("fashion");
    const clothes = words;
    assert.notEqual(clothes, TABLES[language]);
    const keys = (table) => leaves(table).map(([path]) => path);
    assert.deepEqual(keys(clothes), keys(TABLES[language]));
    speak(language);
    assert.equal(words, clothes, "made once");
    speakOf("mnist");
    assert.equal(words, TABLES[language]);
  }
});

test("what is on the line is no digit any more", () => {
  speakOf("fashion");
  assert.equal(words.input.title, "An image");
  assert.equal(words.output.perDigit, "of this image");
  assert.match(words.samples.explain, /No image went in/);
  assert.equal(words.data.class(3), "dress");
  assert.equal(words.between.title, "Between two images");
  assert.match(words.samples.name(2, 7), /^2 generated images/);
  speak("zh");
  assert.equal(words.input.title, "图像");
  assert.equal(words.between.title, "两张图像之间");
  assert.match(words.samples.name(2, 7), /^2 张生成的图像/);
});

test("a promise names the clothes, by as many as it names", () => {
  speakOf("fashion");
  const promise = (classes) => words.train.promise({ ...RUN, classes });
  assert.match(promise([3]), /4 real images \(dress\)/);
  assert.match(promise([0, 3, 8]), /\(T-shirt, dress and bag\)/);
  assert.match(promise([0, 1, 2, 3, 4]), /5 classes/);
  speak("zh");
  assert.match(promise([3]), /件真实服饰（类别 连衣裙）/);
});

test("what is said of MNIST stays, whatever is open", () => {
  for (const language of ["en", "zh"]) {
    speak(language);
    const { whole, references, sentence, topBar, plane } = TABLES[language];
    speakOf("fashion");
    assert.equal(words.whole.all, whole.all);
    assert.equal(words.sentence, sentence);
    assert.deepEqual(words.topBar, topBar);
    assert.equal(
      words.references.sentence("keras", 1),
      references.sentence("keras", 1),
    );
    assert.equal(
      words.plane.points.mnist.whole(1, 2),
      plane.points.mnist.whole(1, 2),
    );
    assert.equal(
      words.train.promise({ ...RUN, data: "all", classes: [] }),
      TABLES[language].train.promise({ ...RUN, data: "all", classes: [] }),
    );
    speakOf("mnist");
  }
});
