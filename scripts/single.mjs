/**
 * Writes the page as one file that opens from a disk, without a host and without
 * a network: dist-single/vae-lab.html. It holds what a classroom needs and fits
 * in LIMIT bytes: Flex without relaxed SIMD, which every browser with SIMD runs,
 * NdArray, the workshop, two models, 2,000 digits and 1,000 held out. Files lie
 * in elements of their own, gzipped, as base64 (www/single/inside.js).
 * Usage: node scripts/single.mjs
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { CHOICES } from "../www/single/contents.js";
import { build } from "./build.mjs";
import { pathOf } from "./names.mjs";
import { setup } from "./setup.mjs";
import { isStarted, main, root, say, Stop } from "./steps.mjs";

const LIMIT = 6_000_000;
const HELD_OUT = 1000;
const PIXELS = 784;

/** @param {string[]} path */
const read = (...path) => readFileSync(join(root, ...path));

/** @param {string} name @param {number} header @param {number} length of one */
function firstOf(name, header, length) {
  const bytes = gunzipSync(read("pkg/data", `mnist-test-${name}.idx.gz`));
  const first = bytes.subarray(0, header + length * HELD_OUT);
  first.writeUInt32BE(HELD_OUT, 4);
  return first;
}

/** What is inside but scripts: bytes by name. */
function files() {
  const notices = "THIRD-PARTY-NOTICES.txt";
  const images = firstOf("images", 16, PIXELS);
  const sets = { "mnist-test": { images: HELD_OUT, bytes: images.length } };
  /** @type {[string, Buffer][]} */
  const data = ["images", "labels"].map((part) => [
    `data/mnist-2000-${part}.idx.gz`,
    gunzipSync(read("pkg/data", `mnist-2000-${part}.idx.gz`)),
  ]);
  return new Map([
    ["flex.wasm", read("pkg/flex/vae_lab_bg.wasm")],
    ["ndarray.wasm", read("pkg/ndarray/vae_lab_bg.wasm")],
    ["workshop.wasm", read("pkg/workshop/vae_lab_bg.wasm")],
    ...[...CHOICES.model, "classifier"]
      .map((name) => `models/${name}.safetensors`)
      .map((name) => /** @type {[string, Buffer]} */ ([name, read(name)])),
    ...data,
    ["data/mnist-test-images.idx.gz", images],
    ["data/mnist-test-labels.idx.gz", firstOf("labels", 8, 1)],
    ["data/sets.json", Buffer.from(JSON.stringify(sets))],
    ["LICENSE.txt", read("LICENSE")],
    [notices, readFileSync(pathOf(join(root, "dist"), notices))],
  ]);
}

/** Scripts and styles, by name; nothing is written. */
async function bundled() {
  const { default: webpack } = await import("webpack");
  const { default: configs } = await import("../webpack.single.config.js");
  /** @type {Map<string, string>} */
  const assets = new Map();
  const compiler = webpack(configs);
  for (const each of compiler.compilers)
    each.hooks.shouldEmit.tap("single", (compilation) => {
      for (const { name, source } of compilation.getAssets())
        assets.set(name, String(source.source()));
      return false;
    });
  const stats = await new Promise((done, failed) =>
    compiler.run((error, result) => (result ? done(result) : failed(error))),
  );
  const report = stats.toString({ preset: "errors-warnings" });
  if (stats.hasErrors() || stats.hasWarnings()) {
    say(report);
    throw new Stop("webpack could not bundle the page: its lines are above.");
  }
  return assets;
}

/**
 * Code for an element: what would end it, or hide its end, is in strings alone.
 * @param {string} code
 */
export const inElement = (code) =>
  code.replace(/<(?=\/script|script|!--)/gi, "\\x3c");

/** @param {string} name @param {string} text */
const element = (name, text) =>
  `<script type="text/plain" data-file="${name}">${text}</script>`;

/**
 * @param {string} page index.html
 * @param {RegExp} tag
 * @param {string} by
 */
function replaced(page, tag, by) {
  if (!tag.test(page)) throw new Stop(`index.html has no ${tag.source}.`);
  return page.replace(tag, () => by);
}

/** Writes the file, of what `build` has made. */
export async function buildSingle() {
  const assets = await bundled();
  const asset = (/** @type {string} */ name) => {
    const text = assets.get(name);
    if (text === undefined) throw new Stop(`The bundle has no ${name}.`);
    return text;
  };
  const inside = [...files()]
    .map(([name, bytes]) => [name, gzipSync(bytes, { level: 9 })])
    .map(([name, gzip]) => element(String(name), gzip.toString("base64")));
  const workers = ["worker.js", "import-worker.js", "gif-worker.js"].map(
    (name) => element(name, inElement(asset(name))),
  );
  const script = (/** @type {string} */ name, attributes = "") =>
    `<script${attributes}>${inElement(asset(name))}</script>`;
  /** @type {[RegExp, string][]} */
  const places = [
    [/<script src="\.\/theme\.js"><\/script>/, script("theme.js")],
    [/<link rel="stylesheet"[^>]*>/, `<style>${asset("main.css")}</style>`],
    [/<link rel="modulepreload"[^>]*>\s*/, ""],
    [/<link\s+rel="preload"[^>]*>\s*/, ""],
    [/\s*<script type="module"[^>]*><\/script>/, ""],
    [
      /(?=\s*<\/body>)/,
      [...inside, ...workers, script("main.js", ' type="module"')].join("\n"),
    ],
  ];
  const page = places.reduce(
    (made, [tag, by]) => replaced(made, tag, by),
    read("index.html").toString(),
  );
  const size = Buffer.byteLength(page);
  if (size > LIMIT)
    throw new Stop(`The page in one file has ${size} bytes, above ${LIMIT}.`);
  mkdirSync(join(root, "dist-single"), { recursive: true });
  writeFileSync(join(root, "dist-single", "vae-lab.html"), page);
  say(`single: dist-single/vae-lab.html, ${size.toLocaleString("en")} bytes`);
}

if (isStarted(import.meta.url))
  await main(async () => {
    await setup();
    await build();
    await buildSingle();
  });
