/**
 * Prints the sizes of what dist/ makes a browser load.
 * Usage: node scripts/size.mjs            prints
 *        node scripts/size.mjs --check    fails above a limit, or where more than
 *                                         2 % has come to what docs/sizes.json says
 *        node scripts/size.mjs --write    writes docs/sizes.json
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { plainName } from "./names.mjs";
import { isStarted, main, root, say, Stop } from "./steps.mjs";

/** In bytes after gzip -9, as a host would send them. */
const LIMITS = {
  "flex.wasm": 600_000,
  "flex-relaxed.wasm": 600_000,
  "webgpu.wasm": 2_000_000,
};

/** What a first visit on the CPU loads before it shows a digit. */
const BEFORE_FIRST_DIGIT = {
  name: "before the first digit",
  files: [
    ...["index.html", "main.css", "main.js", "vae-lab.js", "worker.js"],
    ...["flex-relaxed.wasm", "models/dense-z20.decoder.part"],
  ],
  limit: 1_300_000,
};

/** What compilers of different versions make of one source. */
const TOLERANCE = 0.02;

/** On record are the programs, not the data. */
const RECORDED = /\.(wasm|js|css|html)$/;

const record = join(root, "docs", "sizes.json");

/** @returns {Map<string, { raw: number, gzip: number }>} */
function sizesOf() {
  const dist = join(root, "dist");
  if (!existsSync(dist))
    throw new Stop('There is no dist/ yet: run "npm run build" first.');
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(wasm|js|css|html|gz|safetensors|part)$/.test(name))
    .sort();
  return new Map(
    files.map((name) => [plainName(name), measure(join(dist, name))]),
  );
}

/** @param {ReturnType<typeof sizesOf>} sizes */
function print(sizes) {
  say(row("file", "bytes", "gzip", "limit"));
  for (const [name, { raw, gzip }] of sizes)
    say(row(name, count(raw), count(gzip), count(limitOf(name))));
  const { name, limit } = BEFORE_FIRST_DIGIT;
  say(row(name, "", count(beforeFirstDigit(sizes)), count(limit)));
}

/** @param {ReturnType<typeof sizesOf>} sizes */
function beforeFirstDigit(sizes) {
  return BEFORE_FIRST_DIGIT.files.reduce((sum, name) => {
    const size = sizes.get(name);
    if (!size) throw new Stop(`dist/${name} is missing.`);
    return sum + size.gzip;
  }, 0);
}

/** @param {ReturnType<typeof sizesOf>} sizes */
function write(sizes) {
  const recorded = [...sizes].filter(([name]) => RECORDED.test(name));
  const gzips = recorded.map(([name, { gzip }]) => [name, gzip]);
  const text = JSON.stringify(Object.fromEntries(gzips), null, 2);
  writeFileSync(record, `${text}\n`);
}

export function checkSizes() {
  const sizes = sizesOf();
  print(sizes);
  const before = JSON.parse(readFileSync(record, "utf8"));
  for (const name of new Set([
    ...Object.keys(LIMITS),
    ...Object.keys(before),
  ])) {
    const size = sizes.get(name);
    if (!size) throw new Stop(`dist/${name} is missing.`);
    refuseAbove(name, size.gzip, limitOf(name), "its limit");
    const most = before[name] && Math.floor(before[name] * (1 + TOLERANCE));
    refuseAbove(name, size.gzip, most, "what docs/sizes.json allows");
  }
  const { name, limit } = BEFORE_FIRST_DIGIT;
  refuseAbove(name, beforeFirstDigit(sizes), limit, "its limit");
}

/**
 * @param {string} name
 * @param {number} gzip
 * @param {number | undefined} most
 * @param {string} what
 */
function refuseAbove(name, gzip, most, what) {
  if (most === undefined || gzip <= most) return;
  throw new Stop(
    `${name} is ${count(gzip)} bytes after gzip, above ${what}, ${count(most)}.`,
  );
}

/** @param {string} name @returns {number | undefined} */
function limitOf(name) {
  return Object.entries(LIMITS).find(([limited]) => limited === name)?.[1];
}

/** @param {string} path */
function measure(path) {
  const bytes = readFileSync(path);
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

/** @param {number | undefined} bytes */
function count(bytes) {
  return bytes?.toLocaleString("en") ?? "";
}

/** @param {string} name @param {string[]} figures */
function row(name, ...figures) {
  return name.padEnd(36) + figures.map((text) => text.padStart(12)).join("");
}

if (isStarted(import.meta.url))
  await main(async () => {
    const [asked] = process.argv.slice(2);
    if (asked === "--check") checkSizes();
    else if (asked === "--write") write(sizesOf());
    else print(sizesOf());
  });
