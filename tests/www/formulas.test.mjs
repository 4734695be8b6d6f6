// The formulas: every term has one, and it says the same as its line of text.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { huedPieces } from "../../www/views/code-lines.js";
import { detailOf } from "../../www/views/flow-figures.js";
import {
  FORMULAS,
  formulaOf,
  klOfDraw,
  likelihoodOf,
  reconstructionOf,
} from "../../www/views/formulas.js";
import { row, sub, textOf } from "../../www/views/mathml.js";
import { codeOf } from "../../www/views/part-code.js";
import { learn, speak, words } from "../../www/words/words.js";

/** The parts of MathML Core that browsers set; a script has so many children. */
const CHILDREN = { msub: 2, msup: 2, mfrac: 2, munder: 2, msubsup: 3 };
const TOKENS = ["mi", "mn", "mo", "mtext"];
const ROWS = ["mrow", "mspace"];

function check({ tag, children }) {
  if (TOKENS.includes(tag)) {
    assert.ok(children.every((child) => typeof child === "string"));
    return;
  }
  if (tag in CHILDREN) assert.equal(children.length, CHILDREN[tag], tag);
  else assert.ok(ROWS.includes(tag), tag);
  children.forEach(check);
}

const LIKELIHOODS = ["bernoulli", "continuousBernoulli", "gaussian"];

const ALL = [
  ...FORMULAS.map((name) => [name, formulaOf(name)]),
  ...LIKELIHOODS.map((name) => [name, reconstructionOf(name)]),
  ...LIKELIHOODS.map((name) => [`p(x|z) ${name}`, likelihoodOf(name)]),
  ["a draw's KL", klOfDraw()],
];

/** The tokens of a formula, lowered to plain signs and in no order. */
const PLAIN = {
  "∑": "Σ",
  "∏": "Π",
  "~": "∼",
  "·": "",
  "^": "",
  "/": "",
  "⁷": "7",
  "⁸": "8",
  "⁴": "4",
  "²": "2",
  ᵈ: "d",
  ⱼ: "j",
  ᵢ: "i",
  ₖ: "k",
  ₜ: "t",
  "(": "",
  ")": "",
  ",": "",
};
const signs = (text) =>
  [...text.replaceAll(/\s/g, "")].map((sign) => PLAIN[sign] ?? sign).sort();

const spoken = (name) =>
  words.terms[name]?.formula ??
  words.picture.parts[name]?.formula ??
  words.picture.parts.noise.formula;

for (const [name, tree] of ALL) {
  test(`${name} is MathML that browsers set`, () => check(tree));
}

await learn("zh");
for (const language of ["en", "zh"]) {
  for (const name of FORMULAS.filter((name) => name !== "likelihood")) {
    test(`${name} says the same typeset and in one line, in ${language}`, () => {
      speak(language);
      const typeset = signs(textOf(formulaOf(name))).join("");
      assert.equal(typeset, signs(spoken(name)).join(""));
      speak("en");
    });
  }
}

for (const name of LIKELIHOODS) {
  test(`${name} says the same typeset and in one line`, () => {
    const { likelihoods, reconstructions } = words.picture;
    assert.equal(
      signs(textOf(likelihoodOf(name))).join(""),
      signs(likelihoods[name]).join(""),
    );
    assert.equal(
      signs(textOf(reconstructionOf(name))).join(""),
      signs(reconstructions[name]).join(""),
    );
  });
}

for (const language of ["en", "zh"]) {
  test(`a trained prior has a draw's KL, typeset and in one line, in ${language}`, () => {
    speak(language);
    const kl = (config) =>
      detailOf("kl", { config: { latentDim: 2, ...config }, label: 3 }, null);
    for (const prior of [{ mixtureComponents: 50 }, { pseudoInputs: 9 }]) {
      const { formula, spoken } = kl(prior);
      assert.equal(spoken, words.picture.klOfDraw);
      assert.match(spoken, /log q\(z\|x\) − log p\(z\)/);
      assert.equal(
        signs(textOf(formula)).join(""),
        signs(spoken.replaceAll("~", "∼")).join(""),
      );
    }
    const { formula, spoken } = kl({});
    assert.equal(spoken, words.terms.kl.formula);
    assert.equal(textOf(formula), textOf(formulaOf("kl")));
    assert.notEqual(textOf(formula), textOf(klOfDraw()));
    speak("en");
  });
}

test("every term has a formula, and the text of one", () => {
  for (const term of Object.keys(words.terms)) {
    assert.ok(FORMULAS.includes(term), term);
    assert.notEqual(words.terms[term].formula, "");
  }
});

test("text becomes tokens: numbers, names, signs, and functions with space", () => {
  const tags = row("2 log x = ½").children.map(({ tag }) => tag);
  assert.deepEqual(tags, ["mn", "mspace", "mi", "mspace", "mi", "mo", "mn"]);
  assert.equal(textOf(sub("KL", "j")), "KLj");
});

const PARTS = [
  ...["image", "encoder", "code", "noise", "latent", "decoder", "likelihood"],
  ...["kl", "reconstruction", "negativeElbo"],
];

for (const part of PARTS) {
  test(`${part}: what is named in the core is there`, () => {
    const { file, name } = codeOf(part);
    const rust = readFileSync(
      new URL(`../../src/${file}`, import.meta.url),
      "utf8",
    );
    for (const each of name.split("::")) {
      const said = new RegExp(`(struct|impl|fn) ${each}\\b`);
      assert.match(rust, said, `${file} ${name}`);
    }
  });
}

test("a model that is told the class is called with it", () => {
  assert.match(
    codeOf("encoder", 3).lab,
    /encode\(digit, \{ labels: \[3\] \}\)/,
  );
  assert.match(codeOf("encoder").lab, /encode\(digit\);/);
  assert.match(codeOf("kl", 0).lab, /\{ seed: 0, labels: \[0\] \}/);
});

test("code has the flow's hues on the names that are the flow's", () => {
  const pieces = huedPieces("const { mean } = lab.decode(z); meanwhile");
  const hued = pieces.filter(({ hue }) => hue !== "");
  assert.deepEqual(hued, [
    { text: "mean", hue: "of-encoder" },
    { text: "decode", hue: "of-decoder" },
  ]);
  const text = pieces.map((piece) => piece.text).join("");
  assert.equal(text, "const { mean } = lab.decode(z); meanwhile");
});
