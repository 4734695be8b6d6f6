/** The rooms of src/: which words may not be spoken where. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const src = new URL("../../src/", import.meta.url);
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".rs"))
  .sort();

/** @typedef {{ file: string, line: number, text: string }} Finding */

/**
 * Where the code of a file, its comments left out, says a word.
 * @param {string} file
 * @param {RegExp} word
 * @returns {Finding[]}
 */
function spoken(file, word) {
  return withoutComments(readFileSync(new URL(file, src), "utf8"))
    .split("\n")
    .map((text, index) => ({ file, line: index + 1, text: text.trim() }))
    .filter(({ text }) => word.test(text));
}

/**
 * Rust without its comments, line numbers kept. A "//" inside a string counts
 * as a comment, which can only hide the rest of that line.
 * @param {string} rust
 */
function withoutComments(rust) {
  return rust
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ""))
    .replace(/\/\/.*$/gm, "");
}

/** @param {string[]} places files, or folders with a slash at the end */
const outside = (...places) =>
  files.filter(
    (file) =>
      !places.some((place) =>
        place.endsWith("/") ? file.startsWith(place) : file === place,
      ),
  );

test("there is a core to look at", () => {
  assert.ok(files.includes("lib.rs"), "src/lib.rs");
  assert.ok(files.includes("device.rs"), "src/device.rs");
});

test("comments do not count, code beside them does", () => {
  const rust = "a(); // flex\n/* flex\n flex */ flex();\n//! flex";
  assert.equal(withoutComments(rust), "a(); \n\n flex();\n");
});

test("JavaScript is spoken in src/web alone", () => {
  const word = /\b(wasm_bindgen|web_sys|js_sys)/;
  const found = outside("web/").flatMap((file) => spoken(file, word));
  assert.deepEqual(found, []);
});

test("backends are named in src/device.rs and src/kernel alone", () => {
  const word = /(^|[^a-z])_?(flex|nd_?array|wgpu|web_?gpu)(?![a-z])/i;
  const found = outside("device.rs", "kernel/").flatMap((file) =>
    spoken(file, word),
  );
  assert.deepEqual(found, []);
});

/** Which rooms a room of the core may use, as docs/architecture.md draws it. */
const USES = {
  error: [],
  noise: ["error"],
  device: ["error"],
  kernel: [],
  model: ["error", "kernel"],
  data: ["error"],
  weights: ["error", "model"],
  objective: ["kernel", "model"],
  evaluate: [
    "data",
    "device",
    "error",
    "kernel",
    "model",
    "noise",
    "objective",
    "weights",
  ],
  fusion: ["data", "error", "evaluate", "model", "noise", "weights"],
  prior: ["data", "error", "model", "noise", "weights"],
  workshop: ["error", "model", "noise", "weights"],
  train: [
    "data",
    "device",
    "error",
    "evaluate",
    "kernel",
    "model",
    "noise",
    "objective",
    "weights",
  ],
  lab: [
    "data",
    "device",
    "error",
    "evaluate",
    "fusion",
    "kernel",
    "model",
    "noise",
    "prior",
    "train",
    "weights",
  ],
};

/** @param {string} room its file, or the files of its folder */
const filesOf = (room) =>
  files.filter((file) => file === `${room}.rs` || file.startsWith(`${room}/`));

test("every room of the core is in the picture", () => {
  const rooms = files
    .map((file) => file.replace(/[/.].*/, ""))
    .filter((room) => !["bin", "lib", "web"].includes(room));
  assert.deepEqual([...new Set(rooms)].sort(), Object.keys(USES).sort());
});

for (const [room, allowed] of Object.entries(USES))
  test(`${room} uses only the rooms below it`, () => {
    const used = filesOf(room).flatMap((file) =>
      spoken(file, /\bcrate::/).flatMap(({ text, line }) =>
        [...text.matchAll(/\bcrate::(\w+)/g)].map(([, other]) => ({
          file,
          line,
          other,
        })),
      ),
    );
    const strangers = used.filter(
      ({ other }) => other !== room && !allowed.includes(other),
    );
    assert.deepEqual(strangers, []);
  });
