/** Writes what is on screen as a module: the same numbers, from Lab alone. */

import { IN_ONE_FILE } from "../edition.js";
import { published } from "../import/data-files.js";
import { words } from "../words/words.js";
import { lessonLines } from "./lesson-code.js";
import { base64, object, shortest } from "./literals.js";

/**
 * Where a digit can be had again: its place in a shipped file, or its pixels.
 *
 * @typedef {object} DigitSource
 * @property {Uint8Array} pixels
 * @property {{ file: string, index: number }} [shipped]
 * @property {string} what "a real 3, from MNIST"
 *
 * All that the page shows and that a snippet can show again.
 * @typedef {object} Screen
 * @property {{ name: string, shipped: boolean }} model a shipped name, or the
 *   name that its file has when it is saved
 * @property {string} device
 * @property {number} [label] the class that the model is told
 * @property {DigitSource | null} digit
 * @property {Float32Array | null} hand z, where it was set by hand
 * @property {{ count: number, seed: number, spread?: boolean } | null} draws of
 *   the posterior, each decoded, or how much such pictures differ
 * @property {number} figureSeed
 * @property {Record<string, unknown>} sample what `sample` was asked for
 * @property {import("./lesson.js").Lesson | null} lesson
 * @property {Record<string, unknown>} settings those of a run
 */

const says = () => words.asCode.says;

/** @param {Screen} screen */
function opening({ model, device }) {
  const address = JSON.stringify(`./${encodeURIComponent(model.name)}`);
  const source = model.shipped
    ? JSON.stringify(model.name)
    : `new URL(${address}, import.meta.url)`;
  return [
    ...(model.shipped ? [] : [`// ${says().file(model.name)}`]),
    `const lab = await Lab.create(${object({ model: { code: source }, device })});`,
  ];
}

/** @param {DigitSource} digit @param {boolean} alone */
function digitLines({ pixels, shipped, what }, alone) {
  const note = `// ${says().digit(what)}`;
  if (!shipped || alone) {
    return [note, `const digit = bytesOf(${JSON.stringify(base64(pixels))});`];
  }
  const { file, index } = shipped;
  return [
    note,
    `const images = await idx("./data/${published(file)}", 16);`,
    `const digit = images.slice(784 * ${index}, 784 * ${index + 1});`,
  ];
}

/**
 * A call of Lab with what it is told.
 *
 * @param {string} method
 * @param {string} what
 * @param {Record<string, unknown>} options
 */
function call(method, what, options) {
  const given = object(options);
  const both = [what, given === "{}" ? "" : given].filter((part) => part);
  return `await lab.${method}(${both.join(", ")})`;
}

/** @param {Screen} screen @param {number} [count] */
const told = ({ label }, count = 1) =>
  label === undefined ? {} : { labels: Array(count).fill(label) };

/** What the decoder was given, and made of it. @param {Screen} screen */
function pictureLines(screen) {
  const { hand, draws, digit } = screen;
  if (hand) {
    return [
      "",
      `// ${says().hand}`,
      `const z = Float32Array.of(${[...hand].map(shortest).join(", ")});`,
      `const picture = ${call("decode", "z", told(screen))};`,
    ];
  }
  if (!digit) return [];
  if (!draws) {
    return [`const picture = ${call("decode", "mean", told(screen))};`];
  }
  const { count, seed, spread } = draws;
  const options = { seed, ...told(screen, count) };
  return [
    `// ${spread ? says().spread(count) : says().draws(count)}`,
    `const copies = new Uint8Array(784 * ${count});`,
    `for (let i = 0; i < ${count}; i++) copies.set(digit, 784 * i);`,
    `const ${spread ? "draws" : "picture"} = ${call("reconstruct", "copies", options)};`,
    ...(spread ? spreadLines(count) : []),
  ];
}

/**
 * Each pixel's standard deviation, as part of the largest.
 *
 * @param {number} count
 */
const spreadLines = (count) => [
  `const deviations = new Float32Array(784).map((_, pixel) => {`,
  `  const values = Array.from({ length: ${count} }, (_, i) => draws[784 * i + pixel]);`,
  `  const mean = values.reduce((sum, value) => sum + value, 0) / ${count};`,
  `  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);`,
  `  return Math.sqrt(squares / ${count - 1});`,
  `});`,
  `const largest = Math.max(...deviations);`,
  `const picture = deviations.map((value) => value / (largest || 1));`,
  `console.log({ largest }); // ${says().white}`,
];

/** @param {Screen} screen @param {boolean} alone */
function lineLines(screen, alone) {
  const { digit, figureSeed } = screen;
  if (!digit) return pictureLines(screen);
  return [
    "",
    ...digitLines(digit, alone),
    `const { mean, logVar } = ${call("encode", "digit", told(screen))};`,
    ...pictureLines(screen),
    `const { kl, reconstruction, negativeElbo } = ${call("evaluate", "digit", { seed: figureSeed, ...told(screen) })};`,
    "console.log({ kl, reconstruction, negativeElbo }); // nats",
  ];
}

/** @param {Screen} screen */
const sampleLines = ({ sample }) => [
  "",
  `// ${says().sample}`,
  `const samples = ${call("sample", "", sample)};`,
];

/** @param {Screen} screen */
function trainLines({ lesson, label, settings }) {
  if (!lesson) return [];
  const told = label !== undefined;
  return ["", ...lessonLines({ lesson, told, settings })];
}

/** A file of the MNIST kind, behind its header. */
const IDX = `
async function idx(address, header) {
  let bytes = await (await fetch(address)).arrayBuffer();
  if (new Uint8Array(bytes)[0] === 0x1f) {
    const gzip = new DecompressionStream("gzip");
    const stream = new Blob([bytes]).stream().pipeThrough(gzip);
    bytes = await new Response(stream).arrayBuffer();
  }
  return new Uint8Array(bytes).subarray(header);
}`;

const BYTES = `
function bytesOf(...parts) {
  return Uint8Array.from(parts.map(atob).join(""), (sign) => sign.charCodeAt(0));
}`;

const PICKED = `
function picked(images, places) {
  const all = new Uint8Array(784 * places.length);
  places.forEach((i, place) =>
    all.set(images.subarray(784 * i, 784 * (i + 1)), 784 * place),
  );
  return all;
}`;

/**
 * The module.
 *
 * @param {Screen} screen
 * @param {string[]} [made] lines of what the workshop makes, where that is on screen
 * @param {boolean} [alone] whether nothing lies beside the page: then Lab is
 *   the package's, and a digit is there with its pixels
 * @returns {string}
 */
export function asCode(screen, made = [], alone = IN_ONE_FILE) {
  const lines = [
    ...(alone ? [`// ${says().package}`] : []),
    `import { Lab } from "${alone ? "vae-lab" : "./vae-lab.js"}";`,
    "",
    ...opening(screen),
    ...lineLines(screen, alone),
    ...sampleLines(screen),
    ...trainLines(screen),
    ...(made.length > 0 ? ["", ...made] : []),
  ];
  const body = lines.join("\n");
  const used = [
    body,
    body.includes("idx(") && alone ? `\n// ${says().data}` : "",
    body.includes("idx(") ? (alone ? IDX.trimStart() : IDX) : "",
    body.includes("picked(") ? PICKED : "",
    body.includes("bytesOf(") ? BYTES : "",
  ];
  return `${used.filter((part) => part !== "").join("\n")}\n`;
}
